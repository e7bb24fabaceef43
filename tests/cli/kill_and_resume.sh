#!/bin/sh
# kill -9 of the runner at several instants leaves a database that opens, with every finished run in it; the same
# command goes on, and ends with the runs of an experiment that was never killed, none twice.
set -eu
spec=$SOURCE_DIR/tests/data/small.yaml
run() { "$SECATEUR" run "$spec" --set "actor=$ACTOR" --db "$1" -q; }
runs() { sqlite3 "$1" 'SELECT v.name, r.block, r.position, i.key, r.phase, r.outcome FROM run r
	JOIN variant v ON v.id = r.variant JOIN input i ON i.id = r.input ORDER BY r.block, r.position'; }

status=0
run whole.db 2>err || status=$?
[ $status -eq 1 ] || { cat err; echo "exit status $status, not 1: runs failed"; exit 1; }
runs whole.db >whole
[ "$(wc -l <whole)" -gt 30 ] || { echo "too few runs"; exit 1; }

# is_whole DB: its runs are those of an experiment that was never killed, none twice
is_whole() {
	runs "$1" >killed 2>/dev/null && cmp -s whole killed &&
		[ "$(sqlite3 "$1" 'SELECT count(*) FROM (SELECT 1 FROM run GROUP BY variant, block HAVING count(*) > 1)')" -eq 0 ]
}

# stale DB: verdicts that do not know of all of its runs
stale() { sqlite3 "$1" 'SELECT count(*) FROM verdict WHERE decided_utc < (SELECT max(started_utc) FROM run)'; }
"$SECATEUR" run "$spec" --set "actor=$ACTOR" --db killed.db -q --filter light 2>err || :
[ "$(sqlite3 killed.db 'SELECT count(*) > 0 FROM verdict')" -eq 1 ] || { cat err; echo "a part of the plan got no verdicts"; exit 1; }

# from planning to the last verdict; each third time a report is killed, too. Begun anew when it had ended. KILLS: how many
kills=${KILLS:-8}
middle=0
for i in $(seq "$kills"); do
	"$SECATEUR" run "$spec" --set "actor=$ACTOR" --db killed.db -q 2>err & # itself, not a shell around it
	pid=$!
	sleep "0.$(printf '%03d' $(((i * 137) % 600)))"
	before=$(sqlite3 killed.db 'SELECT count(*) FROM run' 2>/dev/null || echo 0)
	if [ $((i % 3)) -eq 0 ] && [ -f killed.db ]; then
		"$SECATEUR" report --db killed.db >/dev/null 2>&1 &
		sleep 0.01
		kill -9 $! 2>/dev/null || :
	fi
	kill -9 $pid 2>/dev/null || :
	wait 2>/dev/null || :
	[ -f killed.db ] || continue
	[ "$(sqlite3 killed.db 'PRAGMA integrity_check')" = ok ] || { echo "kill $i damaged the database"; exit 1; }
	after=$(sqlite3 killed.db 'SELECT count(*) FROM run' 2>/dev/null || echo 0)
	[ "$after" -eq 0 ] || [ "$(stale killed.db)" -eq 0 ] || { echo "kill $i left verdicts that do not know of all runs"; exit 1; }
	[ "$after" -ge "$before" ] || { echo "kill $i: $before runs became $after"; exit 1; }
	if [ "$after" -ge "$(wc -l <whole)" ]; then
		is_whole killed.db || { diff whole killed; echo "after kill $i the runs are not those of an experiment that was never killed"; exit 1; }
		rm -f killed.db killed.db-wal killed.db-shm
	elif [ "$after" -gt 0 ]; then
		middle=$((middle + 1))
	fi
done
[ $middle -gt 0 ] || { echo "no kill came in mid-experiment"; exit 1; }
status=0
run killed.db 2>err || status=$?
[ $status -eq 1 ] || { cat err; echo "exit status $status after the last resume"; exit 1; }
is_whole killed.db || { diff whole killed; echo "the runs are not those of an experiment that was never killed"; exit 1; }
[ "$(sqlite3 killed.db 'SELECT count(*) > 0 FROM verdict') $(stale killed.db)" = '1 0' ] || { echo "the last verdicts do not know of all runs"; exit 1; }

run killed.db 2>err || :
grep -q 'nothing left to run' err || { cat err; echo "a finished experiment was not recognised"; exit 1; }

# a runner that was killed leaves no folder and no control group behind: its launcher sees to it
"$SECATEUR" run "$spec" --set "actor=$ACTOR" --db last.db -q 2>err &
pid=$!
tries=0
until [ -n "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'secateur-*' ! -name '*-failed' -newer whole)" ] || [ $tries -gt 200 ]; do
	tries=$((tries + 1))
	sleep 0.02
done
sleep 0.3
kill -9 $pid
wait 2>/dev/null || :
left() {
	find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'secateur-*' ! -name '*-failed' -newer whole
	find /sys/fs/cgroup -name "secateur-$pid-*" 2>/dev/null || :
}
tries=0
while [ -n "$(left)" ]; do
	tries=$((tries + 1))
	[ $tries -lt 200 ] || { echo "left behind: $(left)"; exit 1; }
	sleep 0.05
done

# nor does one that is killed while it gives the launcher an order, of which only a part arrives
command -v strace >/dev/null || exit 0
touch whole
# a leak checker cannot work under strace
ASAN_OPTIONS=detect_leaks=0 strace -qq -o trace -e trace=sendto -e inject=sendto:signal=KILL:when=4 \
	"$SECATEUR" run "$spec" --set "actor=$ACTOR" --db half.db -q 2>err || :
grep -q 'killed by SIGKILL' trace || { cat trace; echo "it was not killed in an order"; exit 1; }
half() { find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'secateur-*' ! -name '*-failed' -newer whole; }
tries=0
while [ -n "$(half)" ]; do
	tries=$((tries + 1))
	[ $tries -lt 100 ] || { echo "left behind by half an order: $(half)"; exit 1; }
	sleep 0.05
done
