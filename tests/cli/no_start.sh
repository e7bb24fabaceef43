#!/bin/sh
# A program that cannot be executed is a failed run with its reason and without any measured value.
set -eu
cat >e.yaml <<'X'
secateur: 1
name: no-start
workload:
  adapter: command
  steps: [{name: first, command: ["{program}"]}]
factors: {program: {choice: ["true", no-such-program]}}
variants: [{name: missing, set: {program: no-such-program}}]
measure: {blocks: 3, counters: [user-time, task-clock, page-faults]}
X
"$SECATEUR" run e.yaml 2>err || [ $? -eq 1 ] || { cat err; exit 1; }
fail() { cat err; sqlite3 -header results.db 'SELECT * FROM run'; echo "$1"; exit 1; }
grep -q 'missing  -  could not start: No such file or directory in step first' err || fail "the progress line"
measured=$(sqlite3 results.db "SELECT count(*) FROM run WHERE outcome = 'no_start' AND
	(wall_ns IS NOT NULL OR user_ns IS NOT NULL OR sys_ns IS NOT NULL OR peak_memory_bytes IS NOT NULL)")
[ "$measured" -eq 0 ] || fail "$measured runs that never started have times"
counted=$(sqlite3 results.db "SELECT count(*), sum(x.absent_reason = 'the program did not start') FROM reading x
	JOIN run r ON r.id = x.run WHERE r.outcome = 'no_start' AND x.step IS NULL")
[ "$counted" = '12|12' ] || fail "readings of programs that never started, and those with the reason: $counted"
"$SECATEUR" report >report.md
[ "$(grep -c 'could not start: No such file or directory in step first' report.md)" -eq 1 ] || fail "the report"
