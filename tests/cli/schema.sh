#!/bin/sh
# `secateur schema` is JSON, knows every reader, takes what `secateur check` takes, and refuses what it can see is wrong.
set -eu
fail() { echo "$1"; exit 1; }
"$SECATEUR" schema >schema.json || fail 'a field has no shape'
[ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('schema.json') AS TEXT))")" = 1 ] || fail 'no JSON'
ask() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('schema.json') AS TEXT), '$1')"; }
[ "$(ask '$.else.properties.measure.properties.cores.description')" = 'whole cores for each run (1)' ] || fail 'a key is not explained'
[ "$(ask '$.else.required')" = '["secateur","name","workload"]' ] || fail 'not what must be there'
python3 -c 'import yaml, jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || { echo 'skipped: python3 has no yaml or jsonschema (python3-yaml, python3-jsonschema)'; exit 77; }
validate() { python3 "$SOURCE_DIR/tests/helpers/validate.py" schema.json "$@"; }

# What a schema cannot see: names and files that are looked up, and what comes of them together.
blind='against bad-keeps baseline-kinds baseline cross csv-bytes csv-empty csv-header-only csv-no-id csv-quote csv-ragged
	csv-same-id csv-template csv drop-nothing exclude-all exclude-reference factors-templates files-folder
	files-template held-out hooks-parallel include-circle include-folder include-missing include inputs-columns
	inputs-inside-columns inputs-inside-missing inputs-inside-none inputs-inside-polygons inputs-missing iteration-file iteration keep-only looks-exact looks-false-discovery looks-path loop-times loop no-op nothing-to-change one-level
	quality-file-templates report-search required-dropped requires-circle same-configuration same-rendering time-counter too-many-runs
	too-many unknown-names unused-factor unused-factors vary-each when-never windows'
