#!/bin/sh
# Runs that are over, in a butler repository: they become an experiment, with the times that their metadata tell, and every report says that
# they were not interleaved.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 "$1" "$2"; }
here=$SOURCE_DIR/tests/data/butler
repository() { # FOLDER
	mkdir "$1" && cp -r "$here/butler.yaml" "$here/u" "$1" && sqlite3 "$1/gen3.sqlite3" <"$here/registry.sql"
}
repository repo

# a registry that another program has locked is waited for, but not for ever: tried beside all the rest
repository locked
python3 - <<-'END' &
	import sqlite3, time, os
	db = sqlite3.connect("locked/gen3.sqlite3", isolation_level=None)
	db.execute("BEGIN EXCLUSIVE")
	open("is_locked", "w").close()
	for i in range(600):
	    if os.path.exists("done"): break
	    time.sleep(0.1)
END
locker=$!
while [ ! -e is_locked ]; do sleep 0.05; done
"$SECATEUR" import butler locked u/ap/w_2022_21 --as w21 --db locked.db >locked.out 2>locked.err &
waiting=$!

find repo -type f | sort | xargs sha256sum >before
"$SECATEUR" import butler repo u/ap/w_2022_21 --as w_2022_21 u/ap/w_2022_22 --as w_2022_22 --db two.db >out 2>err || fail 'not imported'
grep -q '^two.db: 12 runs, of which 0 failed$' out || fail 'not told how many'
find repo -type f | sort | xargs sha256sum | cmp - before || fail 'the repository was written to'

# the sums are those of another program
cat >sums.py <<-'END'
	import datetime, glob, json, os, re, sqlite3, sys
	db = sqlite3.connect(sys.argv[1])
	def when(s): return datetime.datetime.fromisoformat(s)
	wrong = seen = 0
	def same(what, x, y):
	    global wrong, seen
	    seen += 1
	    if x is None or abs(x - y) > 2e-6 * 1e9:
	        wrong += 1
	        print(what, x, y)
	for variant, top in (("baseline", "u/ap/w_2022_21"), ("w_2022_22", "u/ap/w_2022_22/20261129T033312Z")):
	    runs = {}
	    for path in glob.glob(f"repo/{top}/*_metadata/**/*.json", recursive=True):
	        m = re.search(r"/(\w+)_metadata_MiniCam_.*_(\d+)_S(\d)_", path)
	        runs.setdefault(f"{m[2]}-{m[3]}", {})[m[1]] = json.load(open(path))["metadata"]
	    assert len(runs) == 6
	    for key, tasks in runs.items():
	        (run, wall, cpu, memory, began), = db.execute(
	            "SELECT r.id, wall_ns, user_ns + sys_ns, peak_memory_bytes, started_utc FROM run r JOIN variant v ON v.id = r.variant"
	            " JOIN input i ON i.id = r.input WHERE v.name = ? AND i.key = ?", (variant, key))
	        q = {t: m["quantum"]["arrays"] for t, m in tasks.items()}
	        walls = {t: (when(a["endUtc"][0]) - when(a["startUtc"][0])).total_seconds() * 1e9 for t, a in q.items()}
	        cpus = {t: sum(a[f"end{k}Time"][0] - a[f"start{k}Time"][0] for k in ("User", "System")) * 1e9 for t, a in q.items()}
	        same("wall", wall, sum(walls.values()))
	        same("cpu", cpu, sum(cpus.values()))
	        assert memory == max(a["endMaxResidentSetSize"][0] for a in q.values())
	        assert abs((when(began) - min(when(a["startUtc"][0]) for a in q.values())).total_seconds()) < 2e-3
	        steps = list(db.execute("SELECT name, wall_ns FROM step WHERE run = ? ORDER BY ordinal", (run,)))
	        assert [s[0] for s in steps] == ["isr", "characterizeImage"], steps
	        for name, ns in steps:
	            same(name, ns, walls[name])
	        readings = dict(db.execute("SELECT event, value FROM reading WHERE run = ? AND step IS NULL", (run,)))
	        for metadata in tasks.values():
	            for name, task in metadata.items():
	                for k in task["arrays"]:
	                    if k.endswith("StartUtc"):
	                        end = k.replace("StartUtc", "EndUtc")
	                        all = zip(task["arrays"][k], task["arrays"][end])
	                        same(name + k, readings.get(f"{name}.{k[:-8]}"), sum((when(e) - when(b)).total_seconds() for b, e in all) * 1e9)
	        for t, a in q.items():
	            same(t + " cpu", readings.get(f"{t}.quantum.cpu"), (a["endCpuTime"][0] - a["startCpuTime"][0]) * 1e9)
	        put = tasks["isr"]["quantum"]["metadata"]["butler_metrics"]["scalars"]["time_in_put"]
	        same("put", readings["isr.quantum.put"], put * 1e9)
	        metrics = dict(db.execute("SELECT name, value FROM metric WHERE run = ?", (run,)))
	        assert metrics["isr.noise"] == tasks["isr"]["isr"]["scalars"]["noise"]
	        assert metrics["characterizeImage.measurement.nSources"] == tasks["characterizeImage"]["characterizeImage:measurement"]["scalars"]["nSources"]
	assert seen > 80, seen
	sys.exit(wrong > 0)
