#!/bin/sh
# secateur inside a run of secateur: both finish, neither takes the other's processes for its own, and nothing is left.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
# spec NAME COMMAND
spec() {
	cat <<-END
		secateur: 1
		name: $1
		workload: {adapter: command, steps: [{name: work, command: [$2, "{ms}"]}]}
		inputs: [{id: a}]
		factors: {ms: {choice: [60, 30]}}
		variants: [{name: short, set: {ms: 30}}]
		measure: {blocks: 2, warmup: 0, seed: 1, retries: 0, limits: {wall: 60 s}}
	END
}
spec inner "$ACTOR, daemon, \"60000\", sleep" >inner.yaml
cat >inside.sh <<-END
	"$SECATEUR" run "$PWD/inner.yaml" --db inner.db -q 2>err || { cat err; exit 1; }
	sqlite3 inner.db "SELECT count(*), sum(outcome = 'ok') FROM run"
END
spec outer "sh, $PWD/inside.sh" | sed 's/command: \[\(.*\)\]}\]}/command: [\1], stdout: out}]}/' >outer.yaml
cat >>outer.yaml <<'END'
quality:
  - {from: command, command: [sh, -c, "tr '|' '\t' <out | sed 's/^/ok\t/' | cut -f 1,2"], metrics: [{name: ok}]}
END
"$SECATEUR" run outer.yaml --db outer.db -q 2>err || fail "status $?: $(sqlite3 outer.db 'SELECT reason, log_tail FROM run')"
[ "$(sqlite3 outer.db "SELECT count(*), min(value), max(value) FROM metric WHERE name = 'ok'")" = '4|4.0|4.0' ] ||
	fail 'the inner ones did not make their runs'
[ "$(pgrep -cf "$ACTOR daemon" || :)" = 0 ] || fail 'the daemon of an inner run survived'
left=$(find /sys/fs/cgroup -name 'secateur-*' -type d -newer inner.yaml 2>/dev/null | while read -r d; do
	pid=${d##*/secateur-}
	kill -0 "${pid%%-*}" 2>/dev/null || echo "$d"
done)
[ -z "$left" ] || fail "groups are left: $left"
