#!/bin/bash
# One process of pipetask over all inputs: each input has its row, with the times of its own quanta; where one quantum fails, the others count.
set -eu
. "$SOURCE_DIR/tests/helpers/lsst/mini.sh"

cat >set.yaml <<END
secateur: 1
name: set
workload:
  adapter: pipetask
  program: "$venv/bin/pipetask"
  repository: "{here}/repo"
  pipeline: "$mini/mini.yaml"
  input: MiniCam/raw
  granularity: set
  data_query: "instrument='MiniCam'"
  config: {measure: {measurement.plugins.names: "{plugins}", fault: "{fault}"}}
  outputs: keep
  environment: {PYTHONPATH: "$mini", PYTHONDONTWRITEBYTECODE: "1"}
inputs: [{id: s0, exposure: 1, detector: 0}, {id: s1, exposure: 1, detector: 1}]
factors:
  plugins: {set: [base_SdssCentroid, base_PsfFlux, modelfit_CModel]}
  fault: {choice: [none, raise, kill]}
variants: [{name: less, drop: {plugins: [modelfit_CModel]}}, {name: raises, set: {fault: raise}}, {name: killed, set: {fault: kill}}]
measure: {blocks: 2, warmup: 0, seed: 1, retries: 0}
timers: [{from: lsst_metadata, files: "datasets/**/*_metadata_*.json"}]
quality: [{name: sources, from: lsst_metadata, files: "datasets/**/*_metadata_*.json", value: "measure:measurement.nSources", within: 1 %},
  {name: scatter, from: lsst_metric, files: "datasets/measure_metrics/**/*", value: pixels.scatter}]
decide: {time: wall, worth: 1 %}
END
refused() { # WORDS SED
	sed "$2" set.yaml >bad.yaml
	"$SECATEUR" check bad.yaml >out 2>err && fail "not refused: $2"
	grep -q "$1" err || fail "not told: $1"
}
refused 'one run works on all 2 inputs, and makes a block of each: of 3 blocks' 's/blocks: 2/blocks: 3/'
refused 'one run works on all inputs: {input.detector} is of one of them' "s/instrument='MiniCam'/detector={input.detector}/"
refused "one run works on all inputs: '{input.detector}' is of one of them" '$ahooks: {prepare: [echo, "{input.detector}"]}'
refused 'no run of the baseline is beside it' '/name: scatter/d; s#^quality: .*#quality: [{name: same, from: text, file: "{baseline}/said", capture: "(.*)"}]#'
refused 'runs are made one at a time' 's/blocks: 2,/blocks: 2, parallel: 2,/'
"$SECATEUR" plan set.yaml >out 2>err || fail 'no plan'
[ "$(sed -n '/^block/,$p' out | awk '$3 == "measured" { print $1, $5 }' | sort -u | awk '{ s[$1] = s[$1] " " $2 } END { print s[0] == s[1] }')" = 1 ] || fail 'not all variants in each block'

"$SECATEUR" run set.yaml --db set.db -q >out 2>err || [ $? = 1 ] || fail 'no runs'
ask() { sqlite3 set.db "$1"; }
told=$(ask "SELECT v.name || ' ' || i.key || ' ' || r.outcome FROM run r JOIN variant v ON v.id = r.variant JOIN input i ON i.id = r.input ORDER BY 1" | paste -sd, -)
# of one that was killed at its second input the first may be whole
told=$(echo "$told" | sed 's/,killed s0 [a-z]*//')
[ "$told" = 'baseline s0 ok,baseline s1 ok,killed s1 no_start,less s0 ok,less s1 ok,raises s0 ok,raises s1 no_start' ] || { echo "$told"; fail 'not a row for each input'; }
ask "SELECT reason FROM run WHERE reason IS NOT NULL" | grep -q 'measure: RuntimeError: PSF sigma is NaN' || fail 'not why a quantum failed'
ask "SELECT reason FROM run r JOIN variant v ON v.id = r.variant JOIN input i ON i.id = r.input WHERE v.name = 'killed' AND i.key = 's1'" |
	grep -qx 'signal 9 (SIGKILL) in step run: while measure was at work' || fail 'not what killed a run on all inputs'
[ "$(ask "SELECT count(DISTINCT position) FROM run r JOIN variant v ON v.id = r.variant GROUP BY v.id" | sort -u)" = 1 ] || fail 'one run has several positions'
[ "$(output_runs secateur/set/%)" = 4 ] || fail 'not one output run for each variant'

# the wall time of an input is that of its quanta, and no more
for input in 0 1; do
	sum=$(python3 - "repo/secateur/set/less/all/b000" $input <<-'END'
		import datetime, glob, json, sys
		total = 0
		for path in glob.glob(sys.argv[1] + f"/*_metadata/**/*_S{sys.argv[2]}_*.json", recursive=True):
		    block = json.load(open(path))["metadata"]["quantum"]["arrays"]
		    total += (datetime.datetime.fromisoformat(block["endUtc"][0]) - datetime.datetime.fromisoformat(block["startUtc"][0])).total_seconds()
		print(f"{total:.6f}")
	END
	)
	[ "$(ask "SELECT printf('%.6f', r.wall_ns / 1e9) FROM run r JOIN variant v ON v.id = r.variant JOIN input i ON i.id = r.input WHERE v.name = 'less' AND i.key = 's$input'")" = "$sum" ] ||
		fail "input $input: not the time of its quanta, $sum"
done
# each input has the metrics of its own quanta
[ "$(ask "SELECT count(DISTINCT m.value) || ' ' || group_concat(DISTINCT m.unit) FROM metric m JOIN run r ON r.id = m.run JOIN variant v ON v.id = r.variant
	WHERE v.name = 'baseline' AND m.name = 'scatter'")" = '2 adu' ] || fail 'metrics are not told apart by input'
[ "$(ask "SELECT group_concat(name, ' ') FROM (SELECT DISTINCT name FROM step ORDER BY 1)")" = 'finish measure' ] || fail 'steps are not the tasks'
[ "$(ask 'SELECT DISTINCT accounting FROM run')" = quanta ] || fail "a process's CPU time and memory are said to be its input's alone"
"$SECATEUR" report --db set.db -f markdown 2>err | tr '\n' ' ' >flat || fail 'no report'
grep -q "every variant works once on all inputs" flat && grep -q 'process in which a quantum was run' flat || fail 'not told that one process worked on all inputs'
"$SECATEUR" run set.yaml --db set.db -q >out 2>err || [ $? = 1 ] || fail 'it does not go on'
[ "$(ask 'SELECT count(*) FROM run')" = 8 ] || fail 'what is there is run again'
