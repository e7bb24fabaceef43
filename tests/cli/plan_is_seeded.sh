#!/bin/sh
# One seed gives one plan, byte for byte; another seed the same runs in another order.
set -eu
plan() { "$SECATEUR" plan "$SOURCE_DIR/tests/data/small.yaml" --set actor=x "$@"; }
plan >a
plan >b
cmp a b || { echo "the same seed gave another plan"; exit 1; }
plan --seed 8 >c
! cmp -s a c || { echo "another seed gave the same plan"; exit 1; }

# the runs without their order: which variant on which input how often, in which phase
runs() { sed '1,/^block/d' "$1" | awk '{print $3, $5}' | sort; }
runs a >runs_a
runs c >runs_c
[ "$(wc -l <runs_a)" -eq 54 ] || { echo "not 6 variants in 9 blocks"; exit 1; }
cmp runs_a runs_c || { echo "another seed gave other runs"; exit 1; }
