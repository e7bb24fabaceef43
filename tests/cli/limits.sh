#!/bin/sh
# Limits on a run: what is past one is killed with its whole tree, and the report says which. What cannot be held to is refused.
set -eu
fail() { cat err out 2>/dev/null; echo "$1"; exit 1; }
# spec LIMITS VERBS [MORE]: a variant in which the actor does that beside a baseline that does nothing
spec() {
	cat <<-END
		secateur: 1
		name: limited
		workload: {adapter: command, steps: [{name: work, command: [sh, -c, "exec $ACTOR {verbs}"]}]}
		inputs: [{id: a}]
		factors: {verbs: {choice: [sleep 1, $2]}}
		variants: [{name: bad, set: {verbs: $2}}]
		measure: {blocks: 1, warmup: 0, seed: 1, retries: 0, limits: {$1}${3-}}
	END
}
killed() { # killed OUTCOME REASON LIMITS VERBS
	spec "$3" "$4" >limited.yaml
	rm -f results.db
	status=0
	"$SECATEUR" run limited.yaml -q 2>err || status=$?
	[ $status -eq 1 ] || fail "$4: status $status"
	[ "$(sqlite3 results.db "SELECT outcome FROM run WHERE outcome <> 'ok'")" = "$1" ] || fail "$4: not $1"
	"$SECATEUR" report >out 2>err || fail "$4: no report"
	grep -q "$2 in step work" out || fail "$4: '$2' is not told"
	[ "$(sqlite3 results.db "SELECT count(*) FROM run WHERE outcome = 'ok'")" -eq 1 ] || fail "$4: the baseline failed, too"
}
killed wall_limit 'killed at the wall limit of 0.2 s' 'wall: 200 ms' 'sleep 60000'
killed file_limit 'ended by the limit of 1.00 MiB on a file' 'file: 1 MiB' 'file 2'
killed cpu_limit 'ended by the CPU limit of 0.2 s' 'cpu: 200 ms' 'spin 60000'

if "$SECATEUR" doctor 2>err | grep -q 'by control groups'; then
	killed cpu_limit 'ended by the CPU limit of 0.2 s' 'soft_cpu: 200 ms' 'spin 60000'
	killed memory_limit 'killed at the memory limit of 64.0 MiB' 'memory: 64 MiB' 'alloc 200 sleep 60000'
	killed process_limit 'failed at the limit of 8 processes and threads' 'processes: 8' 'crowd 20'
	[ "$(sqlite3 results.db 'SELECT DISTINCT accounting FROM run')" != process ] || fail "counted by processes"
	grep -q 'of all of them together, with the page cache' out || fail "how memory was counted is not said"
else
	echo "no control groups here: limits on memory, processes and soft CPU time are not looked at"
fi

# without them
spec 'memory: 1 GiB, processes: 9, soft_cpu: 1 s' 'sleep 2' ', accounting: process' >limited.yaml
rm -f results.db
status=0
"$SECATEUR" run limited.yaml -q 2>err || status=$?
[ $status -eq 4 ] || fail "status $status, not 4, for limits that cannot be held to"
for what in memory processes 'soft'; do
	grep -q "error: no .*$what.* can be held to here" err || fail "the limit on $what is not refused"
done
spec 'wall: 20 s' 'sleep 2' ', accounting: process' >limited.yaml
"$SECATEUR" run limited.yaml -q 2>err || fail "status $?"
[ "$(sqlite3 results.db 'SELECT DISTINCT accounting FROM run')" = process ] || fail "not counted by processes"
"$SECATEUR" report >out
grep -q 'largest resident set of its largest process' out || fail "how memory was counted is not said"

# output is kept to a size: its beginning and its end, and how much is left out in between
cat >printer.yaml <<END
secateur: 1
name: printer
workload: {adapter: command, steps: [{name: work, command: [sh, -c, "seq {n}; echo the end >&2; exit 3"]}]}
inputs: [{id: a}]
factors: {n: {choice: [10, 200000]}}
variants: [{name: loud, set: {n: 200000}}]
measure: {blocks: 1, warmup: 0, seed: 1, retries: 0, limits: {output: 1000 B}}
END
rm -f results.db
status=0
"$SECATEUR" run printer.yaml -q --keep-scratch --scratch . 2>err || status=$?
[ $status -eq 1 ] || fail "printer: status $status"
log=$(sqlite3 results.db "SELECT scratch FROM run JOIN variant ON variant.id = variant WHERE name = 'loud'")/work.log
[ -e "$log" ] || log=$(dirname "$log")/$(ls "$(dirname "$log")" | head -n 1)
[ "$(head -n 1 "$log")" = 1 ] || fail 'the beginning of the output is gone'
[ "$(tail -n 2 "$log" | head -n 1)" = 200000 ] || fail 'the end of the output is gone'
[ "$(tail -n 1 "$log")" = 'the end' ] || fail 'what was printed on the other stream is not in its place'
[ "$(grep -c '^\[secateur: 1287903 bytes left out: limits: output\]$' "$log")" = 1 ] || fail 'no marker, or not one'
[ "$(wc -c <"$log")" -lt 1100 ] || fail 'larger than its limit'
[ "$(sqlite3 results.db "SELECT log_tail LIKE '%the end%' FROM run JOIN variant ON variant.id = variant WHERE name = 'loud'")" = 1 ] ||
	fail 'the tail of the log is not in the database'
