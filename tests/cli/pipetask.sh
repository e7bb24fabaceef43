#!/bin/bash
# The adapter for pipetask, on the real middleware and a pipeline of two small tasks: what is dropped in vain, what validation refuses, what is
# lost without a word, and quanta that fail or are killed are told apart; times are those of the tasks' own metadata; no output stays.
# Output runs that are there, empty data queries and locked registries are reasons of runs that failed.
set -eu
. "$SOURCE_DIR/tests/helpers/lsst/mini.sh"

# experiment NAME VARIANTS MORE
experiment() {
	cat >"$1.yaml" <<-END
		secateur: 1
		name: $1
		workload:
		  adapter: pipetask
		  program: "$venv/bin/pipetask"
		  repository: "{here}/repo"
		  pipeline: "$mini/mini.yaml"
		  input: MiniCam/raw
		  data_query: "instrument='MiniCam' and detector in ({detectors})"
		  config:
		    measure:
		      measurement.plugins.names: "{plugins}"
		      'measurement.plugins["base_PsfFlux"].work': 10
		      fault: "{fault}"
		    parameters: {work: 15}
		  options: [-j, "{processes}"]
		  $3
		  environment: {PYTHONPATH: "$mini", PYTHONDONTWRITEBYTECODE: "1"}
		factors:
		  plugins: {set: [base_SdssCentroid, base_PsfFlux, modelfit_CModel, modelfit_typo]}
		  fault: {choice: [none, raise, kill]}
		  processes: {choice: [1, 2]}
		  detectors: {choice: ["0, 1", "7"]}
		variants: $2
		measure: {blocks: 2, warmup: 0, seed: 1, retries: 0}
		timers: [{from: lsst_metadata, files: "datasets/**/*_metadata_*.json"}]
		quality:
		  - {name: sources, from: lsst_metadata, files: "datasets/**/*_metadata_*.json", value: "measure:measurement.nSources", of: sum, within: 1 %}
		  - {name: chi2, from: lsst_metadata, files: "datasets/**/*_metadata_*.json", value: "measure:measurement.chi2", of: mean, within: 10 %}
		  - {name: scatter, from: lsst_metric, files: "datasets/measure_metrics/**/*", value: pixels.scatter, of: mean}
		  - {name: mean, from: lsst_metric, files: "datasets/metricvalue_mini_Mean/**/*", value: mini.Mean, of: mean}
		decide: {time: wall, worth: 1 %}
	END
}
ask() { sqlite3 "$1.db" "$2"; }

# The registry that another process holds is a reason for which a run failed, and no end of the experiment. The middleware waits five minutes
# for it; here, a second.
mkdir hasty
cat >hasty/sitecustomize.py <<'END'
import lsst.daf.butler.registry.databases.sqlite as sqlite

patient = sqlite._onSqlite3Connect


def hasty(connection, record):
    patient(connection, record)
    connection.execute("PRAGMA busy_timeout = 1000")


sqlite._onSqlite3Connect = hasty
END
experiment locked '[]' 'outputs: remove'
sed -i 's/blocks: 2/blocks: 1/; s,{here}/repo,{here}/held,; s,PYTHONPATH: ",&{here}/hasty:,' locked.yaml
cp -r repo held
python3 -c "import sqlite3, time; c = sqlite3.connect('held/gen3.sqlite3'); c.execute('BEGIN EXCLUSIVE'); open('is_held', 'w'); time.sleep(1200)" >/dev/null 2>&1 &
holder=$!
trap 'kill $holder 2>/dev/null || :' EXIT
while [ ! -e is_held ]; do sleep 0.1; done
"$SECATEUR" run locked.yaml --db locked.db -q >out 2>err || [ $? = 1 ] || fail 'no runs'
kill $holder
[ "$(ask locked "SELECT count(*) FROM run WHERE reason LIKE 'exit code 1 in step %: %database is locked%'")" = 1 ] ||
	{ ask locked 'SELECT reason, log_tail FROM run'; fail 'a locked registry is not told'; }

