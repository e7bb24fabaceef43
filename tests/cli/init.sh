#!/bin/sh
# `secateur init` writes experiments that check and plan take as they are and that run, from what the real programs say
# of themselves and from a user's own files; a mistake in one of those is shown there, and no file is written over.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
for program in source-extractor psfex; do
	command -v $program >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
init() { "$SECATEUR" init "$@" >out 2>err; }
refuses() { # TEXT WORDS...
	said=$1
	shift
	status=0
	init "$@" || status=$?
	[ $status -eq 2 ] && [ ! -s out ] || fail "init $*: exit status $status, not 2, or something on standard output"
	grep -qF -- "$said" err || fail "init $*: does not say '$said'"
}
taken() { "$SECATEUR" check "$1" >out 2>err && "$SECATEUR" plan "$1" >plan 2>>err || fail "$1 is refused"; }
has() { grep -qF -- "$2" "$1" || { cat "$1"; fail "$1 does not say: $2"; }; }

# from nothing but the programs: to standard output, without a word beside it
for program in source-extractor psfex; do
	init $program || fail "init $program"
	[ ! -s err ] || fail "init $program says something"
	cp out $program.yaml
	has $program.yaml "# Written by: secateur init $program"
	taken $program.yaml
	cp out $program.check
done
grep -q '^  drop-windowed .*-winflux -winpos -winshape -radius -growth$' source-extractor.check || fail 'what shares the window does not go together'
grep -q '^  psfvar_nsnap=1  *psfvar_nsnap: 9 -> 1$' psfex.check || fail 'the snapshots are not swept'

# from a configuration that runs: what is in force there, its comments, its files
mkdir data
"$DETECTOR" simulate --size 512x512 --seed 1 data/sky-1.fits
"$DETECTOR" simulate --size 512x512 --seed 2 data/sky-2.fits
mkdir conf
cat >conf/field.sex <<'END'
# our survey: {input.image} is no hole here
CATALOG_NAME     /tmp/never/field.cat
CATALOG_TYPE     FITS_LDAC
PARAMETERS_NAME  field.param
detect_thresh    1.0      # of the sky
ANALYSIS_THRESH  1.0
FILTER_NAME      field.conv
PHOT_APERTURES   25
GAIN             1
SATUR_LEVEL      1e9
VERBOSE_TYPE     QUIET
END
cp /usr/share/source-extractor/gauss_3.0_7x7.conv conf/field.conv
printf '%s\r\n' '# for psfex' X_IMAGE Y_IMAGE 'FLAGS	# first of all' SNR_WIN XWIN_IMAGE YWIN_IMAGE ELONGATION FLUX_RADIUS \
	'FLUX_APER(1)' 'FLUXERR_APER[1]' 'VIGNET(35, 35)' MAG_AUTO >conf/field.param
init source-extractor -c conf/field.sex data/sky-1.fits data/sky-2.fits -o field.yaml || fail 'not from our own files'
[ ! -s err ] && [ ! -s out ] || fail 'something is said'
has field.yaml 'name: field'
has field.yaml '  filter_name: "{here}/conf/field.conv"'
has field.yaml '  - {id: sky-2, image: "{here}/data/sky-2.fits"}'
has field.yaml '# our survey: {{input.image} is no hole here'
has field.yaml '  detect_thresh: {choice: [1.0, 1.5, 2.0]}'
has field.yaml '    required: [position, for_psfex]'
taken field.yaml
has plan 'file measure.sex: CATALOG_NAME       measure.cat '
has plan 'file measure.param: VIGNET(35,35)'
"$SECATEUR" run field.yaml --db field.db --blocks 2 -q 2>err || fail 'it does not run'
[ "$(sqlite3 field.db "SELECT count(DISTINCT variant), sum(outcome != 'ok') FROM run WHERE phase = 'measured'")" = '3|0' ] ||
	fail 'not three variants, or failed runs'
ask() { sqlite3 "$1" "SELECT count(*) FROM metric WHERE name = '$2' AND value > 0"; }
[ "$(ask field.db sources)" -ge 6 ] && [ "$(ask field.db clean)" -ge 6 ] || fail 'quality is not measured'

