#!/bin/sh
# The default experiment, on small images and few blocks: what its report is known for holds, with the real programs.
set -eu
for program in source-extractor psfex sqlite3; do
	command -v $program >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
experiments=$SOURCE_DIR/experiments/detector
for seed in 1 2 3 4 5 6 7 8 9 10; do
	"$DETECTOR" simulate --size 640x640 --seed $seed seed-$seed.fits
done
run() { "$SECATEUR" run "$experiments/detector.yaml" --set "data=$PWD" --set "detector=$DETECTOR" --blocks 3 -q; }
run 2>err || [ $? -eq 1 ] || { cat err; exit 1; }
"$SECATEUR" report >report.md

fail() { cat report.md; echo "$1"; exit 1; }
ask() { sqlite3 results.db "$1"; }
once() { [ "$(grep -c "$1" report.md)" -eq 1 ] || fail "'$1' is not told once"; }

once 'no-elongation: signal 11 (SIGSEGV) in step psf'
once 'no-vignet: exit code 1 in step psf'
[ "$(ask "SELECT change_percent < -60 FROM v_effect WHERE variant = 'nsnap-1' AND measure = 'cpu'")" = 1 ] ||
	fail "nsnap-1 does not save 60 % of the CPU time"
[ "$(ask "SELECT same || ' of ' || pairs FROM v_same_output WHERE variant = 'nsnap-1'")" = '3 of 3' ] ||
	fail "nsnap-1 does not give the same catalogue"
[ "$(ask "SELECT d.judgement FROM verdict d JOIN variant v ON v.id = d.variant
	WHERE v.name = 'degree-0' AND d.measure = 'psf_size_scatter'")" = outside ] ||
	fail "degree-0 does not fail on the scatter of the PSF's size"

# the other experiments are good ones, too
"$SECATEUR" check "$experiments/plugin-removal.yaml" >/dev/null
"$SECATEUR" check "$experiments/psf-iterations.yaml" >/dev/null
"$SECATEUR" check "$experiments/psf-sweep.yaml" >/dev/null
"$SECATEUR" check "$experiments/model-ladder.yaml" >/dev/null
"$SECATEUR" check "$experiments/../compression/levels.yaml" >/dev/null
"$SECATEUR" check "$experiments/real-image.yaml" --set image=any.fits >/dev/null
