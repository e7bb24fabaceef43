#!/bin/sh
# Piff and psfex model the PSF of the same stars, and both models are judged; in build/piff, where experiments/report.sh has it, too.
set -eu
fail() { cat out err 2>/dev/null || :; echo "$1"; exit 1; }
experiment=$SOURCE_DIR/experiments/detector/psf-sweep.yaml
piff=$SOURCE_DIR/build/piff
"$SECATEUR" check "$experiment" >out 2>err || fail 'the experiment is refused'
for program in source-extractor psfex python3; do
	command -v $program >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
"$SOURCE_DIR/experiments/detector/piff.sh" "$piff" 2>err || { echo "skipped: Piff could not be installed: $(tail -n 1 err)"; exit 77; }

"$DETECTOR" simulate --seed 1 seed-1.fits
# try VARIANT [OPTION]...
try() {
	variant=$1
	shift
	"$SECATEUR" try "$experiment" --variant "$variant" --input seed-1 --set "data=$PWD" --set "detector=$DETECTOR" --set "piff=$piff" "$@" >out 2>err
}
value() { awk -v name="$1" '$1 == name { print $2 }' out; }
between() { awk -v x="$1" -v lo="$2" -v hi="$3" 'BEGIN { exit !(x != "" && x != "n/a" && x >= lo && x <= hi) }'; }

try psfex-lean || fail 'psfex fails'
stars=$(value psf_stars)
between "$stars" 20 40 || fail 'psfex takes none or all for stars'
[ "$(value piff_fit)" = n/a ] || fail 'a time of Piff where psfex ran'
for variant in moffat-fast piff-coarse; do
	try $variant || fail "$variant fails"
	# Piff leaves out the worst of them
	between "$(value psf_stars)" $((stars - 4)) "$stars" || fail "$variant: not the stars that psfex takes"
	between "$(value psf_size_error)" 0.0001 0.02 || fail "$variant: the size of its PSF is out of reason"
	between "$(value psf_flux_offset)" 0 0.03 || fail "$variant: the flux by its PSF is out of reason"
	between "$(value piff_fit)" 0.05 600 || fail "$variant: the fit has no time of its own"
done
fine=$(value psf_size_error)
try piff_order=0 || fail 'a constant PSF fails'
between "$(value psf_size_error)" "$fine" 1 || fail 'a constant PSF is as good as one that follows the field'

# no star is no model
! try moffat-fast --set threshold=2000 || fail 'a model of no star'
grep -q 'piff_fit: .* stars are too few for a PSF model' out err || fail 'not said what is lacking'
