#!/bin/sh
# Ctrl-C in the middle of a run: exit status 130, no process is left a second later, finished runs are kept, the
# session is ended, the scratch folder is gone, and the same command goes on. SIGTERM is the same.
set -eu
fail() { cat err; echo "$1"; exit 1; }
cat >tree.yaml <<-'END'
	secateur: 1
	name: tree
	question: Is the whole tree gone?
	parameters: {actor: "", pids: ""}
	workload:
	  adapter: command
	  steps:
	    - name: grow
	      command:
	        - sh
	        - -c
	        - "trap '' INT TERM; sleep 99 & echo $! >>{pids}; setsid sleep 99 & echo $! >>{pids}
	          echo $$ >>{pids}; {actor} sleep {ms}"
	inputs: [{id: a}, {id: b}]
	factors: {ms: {choice: [100, 80]}}
	variants: [{name: short, set: {ms: 80}}]
	measure: {blocks: 3, warmup: 1, seed: 1, retries: 0}
END
mkdir scratch
run() { "$SECATEUR" run tree.yaml --set "actor=$ACTOR" --set "pids=$PWD/pids" --scratch scratch --db "$1.db" "$2"; }
count() { sqlite3 "$1.db" 'SELECT count(*) FROM run' 2>/dev/null || echo 0; }
alive() { while read -r pid; do kill -0 "$pid" 2>/dev/null && echo "$pid"; done <pids; }

for signal in INT TERM; do
	: >pids
	"$SECATEUR" run tree.yaml --set "actor=$ACTOR" --set "pids=$PWD/pids" --scratch scratch --db $signal.db -q 2>err &
	driver=$!
	tries=0
	while [ "$(count $signal)" -lt 2 ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || fail "no runs after 10 s"
		sleep 0.05
	done
	sleep 0.05 # into the next run
	before=$(count $signal)
	began=$(date +%s%N)
	kill -s $signal $driver
	status=0
	wait $driver || status=$?
	took=$((($(date +%s%N) - began) / 1000000))
	[ $status -eq 130 ] || fail "SIG$signal: exit status $status, not 130"
	[ $took -lt 1000 ] || fail "SIG$signal: it took $took ms"
	[ -s pids ] || fail "no process told its number"
	[ -z "$(alive)" ] || fail "SIG$signal: these live on: $(alive)"
	[ "$(count $signal)" -ge "$before" ] || fail "SIG$signal: finished runs are lost"
	[ "$(count $signal)" -lt 8 ] || fail "SIG$signal: it was not in the middle"
	[ "$(sqlite3 $signal.db 'SELECT count(*) FROM session WHERE ended_utc IS NULL')" -eq 0 ] ||
		fail "SIG$signal: the session is not ended"
	[ -z "$(ls scratch)" ] || fail "SIG$signal: left in the scratch folder: $(ls scratch)"
	[ ! -e $signal.db.lock ] || fail "SIG$signal: the database is still locked"
	grep -q "the same command goes on" err || fail "SIG$signal: nothing is said of going on"
	"$SECATEUR" report --db $signal.db | grep -q "an interim one" || fail "an interim report does not say so"
	run $signal -q 2>err || fail "SIG$signal: it does not go on"
	[ "$(count $signal)" -eq 8 ] || fail "SIG$signal: $(count $signal) runs in the end, not 8"
	[ -z "$(ls scratch)" ] || fail "left in the scratch folder: $(ls scratch)"
done
