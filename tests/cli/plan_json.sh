#!/bin/sh
# `plan --format json` tells programs what `plan` tells people, with and without a filter.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
file=$SOURCE_DIR/tests/data/small.yaml
plan() { "$SECATEUR" plan "$file" --set actor=x "$@" 2>err; }
ask() { sqlite3 :memory: "WITH j(x) AS (SELECT CAST(readfile('plan.json') AS TEXT)) SELECT $1"; }
expect() { [ "$(ask "$2")" = "$1" ] || fail "$2 gives '$(ask "$2")', not '$1'"; }
# same WORDS...: the runs, the variants and the head are those of the text
same() {
	plan "$@" >plan.txt || fail "plan $*"
	plan --format json "$@" >plan.json || fail "plan --format json $*"
	expect 1 'json_valid(x) FROM j'
	sed '1,/^block/d' plan.txt | awk '{ sub("warm-up", "warmup", $3); print $1, $2, $3, $4, $5 }' >runs
	ask "t.value->>'block' || ' ' || (t.value->>'position') || ' ' || (t.value->>'phase') || ' ' || (t.value->>'input') || ' ' || (t.value->>'variant')
		FROM j, json_each(x, '\$.trials') t ORDER BY t.key" >told
	cmp runs told || fail "not the same runs: $*"
	sed -n 's/^variant \([^,]*\).*/\1/p' plan.txt >names
	ask "v.value->>'name' FROM j, json_each(x, '\$.variants') v ORDER BY v.key" >told
	cmp names told || fail "not the same variants: $*"
}
same
expect 'small|7|8' "x->>'experiment', x->>'seed', json_array_length(x->'inputs') FROM j"
expect '{"id":"b","size":"20"}' "x->'\$.inputs[1]' FROM j"
expect 'baseline|none||' "x->>'\$.variants[0].kind', ifnull(x->>'\$.variants[0].against', 'none'), x->>'\$.variants[0].change', x->>'\$.variants[0].diff' FROM j"
expect 'fail|vary|light|break: no -> exit' "v.value->>'name', v.value->>'kind', v.value->>'against', v.value->>'change' FROM j, json_each(x, '\$.variants') v WHERE v.key = 5"
expect '{"effort":"8","extras":["lifetime"],"break":"no"}' "x->'\$.variants[3].settings' FROM j"
expect '- environment: EXTRAS=lifetime,ignore-term' "substr(x->>'\$.variants[3].diff', 1, 42) FROM j"
expect 1 "x->>'\$.variants[3].config' LIKE '%environment: EXTRAS=lifetime' || char(10) || '%' FROM j"
same --seed 9223372036854775807 --blocks 3
expect 9223372036854775807 "x->>'seed' FROM j"
same --filter 'drop:quiet input:a,b'
expect '["a","b"]' "json_group_array(i.value->>'id') FROM j, json_each(x, '\$.inputs') i"

# a file that is no UTF-8 does not make it other than JSON
printf 'caf\351 {effort}\n' >template.txt
sed 's|^    names.txt:.*|&\n    latin.txt: {from: template.txt}|' "$file" >latin.yaml
file=latin.yaml
same
expect 1 "instr(x->>'\$.variants[0].config', 'caf' || char(65533) || ' 8') > 0 FROM j"

plan --format text >left
plan >right
cmp left right || fail 'text is not the default'
! plan --format jsn >out || fail 'it takes any format'
grep -q "unknown format 'jsn'; did you mean 'json'?" err && [ ! -s out ] || fail 'not told which formats there are'
