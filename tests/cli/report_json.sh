#!/bin/sh
# What a report says as JSON is as reports/report.schema.json has it, of plans, paths and screens; the schema sees what is not.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || { echo 'skipped: python3 has no jsonschema (python3-jsonschema)'; exit 77; }

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

cat >validate.py <<'END'
import copy, json, sys

import jsonschema

def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)

schema = load(sys.argv[1])
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for path in sys.argv[2:]:
    for error in validator.iter_errors(load(path)):
        sys.exit(f"{path}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")

def is_refused(document, what, change):
    wrong = copy.deepcopy(document)
    change(wrong)
    if validator.is_valid(wrong):
        sys.exit(f"taken: {what}")

document = load(sys.argv[2])
variant = next(i for i, v in enumerate(document["variants"]) if v["costs"] and "estimate" in v["costs"][0]["change"])
cost = lambda d: d["variants"][variant]["costs"][0]["change"]
is_refused(document, "another schema", lambda d: d.update(schema=2))
is_refused(document, "an unknown name", lambda d: d["variants"][0].update(colour="red"))
is_refused(document, "no verdict", lambda d: d["variants"][1].pop("verdict"))
is_refused(document, "an unknown word", lambda d: d["variants"][1].update(verdict="maybe"))
is_refused(document, "a change that is absent and there", lambda d: cost(d).update(absent_reason="none"))
is_refused(document, "half an interval", lambda d: cost(d).pop("low"))
END
python3 validate.py "$SOURCE_DIR/reports/report.schema.json" many.json "$SOURCE_DIR"/tests/data/report/*.json >out 2>err || fail 'not as the schema has it'
