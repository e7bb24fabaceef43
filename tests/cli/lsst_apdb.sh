#!/bin/sh
# diaPipe finds the same in an APDB of sqlite and in a schema of PostgreSQL, and takes no visit twice and none too early. Each run of an
# experiment has a schema of its own, which goes with its outputs.
# In build/lsst, where experiments/lsst/setup.sh made it: nothing is installed here.
set -eu
fail() { tail -n 30 out err 2>/dev/null || :; echo "$1"; exit 1; }
skip() { echo "skipped: $1"; exit 77; }
lsst=$SOURCE_DIR/build/lsst
bin=$lsst/venv/bin
cmp -s "$SOURCE_DIR/experiments/lsst/requirements.txt" "$lsst/venv/requirements.txt" && [ -e "$lsst/inputs.csv" ] ||
	skip "$lsst is not set up: experiments/lsst/setup.sh makes it"
command -v psfex >/dev/null || skip 'psfex is not installed'
server=$(find /usr/lib/postgresql -name initdb 2>/dev/null | sort -V | tail -n 1)
[ -n "$server" ] || skip 'PostgreSQL is not installed'
server=$(dirname "$server")

PYTHONPATH=$SOURCE_DIR/experiments/lsst/python
OMP_NUM_THREADS=1
export PYTHONPATH OMP_NUM_THREADS
pipeline=$SOURCE_DIR/experiments/lsst/ApPipe.yaml
runs=test/lsst_apdb-$$