# psfex writes beside its catalogue, or where PSF_DIR says: not in a run
source-extractor data/sky-1.fits -c conf/field.sex -PARAMETERS_NAME conf/field.param -FILTER_NAME conf/field.conv -CATALOG_NAME data/sky.cat
printf 'PSF_SIZE 21\nPSFVAR_NSNAP 1\nPSFVAR_DEGREES 0\nCHECKPLOT_DEV NULL\nCHECKPLOT_TYPE NONE\nPSF_DIR %s\n' "$PWD/conf" >conf/model.psfex
init psfex -c conf/model.psfex data/sky.cat -o model.yaml || fail 'not from a file of psfex'
taken model.yaml
! grep -q '^  psf_size:' model.yaml || fail 'two numbers are put in place of one'
ls -R conf data >before
"$SECATEUR" run model.yaml --db model.db --blocks 1 -q --filter 'sample_minsn:50' 2>err || fail 'psfex does not run'
ls -R conf data >after
cmp before after || fail 'a run wrote among our files'
[ "$(ask model.db stars)" -ge 2 ] || fail 'stars are not counted'

# mistakes, all at once, where they are
cp conf/field.sex conf/bad.sex
printf 'DETECT_TRESH 1\nBACK_SIZE\nFILTER_NAME gone.conv\n' >>conf/bad.sex
printf 'X_IMAGE\nVIGNET(35,x)\nMAG_OUTO\n' >conf/bad.param
refuses 'conf/bad.sex:13:1: error: BACK_SIZE has no value' source-extractor -c conf/bad.sex -p conf/bad.param no.fits
has err "conf/bad.sex:12:1: warning: left out: no setting is named 'DETECT_TRESH'; did you mean 'DETECT_THRESH'?"
has err 'conf/bad.param:2:1: error: VIGNET wants a size such as (35,35) behind it, or none'
has err "conf/bad.param:3:1: warning: left out: no column is named 'MAG_OUTO'; did you mean 'MAG_AUTO'?"
has err 'error: no.fits: no such file'
sed -i '/BACK_SIZE/d' conf/bad.sex
init source-extractor -c conf/bad.sex data/sky-1.fits -o lost.yaml || fail 'a lost file is no mistake'
has err "conf/bad.sex:13:13: warning: FILTER_NAME: there is no file 'gone.conv', which detection is filtered by"
has lost.yaml '  filter_name: gone.conv   # CHANGE: there is no such file'
taken lost.yaml
echo 'PARAMETERS_NAME gone.param' >conf/lost.sex
refuses 'conf/lost.sex:1:17: error: gone.param: no such file' source-extractor -c conf/lost.sex
sed 's|field.conv|${OUR_CONF}/field.conv|' conf/field.sex >conf/variable.sex
OUR_CONF=$PWD/conf init source-extractor -c conf/variable.sex || fail 'variables are not filled in'
has out '  filter_name: "{here}/conf/field.conv"'
unset OUR_CONF
refuses "'\${OUR_CONF}/field.conv': runs have an environment of their own" source-extractor -c conf/variable.sex
printf '#X_IMAGE\n' >conf/none.param
refuses 'conf/none.param: error: no column is listed in it' source-extractor -p conf/none.param
refuses 'nowhere.sex: No such file' source-extractor -c nowhere.sex
[ "$(wc -l <err)" -eq 1 ] || fail 'more is said than that it is not there'
refuses "is known of a program 'source-extracter'; did you mean 'source-extractor'?" source-extracter
refuses 'psfex has no list of columns' psfex -p conf/field.param
refuses 'usage: secateur init PROGRAM [INPUT]...' -o x.yaml
cp data/sky-1.fits 'data/sky 1.fits'
refuses 'for the end of a name' source-extractor 'data/sky 1.fits'
echo mine >mine.yaml
refuses 'mine.yaml: is there already; nothing was written' psfex -o mine.yaml
[ "$(cat mine.yaml)" = mine ] || fail 'a file was written over'
