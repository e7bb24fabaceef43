#!/bin/bash
# The adapter for bps, with real `bps submit` through Parsl on this machine: verdicts, reasons and times are as those of pipetask. bps itself
# ends well when a quantum fails or is killed; the runs do not. Jobs are on the run's CPU, and their CPU time is the run's.
set -eu
. "$SOURCE_DIR/tests/helpers/lsst/mini.sh"
# where the jobs are
cat >wrap.sh <<'END'
echo "$1 $(taskset -cp $$ | sed 's/.*: //')" >>"$2"
shift 2
exec "$@"
END

# experiment NAME VARIANTS OUTPUTS: on one detector, whose quantum may fail; one block, for a submission takes half a minute
experiment() {
	cat >"$1.yaml" <<-END
		secateur: 1
		name: $1
		workload:
		  adapter: bps
		  program: "$venv/bin/bps"
		  repository: "{here}/repo"
		  pipeline: "$mini/mini.yaml"
		  input: MiniCam/raw
		  data_query: "instrument='MiniCam' and detector = 1"
		  config:
		    measure:
		      measurement.plugins.names: "{plugins}"
		      'measurement.plugins["base_PsfFlux"].work': 10
		      fault: "{fault}"
		    parameters: {work: 15}
		  outputs: $3
		  wrap: [sh, "{here}/wrap.sh", "{run}", "{here}/pinned.txt"]
		  environment: {PYTHONPATH: "$mini", PYTHONDONTWRITEBYTECODE: "1"}
		factors:
		  plugins: {set: [base_SdssCentroid, base_PsfFlux, modelfit_CModel, modelfit_typo]}
		  fault: {choice: [none, raise, kill]}
		variants: $2
		measure: {blocks: 1, warmup: 0, seed: 1, retries: 0}
		timers: [{from: lsst_metadata, files: "datasets/**/*_metadata_*.json"}]
		quality:
		  - {name: sources, from: lsst_metadata, files: "datasets/**/*_metadata_*.json", value: "measure:measurement.nSources", within: 1 %}
		  - {name: chi2, from: lsst_metadata, files: "datasets/**/*_metadata_*.json", value: "measure:measurement.chi2", of: mean, within: 10 %}
		decide: {time: wall, worth: 1 %}
	END
}
ask() { sqlite3 "$1.db" "$2"; }

experiment prune '[{name: no-typo, drop: {plugins: [modelfit_typo]}}, {name: no-psf, drop: {plugins: [base_PsfFlux]}},
  {name: no-centroid, drop: {plugins: [base_SdssCentroid]}}, {name: raises, set: {fault: raise}}, {name: killed, set: {fault: kill}}]' keep
"$SECATEUR" run prune.yaml --db prune.db -q >out 2>err || [ $? = 1 ] || fail 'no runs'
grep -q "'no-typo' (plugins: -modelfit_typo) changes nothing that is in force" err || fail 'a name that there is none of is dropped'
"$SECATEUR" report --db prune.db -f markdown >out 2>err || fail 'no report'
grep -q '^- NO-OP no-typo' out || fail 'a NO-OP is not one'
[ "$(ask prune "SELECT v.name || ' ' || (m.value IS NULL) FROM metric m JOIN run r ON r.id = m.run JOIN variant v ON v.id = r.variant
	WHERE m.name = 'chi2' ORDER BY 1" | paste -sd,)" = 'baseline 0,no-psf 1' ] || fail 'a metric that became NaN is a number'

# bps ends well with each of these, or builds no graph.
is() { # VARIANT VERDICT REASON
	[ "$(ask prune "SELECT DISTINCT verdict FROM v_verdict WHERE variant = '$1'")" = "$2" ] || fail "$1 is not $2"
	ask prune "SELECT reason FROM run JOIN variant v ON v.id = run.variant WHERE v.name = '$1'" >said
	grep -q "$3" said || { cat said; fail "$1 does not fail for: $3"; }
}
is no-centroid required '^exit code 1 in step graph: FieldValidationError: .*source centroid slot algorithm is not being run'
is raises fails '^exit code 1 in step submit: measure: RuntimeError: PSF sigma is NaN, cannot continue'
is killed fails '^exit code 1 in step submit: a job was ended by signal 9 (Killed) while measure was at work'