experiment prune '[{name: no-typo, drop: {plugins: [modelfit_typo]}}, {name: no-psf, drop: {plugins: [base_PsfFlux]}}]' 'outputs: keep'
"$SECATEUR" run prune.yaml --db prune.db -q >out 2>err || fail 'no runs'
grep -q "'no-typo' (plugins: -modelfit_typo) changes nothing that is in force" err || fail 'a name that there is none of is dropped'
"$SECATEUR" report --db prune.db -f markdown >out 2>err || fail 'no report'
grep -q '^- NO-OP no-typo' out || fail 'a NO-OP is not one'
grep -q '^- KEEP no-psf: lost: chi2' out || fail 'a metric that became NaN is not lost'

experiment faults '[{name: no-centroid, drop: {plugins: [base_SdssCentroid]}}, {name: raises, set: {fault: raise}}, {name: killed, set: {fault: kill}},
  {name: killed-beside, set: {fault: kill, processes: 2}}, {name: no-data, set: {detectors: "7"}}]' 'outputs: remove'
sed -i 's/blocks: 2/blocks: 1/' faults.yaml
"$SECATEUR" run faults.yaml --db faults.db -q >out 2>err || [ $? = 1 ] || fail 'no runs'
grep -q "what is in force for 'no-centroid' is not known: .*source centroid slot algorithm is not being run" err || fail 'nobody tells of the validation'
is() { # VARIANT VERDICT REASON
	[ "$(ask faults "SELECT DISTINCT verdict FROM v_verdict WHERE variant = '$1'")" = "$2" ] || fail "$1 is not $2"
	ask faults "SELECT DISTINCT reason FROM run JOIN variant v ON v.id = run.variant WHERE v.name = '$1'" >said
	[ "$(wc -l <said)" = 1 ] && grep -q "$3" said || { cat said; fail "$1 does not fail for: $3"; }
}
is no-centroid required "^exit code 1 in step graph: FieldValidationError: .*source centroid slot algorithm is not being run"
is raises fails "^exit code 1 in step run: measure: RuntimeError: PSF sigma is NaN, cannot continue"
is killed fails "^exit code 137 in step run: while measure was at work\|^signal 9 .* in step run: while measure was at work"
is killed-beside fails "^exit code 1 in step run: measure: its process was ended by signal 9 (Killed)"
is no-data fails "^exit code 1 in step graph: .*QuantumGraph was empty"
[ "$(output_runs secateur/faults%)" = 0 ] || fail 'outputs of what failed stay'

# The step is the process; a graph is not timed. Of each run, sums of an independent reader over the metadata that it left.
[ "$(ask prune "SELECT group_concat(DISTINCT s.name) FROM step s JOIN run r ON r.id = s.run WHERE r.reason IS NULL")" = run ] || fail 'a step that prepares is timed'
for variant in baseline no-psf; do
	ask prune "SELECT g.event || ' ' || printf('%.6f', g.value / 1e9) FROM reading g JOIN run r ON r.id = g.run JOIN variant v ON v.id = r.variant
		WHERE v.name = '$variant' AND r.block = 0 AND g.event IN ('measure.run', 'measure:measurement.run', 'measure.quantum', 'finish.quantum', 'measure.run.cpu')
		ORDER BY 1" >told
	python3 - "repo/secateur/prune/$variant/-/b000" >summed <<-'END'
		import datetime, glob, json, sys
		total = {}
		def add(name, block, start, end):
		    at = [block[key] if isinstance(block[key], list) else [block[key]] for key in (start, end)]
		    parsed = [[x if isinstance(x, float) else datetime.datetime.fromisoformat(x) for x in side] for side in at]
		    apart = [e - s for s, e in zip(*parsed)]
		    total[name] = total.get(name, 0) + sum(d if isinstance(d, float) else d.total_seconds() for d in apart)
		for path in glob.glob(sys.argv[1] + "/*_metadata/**/*.json", recursive=True):
		    for task, node in json.load(open(path))["metadata"].items():
		        if task == "quantum":
		            add(label + ".quantum", node["arrays"], "startUtc", "endUtc")
		        else:
		            label = task.split(":")[0]
		            for kind, end in (("", "Utc"), (".cpu", "CpuTime")):
		                if "runStart" + end in node["arrays"]:
		                    add(task + ".run" + kind, node["arrays"], "runStart" + end, "runEnd" + end)
		for name in ("finish.quantum", "measure.quantum", "measure.run", "measure.run.cpu", "measure:measurement.run"):
		    print(name, f"{total[name]:.6f}")
	END
	# to a microsecond: CPU times are told in finer steps
	paste -d' ' told summed | awk '$1 != $3 || ($2 - $4) ^ 2 > 1.1e-6 ^ 2 { wrong = 1 } END { exit wrong || NR != 5 }' ||
		{ cat told summed; fail "$variant: times are not the sums of the metadata"; }
