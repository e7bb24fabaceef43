#!/bin/sh
# The ladder of model fitting: what a rung fits is measured on it, and absent on those below.
set -eu
fail() { cat out err 2>/dev/null || :; echo "$1"; exit 1; }
experiment=$SOURCE_DIR/experiments/detector/model-ladder.yaml
"$SECATEUR" check "$experiment" >out 2>err || fail 'the experiment is refused'
for program in source-extractor psfex; do
	command -v $program >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
"$DETECTOR" simulate --size 640x640 --seed 1 seed-1.fits
try() { "$SECATEUR" try "$experiment" --variant "$1" --input seed-1 --set "data=$PWD" --set "detector=$DETECTOR" >out 2>err || fail "$1 fails"; }
value() { awk -v name="$1" '$1 == name { print $2 }' out; }

try none
[ "$(value spread_of_stars)" = n/a ] || fail 'a spread where no model is fitted'
try disk-and-spread
awk -v star="$(value spread_of_stars)" -v galaxy="$(value spread_of_galaxies)" 'BEGIN { exit !(star != "" && star < 0.003 && galaxy > 0.003) }' ||
	fail 'stars are not told from galaxies'
[ "$(value model_bias_stars)" = n/a ] || fail 'a flux of a model that is not asked for'
