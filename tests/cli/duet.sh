#!/bin/sh
# Duets: a variant and what it is compared with run at once, in a block of their own, on sides that they swap; both are stored, or none.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
cores=$("$SECATEUR" doctor | sed -n 's/^  \([0-9]*\) whole cores.*/\1/p')
[ "${cores:-1}" -ge 2 ] || { echo 'skipped: one core has no room for a duet'; exit 77; }
ask() { sqlite3 "$db" "$1"; }

cat >duet.yaml <<'END'
secateur: 1
name: duet
workload: {adapter: command, steps: [{name: work, command: [sh, -c, 'sleep 0.{ms}; [ {ms} != 07 ]']}]}
inputs: [{id: a}, {id: b}]
factors: {ms: {choice: ["20", "10", "15", "07"]}}
variants: [{name: short, set: {ms: "10"}}, {name: middle, set: {ms: "15"}, against: short}, {name: bad, set: {ms: "07"}}]
measure: {blocks: 8, warmup: 1, seed: 3, duet: true}
decide: {time: wall, worth: 5 %}
END
db=whole.db
status=0
"$SECATEUR" run duet.yaml --db $db -q 2>err || status=$?
[ $status -eq 1 ] || fail "status $status"
[ "$(ask 'SELECT duet, blocks, warmup FROM experiment')" = '1|24|3' ] || fail 'not as many blocks as pairs'
[ "$(ask 'SELECT count(DISTINCT n) || max(n) FROM (SELECT count(*) AS n FROM run GROUP BY block)')" = 12 ] || fail 'not two in a block'
[ "$(ask 'SELECT count(*) FROM run x JOIN run y USING (block) JOIN variant v ON v.id = x.variant
	WHERE x.id <> y.id AND x.variant > y.variant AND v.reference <> y.variant')" = 0 ] || fail 'not with its reference'
[ "$(ask 'SELECT count(*) FROM run x JOIN run y USING (block) WHERE x.id < y.id AND x.cpus = y.cpus')" = 0 ] || fail 'on one core'
# both are under way at once: the later one starts long before the earlier one ends
[ "$(ask "SELECT count(*) FROM run x JOIN run y USING (block) WHERE x.position = 0 AND y.position = 1
	AND abs(julianday(x.started_utc) - julianday(y.started_utc)) * 86400e9 > min(x.wall_ns, y.wall_ns)")" = 0 ] || fail 'one after the other'
[ "$(ask "SELECT group_concat(position, '') IN ('010101010', '101010101') FROM (SELECT position FROM run JOIN variant ON variant.id = variant
	WHERE name = 'middle' ORDER BY block)")" = 1 ] || fail 'sides are not swapped'
[ "$(ask "SELECT count(*) FROM run JOIN variant ON variant.id = variant WHERE name = 'bad' AND phase = 'measured'")" = 3 ] ||
	fail 'what always fails is not settled'
[ "$(ask "SELECT name || ' ' || blocks || ' ' || (ratio BETWEEN 0.5 AND 0.6) FROM v_effect JOIN variant ON name = variant.name
	WHERE v_effect.variant = 'short' AND variant.name = 'short' AND measure = 'wall'")" = 'short 8 1' ] || fail 'not its effect'
"$SECATEUR" report --db $db >out 2>err || fail 'no report'
grep -q 'a variant and what it is compared with run at once' out || fail 'the report does not say how'
grep -q 'FAILS.*bad\|bad.*FAILS' out || fail 'not said that it fails'
# what is a reference, too, meets its own in its own blocks alone
[ "$(grep '^| short ' out | head -n 1 | grep -c incomplete)" = 0 ] || fail 'blocks of others are counted as incomplete'
grep '^| short ' out | head -n 1 | grep -q '| *0/8 | *8 |' || fail 'runs in blocks of others are counted as its own'
"$SECATEUR" status --db $db >out || fail 'no status'
grep -q '; finished' out || fail 'not said that it is finished'

# cut off again and again, no half of a pair is left, and what comes of it is the same
db=cut.db
for i in 1 2 3 4 5 6; do
	"$SECATEUR" run duet.yaml --db $db -q 2>/dev/null &
	sleep 0.7
	kill -9 $! 2>/dev/null || break
	wait 2>/dev/null || :
	[ "$(ask 'SELECT count(*) FROM (SELECT block FROM run GROUP BY block HAVING count(*) <> 2)')" = 0 ] || fail 'half of a pair'
done
"$SECATEUR" run duet.yaml --db $db -q 2>err || [ $? -eq 1 ] || fail 'not resumed'
trials='SELECT block, position, variant, input, attempt FROM run ORDER BY 1, 2'
[ "$(ask "$trials")" = "$(sqlite3 whole.db "$trials")" ] || fail 'not the same trials'

status=0
"$SECATEUR" run duet.yaml --db other.db -q -j 1000 2>err || status=$?
[ $status -eq 4 ] || fail "more than there is room for: status $status"
if "$SECATEUR" search duet.yaml --db search.db -q 2>err; then fail 'a search of duets'; fi
grep -q 'a search cannot make duets' err || fail 'not said that a search cannot'
