#!/bin/sh
# Runs at once: `crowd` tells by how much they disturb each other, and `parallel: auto` makes as many as that bears out.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
cores=$("$SECATEUR" doctor | sed -n 's/^  \([0-9]*\) whole cores.*/\1/p')
[ "${cores:-1}" -ge 2 ] || { echo 'skipped: one core has no room for two runs'; exit 77; }

# spec COMMAND: what each run does
spec() {
	cat <<-END
		secateur: 1
		name: crowd
		workload: {adapter: command, steps: [{name: work, command: [sh, -c, '$1; : {x}']}]}
		inputs: [{id: a}, {id: b}]
		factors: {x: {choice: [one, two]}}
		variants: [{vary_each: x}]
		measure: {blocks: 2, warmup: 0, seed: 1, retries: 0, parallel: auto}
		decide: {time: wall}
	END
}
# they wait for each other
spec "flock $PWD/lock sleep 0.1" >queue.yaml
"$SECATEUR" crowd queue.yaml -j 2 >out 2>err || fail "crowd: status $?"
grep -q '^ *2 .* too much$' out || fail 'runs that wait for each other are bearable'
grep -q 'would make 1 run at once' out || fail 'not said what auto would do'
[ ! -e results.db ] || fail 'crowd stores something'
"$SECATEUR" run queue.yaml --db queue.db -q 2>err || fail "run: status $?"
ask() { sqlite3 "$1.db" "$2"; }
[ "$(ask queue 'SELECT parallel FROM session')" = 1 ] || fail 'auto makes runs that wait for each other'
[ "$(ask queue 'SELECT min(runs), max(bearable), max(wall) > 0.2 FROM crowd')" = '2|0|1' ] || fail 'not on record'

# they have nothing to do with each other
spec 'sleep 0.1' >apart.yaml
"$SECATEUR" run apart.yaml --db apart.db -q 2>err || fail "run: status $?"
[ "$(ask apart 'SELECT parallel FROM session')" = "$cores" ] || fail 'auto does not use all cores'
[ "$(ask apart 'SELECT count(*), min(bearable) FROM crowd')" = '1|1' ] || fail 'not on record'
"$SECATEUR" run apart.yaml --db apart.db -q --seed 1 2>err || fail 'again'
[ "$(ask apart 'SELECT count(*) FROM session')" = 1 ] || fail 'more runs though all are there'
ask apart 'DELETE FROM verdict; DELETE FROM condition; DELETE FROM reading; DELETE FROM step; DELETE FROM run'
before=$(ask apart 'SELECT found_utc FROM crowd')
"$SECATEUR" run apart.yaml --db apart.db -q 2>err || fail 'anew'
[ "$(ask apart 'SELECT found_utc FROM crowd')" = "$before" ] || fail 'tried again though it is on record'
[ "$(ask apart 'SELECT min(parallel) FROM session')" = "$cores" ] || fail 'what is on record is not followed'

# a baseline that fails
spec 'exit 3' >bad.yaml
status=0
"$SECATEUR" crowd bad.yaml >out 2>err || status=$?
[ $status -eq 1 ] || fail "a baseline that fails: status $status"
grep -q 'the baseline fails: exit code 3 in step work' err || fail 'not said that the baseline fails'
"$SECATEUR" run apart.yaml --db other.db -q -j 1 2>err || fail '-j 1'
[ "$(ask other 'SELECT parallel FROM session; SELECT count(*) FROM crowd')" = '1
0' ] || fail 'tried though -j says how many'
