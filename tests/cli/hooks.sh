#!/bin/sh
# Hooks are run around runs, once for a variant or for each run, outside every timed window; one that fails ends the session and says why.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 "$db" "$1"; }

# spec HOOKS
spec() {
	cat <<-END
		secateur: 1
		name: hooked
		workload: {adapter: command, steps: [{name: work, command: [sh, -c, 'cat prepared; exit {code}']}]}
		inputs: [{id: a}, {id: b}]
		factors: {code: {choice: ["0", "3"]}}
		variants: [{name: bad, set: {code: "3"}}]
		hooks: {$1}
		measure: {blocks: 2, warmup: 0, seed: 1, retries: 0}
		decide: {time: wall, worth: 5 %}
	END
}
spec 'setup: [sh, -c, "echo setup {code} $PWD >>{here}/log"],
  prepare: [sh, -c, "sleep 0.3; echo {code} {input.id} >prepared; echo prepare {code} {input.id} >>{here}/log"],
  conclude: [sh, -c, "echo conclude {code} $(cat prepared) >>{here}/log"],
  cleanup: [sh, -c, "echo cleanup {code} >>{here}/log"]' >hooked.yaml
db=good.db
"$SECATEUR" run hooked.yaml --db $db -q 2>err || [ $? = 1 ] || fail 'it did not run'
[ "$(ask "SELECT group_concat(outcome, ' ') FROM (SELECT outcome FROM run ORDER BY outcome)")" = 'exit exit ok ok' ] || fail 'not the runs'
for code in 0 3; do
	[ "$(grep -cx "setup $code $PWD" log)" = 1 ] || fail "not set up once, in the experiment's folder: $(cat log)"
	[ "$(grep -E "^(setup|prepare) $code" log | head -n 1)" = "setup $code $PWD" ] || fail "not set up first: $(cat log)"