# The step is the whole workflow. Of each run, sums of an independent reader over the metadata that it left; and where its two jobs were.
[ "$(ask prune "SELECT group_concat(DISTINCT s.name) FROM step s JOIN run r ON r.id = s.run WHERE r.reason IS NULL")" = submit ] || fail 'a step that prepares is timed'
for variant in baseline no-psf; do
	ask prune "SELECT g.event || ' ' || printf('%.6f', g.value / 1e9) FROM reading g JOIN run r ON r.id = g.run JOIN variant v ON v.id = r.variant
		WHERE v.name = '$variant' AND r.block = 0 AND g.event IN ('measure.quantum', 'finish.quantum') ORDER BY 1" >told
	python3 - "repo/secateur/prune/$variant/-/b000" >summed <<-'END'
		import datetime, glob, json, sys
		for label in ("finish", "measure"):
		    [path] = glob.glob(f"{sys.argv[1]}/{label}_metadata/**/*.json", recursive=True)
		    times = json.load(open(path))["metadata"]["quantum"]["arrays"]
		    start, end = (datetime.datetime.fromisoformat(times[key][0]) for key in ("startUtc", "endUtc"))
		    print(f"{label}.quantum {(end - start).total_seconds():.6f}")
	END
	cmp told summed || { cat told summed; fail "$variant: times are not the sums of the metadata"; }
	ask prune "SELECT 'prune/$variant/-/b000 ' || cpus FROM run r JOIN variant v ON v.id = r.variant WHERE v.name = '$variant' AND r.block = 0" >told
	cat told told | cmp - <(grep "^prune/$variant/-/b000 " pinned.txt) || { cat told pinned.txt; fail "$variant: jobs are not on the run's CPU"; }
done
[ "$(ask prune "SELECT count(*) FROM run r WHERE r.reason IS NULL AND user_ns + sys_ns > (SELECT sum(g.value) FROM reading g WHERE g.run = r.id AND g.event IN ('measure.quantum.cpu', 'finish.quantum.cpu'))")" = 2 ] ||
	fail 'CPU time of the jobs is not that of the run'

# An output run that is there is nobody's to write into; a service whose submit has waited for the end is not asked.
sed '/^variants:/,/]$/c variants: []' prune.yaml | sed 's/outputs: keep/outputs: remove/' >again.yaml
"$SECATEUR" run again.yaml --db again.db -q >out 2>err || [ $? = 1 ] || fail 'no runs'
[ "$(ask again "SELECT count(*) FROM run WHERE reason LIKE 'exit code 1 in step graph: %secateur/prune/%already exists%'")" = 1 ] ||
	{ ask again 'SELECT reason FROM run'; fail 'an output run that is there is written into'; }
[ "$(output_runs secateur/prune/baseline/-/b000)" = 1 ] || fail 'what was there is gone'
sed 's/^name: prune/name: asked/; s/^  outputs: remove/&\n  poll: 1 s/' again.yaml >asked.yaml
"$SECATEUR" run asked.yaml --db asked.db -q >out 2>err || fail "no runs: $(ask asked 'SELECT reason FROM run')"
[ "$(output_runs secateur/asked%)" = 0 ] || fail 'outputs stay'
[ "$(find repo/secateur/asked -type f 2>/dev/null | wc -l)" = 0 ] || fail 'files of outputs stay'

# Jobs that are under way when runs are given up are cancelled: by a service that is not here, so that what bps would be told is looked at.
mkdir elsewhere
ln -s "$venv/bin/pipetask" "$venv/bin/butler" elsewhere
cat >elsewhere/bps <<'END'
#!/bin/sh
here=$(dirname "$0")
echo "$@" >>"$here/said"
case $1 in
submit)
	echo 'Run Id: 7.0'
	;;
