#!/bin/sh
# What a report says as JSON is as reports/report.schema.json has it, of plans, paths and screens; the schema sees what is not.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
python3 -c 'import yaml, jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || { echo 'skipped: python3 has no yaml or jsonschema (python3-yaml, python3-jsonschema)'; exit 77; }
validate() { python3 "$SOURCE_DIR/tests/helpers/validate.py" "$SOURCE_DIR/reports/report.schema.json" "$@" >out 2>err && ! grep -v '^ok ' out; }

cat >many.yaml <<'END'
secateur: 1
name: many
workload:
  adapter: command
  steps: [{name: work, command: [sh, -c, "case $1 in *b*) : ;; *) exit 1 ;; esac; i=0; while [ $i -lt 100 ]; do i=$((i + 1)); done", sh, "{parts}{mode}"]}]
inputs: [{id: x}]
factors:
  parts: {set: [need, a, b, c], required: need}
  mode: {choice: [slow, quick]}
variants:
  - {name: lean, drop: {parts: [a, c]}, set: {mode: quick}}
  - path: {to: lean}
  - screen: [parts, mode]
measure: {blocks: 2, warmup: 0, seed: 1}
END
"$SECATEUR" run many.yaml --db m.db -q 2>err || [ $? = 1 ] || fail 'no runs'
"$SECATEUR" report --db m.db -o many.json 2>err || fail 'no report'
ask() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('$1') AS TEXT), '$2')"; }
[ "$(ask many.json '$.schema')" = 1 ] || fail 'no number of a schema'
[ "$(ask many.json '$.paths[0].to')" = lean ] || fail 'no path'
[ "$(ask many.json '$.screen.n_runs')" -gt 0 ] || fail 'no screen'
validate many.json "$SOURCE_DIR"/tests/data/report/*.json || fail 'not as the schema has it'

# each of these is wrong
wrong() { # NAME, what a variant of the document is
	sqlite3 :memory: "SELECT $2 FROM (SELECT CAST(readfile('$SOURCE_DIR/tests/data/report/everything.json') AS TEXT) x)" >"$1.json"
	[ -s "$1.json" ] || fail "no $1"
	! validate "$1.json" || fail "$1 is taken"
}
wrong number "json_set(x, '\$.schema', 2)"
wrong unknown "json_set(x, '\$.variants[0].colour', 'red')"
wrong missing "json_remove(x, '\$.variants[1].verdict')"
wrong word "json_set(x, '\$.variants[1].verdict', 'maybe')"
wrong both "json_set(x, '\$.variants[1].costs[0].change.absent_reason', 'none')"
wrong half "json_remove(x, '\$.variants[1].costs[0].change.low')"
