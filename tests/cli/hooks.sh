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
[ "$(head -n 2 log)" = "setup 0 $PWD
setup 3 $PWD" ] || fail "not set up first, in the experiment's folder: $(cat log)"
[ "$(tail -n 2 log)" = 'cleanup 0
cleanup 3' ] || fail "not cleaned up last: $(cat log)"
[ "$(sed -n '3,10p' log | paste -d' ' - - | awk '{ print $1 $4, $2 == $5 && $5 == $6, $3 == $7 }' | sort -u)" = 'prepareconclude 1 1' ] ||
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
[ "$(sqlite3 long.db 'SELECT count(*) FROM run')" = 0 ] || fail 'run without its set-up'
[ "$(cat cleaned)" = 'cleaned 0' ] || fail 'not cleaned up after the set-up that was cut short'
