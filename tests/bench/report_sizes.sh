#!/bin/bash
# Reports of ten thousand, a hundred thousand and a million runs: at most 10 s and 500 MB are wanted of the last, and time that grows as the
# runs do. The runs are those of a real experiment, each as often as it takes, in blocks of their own, a little different each time.
# usage: tests/bench/report_sizes.sh [BUILD_FOLDER] [RUNS]...    (build/release 10000 100000 1000000 unless said)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-$here/../../build/release}" && pwd)
shift || :
[ $# -gt 0 ] || set -- 10000 100000 1000000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$build/secateur" run "$here/../data/small.yaml" --set actor="$build/tests/actor" --set work=1 -q --db small.db --scratch "$folder" \
	2>run.err || [ $? = 1 ]

# All columns of a table, with some of them replaced: TABLE COLUMN=EXPRESSION...
columns() {
	local list table=$1
	list=$(sqlite3 small.db "SELECT group_concat(name, ',') FROM pragma_table_info('$table')")
	shift
	for change in "$@"; do
		list=$(echo ",$list," | sed "s/,${change%%=*},/,${change#*=},/; s/^,//; s/,$//")
	done
	echo "$list"
}
# As a real experiment is stored: block by block, under random ids, what hangs on a run beside that of its neighbours in time.
multiply() { # DATABASE TIMES
	cp small.db "$1"
	# warm-up comes once; blocks of a copy follow those of the one before
	sqlite3 "$1" "
		PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -4000000;
		CREATE TEMP TABLE twin AS SELECT r.id AS own, k.value AS k, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||
			substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))) AS twin
			FROM generate_series(1, $2 - 1) k CROSS JOIN (SELECT id FROM run WHERE phase = 'measured' ORDER BY rowid) r;
		CREATE TEMP TABLE own AS SELECT * FROM run;
		CREATE TEMP TABLE own_step AS SELECT * FROM step;
		CREATE TEMP TABLE own_reading AS SELECT * FROM reading;
		CREATE TEMP TABLE own_metric AS SELECT * FROM metric;
		CREATE INDEX temp.by_id ON own (id);
		CREATE INDEX temp.step_by_run ON own_step (run);
		CREATE INDEX temp.reading_by_run ON own_reading (run);
		CREATE INDEX temp.metric_by_run ON own_metric (run);
		INSERT INTO run SELECT $(columns run id=twin 'block=block+8*k' \
			"started_utc=strftime('%Y-%m-%dT%H:%M:%fZ',started_utc,(k*9)||' seconds')" 'wall_ns=wall_ns+abs(random())%(wall_ns\/20)' \
			'user_ns=user_ns+abs(random())%(1+user_ns\/20)') FROM twin CROSS JOIN own ON own.id = twin.own;
		INSERT INTO step SELECT $(columns step run=twin) FROM twin CROSS JOIN own_step o ON o.run = twin.own;
		INSERT INTO reading SELECT $(columns reading run=twin) FROM twin CROSS JOIN own_reading o ON o.run = twin.own;
		INSERT INTO metric SELECT $(columns metric run=twin) FROM twin CROSS JOIN own_metric o ON o.run = twin.own;
		UPDATE experiment SET blocks = 8 * $2;" >/dev/null
}

measured=$(sqlite3 small.db "SELECT count(*) FROM run WHERE phase = 'measured'")
printf '%10s %9s %9s %14s\n' runs seconds MB 'us for a run'
for runs in "$@"; do
	multiply many.db $((runs / measured))
	n=$(sqlite3 many.db 'SELECT count(*) FROM run')
	/usr/bin/time -f '%e %M' -o took "$build/secateur" report --db many.db -o report.md
	grep -q "Runs: $n of " report.md || { grep -m1 'Runs:' report.md; echo "not a report of $n runs"; exit 1; }
	awk -v n="$n" '{ printf "%10d %9.2f %9.0f %14.2f\n", n, $1, $2 / 1024, 1e6 * $1 / n }' took
	rm many.db*
done