# a pipeline of LSST is no experiment
validate $(grep -lE "^(secateur|include):" "$SOURCE_DIR"/experiments/*/*.yaml) "$SOURCE_DIR"/tests/data/*.yaml >out
! grep -v '^ok ' out || fail 'an experiment is refused'
validate "$SOURCE_DIR"/tests/data/bad/*.yaml >out
for name in $blind; do
	grep -v "^ok .*/$name.yaml$" out >left || :
	[ "$(wc -l <left)" -lt "$(wc -l <out)" ] || fail "$name is refused: it is not blind to it any more"
	mv left out
done
! grep '^ok ' out || fail 'a bad experiment is taken'

# Each line beside a whole experiment: `secateur check` and the schema are of one mind.
experiment() {
	cat <<-END
		secateur: 1
		name: lines
		workload: {adapter: command, steps: [{name: one, command: [echo, "{degree}", "{tasks}"]}]}
		factors: {degree: {choice: [2, 1]}, tasks: {set: {a: [A, B], b: C, c: [D]}, required: a, requires: {c: [b]}}}
		$1
	END
}
both() {
	expected=$1 n=0
	while read -r line; do
		n=$((n + 1))
		experiment "$line" >"$expected$n.yaml"
		if "$SECATEUR" check "$expected$n.yaml" >/dev/null 2>err; then said=ok; else said=bad; fi
		[ $said = "$expected" ] || { cat err; fail "secateur says $said: $line"; }
	done
	validate "$expected"?*.yaml >out
	! grep -v "^$expected " out || fail "not $expected to the schema; see $(grep -v "^$expected " out | cut -d' ' -f2 | tr -d : | xargs tail -n 1)"
}
cp "$SOURCE_DIR/tests/data/bad/detectors.csv" .
both ok <<'END'
inputs: {from: detectors.csv, inside: detectors.csv}
question: 12
measure: {parallel: auto, cache: warm, padding: none, duet: yes, seed: 9223372036854775807}
measure: {limits: {wall: 1 h 30 min, cpu: 90s, memory: 1.5 GiB, file: 20 M, processes: 7}, counters: task-clock}
decide: {prefer: 20 %, worth: 0.5%, confidence: 99 %, method: race, time: wall}
decide: {prefer: smallest, culprits: "no ([a-z]+)"}
decide: {false_discovery: 5 %}
budget: {latency: 60 s, baseline: 1h30m}
hooks: {setup: [a, 1, true], limit: 5 min}
inputs: [{id: 1, x: }, {id: 2, x: true}]
variants: [drop_each: tasks, {cross: [degree]}]
variants: [{name: x, set: {degree: 1}, drop: {tasks: c}}, {against: x, drop_each: [tasks]}, {keep_only: {tasks: [a]}}]
variants: [zip: {degree: [1]}, {drop: {tasks: ["b*"]}}]
baseline: {degree: 1, tasks: [b, a]}
quality: [{name: n, from: csv, file: a, column: 3, of: sum, within: 1 %, unit: mas}]
quality: [{name: n, from: fits_stat, file: a, value: A, of: q90, not_worse_than: 0.5 mas, better: lower}]
quality: [{from: command, command: [a], limit: 3 s, metrics: [{name: a, within: 1e-3}, {name: b}]}]
quality: [{name: n, from: fits_match, file: a, reference: {file: b}, on: {x: [A, B], y: C}, radius: 2, sky: true}]
quality: [{name: n, from: jsonl, file: a, path: /x/0, of: last, where: {/event: end}}]
quality: [{name: n, from: votable, file: a, field: F, of: value, element: 2}]
quality: [{name: n, from: lsst_metadata, files: "**/*_metadata_*.json", value: "isr:overscan.run"}]
quality: [{name: n, from: lsst_metric, files: "**/metricvalue_*", value: ip_isr.IsrTime, of: mean}]
quality: [{from: lsst_metric, files: "*.json", metrics: [{name: p.m, within: 1 %}]}]
timers: [{from: lsst_metadata, files: "*.json"}, {name: isr.run, from: lsst_metadata, files: "*.json"}]
timers: [{name: n, from: json, file: a, path: /x, unit: ms}, {name: m, step: one, of: cpu}]
quality: [{name: n, from: fits_equal, file: a, reference: {file: b}, tolerance: 0.1 %, except: [T]}]
END
both bad <<'END'
question: [a]
measure: {blocks: 0}
measure: {seed: 9223372036854775808}
measure: {duet: maybe}
measure: {cache: cold}
measure: {limits: {wall: 10}}
measure: {limits: {memory: 1 GB/s}}
decide: {worth: 0.01}
decide: {confidence: 95 %, false_discovery: 5 %}
decide: {time: wall, prefer: 20}
budget: {latency: 60}
budget: {baseline: 5 min}
hooks: {setup: make}
hooks: {before: [make]}
parameters: {input: x}
parameters: {x: [a]}
inputs: [{x: a}]
inputs: {from: a.csv, to: b.csv}
inputs: {inside: detectors.csv}
variants: [{name: x}]
variants: [{drop_each: tasks, vary_each: degree}]
variants: [{set: degree}]
variants: {drop_each: tasks}
exclude: [degree]
baseline: [degree]
quality: [{name: n, from: csv, file: a, of: sum}]
quality: [{name: n, from: csv, file: a, column: x, of: sum, path: /x}]
quality: [{from: csv, file: a, column: x, of: sum}]
quality: [{name: n, from: csb, file: a, column: x, of: sum}]
quality: [{name: n, from: json, file: a, path: x/y}]
quality: [{name: n, from: file_size, file: a, within: a lot}]
quality: [{name: n, from: file_size, file: a, better: smaller}]
quality: [{name: n, from: fits_stat, file: a, value: A, of: average}]
quality: [{from: lsst_metadata, files: "*.json"}]
quality: [{name: n, from: lsst_metric, value: p.m}]
timers: [{from: json, file: a, path: /x}]
timers: [{step: one}]
END

# A file that includes another may lack what must be there, but holds nothing else.
printf '%s\n' 'include: ok1.yaml' 'name: more' 'workload: {environment: {A: b}}' 'factors: {tasks: {required: b}}' >part.yaml
printf '%s\n' 'include: ok1.yaml' 'workload: {stps: []}' >typo.yaml
printf '%s\n' 'include: ok1.yaml' 'quality: [{name: n}]' >list.yaml
"$SECATEUR" check part.yaml 2>err || { cat err; fail 'secateur refuses a file that includes another'; }
[ "$(validate part.yaml typo.yaml list.yaml | cut -d' ' -f1 | tr '\n' ' ')" = 'ok bad bad ' ] || fail 'not what a file that includes another may hold'