# PostgreSQL refuses to run as root
as=
[ "$(id -u)" -ne 0 ] || as='runuser -u nobody --'
cluster=$(mktemp -d -p /tmp) # the folder of a test is for its user alone
[ -z "$as" ] || chown nobody "$cluster"
clean() {
	$as "$server/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null 2>&1 || :
	rm -rf "$cluster"
	"$bin/butler" remove-runs --no-confirm --force "$lsst/repo" "$runs/*" >/dev/null 2>&1 || :
}
trap clean EXIT
port=$("$bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
(cd "$cluster" && $as "$server/initdb" -D data -U apdb -A trust -E UTF8 --no-locale --no-sync && $as "$server/pg_ctl" -D data -w -l log \
	-o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c shared_buffers=16MB" start) >out 2>err ||
	fail 'PostgreSQL does not start'

# psycopg2: psycopg 3 tells the server a type for NULL that the columns of times do not have
url=postgresql+psycopg2://apdb@127.0.0.1:$port/postgres

# run NAME LABELS INPUTS APDB DATA
run() {
	nice -n 10 "$bin/pipetask" run -b "$lsst/repo" -p "$pipeline#$2" -i "$3" --output-run "$runs/$1" -c "parameters:apdb_config=$4" \
		-d "instrument='SimCam' AND detector=0 AND $5" --register-dataset-types --graph-fixup appipe.order.VisitOrder >out 2>err
}
nice -n 10 "$bin/apdb-cli" create-sql "sqlite:///$PWD/apdb.sqlite" sqlite.yaml >out 2>err || fail 'no APDB in sqlite'
nice -n 10 "$bin/apdb-cli" create-sql --namespace variant_1 "$url" postgres.yaml >out 2>err ||
	fail 'no APDB in PostgreSQL'

nice -n 10 "$bin/pipetask" run -b "$lsst/repo" -p "$pipeline#apPipe" -i SimCam/defaults --output-run "$runs/sqlite" \
	-c "parameters:apdb_config=$PWD/sqlite.yaml" -c characterizeImage:measurePsf.psfDeterminer=psfex -c characterizeImage:psfIterations=1 \
	-d "instrument='SimCam' AND detector=0 AND visit IN (1, 2)" --register-dataset-types --graph-fixup appipe.order.VisitOrder >out 2>err ||
	fail 'the pipeline fails with an APDB in sqlite'
run postgres diaPipe "$runs/sqlite" "$PWD/postgres.yaml" 'visit IN (1, 2)' || fail 'diaPipe fails with an APDB in PostgreSQL'

# counts RUN: what diaPipe says of its visits, in their order
counts() {
	find "$lsst/repo/$runs/$1/diaPipe_metadata" -name '*.json' | sort | xargs "$bin/python" -c '
import json
import sys

for path in sys.argv[1:]:
    scalars = json.load(open(path))["metadata"]["diaPipe"]["scalars"]
    print(*(f"{name}={value}" for name, value in sorted(scalars.items()) if name.startswith("num")))'
}
counts sqlite >sqlite.counts
counts postgres >postgres.counts
[ "$(wc -l <sqlite.counts)" -eq 2 ] || fail 'not two visits'
cmp sqlite.counts postgres.counts || fail "$(cat sqlite.counts postgres.counts)"
number() { sed -n "$2s/.*$1=\([0-9]*\).*/\1/p" sqlite.counts; }
new=$(number numNewDiaObjects 1)
[ "$(number numDiaObjectsAtStart 1)" -eq 0 ] && [ "$new" -gt 20 ] || fail "the first visit: $(cat sqlite.counts)"
# a few lie outside of the second visit, but in its margin
[ "$(number numDiaObjectsAtStart 2)" -eq "$new" ] || fail "the second visit does not see the first one's objects: $(cat sqlite.counts)"
[ "$(number numUpdatedDiaObjects 2)" -ge 8 ] || fail "variables and transients are not found again: $(cat sqlite.counts)"

# the tables hold what the tasks say, a row for every version of an object
for table in DiaObject DiaSource DiaForcedSource; do
	echo "SELECT count(*) FROM \"$table\";"
done >query
sqlite3 apdb.sqlite <query >sqlite.rows
ask_server() { "$server/psql" -qAt -h 127.0.0.1 -p "$port" -U apdb postgres; }
PGOPTIONS='-c search_path=variant_1' ask_server <query >postgres.rows 2>err ||
	fail 'no tables in the schema'
cmp sqlite.rows postgres.rows || fail "$(cat sqlite.rows postgres.rows)"
[ "$(sed -n 2p sqlite.rows)" -eq $((new + $(number numUpdatedDiaObjects 2) + $(number numNewDiaObjects 2))) ] ||
	fail "the rows of DiaSource: $(cat sqlite.rows)"
[ "$(sed -n 3p sqlite.rows)" -gt "$(sed -n 2p sqlite.rows)" ] || fail 'not all known objects are measured'

! run again diaPipe "$runs/sqlite" "$PWD/sqlite.yaml" 'visit = 2' || fail 'a visit is taken twice'
grep -q 'Duplicate DiaSources found after association: visit 2, detector 0 is already in the APDB' out err || fail 'the wrong reason'
nice -n 10 "$bin/apdb-cli" create-sql --namespace variant_2 "$url" other.yaml >out 2>err ||
	fail 'no second schema'
run late diaPipe "$runs/sqlite" "$PWD/other.yaml" 'visit = 2' || fail 'a schema of its own is not empty'
! run early diaPipe "$runs/sqlite" "$PWD/other.yaml" 'visit = 1' || fail 'the earlier visit comes later, and nobody minds'
grep -q 'visit 1 comes after the later visit 2' out err || fail 'the wrong reason'

# Two runs over the same visits, each of which would find the other's: they are in schemas of their own, of which none stays.
cat >own.yaml <<END
secateur: 1
name: own-$$
workload:
  adapter: pipetask
  program: "$bin/pipetask"
  repository: "$lsst/repo"
  pipeline: "$pipeline#diaPipe"
  input: $runs/sqlite
  data_query: "instrument='SimCam' AND detector=0 AND visit IN (1, 2)"
  granularity: set
  output: "$runs/{run}"
  options: [--graph-fixup, appipe.order.VisitOrder]
  apdb: {task: diaPipe, url: "$url", schema: "{run}"}
inputs: [{id: first, visit: 1, detector: 0}, {id: second, visit: 2, detector: 0}]
measure: {blocks: 4, warmup: 0, retries: 0, seed: 1}
timers: [{from: lsst_metadata, files: "datasets/**/*.json"}]
quality: [{name: known, from: lsst_metadata, files: "datasets/**/*.json", value: diaPipe.numDiaObjectsAtStart}]
decide: {time: wall}
END
schemas() { echo "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'own-%'" | ask_server; }
"$SECATEUR" run own.yaml --db own.db -q >out 2>err || fail 'an experiment does not run on PostgreSQL'
known=$(sqlite3 own.db "SELECT i.key || ' ' || count(*) || ' ' || CAST(min(x.value) AS INTEGER) || ' ' || CAST(max(x.value) AS INTEGER)
	FROM metric x JOIN run r ON r.id = x.run JOIN input i ON i.id = r.input WHERE x.name = 'known' GROUP BY i.key ORDER BY 1" | paste -sd, -)
[ "$known" = "first 2 0 0,second 2 $new $new" ] || fail "the runs share a database: $known"
[ -z "$(schemas)" ] || fail "schemas stay: $(schemas)"
! grep stays out err || fail 'something stays'

# That of a run whose runner was killed, before what is timed or meanwhile, goes before the run is made anew; also where its folder is gone.
for step in graph run; do
	sed "s/blocks: 4/blocks: 2/; s/^name: own/name: own-cut-$step/" own.yaml >cut.yaml
	rm -rf scratch
	mkdir scratch
	"$SECATEUR" run cut.yaml --db $step.db --scratch scratch -q >out 2>err &
	runner=$!
	until [ -n "$(find scratch -name $step.log)" ]; do
		kill -0 $runner 2>/dev/null || fail "step $step is not begun"
		sleep 0.1
	done
	kill -KILL $runner
	wait $runner || :
	[ -n "$(schemas)" ] || fail 'the schema is gone already'
	[ $step = graph ] || rm -rf scratch/*
	"$SECATEUR" run cut.yaml --db $step.db --scratch scratch -q >out 2>err || fail "a killed run is not made anew: $(sqlite3 $step.db 'SELECT reason FROM run')"
	[ -z "$(schemas)" ] || fail "schemas of a killed run stay: $(schemas)"
	! grep stays err || fail 'something stays at first'
	[ -z "$(ls scratch)" ] || fail "folders stay: $(ls scratch)"
	[ "$(sqlite3 $step.db 'SELECT count(*) FROM under_way')" = 0 ] || fail 'a killed run stays on record'
done

# One that is there is nobody's: it is not used, and not dropped.
echo "CREATE SCHEMA \"own-$$/baseline/all/b000\"" | ask_server || fail 'no schema'
sed 's/blocks: 4/blocks: 2/' own.yaml >taken.yaml
"$SECATEUR" run taken.yaml --db taken.db -q >out 2>err || [ $? = 1 ] || fail 'no run'
sqlite3 taken.db 'SELECT DISTINCT reason FROM run' | grep -q "in step schema: Error: schema \"own-$$/baseline/all/b000\" already exists" ||
	fail "a schema that is there: $(sqlite3 taken.db 'SELECT reason FROM run')"
[ "$(schemas)" = "own-$$/baseline/all/b000" ] || fail 'a schema that was there is gone'