done

# Metrics that a task left, in a bundle and by themselves, are what another reader finds: those of a run, and, imported, those of its data.
"$SECATEUR" import butler repo secateur/prune/baseline/-/b000 --as whole secateur/prune/no-psf/-/b000 --as less --db imported.db >out 2>err || fail 'not imported'
grep -q 'imported.db: 4 runs, of which 0 failed' out || fail 'not told how many'
python3 - >out 2>err <<-'END' || fail 'not the metrics of the files'
	import glob, json, math, re, sqlite3
	def told(name, sql):
	    return sorted(sqlite3.connect(name).execute(f"SELECT m.name, m.value, m.unit FROM metric m JOIN run r ON r.id = m.run JOIN variant v ON v.id = r.variant {sql}"))
	def found(pattern, of):
	    paths = sorted(glob.glob(f"repo/secateur/prune/baseline/-/b000/{pattern}", recursive=True))
	    assert [re.search(r"_S(\d)_", p)[1] for p in paths] == ["0", "1"], paths
	    return [of(open(p).read()) for p in paths]
	scatters = found("measure_metrics/**/*.json", lambda text: json.loads(text)["pixels"][0]["value"])
	means = found("metricvalue_mini_Mean/**/*.yaml", lambda text: float(re.search(r"^value: (.*)$", text, re.M)[1]))
	assert scatters[0] != scatters[1] and means[0] != means[1]
	(_, mean, a), (_, scatter, b) = told("prune.db", "WHERE v.name = 'baseline' AND r.block = 0 AND m.name IN ('mean', 'scatter')")
	assert (a, b) == ("adu", "adu") and math.isclose(mean, sum(means) / 2) and math.isclose(scatter, sum(scatters) / 2), (mean, scatter)
	for detector in (0, 1):
	    here = f"JOIN input i ON i.id = r.input JOIN input_column c ON c.input = i.id WHERE v.name = 'baseline' AND c.name = 'detector' AND c.value = '{detector}'"
	    expected = [("mini.Mean", means[detector], "adu"), ("pixels.nPixels", 128 * 128, "ct"), ("pixels.scatter", scatters[detector], "adu")]
	    assert told("imported.db", here + " AND m.name IN ('mini.Mean', 'pixels.nPixels', 'pixels.scatter')") == expected, told("imported.db", here)
END
[ "$(ask imported "SELECT count(*) FROM metric WHERE name = 'pixels.nothing' AND absent_reason LIKE '%pixels.nothing of % is null'")" = 4 ] ||
	fail 'a metric that is null is not told as one'

# All quanta together are the process, but for the middleware's own start, which is printed.
ask prune "SELECT v.name || ': ' || printf('%.2f s of %.2f s are quanta', g.value / 1e9, r.wall_ns / 1e9) FROM run r JOIN variant v ON v.id = r.variant
	JOIN reading g ON g.run = r.id AND g.event = 'all.quantum' ORDER BY 1"
