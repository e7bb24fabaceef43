#!/bin/sh
# The same words select the same part in plan, run and report; the rest is made another time, as if it had been made at once.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 "$db" "$1"; }
verb=
with() { verb=$1; shift; "$SECATEUR" "$verb" "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 --blocks 3 "$@"; }

with plan --filter 'drop:quiet' >out 2>err || fail 'no plan'
grep -q '^experiment small, .* 8 runs$' out || fail 'not the number of runs'
grep '^[0-9]' out | awk '{ print $1, $2, $4, $5 }' | sort >planned
[ "$(wc -l <planned)" = 8 ] && [ "$(cut -d' ' -f4 planned | sort | uniq -c | tr -s ' \n' ' ')" = ' 4 baseline 4 drop-quiet ' ] || fail 'not the part of the plan'
! grep -q '^variant light' out || fail 'other variants are shown'

db=part.db
with run --db $db -q --filter 'drop:quiet' >out 2>err || fail 'not run'
ask "SELECT block, position, key, name FROM run JOIN variant v ON v.id = variant JOIN input i ON i.id = input" | tr '|' ' ' | sort >made
cmp planned made || fail 'what is run is not what is planned'
with run --db $db -q --filter 'drop:quiet' 2>err || fail 'again'
grep -q 'nothing left to run' err || fail 'it is made again'
with run --db $db -q 2>err || [ $? = 1 ] || fail 'the rest is not made'
[ "$(ask 'SELECT count(*), count(DISTINCT block || "." || position) FROM run')" = '24|24' ] || fail 'not the whole in the end'
with run --db whole.db -q 2>err || [ $? = 1 ]
order='SELECT block, position, variant, input, outcome FROM run ORDER BY 1, 2'
[ "$(sqlite3 part.db "$order")" = "$(sqlite3 whole.db "$order")" ] || fail 'not as if it had been made at once'

# a variant that fails is settled by the blocks that were asked for, once and for all
for n in 1 2; do
	"$SECATEUR" run "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 --blocks 24 --db settled.db -q --filter 'crash input:a,b,c,d' 2>err || [ $? = 1 ]
	sqlite3 settled.db "SELECT count(*) FROM run JOIN variant v ON v.id = variant WHERE name = 'crash' AND phase = 'measured'" >settled.$n
done
[ "$(cat settled.1)" = 3 ] && cmp settled.1 settled.2 || fail "made again: $(cat settled.1 settled.2)"

first=$(ask "SELECT key FROM run JOIN input i ON i.id = input WHERE phase = 'measured' ORDER BY block LIMIT 1")
"$SECATEUR" report --db $db --filter "-crash -fail -drop-* input:$first" >out 2>err || fail 'no report of a part'
grep -q "of a part, by the filter '-crash -fail .* input:$first': it leaves out 4 variants" out || fail 'the report does not say that it is of a part'
grep -q '^| light ' out && ! grep -q '^| crash ' out || fail 'not the variants selected'
grep -q '^| baseline .*| *0/1 |' out || fail 'not the runs on the input selected'

for words in 'effort:3' 'effrot:2' 'extras:quiet' 'input:z'; do
	for verb in plan report; do
		[ $verb = plan ] && set -- with plan --filter "$words" || set -- "$SECATEUR" report --db $db --filter "$words"
		status=0
		"$@" >out 2>err || status=$?
		[ $status = 2 ] || fail "$verb ends with $status, not 2, on '$words'"
		grep -q '^error: filter: ' err || fail "$verb does not say what is wrong with '$words'"
	done
done
! "$SECATEUR" run "$SOURCE_DIR/tests/data/search.yaml" --filter x --db s.db 2>err || fail 'a search takes a filter'
