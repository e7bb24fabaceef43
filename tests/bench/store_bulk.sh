#!/bin/bash
# Imports 100 000 runs (at least 5000 a second are wanted), and opens a database of a million (at most 50 ms are wanted).
# The runs are those of a real experiment, each as often as it takes, under ids and in blocks of their own.
# usage: tests/bench/store_bulk.sh [BUILD_FOLDER] [RUNS] [RUNS_TO_OPEN]    (build/release 100000 1000000 unless said)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-$here/../../build/release}" && pwd)
bulk=${2:-100000}
many=${3:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$build/secateur" run "$here/../data/small.yaml" --set actor="$build/tests/actor" --set work=1 --blocks 2 -q --db small.db \
	--scratch "$folder" 2>run.err || [ $? = 1 ]
"$build/secateur" export --db small.db -f jsonl -o small.jsonl

# repeats the rows of runs until there are so many
multiply() {
	awk -v want="$1" '
		/^{"rows":/ { next }
		/^{"table":"(run|step|reading|condition|metric|artifact)"/ { kept[n++] = $0; runs += /^{"table":"run"/; next }
		{ print; rows += /^{"table":/ }
		END {
			times = int((want + runs - 1) / runs)
			for (k = 0; k < times; k++) {
				tail = sprintf("%012x", k)
				for (i = 0; i < n; i++) {
					line = kept[i]
					match(line, /[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"/)
					line = substr(line, 1, RSTART + 23) tail substr(line, RSTART + 36)
					if (match(line, /,"block":[0-9]+/)) {
						block = substr(line, RSTART + 9, RLENGTH - 9)
						line = substr(line, 1, RSTART + 8) (block + 3 * k) substr(line, RSTART + RLENGTH)
					}
					print line
				}
			}
			printf "{\"rows\":%d}\n", rows + n * times
		}' small.jsonl
}

multiply "$bulk" | "$build/secateur" import - --db bulk.db
"$build/secateur" export --db bulk.db -f jsonl -o bulk.jsonl # in the order that an export has
rm bulk.db
TIMEFORMAT=%R
seconds=$({ time "$build/secateur" import bulk.jsonl --db bulk.db >imported; } 2>&1)
cat imported
awk -v s="$seconds" -v rows="$(wc -l <bulk.jsonl)" -F'[ :]+' \
	'{ printf "import: %d runs in %d rows, %.1f s: %.0f runs a second\n", $2, rows, s, $2 / s }' imported
rm bulk.jsonl

multiply "$many" | "$build/secateur" import - --db many.db
"$build/tests/bench_store_open" many.db
