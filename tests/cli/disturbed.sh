#!/bin/sh
# A run beside which others used its CPU is flagged, kept, and made once more; the report says how many, and what went on.
set -eu
fail() { cat out err 2>/dev/null; echo "$1"; exit 1; }
cpu=$("$SECATEUR" doctor 2>err | sed -n 's/.*would get CPU \([0-9]*\),.*/\1/p')
[ -n "$cpu" ] || fail "doctor does not say which CPU a run gets"
cat >spec.yaml <<-END
	secateur: 1
	name: beside
	workload: {adapter: command, steps: [{name: work, command: [$ACTOR, spin, "{ms}"]}]}
	inputs: [{id: a}]
	factors: {ms: {choice: [300, 200]}}
	variants: [{name: short, set: {ms: 200}}]
	measure: {blocks: 2, warmup: 0, seed: 1}
END
taskset -c "$cpu" "$ACTOR" spin 60000 &
other=$!
trap 'kill $other 2>/dev/null || true' EXIT
"$SECATEUR" run spec.yaml -q 2>err || fail "status $?"
kill $other
[ "$(sqlite3 results.db 'SELECT count(*) FROM run WHERE attempt = 1')" -eq 4 ] || fail "not every run was made"
disturbed=$(sqlite3 results.db "SELECT count(*) FROM run WHERE attempt = 1 AND disturbed LIKE 'others used % of its CPUs'' time'")
[ "$disturbed" -ge 3 ] || fail "only $disturbed runs were found to be disturbed"
[ "$(sqlite3 results.db 'SELECT count(*) FROM run WHERE attempt = 2')" -eq "$disturbed" ] || fail "they were not made once more"
[ "$(sqlite3 results.db 'SELECT count(*) FROM run WHERE attempt > 2')" -eq 0 ] || fail "they were made again and again"
[ "$(sqlite3 results.db "SELECT count(*) FROM condition WHERE name = 'other-cpu' AND value > 50e6")" -ge "$disturbed" ] ||
	fail "what others used is not on record"
"$SECATEUR" report >out 2>err
grep -q "Disturbed, .*: $disturbed runs\. Made once more at once: $disturbed" out || fail "the report does not say how many"
grep -q 'Runs: 4 of 4 planned' out || fail "attempts are counted as runs"

# resumed: nothing is left, though attempts are there twice
"$SECATEUR" run spec.yaml 2>err || fail "status $?"
grep -q 'nothing left to run' err || fail "runs were made again"
# and not made once more where that is not wanted
sed 's/seed: 1/&, retries: 0/' spec.yaml >once.yaml
taskset -c "$cpu" "$ACTOR" spin 60000 &
other=$!
"$SECATEUR" run once.yaml -q --db once.db 2>err || fail "status $?"
kill $other
[ "$(sqlite3 once.db 'SELECT count(*) FROM run')" -eq 4 ] || fail "made once more though that is not wanted"
[ "$(sqlite3 once.db 'SELECT count(*) FROM run WHERE disturbed IS NOT NULL')" -ge 3 ] || fail "not flagged"
