#!/bin/sh
# What would spoil a database is refused, and what is there stays: a changed experiment, with a list of what differs;
# a second driver on the same file, with the first one's number; an experiment whose baseline fails, again and again.
set -eu
fail() { cat err; echo "$1"; exit 1; }
run() { status=0 && "$SECATEUR" run "$@" -q >out 2>err || status=$?; }
says() { grep -qF -- "$1" err || fail "does not say '$1'"; }
refused() {
	said=$1
	shift
	run "$@"
	[ $status -eq 5 ] || fail "$*: exit status $status, not 5"
	says "$said"
}
cat >small.yaml <<-'END'
	secateur: 1
	name: small
	question: Which can go?
	parameters: {word: one, wait: "0"}
	workload:
	  adapter: command
	  steps: [{name: print, command: [sh, -c, "sleep {wait}; echo {kind}"]}]
	inputs: [{id: a, size: "10"}, {id: b, size: "20"}]
	factors: {kind: {choice: [long, short, none]}}
	variants:
	  - {name: short, set: {kind: short}}
	measure: {blocks: 2, warmup: 1, seed: 7, retries: 0}
	quality:
	  - from: command
	    command: [printf, "size\\t1\\t%s\\n", "{word}"]
	    metrics: [{name: size, within: 1 %}]
END

# a changed experiment
run small.yaml
[ $status -eq 0 ] || fail "exit status $status"
sqlite3 results.db .dump >before
differs() {
	sed "$2" small.yaml >changed.yaml
	! cmp -s small.yaml changed.yaml || fail "nothing is changed by $2"
	refused "$1" changed.yaml
}
differs "seed 8, was 7" 's/seed: 7/seed: 8/'
differs "blocks 3, was 2" 's/blocks: 2/blocks: 3/'
differs "variants changed: baseline, short" 's/echo/echo again/'
differs "variants added: none" 's/- {name: short.*/&\n  - {name: none, set: {kind: none}}/'
differs "inputs changed: b" 's/"20"/"21"/'
differs "inputs removed: b" 's/, {id: b, size: "20"}//'
differs "criteria changed: size" 's/1 %/2 %/'
differs "in the parameters, the hooks, the sources of quality" 's/word: one/word: two/'
differs "or the way to search" "s/^measure:/decide: {held_out: 1}\\n&/"
refused "seed 9, was 7" small.yaml --seed 9
refused "blocks 9, was 2" small.yaml --blocks 9
refused "variants changed" small.yaml --set wait=0.01
sqlite3 results.db .dump >after
cmp before after || fail "a refused experiment left something in the database"
sed 's/^question:.*/question: Said otherwise?/' small.yaml >changed.yaml
run changed.yaml
says "nothing left to run"
run small.yaml -j 2
says "nothing left to run"
# defaults said aloud, and what changes no run, are no change
sed 's/^measure:/decide: {method: fixed, held_out: 0, prefer: fastest, culprits: "in (.*)"}\n&/' small.yaml >changed.yaml
run changed.yaml
says "nothing left to run"

# another machine
cp results.db moved.db
sqlite3 moved.db "PRAGMA foreign_keys = OFF; DELETE FROM run WHERE block = 2; UPDATE host SET fingerprint = 'other';
	UPDATE host_fact SET value = 'Imaginary CPU' WHERE name = 'cpu_model'"
sqlite3 moved.db .dump >before
status=0
"$SECATEUR" run small.yaml --db moved.db -q 2>err || status=$?
[ $status -eq 4 ] || { cat err; fail "status $status, not 4, on another machine"; }
grep -q 'its runs were made on another machine: cpu_model .*, was Imaginary CPU' err || { cat err; fail "what differs is not said"; }
sqlite3 moved.db .dump >after
cmp before after || fail "a refused machine left something in the database"
"$SECATEUR" run small.yaml --db moved.db -q --accept-new-environment 2>err || fail "it was not accepted"
[ "$(sqlite3 moved.db 'SELECT count(DISTINCT s.host) FROM run r JOIN session s ON s.id = r.session')" -eq 2 ] || fail "not two machines"

# a second driver
"$SECATEUR" run small.yaml --set wait=0.2 --db busy.db -q 2>first &
first=$!
tries=0
until [ -s busy.db.lock ] && [ "$(sqlite3 busy.db 'SELECT count(*) FROM run' 2>/dev/null || echo 0)" -gt 0 ]; do
	tries=$((tries + 1))
	[ $tries -lt 200 ] || fail "no run after 10 s"
	sleep 0.05
done
refused "process $first writes to it" small.yaml --set wait=0.2 --db busy.db
"$SECATEUR" status --db busy.db | grep -q 'small: [1-5] of 6 runs' || fail "status cannot be asked during a run"
"$SECATEUR" report --db busy.db | grep -q 'an interim one' || fail "a report cannot be had during a run"
wait $first || { cat first; fail "the first driver was disturbed"; }
[ "$(sqlite3 busy.db 'SELECT count(*) FROM run')" -eq 6 ] || fail "the first driver's runs are not whole"

# a baseline that always fails: it ends there, also when it is asked once more
sed 's/echo {kind}/[ {kind} = short ]/; s/blocks: 2/blocks: 9/' small.yaml >fails.yaml
for again in 1 2; do
	run fails.yaml --db fails.db
	[ $status -eq 1 ] || fail "exit status $status, not 1"
	says "the baseline failed in 3 blocks in a row"
	runs=$(sqlite3 fails.db 'SELECT count(*) FROM run')
	[ "$runs" -le 8 ] || fail "$runs runs were made that nothing can be compared with"
done

# several experiments in one file
sed 's/name: small/name: other/' small.yaml >other.yaml
run other.yaml
[ $status -eq 0 ] || fail "a second experiment is refused"
status=0
"$SECATEUR" report 2>err || status=$?
[ $status -eq 5 ] || fail "exit status $status, not 5"
says "holds several experiments: 'small', 'other'"
[ "$("$SECATEUR" report --experiment other | head -1)" = "# other" ] || fail "the other one is not reported"
