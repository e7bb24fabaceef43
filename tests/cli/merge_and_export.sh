#!/bin/sh
# What several databases hold comes together once; what is exported reads back as it was, and is read by other programs.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 "$1" "$2"; }
small() { "$SECATEUR" run "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 --blocks "$1" --db "$2" -q 2>err || [ $? = 1 ]; }

small 2 a.db
small 2 b.db
"$SECATEUR" merge all.db a.db b.db >out 2>err || fail 'not merged'
grep -q '^a.db: 18 runs came, 0 were there already$' out || fail 'not said how many came'
grep -q '^b.db: 18 runs came, 0 were there already; 18 of the new ones are of blocks that others had made, too$' out ||
	fail 'not said that blocks are there twice'
"$SECATEUR" merge all.db a.db b.db >out 2>err || fail 'not merged again'
grep -q '^b.db: 0 runs came, 18 were there already$' out || fail 'they came twice'
[ "$(ask all.db 'SELECT count(*), count(DISTINCT id), max(replicate) FROM run')" = '36|36|1' ] || fail 'not all runs'
[ "$(ask all.db "SELECT n_blocks FROM verdict v JOIN variant ON variant.id = variant WHERE name = 'light' AND measure = 'wall'")" = 2 ] ||
	fail 'no verdict of what was merged' # of two inputs, each in two replicates
"$SECATEUR" report --db all.db >report.md 2>err || fail 'no report'
grep -q '18 are of blocks that several databases had made before they were merged' report.md || fail 'the report does not say so'
"$SECATEUR" status --db all.db >out || fail 'no status'
grep -q '36 of 36 runs; finished' out || fail 'not as many runs as planned'

# another plan is refused, and nothing changes
"$SECATEUR" run "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=2 --blocks 2 --db other.db -q 2>err || [ $? = 1 ]
cp all.db before.db
status=0
"$SECATEUR" merge all.db other.db >out 2>err || status=$?
[ $status = 5 ] || fail "status $status"
grep -q "other.db: the plan of 'small' differs from that in all.db" err || fail 'not said that the plan is another one'
cmp -s all.db before.db || fail 'refused, and changed'
! "$SECATEUR" merge new.db other.db absent.db >out 2>err || fail 'what is not there was merged'
[ ! -e new.db ] || fail 'a database is left of a merge that failed'

# all of it, there and back
"$SECATEUR" export --db all.db --format jsonl -o all.jsonl 2>err || fail 'not exported'
"$SECATEUR" import all.jsonl --db back.db >out 2>err || fail 'not imported'
"$SECATEUR" export --db back.db --format jsonl >back.jsonl 2>err || fail 'not exported again'
cmp all.jsonl back.jsonl || fail 'not the same bytes'
"$SECATEUR" report --db back.db >back.md 2>err || fail 'no report of what came back'
cmp report.md back.md || fail 'not the same report'
[ "$(ask back.db 'PRAGMA integrity_check')$(ask back.db 'PRAGMA foreign_key_check')$(ask back.db 'PRAGMA journal_mode')" = okwal ] ||
	fail 'what came back is not in order'
for t in $(ask all.db "SELECT name FROM sqlite_schema WHERE type = 'table'"); do
	ask all.db ".dump $t" | sort >all.rows
	ask back.db ".dump $t" | sort >back.rows
	cmp all.rows back.rows || fail "$t differs"
done
"$SECATEUR" merge back.db all.db >out 2>err || fail 'what came back is not merged'
grep -q '^all.db: 0 runs came, 36 were there already$' out || fail 'what came back is not known'

# what cannot be read in says where, and leaves nothing
refuses() { # words, of the text on standard input
	! "$SECATEUR" import - --db bad.db >out 2>err || fail "taken: $1"
	grep -qF "$1" err || fail "not told: $1"
	[ ! -e bad.db ] || fail "a database is left: $1"
}
head -n 50 all.jsonl | refuses 'standard input:50: cut off: it ends after 49 rows, and lacks the last line'
sed '60d' all.jsonl | refuses 'cut off: it ends after'
head -c 5000 all.jsonl | refuses 'this row cannot be read: '
sed 's/"table":"step"/"table":"stop"/' all.jsonl | refuses "there is no table 'stop'; did you mean 'step'?"
sed 's/"wall_ns":/"wal_ns":/' all.jsonl | refuses "table run has no column 'wal_ns'; did you mean 'wall_ns'?"
sed 's/"wall_ns":[0-9]*/"wall_ns":1.5/' all.jsonl | refuses 'wall_ns of table run wants a whole number'
sed 's/"outcome":"ok"/"outcome":"okay"/' all.jsonl | refuses 'this row cannot be: CHECK constraint failed'
sed 's/"attempt":1/"attempt":null/' all.jsonl | refuses 'this row cannot be: NOT NULL constraint failed: run.attempt'
awk '{ print } /"table":"metric"/ && !n { print; n = 1 }' all.jsonl | refuses 'this row cannot be: UNIQUE constraint failed: metric.run'
grep -v '"table":"session"' all.jsonl | sed 's/{"rows":\([0-9]*\)}/{"rows":'"$(($(grep -c '"table"' all.jsonl) - $(grep -c '"table":"session"' all.jsonl)))"'}/' |
	refuses 'rows of table run refer to rows of table session that are not there'
sed '1s,"schema":[0-9]*,"schema":99,' all.jsonl | refuses 'it is of schema 99'
awk '/"table":"reading"/ && !n { print; n = 1 } /^{"rows":/ { sub(/[0-9]+/, substr($0, 9) + 1) } { print }' all.jsonl |
	refuses 'standard input: rows are there twice: UNIQUE constraint failed: reading.run, reading.step'
sed 's/"table":"host","id":1,/"table":"host",/' all.jsonl | refuses 'this row of table host has no id'
sed 's/"attempt":1/"attempt":1,"attempt":2/' all.jsonl | refuses "this row cannot be read: 'attempt' is there twice"
sed 's/"attempt"/"attempt\\u0000"/' all.jsonl | refuses 'a name with a NUL in it'
echo '[1, 2]' | refuses 'standard input:1: this row cannot be read: it is no object'
echo 'no JSON' | refuses 'standard input:1: this row cannot be read: lexical error'
: | refuses 'standard input: empty'
sqlite3 mine.db 'CREATE TABLE t (x); PRAGMA user_version = 3'
cp mine.db mine.before
! "$SECATEUR" import all.jsonl --db mine.db >out 2>err || fail 'a database of another program was filled'
cmp mine.db mine.before || fail 'a database of another program was changed'
! "$SECATEUR" import all.jsonl --db all.db >out 2>err || fail 'imported over results'
grep -q 'all.db: holds results already' err || fail 'not said that it holds results'
cmp all.db before.db || fail 'results were changed'

# what older schemas had, and this one has not, is left where it was
for old in "$SOURCE_DIR"/tests/data/store/v*.sql; do
	rm -f old.db new.db
	sqlite3 old.db <"$old"
	"$SECATEUR" export --db old.db --format jsonl -o old.jsonl 2>err || fail "$old is not exported"
	"$SECATEUR" import old.jsonl --db new.db >out 2>err || fail "$old is not imported"
	[ "$(ask new.db 'SELECT count(*) FROM run')$(ask new.db 'PRAGMA foreign_key_check')" = "$(ask old.db 'SELECT count(*) FROM run')" ] || fail "$old lost runs"
done
rm new.db

# the database itself is no place for what is written of it
cp all.db same.db
for verb in export report; do
	! "$SECATEUR" $verb --db same.db -o same.db 2>err || fail "$verb wrote over the database"
	grep -q 'same.db: is the results database, and would be written over' err || fail "$verb does not say why"
done
cmp all.db same.db || fail 'the database was written over'
status=0
"$SECATEUR" report --db all.db -o /dev/full 2>err || status=$?
[ $status = 2 ] && grep -q 'No space left on device' err || fail "a report to a full device: status $status"

# a full disk
full() { (trap '' XFSZ; ulimit -f "$1"; shift; "$@"); }
! full 100 "$SECATEUR" import all.jsonl --db tight.db >out 2>err || fail 'imported onto a full disk'
grep -q 'make room on the disk\|the disk, or a network file system, failed' err || fail 'not said that the disk is full'
[ ! -e tight.db ] || fail 'a database is left on a full disk'
cp a.db tight.db
! full 280 "$SECATEUR" merge tight.db b.db >out 2>err || fail 'merged onto a full disk'
[ "$(ask tight.db 'SELECT count(*) FROM run')$(ask tight.db 'PRAGMA integrity_check')" = 18ok ] || fail 'a full disk did harm'
"$SECATEUR" merge tight.db b.db >out 2>err || fail 'not merged when there is room again'
status=0
"$SECATEUR" export --db all.db --format csv -o /dev/full 2>err || status=$?
[ $status = 2 ] || fail "exported to a full device: status $status"
grep -q 'No space left on device' err || fail 'not said why'
! "$SECATEUR" export --db all.db -o no/such/folder.csv 2>err || fail 'exported to nowhere'

# a table that sqlite reads
"$SECATEUR" export --db all.db -o runs.csv 2>err || fail 'no csv'
sqlite3 csv.db '.import --csv runs.csv runs'
[ "$(ask csv.db "SELECT count(*), sum(counts), count(DISTINCT \"setting.effort\"), min(\"setting.extras.quiet\") FROM runs")" = \
	"36|$(ask all.db "SELECT count(*) FROM v_counting WHERE outcome = 'ok' AND phase = 'measured'")|2|0" ] || fail 'the csv is not the runs'
[ "$(ask csv.db "SELECT round(sum(wall_s), 6) FROM runs WHERE outcome = 'ok'")" = \
	"$(ask all.db "SELECT round(sum(wall_ns) / 1e9, 6) FROM run WHERE outcome = 'ok'")" ] || fail 'the csv has other times'
[ "$(ask csv.db "SELECT count(*) FROM runs WHERE \"reading.task-clock\" > 0 AND \"metric.size\" IN ('10', '20', '30', '40', '50', '60', '70', '80') AND \"metric.missing\" = ''")" -gt 10 ] ||
	fail 'the csv lacks readings or metrics'

# line protocol: a point a run, and no time twice in one series
"$SECATEUR" export --db all.db --format influx -o runs.line 2>err || fail 'no line protocol'
[ "$(grep -cE '^secateur_run,experiment=small,variant=[^ ,=]+,input=[a-h],host=[^ ,=]+,phase=(warmup|measured),outcome=[a-z_]+,position=[0-9]+ [^ ]+ [0-9]{19}$' runs.line)" = 36 ] ||
	fail 'not the line protocol'
[ "$(sed 's/ .* / /' runs.line | sort -u | wc -l)" = 36 ] || fail 'two points at one time'

# a tag cannot end in a backslash, nor a year in the far future be told in nanoseconds
sed 's/"key":"\([a-h]\)"/"key":"\1, =\\\\"/' all.jsonl | "$SECATEUR" import - --db odd.db >out 2>err || fail 'an odd input is not imported'
"$SECATEUR" export --db odd.db --format influx -o odd.line 2>err || fail 'an odd input is not exported'
[ "$(grep -c ',input=[a-h]\\,\\ \\=\\_,host=' odd.line)" = 36 ] || fail 'an odd input breaks the line protocol'
sed 's/"started_utc":"2/"started_utc":"9/' all.jsonl | "$SECATEUR" import - --db late.db >out 2>err || fail 'not imported'
! "$SECATEUR" export --db late.db --format influx -o odd.line 2>err || fail 'a time that cannot be told'

# OpenMetrics: every sample has its family's name, families stand together, and the end is marked
"$SECATEUR" export --db all.db --format openmetrics -o metrics.txt 2>err || fail 'no OpenMetrics'
[ "$(tail -n 1 metrics.txt)" = '# EOF' ] || fail 'no end'
awk '/^# TYPE/ { family = $3; if (seen[family]++) exit 1; next } /^#/ { next }
	{ split($1, name, "{"); if (name[1] != family || !/^[a-z_]+\{([a-z]+="[^"]*",?)+\} [-+0-9.e]+(Inf)?$/) exit 1 }' metrics.txt || fail 'not OpenMetrics'
grep -q '^secateur_runs{experiment="small",variant="crash",outcome="failed"} 4$' metrics.txt || fail 'no count of failures'

# what scripts for hyperfine read
"$SECATEUR" export --db all.db --format hyperfine -o hyper.json 2>err || fail 'no JSON'
grep -q "variant 'crash' is left out: none of its runs counts" err || fail 'not said what is left out'
keys() { sqlite3 :memory: "SELECT group_concat(key, ' ') FROM (SELECT key FROM json_each(readfile('$1'), '\$.results[0]') WHERE key <> 'parameters' ORDER BY key)"; }
[ "$(sqlite3 :memory: "SELECT json_array_length(readfile('hyper.json'), '\$.results[0].times'), json_extract(readfile('hyper.json'), '\$.results[1].parameters.effort')")" = '4|2' ] ||
	fail 'not the runs of the baseline'
if command -v hyperfine >/dev/null; then
	hyperfine -N --runs 2 --export-json real.json true >out 2>&1 || fail 'hyperfine failed'
	[ "$(keys hyper.json)" = "$(keys real.json)" ] || fail "other keys: $(keys hyper.json); hyperfine has $(keys real.json)"
fi

# what is written of a database is refused where it makes no sense
! "$SECATEUR" export --db all.db --format jsonl --experiment small 2>err || fail 'a part of all'
! "$SECATEUR" export --db all.db --format json 2>err || fail 'an unknown format'
grep -q "unknown format 'json'; did you mean 'jsonl'?" err || fail 'no hint'