done
[ "$(tail -n 2 log | sort)" = 'cleanup 0
cleanup 3' ] || fail "not cleaned up last: $(cat log)"
spec 'cleanup: [sh, -c, "echo cleanup >>{here}/once"]' >once.yaml
"$SECATEUR" run once.yaml --db once.db -q 2>err || [ $? = 1 ] || fail 'it did not run'
[ "$(cat once)" = cleanup ] || fail "what is the same for all is cleaned up several times: $(cat once)"
[ "$(grep -E '^(prepare|conclude)' log | paste -d' ' - - | awk '{ print $1 $4, $2 == $5 && $5 == $6, $3 == $7 }' | sort -u)" = 'prepareconclude 1 1' ] ||
	fail "not around each run, however it ended: $(cat log)"
[ "$(ask 'SELECT max(wall_ns) < 2e8 FROM run')" = 1 ] || fail 'the hooks are in the timed window'
[ "$(ask 'SELECT count(*) FROM session')" = 1 ] || fail 'not one session'
sed -i 's/sleep 0.3/sleep 0.2/' hooked.yaml
status=0
"$SECATEUR" run hooked.yaml --db $db -q 2>err || status=$?
[ $status = 5 ] && grep -q 'differs from the experiment file' err || fail 'other hooks are not another plan'

# one that fails
for kind in setup prepare conclude cleanup; do
	spec "$kind: [sh, -c, 'echo one; echo no room >&2; exit 7']" >bad.yaml
	db=$kind.db
	status=0
	"$SECATEUR" run bad.yaml --db $db -q 2>err || status=$?
	[ $status -ne 0 ] && [ $status -ne 1 ] || fail "$kind failed, and the status is $status"
	grep -q "the hook '$kind' failed: exit code 7: no room" err || fail "not said how $kind failed"
done
[ "$(sqlite3 prepare.db 'SELECT count(*) FROM run')" = 0 ] || fail 'run though it was not prepared'
[ "$(sqlite3 conclude.db 'SELECT count(*) FROM run')" = 1 ] || fail 'the run before the hook that failed is lost'
[ "$(sqlite3 cleanup.db 'SELECT count(*) FROM run')" = 4 ] || fail 'runs before the clean-up are lost'
spec 'prepare: [no-such-program]' >bad.yaml
! "$SECATEUR" run bad.yaml --db none.db -q 2>err || fail 'a hook that is not there'
grep -q "the hook 'prepare' could not be started: cannot start 'no-such-program'" err || fail 'not said that it is not there'
spec 'setup: [sleep, "5"], limit: 100 ms' >bad.yaml
! "$SECATEUR" run bad.yaml --db long-hook.db -q 2>err || fail "a hook without an end"
grep -q "variant baseline: the hook 'setup' took too long" err || fail 'not said that it took too long'

# where its folder is kept, a hook finds it under the name that it knows
spec 'prepare: [touch, prepared], conclude: [sh, -c, "ls {scratch}/prepared $HOME/prepared >/dev/null"]' >kept.yaml
"$SECATEUR" run kept.yaml --db kept.db -q 2>err || [ $? = 1 ] || fail 'the folder of a run that failed is gone too early'
[ "$(sqlite3 kept.db "SELECT count(*) FROM run WHERE scratch IS NOT NULL")" = 2 ] || fail 'not kept'

# what fails in its set-up is cleaned up all the same; what has no run left is not set up
spec 'setup: [sh, -c, "echo up {code} >>{here}/half; [ {code} = 0 ]"], cleanup: [sh, -c, "echo down {code} >>{here}/half"]' >half.yaml
! "$SECATEUR" run half.yaml --db half.db -q 2>err || fail 'a set-up that failed'
[ "$(sort half)" = 'down 0
down 3
up 0
up 3' ] || fail "not cleaned up: $(cat half)"
spec 'setup: [sh, -c, "echo up {code} >>{here}/left"]' >left.yaml
"$SECATEUR" run left.yaml --db left.db -q 2>err || [ $? = 1 ]
sqlite3 left.db "PRAGMA foreign_keys = OFF; DELETE FROM run WHERE block = 1 AND variant = 1"
rm left
"$SECATEUR" run left.yaml --db left.db -q 2>err || [ $? = 1 ]
[ "$(cat left)" = 'up 0' ] || fail "set up for no run: $(cat left)"

# beside timed runs there is no hook
spec 'prepare: [true]' >bad.yaml
! "$SECATEUR" run bad.yaml -j 2 --db none.db -q 2>err || fail 'a hook beside timed runs'
grep -q '^bad.yaml:7:.*error: it would be run beside timed runs: this hook wants `parallel: 1`' err || fail 'not said why not'

# both of a duet are prepared before either begins
cores=$("$SECATEUR" doctor | sed -n 's/^  \([0-9]*\) whole cores.*/\1/p')
if [ "${cores:-1}" -ge 2 ]; then
	spec 'prepare: [sh, -c, "sleep 0.3; touch prepared"]' | sed 's/blocks: 2/blocks: 2, duet: true/; s/cat prepared;/sleep 0.2;/' >duet.yaml
	"$SECATEUR" run duet.yaml --db duet.db -q 2>err || [ $? = 1 ] || fail 'no duet'
	[ "$(sqlite3 duet.db "SELECT count(*), max(abs(julianday(x.started_utc) - julianday(y.started_utc)) * 86400 < 0.15) FROM run x JOIN run y USING (block)
		WHERE x.position = 0 AND y.position = 1")" = '2|1' ] || fail 'the two of a duet do not begin at once'
fi

# what is not known when it is run
spec 'setup: [echo, "{input.id}"], cleanup: [echo, "{scratch}"], prepare: [echo, "{input.di}"]' >bad.yaml
! "$SECATEUR" check bad.yaml 2>err || fail 'an unknown name is taken'
[ "$(grep -c '^bad.yaml:7:.*error' err)" = 3 ] || fail 'not all unknown names are told'
spec 'before: [echo], prepare: echo, setup: []' >bad.yaml
! "$SECATEUR" check bad.yaml 2>err || fail 'an unknown hook is taken'
[ "$(grep -c '^bad.yaml:7:.*error' err)" = 3 ] || fail 'not all mistakes are told'

# a signal ends a long set-up, and all is cleaned up
spec 'setup: [sleep, "60"], cleanup: [sh, -c, "echo cleaned {code} >>{here}/cleaned"]' >long.yaml
"$SECATEUR" run long.yaml --db long.db -q 2>err &
pid=$!
sleep 0.5
kill -INT $pid
status=0
wait $pid || status=$?
[ $status = 130 ] || fail "stopped with status $status"
sed 's/cleanup:.*/prepare: [sleep, "8"]}/' long.yaml >long2.yaml
began=$(date +%s)
"$SECATEUR" run long2.yaml --db long2.db -q 2>err &
pid=$!
sleep 0.5
kill -INT $pid
wait $pid || :
[ $(($(date +%s) - began)) -lt 5 ] || fail 'a hook is begun after a signal'
[ "$(sqlite3 long.db 'SELECT count(*) FROM run')" = 0 ] || fail 'run without its set-up'
[ "$(cat cleaned)" = 'cleaned 0' ] || fail 'not cleaned up after the set-up that was cut short'