END
python3 sums.py two.db >out 2>err || fail 'not the sums of the metadata'

# what it is like: an experiment, paired on the data, of two collections
[ "$(ask two.db "SELECT group_concat(name || ' ' || kind, ', ') FROM (SELECT * FROM variant ORDER BY ordinal)")" = 'baseline baseline, w_2022_22 vary' ] ||
	fail 'not the variants'
[ "$(ask two.db "SELECT group_concat(c.name || '=' || c.value, ' ') FROM (SELECT * FROM input_column ORDER BY name) c JOIN input i ON i.id = c.input
	WHERE key = '982986-1'")" = 'detector=1 id=982986-1 instrument=MiniCam visit=982986' ] || fail 'not the columns of an input'
[ "$(ask two.db 'SELECT count(DISTINCT block), count(DISTINCT input) FROM run')" = '6|6' ] || fail 'not a block an input'
[ "$(ask two.db "SELECT value FROM host_fact WHERE name = 'nodes of w_2022_22'")" = vm ] || fail 'not where it was run'
[ "$(ask two.db "SELECT version FROM session_version WHERE program = 'pipe_base of w_2022_21'")" = 30.2026.500 ] || fail 'no versions'
[ "$(ask two.db "SELECT version FROM session_version WHERE program = 'packages (SHA-256) of w_2022_21'")" = \
	"$(sha256sum <"$(find "$here/u/ap/w_2022_21/packages" -name '*.yaml')" | cut -d' ' -f1)" ] || fail 'not the digest of all versions'
"$SECATEUR" report --db two.db -f markdown >report.md 2>err || fail 'no report'
tr '\n' ' ' <report.md >flat
for says in 'The runs were imported, and not interleaved' 'imported from repo: made between 2026-11-29T03:33' 'no order was drawn' \
	'These runs were imported from repo. They were not interleaved' 'characterizeImage:measurement.run' 'nodes of w_2022_21' \
	'order: not looked at' 'CPU time is user and system time of the process in which a quantum was run'; do
	grep -qF "$says" flat || { cat report.md; fail "the report does not say: $says"; }
done
! grep -qE 'drawn at random from seed|secateur run|carry-over' report.md || fail 'the report tells of an order, or of new runs'
for format in html json latex; do
	"$SECATEUR" report --db two.db -f $format >report.$format 2>err || fail "no report in $format"
	grep -q 'not interleaved' report.$format || fail "not said in $format"
done
"$SECATEUR" report --db two.db --explain w_2022_22 characterizeImage.run >out 2>err || fail 'a number is not explained'
"$SECATEUR" export --db two.db --format jsonl >two.jsonl 2>err && "$SECATEUR" import two.jsonl --db back.db >out 2>err || fail 'not there and back'
"$SECATEUR" report --db back.db -f markdown 2>err | cmp - report.md || fail 'not the same report'
"$SECATEUR" report --compare two.db back.db >out 2>err || fail 'not compared'

# the experiment reads as any other, and makes no runs
ask two.db 'SELECT spec_yaml FROM experiment' >again.yaml
"$SECATEUR" check again.yaml >out 2>err || fail 'the file is refused'
! "$SECATEUR" run again.yaml --db run.db -q >out 2>err || fail 'runs were made'
grep -q 'the runs of this experiment were made by others' err || fail 'not said why not'
! "$SECATEUR" import butler repo u/ap/w_2022_21 --as w_2022_21 u/ap/w_2022_22 --as w_2022_22 --db two.db >out 2>err || fail 'imported twice'
grep -q "the database holds 'w_2022_22-against-w_2022_21' already" err || fail 'not said that it is there'

# what decides may be a part of it
"$SECATEUR" import butler repo u/ap/w_2022_21 --as w21 u/ap/w_2022_22 --as w22 --decide characterizeImage:measurement.run --db part_of.db >out 2>err ||
	fail 'a part does not decide'
