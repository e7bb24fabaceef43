#!/bin/sh
# The baseline against itself: stored and resumed like any study, and seldom told from itself.
set -eu
spec=$SOURCE_DIR/tests/data/small.yaml
aa() { "$SECATEUR" aa "$spec" --set "actor=$ACTOR" --set work=1 "$@"; }
fail() { cat report.md err; echo "$1"; exit 1; }

aa >report.md 2>err || [ $? -eq 4 ] || fail "status $?"
grep -q 'labels drawn at random .* 2000 ' report.md || fail "no labels were drawn"
bound=$(sed -n 's/.*labels drawn.*(at most \([0-9.]*\) %).*/\1/p' report.md)
awk "BEGIN { exit !($bound <= 7) }" || fail "false verdicts may be as many as $bound %"
grep -q '^ *6   8  10  14' report.md || fail "there is no figure"
grep -q '^## Noise' report.md || fail "the noise is not told"

# eight blocks after one to warm up, of four arms; the same command makes no more runs and says the same
[ "$(sqlite3 results.db "SELECT count(*) FROM run")" -eq 36 ] || fail "not 36 runs"
[ "$(sqlite3 results.db "SELECT name FROM experiment")" = 'small aa' ] || fail "stored under another name"
aa >again.md 2>err || [ $? -eq 4 ] || fail "status $?"
grep -q 'nothing left to run' err || fail "runs were made again"
cmp report.md again.md || fail "the same runs gave another report"

# two at once: an a/a of its own
rm results.db
if [ "$(nproc)" -gt 1 ]; then
	aa -j 2 >report.md 2>err || [ $? -eq 4 ] || fail "status $? with -j 2"
	[ "$(sqlite3 results.db "SELECT count(*) FROM run")" -eq 36 ] || fail "not 36 runs with -j 2"
fi
grep -q '^| again-3 ' report.md || fail "the copies are not told"

# a metric that decides nothing does not hide what chance does to time
sed '/id: [b-h],/d; s/blocks: [0-9]*/blocks: 12/' "$spec" >one.yaml
rm -f results.db
"$SECATEUR" aa one.yaml --set "actor=$ACTOR" --set work=1 >report.md 2>err || [ $? -eq 4 ] || fail "status $? with one input"
grep -q 'labels drawn at random.*|   2000 | 0.0 %' report.md && fail "draws that could not decide are counted as right"
rm results.db
"$SECATEUR" aa "$spec" --set "actor=false" --set work=1 >report.md 2>err && fail "a baseline that fails is fine"
[ $? -ne 4 ] || fail "a baseline that fails is laid to the machine"

# too few blocks: nothing is claimed
rm results.db
aa --blocks 3 --arms 2 >report.md 2>err && fail "three blocks are enough"
grep -q 'Nothing can be said' report.md || fail "three blocks say something"
"$SECATEUR" aa "$spec" --set "actor=$ACTOR" --arms 1 2>err && fail "one arm is enough"
grep -q -- '--arms wants a whole number from 2' err || fail "a bad number of arms is not told"
