#!/bin/sh
# One run is made and shown whole, and nothing is stored.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
try() { status=0; "$SECATEUR" try "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 "$@" >out 2>err || status=$?; }

try
[ $status = 0 ] || fail "status $status"
grep -q '^baseline on a: ok$' out || fail 'not the baseline on the first input'
grep -q "^  step first: $ACTOR spin 1$" out || fail 'no configuration'
grep -q '^  second  *[0-9.]* ms wall, [0-9.]* ms CPU, ' out || fail 'no step'
grep -q '^  task-clock  *[0-9.]* ms$' out || fail 'not what was counted'
grep -q '^  size  *10 kB$' out || fail 'no quality'
grep -q '^  missing  *n/a (never measured)$' out || fail 'not why a metric is absent'
grep -q '^  suspended  *0 s$' out || fail 'not what went on around it'
grep -q '^  size.txt  *3 B$' out || fail 'not its files'
[ "$(ls)" = 'err
out' ] || fail "something is left: $(ls)"

try --variant crash --input c
[ $status = 1 ] || fail "a run that fails: status $status"
grep -q '^crash on c: failed$' out || fail 'not said that it failed'
grep -q '^break: no -> signal$' out || fail 'not its change'
grep -q '^  signal 11 (SIGSEGV) in step third$' out || fail 'not how it failed'
kept=$(sed -n 's/^folders of runs that failed are kept in //p' err)
[ -e "$kept" ] || fail 'its folder is not kept'

try --variant crush --input cc
[ $status = 2 ] || fail "status $status"
grep -q "there is no variant 'crush'; did you mean 'crash'?" err || fail 'no hint of a variant'
grep -q "there is no input 'cc'; did you mean 'c'?" err || fail 'no hint of an input'