[ "$(ask part_of.db 'SELECT primary_measure FROM experiment')" = characterizeImage.measurement.run ] || fail 'not what decides'
[ "$(ask part_of.db "SELECT count(*) FROM reading x JOIN reading y ON x.run = y.run AND x.event = 'characterizeImage.measurement.run' AND
	y.event = 'characterizeImage:measurement.run' AND x.value = y.value AND x.value > 0")" = 12 ] || fail 'not its time'
"$SECATEUR" report --db part_of.db >report.md 2>err || fail 'no report'
grep -q '^- DROP w22: characterizeImage.measurement.run -' report.md || { cat report.md; fail 'not judged by what decides'; }

# what is refused in the end leaves nothing of itself beside what is there
! "$SECATEUR" import butler repo u/ap/w_2022_21 --as a u/ap/w_2022_22 --as b --decide isr.rum --db part_of.db >out 2>err || fail 'a time that there is none of decides'
[ "$(ask part_of.db 'SELECT count(*), (SELECT count(*) FROM run), (SELECT count(*) FROM session) FROM experiment')" = '1|12|2' ] || fail 'some of it stays'

# a quantum that left no metadata is a run that failed, with what its log says
"$SECATEUR" import butler repo u/ap/broken --as broken u/ap/w_2022_21 --as good --baseline good --db broken.db >out 2>err || fail 'not imported'
grep -q '^broken.db: 12 runs, of which 4 failed$' out || fail 'not told how many failed'
[ "$(ask broken.db "SELECT count(*) FROM run r JOIN variant v ON v.id = r.variant WHERE v.name = 'broken' AND outcome = 'exit' AND exit_code IS NULL
	AND reason = 'characterizeImage left no metadata, but a log' AND log_tail LIKE '%no stars are left%'")" = 4 ] || fail 'not why it failed'
"$SECATEUR" report --db broken.db -f markdown >report.md 2>err || fail 'no report'
grep -q 'fails in 4 of 6 runs: characterizeImage left no metadata' report.md || fail 'failures are not in the report'