[ "$(ask prune "SELECT count(*) FROM run r JOIN reading g ON g.run = r.id AND g.event = 'all.quantum' WHERE g.value < r.wall_ns")" = 4 ] ||
	fail 'quanta take more than their process'
began=$(date +%s%N)
env PYTHONPATH="$mini" "$venv/bin/pipetask" build -p "$mini/mini.yaml" --show pipeline >out 2>err || fail 'no pipeline'
start=$(($(date +%s%N) - began))
echo "its start alone, without a graph and a repository: $((start / 1000000)) ms"
[ "$(ask prune "SELECT count(*) FROM run r JOIN reading g ON g.run = r.id AND g.event = 'all.quantum' WHERE r.wall_ns - g.value < 5 * $start")" = 4 ] ||
	fail 'processes take more than their quanta and a start'

# What is there already is nobody's to write into, or to remove.
sed 's/blocks: 2/blocks: 1/; s/^variants:.*/variants: []/; s/outputs: keep/outputs: remove/' prune.yaml >again.yaml
"$SECATEUR" run again.yaml --db again.db -q >out 2>err || [ $? = 1 ] || fail 'no runs'
[ "$(ask again "SELECT count(*) FROM run WHERE reason LIKE 'exit code 1 in step graph: %secateur/prune/%already exists%'")" = 1 ] ||
	{ ask again 'SELECT reason FROM run'; fail 'an output run that is there is written into'; }
[ "$(output_runs secateur/prune/baseline/-/b000)" = 1 ] || fail 'what was there is gone'

# Of a run of its own nothing stays, when its quality was looked at; nor of one that was killed with its runner, which is made anew.
sed 's/^name: prune/name: gone/' again.yaml >gone.yaml
setsid "$SECATEUR" run gone.yaml --db gone.db -q >out 2>err &
runner=$!
until [ "$(output_runs secateur/gone/%)" = 1 ]; do
	kill -0 $runner 2>/dev/null || fail 'no run to kill'
	sleep 0.1
done
kill -9 -$runner
"$SECATEUR" run gone.yaml --db gone.db -q >out 2>err || { ask gone 'SELECT reason FROM run'; fail 'a killed run is not made anew'; }
[ "$(ask gone "SELECT group_concat(r.outcome || ' ' || m.value) FROM run r JOIN metric m ON m.run = r.id WHERE m.name = 'sources'")" = 'ok 20.0' ] ||
	fail 'quality is not looked at'
[ "$(output_runs secateur/gone%)" = 0 ] || fail 'outputs stay'
[ "$(find repo/secateur/gone -type f 2>/dev/null | wc -l)" = 0 ] || fail 'files of outputs stay'

# A disk that is full is another reason.
sed 's/^name: prune/name: full/' again.yaml >full.yaml
cat >in_little_room <<'END'
set -eu
mkdir small
mount -t tmpfs -o size=$(($(du -sk repo | cut -f1) + 40))k tmpfs small
cp -r repo/. small
dd if=/dev/zero of=small/nothing bs=4k 2>/dev/null || :
mount --bind small repo
"$SECATEUR" run full.yaml --db full.db -q
END
if unshare -rm true 2>/dev/null; then
	unshare -rm sh in_little_room >out 2>err || [ $? = 1 ] || fail 'no runs'
	[ "$(ask full "SELECT count(*) FROM run WHERE reason LIKE 'exit code 1 in step %: %disk is full%' OR reason LIKE 'exit code 1 in step %: %No space left%'")" = 1 ] ||
		{ ask full 'SELECT reason, log_tail FROM run'; fail 'a full disk is not told'; }
else
	[ "$(id -u)" -ne 0 ] || fail 'no namespaces, though this is root: a full disk cannot be tried'
	echo 'no namespaces here: not tried on a full disk'
fi
