#!/bin/sh
# A metric that says what a run was given, as the size of a database that grows, is no column of the inputs: costs are looked at along it all
# the same, and nothing is judged by it.
set -eu
fail() { cat out err 2>/dev/null || :; echo "$1"; exit 1; }

# 20 ms more for each object that is there, in the fit; with lean, half of that; with less, of half as many. No column holds the objects.
cat >run.sh <<'END'
objects=$((($1 * 7) % 12))
[ "$2" != lean ] && each=20 || each=10
[ "$2" != less ] || objects=$((objects / 2))
echo "objects $objects" >given
echo "fit $((each * objects)) read 5 all $((1000 + each * objects))" >took
END
cat >e.yaml <<'END'
secateur: 1
name: grows
workload:
  adapter: command
  steps: [{name: run, command: [sh, "{here}/run.sh", "{input.number}", "{way}"]}]
inputs:
END
for number in 1 2 3 4 5 6 7 8 9 10 11 12; do
	echo "  - {id: i$number, number: $number, name: n$number}"
done >>e.yaml
cat >>e.yaml <<'END'
factors: {way: {choice: [full, lean, less]}}
variants: [{name: lean, set: {way: lean}}, {name: less, set: {way: less}}]
measure: {blocks: 12, warmup: 0, retries: 0, seed: 1}
timers:
  - {name: all, from: text, file: took, capture: "all (.*)", unit: ms}
  - {name: fit, from: text, file: took, capture: "fit ([0-9]+)", unit: ms}
  - {name: read, from: text, file: took, capture: "read ([0-9]+)", unit: ms}
quality:
  - {name: objects, from: text, file: given, capture: "objects (.*)", covariate: true}
decide: {time: all, worth: 1 %}
END
"$SECATEUR" run e.yaml --db e.db -q >out 2>err || fail 'no runs'
"$SECATEUR" report --db e.db -f json >out 2>err || fail 'no report'
python3 - out <<'END' || fail 'the slopes are not those that were made'
import json, sys
[at] = [x for x in json.load(open(sys.argv[1]))["scalings"] if x["column"] == "objects"]
own = {v["variant"]: v["own"] for v in at["variants"]}
assert (at["from"], at["to"]) == (0, 11), at
assert abs(own["baseline"]["at"] - 20e6) < 1 and abs(own["lean"]["at"] - 10e6) < 1, own
assert abs(own["less"]["at"] - 20e6) < 1, own
assert [v["beside"].get("absent_reason") is None for v in at["variants"]] == [False, True, False], at
assert [t["timer"] for t in at["timers"]] == ["fit"], at
END
"$SECATEUR" report --db e.db -f markdown >out 2>err || fail 'no report'
grep -q '^Against objects (0 to 11), ms for each unit:' out || fail 'the report does not tell of it'
[ "$(sqlite3 e.db 'SELECT kind, margin IS NULL FROM criterion')" = 'covariate|1' ] || fail 'it is not on record'
[ "$(sqlite3 e.db "SELECT verdict FROM v_verdict WHERE variant = 'lean'")" = drop ] || fail 'something was judged by it'

# without the word it is shown, and nothing is looked at along it
sed 's/, covariate: true//' e.yaml >plain.yaml
"$SECATEUR" run plain.yaml --db plain.db -q >out 2>err || fail 'no runs'
"$SECATEUR" report --db plain.db -f markdown >out 2>err || fail 'no report'
! grep -q 'gainst.* objects' out || fail 'any metric is taken for a covariate'

sed 's/covariate: true/covariate: true, within: 1 %/' e.yaml >judged.yaml
! "$SECATEUR" check judged.yaml >out 2>err || fail 'what a run was given is judged'
grep -q "error: 'objects' is a covariate: what a run was given is not judged" err || fail 'it does not say why'