# without a log, where others have it; where nothing is left at all; where times cannot be told
repository holes
rm -r holes/u/ap/w_2022_22/*/characterizeImage_metadata/20220518/r/r/982985
ask holes/gen3.sqlite3 "DELETE FROM file_datastore_records WHERE path LIKE '%w_2022_22/%characterizeImage_metadata/%/982985/%'
	OR path LIKE '%w_2022_22/%_metadata/%/982986/%_S0_%'"
echo '{"metadata": {"isr": {}}}' >"$(find holes/u/ap/w_2022_22 -name 'isr_metadata_MiniCam_r_982987_S1_*')"
rm "$(find holes/u/ap/w_2022_22 -name 'isr_metadata_MiniCam_r_982987_S0_*')"
"$SECATEUR" import butler holes u/ap/w_2022_21 --as w21 u/ap/w_2022_22 --as w22 --db holes.db >out 2>err || fail 'not imported'
why() { ask holes.db "SELECT outcome || ': ' || coalesce(reason, '') FROM run r JOIN variant v ON v.id = r.variant JOIN input i ON i.id = r.input
	WHERE v.name = 'w22' AND key = '$1'"; }
[ "$(why 982985-0)" = 'exit: characterizeImage left neither metadata nor a log' ] || fail "982985-0: $(why 982985-0)"
[ "$(why 982986-0)" = 'no_start: none of its tasks left anything' ] || fail "982986-0: $(why 982986-0)"
[ "$(ask holes.db "SELECT count(*) FROM run WHERE outcome = 'no_start' AND wall_ns IS NULL")" = 1 ] || fail 'a time of nothing'
[ "$(ask holes.db "SELECT min(started_utc) FROM run WHERE outcome = 'no_start'")" = \
	"$(ask holes.db "SELECT min(started_utc) FROM run r JOIN variant v ON v.id = r.variant WHERE v.name = 'w22' AND outcome <> 'no_start'")" ] ||
	fail 'what never began is of another time than the others'
case $(why 982987-1) in 'exit: isr: startUtc and endUtc of a quantum are not in isr_metadata_'*) ;; *) fail "982987-1: $(why 982987-1)" ;; esac
case $(why 982987-0) in 'exit: isr: no file isr_metadata_MiniCam_r_982987_S0_'*) ;; *) fail "982987-0: $(why 982987-0)" ;; esac
"$SECATEUR" report --db holes.db >out 2>err || fail 'no report'

# a pipeline that lacks a task is another pipeline
ask holes/gen3.sqlite3 "DELETE FROM file_datastore_records WHERE path LIKE '%broken/characterizeImage%'"
"$SECATEUR" import butler holes u/ap/w_2022_21 --as whole u/ap/broken --as isr-only --db part.db >out 2>err || fail 'not imported'
grep -q 'u/ap/broken has nothing of characterizeImage: its pipeline is taken to be without it' err || fail 'not told what it lacks'
grep -q '12 runs, of which 0 failed' out || fail 'a task that was not asked for has failed'

# a folder of files is as good, but that names of files tell names of detectors
"$SECATEUR" import butler "$here/u" ap/w_2022_21 --as w21 ap/w_2022_22 --as w22 --db folder.db >out 2>err || fail 'a folder is not imported'
[ "$(ask folder.db "SELECT sum(wall_ns) FROM run")" = "$(ask two.db 'SELECT sum(wall_ns) FROM run')" ] || fail 'not the same times'
[ "$(ask folder.db "SELECT count(*) FROM input WHERE key = '982985-S1'")" = 1 ] || fail 'not by names of detectors'

# several RUNs below one folder: the last counts, whatever order files are found in
mkdir -p twice/ap && cp -r "$here/u/ap/w_2022_22/20261129T033312Z" twice/ap/20261130T000000Z && cp -r "$here/u/ap/w_2022_22/20261129T033312Z" twice/ap
grep -rl 2026-11-29T03 twice/ap/20261130T000000Z | xargs sed -i 's/2026-11-29T03/2026-11-30T00/g'
for f in $(find twice/ap/20261130T000000Z twice/ap/20261129T033312Z -name '*.json'); do
	run=${f#twice/} && run=$(echo "$run" | cut -d/ -f1-2 | tr / _)
	mv "$f" "${f%_u_ap_w_2022_22_*}_$run.json"
done
"$SECATEUR" import butler twice ap --as a --db twice.db >out 2>err || fail 'not imported'
grep -q 'warning: 12 files are of the same task and data as others: of these the one counts whose path is last' err || fail 'not told what is there twice'
[ "$(ask twice.db "SELECT count(*) FROM run WHERE outcome = 'ok' AND started_utc LIKE '2026-11-30T00%'")" = 6 ] || fail 'not the last RUN'

refuses() { # WORDS ARGUMENTS...
	words=$1
	shift
	! "$SECATEUR" import "$@" --db no.db >out 2>err || fail "taken: $*"
	grep -qF -e "$words" err || fail "does not say '$words'"
	[ ! -e no.db ] || fail "a database is left: $words"
}
refuses '2 collections and 1 names' butler repo u/ap/w_2022_21 --as a u/ap/broken
refuses '0 collections and 0 names' butler repo
refuses 'secateur import butler REPO COLLECTION --as NAME' butler
refuses "--decide isr.rum: no run tells such a time; did you mean 'isr.run'?" butler repo u/ap/w_2022_21 --as a --decide isr.rum
mkdir -p nameless/u/isr_metadata/1
cp "$(find "$here/u/ap/w_2022_21" -name 'isr_metadata*' -type f | head -n 1)" nameless/u/isr_metadata/1/isr_metadata_odd.json
refuses 'nameless: the names of its files do not tell of which data they are' butler nameless u --as a
refuses 'is there twice' butler repo u/ap/broken --as a u/ap/w_2022_21 --as a
refuses '--as baseline: in reports u/ap/broken is called that' butler repo u/ap/broken --as a u/ap/w_2022_21 --as baseline
mkdir crooked && cp repo/gen3.sqlite3 crooked
for settings in '[registry]' 'datastore: 3'; do
	echo "$settings" >crooked/butler.yaml
	refuses 'of a repository' butler crooked u/ap/broken --as a
done
refuses 'is there twice' butler repo u/ap/broken --as a u/ap/broken --as b
refuses '--as a b: a name is of letters' butler repo u/ap/broken --as 'a b'
refuses "no collection is called that; did you mean 'w21'?" butler repo u/ap/broken --as w21 --baseline w22
refuses "there is no collection 'u/ap/brokn'; did you mean 'u/ap/broken'?" butler repo u/ap/brokn --as a
refuses 'there is no such folder' butler "$here/u" ap/none --as a
refuses 'are of `secateur import butler`' two.jsonl --as a

wait $waiting && fail 'a locked registry was read' || :
grep -q 'gen3.sqlite3: cannot be read: database is locked' locked.err || { cat locked.err; fail 'not said that it is locked'; }
grep -q 'try again when that has ended' locked.err || fail 'not said what to do'
"$SECATEUR" import butler locked u/ap/w_2022_21 --as w21 --db locked.db >out 2>err &
waiting=$!
sleep 0.3
touch done
wait $waiting || fail 'a registry that is free again is not read'
wait $locker