status)
	state=$(sed -n 1p "$here/states")
	sed -i 1d "$here/states"
	[ -s "$here/states" ] || . "$here/jobs" # by the time of the last of them
	exit "${state:-15}" # running
	;;
esac
END
chmod +x elsewhere/bps
: >elsewhere/jobs
: >elsewhere/states
sed 's/^name: asked/name: given-up/; s,^  program:.*,  program: "{here}/elsewhere/bps"\n  service: elsewhere.Service,' asked.yaml >given-up.yaml
"$SECATEUR" run given-up.yaml --db given-up.db -q >out 2>err &
runner=$!
until grep -qs ^status elsewhere/said; do
	kill -0 $runner 2>/dev/null || fail 'no run to give up'
	sleep 0.1
done
kill -INT $runner
wait $runner || :
cancelled='cancel --wms-service-class elsewhere.Service --id 7.0'
[ "$(tail -n 1 elsewhere/said)" = "$cancelled" ] || { cat elsewhere/said; fail 'jobs go on'; }

# Those of a run whose runner was killed, before the run is made anew; also of a second attempt, which is not.
for attempt in first second; do
	: >elsewhere/said
	for time in first second; do
		"$SECATEUR" run given-up.yaml --db given-up.db -q >out 2>err &
		runner=$!
		until [ "$(grep -c ^status elsewhere/said)" -gt 1 ]; do
			kill -0 $runner 2>/dev/null || fail 'no run to give up'
			sleep 0.1
		done
		[ $time = second ] || { kill -KILL $runner && : >elsewhere/said; }
		[ $time = first ] || kill -INT $runner
		wait $runner || :
		[ $time$attempt != firstsecond ] || sqlite3 given-up.db "UPDATE under_way SET name = name || '-2'"
	done
	[ "$(grep -v ^status elsewhere/said | cut -d ' ' -f 1 | paste -sd,)" = cancel,submit,cancel ] || { cat elsewhere/said; fail "jobs of a killed $attempt attempt go on"; }
	[ "$(ask given-up 'SELECT count(*) FROM under_way')" = 0 ] || fail "a killed $attempt attempt stays on record"
done

# answered NAME JOBS STATE...: a run whose service answers so
answered() {
	echo "$2" >elsewhere/jobs
	sed "s/^name: .*/name: $1/" given-up.yaml >"$1.yaml"
	: >elsewhere/said
	name=$1
	shift 2
	printf '%s\n' "$@" >elsewhere/states
	"$SECATEUR" run "$name.yaml" --db "$name.db" -q >out 2>err || [ $? = 1 ] || fail "$name: no run"
	ask "$name" "SELECT coalesce(reason, 'ok') FROM run"
}
[ "$(answered queued 'mkdir quanta/a && printf "1\n2\n" >quanta/a/well' 10 11 12 15 0)" = ok ] || { ask queued 'SELECT reason FROM run'; fail 'a run is not waited for'; }
[ "$(grep -c ^status elsewhere/said)" = 5 ] || fail 'a run is not asked to its end'
answered again 'mkdir quanta/a quanta/b && printf "1\n2\n" >quanta/b/well' 0 |
	grep -qx 'exit code 1 in step submit: Error: 2 of 2 quanta ended well; jobs that did not: 1' || fail 'a job that was done again counts'
[ "$(answered busy 'mkdir quanta/a && printf "1\n2\n" >quanta/a/well' 15 1 137 255 15 0)" = ok ] || { ask busy 'SELECT reason FROM run'; fail 'a scheduler that is busy fails a run'; }
answered deaf : 15 1 1 1 1 1 0 |
	grep -qx 'exit code 1 in step submit: Error: bps status does not tell of run 7.0, asked 5 times: it ended with 1' || fail 'a service that tells nothing is asked for ever'
[ "$(tail -n 1 elsewhere/said)" = "$cancelled" ] || fail 'jobs of which nothing is told go on'
answered held : 15 17 | grep -q 'Error: run 7.0 is held' || fail 'a run that is held is waited for'
[ "$(tail -n 1 elsewhere/said)" = "$cancelled" ] || fail 'a run that is held stays'
