#!/bin/sh
# The detector program: a seed is an image, whatever the machine; what cannot be measured is n/a with a reason.
# usage: detector.sh [PATH OF detector]     in an empty folder; else DETECTOR and SOURCE_DIR say where things are
set -eu
detector=${1:-$DETECTOR}
templates=${SOURCE_DIR:-$(dirname "$(realpath "$0")")/../..}/experiments/detector

fail() { echo "$1"; exit 1; }
refuses() {
	said=$1
	shift
	status=0
	"$detector" "$@" >out 2>err || status=$?
	[ $status -eq 2 ] || fail "$*: exit status $status, not 2"
	grep -qF -- "$said" err || { cat err; fail "$*: does not say '$said'"; }
	[ ! -s out ] || fail "$*: something on standard output"
}
value() { awk -F'\t' -v name="$1" '$1 == name { print $2 }' metrics; }
between() { awk -v x="$1" -v lo="$2" -v hi="$3" 'BEGIN { exit !(x != "" && x != "n/a" && x >= lo && x <= hi) }'; }

# the same seed gives the same bytes, another seed others; the sums are the same for every compiler and machine
"$detector" simulate --size 512x512 --seed 1 a.fits
"$detector" simulate --seed 1 --size 512x512 b.fits
"$detector" simulate --size 512x512 --seed 2 c.fits
for part in '' .truth .reserve; do
	cmp "a$part.fits" "b$part.fits" || fail "seed 1 gives two different files"
	! cmp -s "a$part.fits" "c$part.fits" || fail "seeds 1 and 2 give the same file"
done
grep -aq "DATASUM = '3997804382 *'" a.fits || fail "the pixels of seed 1 have changed"
grep -aq "DATASUM = '1482481334 *'" a.truth.fits || fail "the truth of seed 1 has changed"
[ ! -e a.fits.part ] || fail "a half file is left over"

# mistakes are told
refuses "--seed is missing" simulate x.fits
refuses "a file name is missing" simulate --seed 1
refuses "--size '512' is not like 1024x1024" simulate --size 512 --seed 1 x.fits
refuses "--seed '-1' is not a whole number" simulate --seed -1 x.fits
refuses "unknown option '--sead'" simulate --sead 1 x.fits
refuses "nowhere/x.truth.fits" simulate --size 64x64 --seed 1 nowhere/x.fits
refuses "--fold '6' is not one of 1 to 5" reserve --fold 6 a.fits x.fits
refuses "nowhere.psf" filter nowhere.psf x.conv
refuses "either --truth or --detections" assess --catalogue x.cat --psf x.psf
mkdir folder.fits
refuses "folder.fits: is there, and no file" simulate --size 64x64 --seed 1 folder.fits
refuses "folder.fits: is there, and no file" reserve a.fits folder.fits
refuses ": No such file" simulate --size 64x64 --seed 1 ''
cp a.fits own.fits
ln own.fits link.fits
refuses "is the image itself" reserve own.fits own.fits
refuses "is the image itself" reserve own.fits link.fits
cmp a.fits own.fits || fail "an image was overwritten by its flags"
[ ! -e x.fits ] && [ ! -e x.conv ] && [ ! -e .part ] && [ ! -e folder.fits.part ] ||
	fail "a refused command left a file"

# the five folds share no pixel and leave none out
flagged=0
for fold in 1 2 3 4 5; do
	"$detector" reserve --fold $fold a.fits fold.fits
	n=$(tr -cd '\001' <fold.fits | wc -c)
	[ "$n" -gt 0 ] || fail "fold $fold is empty"
	flagged=$((flagged + n))
done
[ $flagged -eq $((512 * 512)) ] || fail "the folds hold $flagged pixels of $((512 * 512))"

# nothing to assess, and a catalogue that was cut off: n/a everywhere, 0 nowhere
head -c 9000 a.truth.fits >cut.cat
for catalogue in missing.cat cut.cat a.fits; do
	for other in "--truth a.truth.fits" "--detections missing.cat" "--truth cut.cat"; do
		# shellcheck disable=SC2086 # two words
		"$detector" assess --catalogue $catalogue --psf missing.psf $other >metrics
		[ "$(wc -l <metrics)" -ge 9 ] || { cat metrics; fail "metrics are missing"; }
		! grep -vq '	n/a	.' metrics || { cat metrics; fail "a value out of nothing"; }
	done
done

for program in source-extractor psfex; do
	command -v $program >/dev/null || { echo "$program is not installed: the chain is not tested"; exit 0; }
done

# the chain of the experiments
render() {
	sed 's/{threshold}/1.0/; s/{gain}/1/; s/{saturation}/1e9/; s/{zero_point}/32.05/; s/{pixel_scale}/0.2/
		s/{seeing}/0.75/; s/{fwhm_range}/2.0,10.0/; s/{nsnap}/1/; s/{psf_degree}/1/; s/{psf_size}/31/g' "$templates/$1" >"$1"
}
"$detector" simulate --seed 1 sky.fits
render detect.sex
render model.psfex
render measure.sex
cp "$templates/gaussian.conv" detect.conv
printf '%s\n' X_IMAGE Y_IMAGE 'IMAFLAGS_ISO(1)' FLAGS SNR_WIN ELONGATION FLUX_RADIUS 'FLUX_APER(1)' 'FLUXERR_APER(1)' \
	'VIGNET(35,35)' >detect.param
printf '%s\n' X_IMAGE Y_IMAGE FLAGS FLUX_PSF XPSF_IMAGE YPSF_IMAGE FLUX_AUTO >measure.param
source-extractor sky.fits -c detect.sex -FLAG_IMAGE sky.reserve.fits
psfex detect.cat -c model.psfex -SAMPLE_IMAFLAGMASK 0x0
"$detector" assess --catalogue detect.cat --truth sky.truth.fits --psf detect.psf >metrics
all=$(value psf_stars)
psfex detect.cat -c model.psfex
source-extractor sky.fits -c measure.sex
"$detector" assess --catalogue measure.cat --truth sky.truth.fits --psf detect.psf >metrics
[ "$(value psf_stars)" -lt "$all" ] || { cat metrics; fail "reserved stars have a part in the model"; }
between "$(value completeness)" 0.7 0.95 || { cat metrics; fail "completeness is out of reason"; }
between "$(value purity)" 0.9 1 || { cat metrics; fail "purity is out of reason"; }
between "$(value psf_flux_bias)" -0.05 0.05 || { cat metrics; fail "the PSF flux is out of reason"; }
between "$(value psf_size_bias)" -0.1 0.1 || { cat metrics; fail "the PSF size is out of reason"; }
grep -q '^astrometry_win	n/a	measure.cat has no column XWIN_IMAGE' metrics || { cat metrics; fail "a lost column is not named"; }
"$detector" assess --catalogue measure.cat --detections detect.cat --psf detect.psf >metrics
between "$(value psf_to_auto)" 0.8 1.2 || { cat metrics; fail "the flux of stars is out of reason"; }

# its model makes a filter that the next detection takes
"$detector" filter detect.psf detect.conv
awk 'NR > 2 { for (i = 1; i <= NF; i++) sum += $i; n += NF } END { exit !(n == 49 && sum > 0.999 && sum < 1.001) }' detect.conv ||
	{ cat detect.conv; fail "the filter is not 7 x 7, or its sum not 1"; }
source-extractor sky.fits -c detect.sex -FLAG_IMAGE sky.reserve.fits
