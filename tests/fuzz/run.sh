#!/bin/sh
# Fuzzes the reader of experiment files, from the bytes to the variants, the reader of exports, and what init writes, under ASan and UBSan.
# usage: tests/fuzz/run.sh [SECONDS]    (300 for each unless said)
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-300}
cmake --preset fuzz
cmake --build --preset fuzz --target fuzz_experiment fuzz_import fuzz_init secateur

fuzz() { # name, more options
	name=$1
	shift
	build/fuzz/tests/fuzz_"$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2000 -max_len=65536 \
		-artifact_prefix=build/fuzz/ "$@" build/fuzz/corpus_"$name"
}

mkdir -p build/fuzz/corpus_experiment build/fuzz/corpus_import build/fuzz/corpus_init
for file in tests/data/bad/*.yaml tests/data/*.yaml experiments/*/*.yaml; do
	cp "$file" "build/fuzz/corpus_experiment/$(echo "$file" | tr / -)"
done
fuzz experiment -dict=tests/fuzz/experiment.dict
for old in tests/data/store/*.sql; do
	rm -f build/fuzz/old.db
	sqlite3 build/fuzz/old.db <"$old"
	ASAN_OPTIONS=detect_leaks=0 build/fuzz/secateur export --db build/fuzz/old.db -f jsonl -o "build/fuzz/corpus_import/$(basename "$old").jsonl"
done
fuzz import
{ printf '\001' && cat experiments/detector/measure.sex && printf '\000' && cat experiments/detector/detect.param; } >build/fuzz/corpus_init/measure
printf '\000PSF_SIZE 31,31 # {size}\nNTHREADS 4\n\000NUMBER\nVIGNET(35,35)\n' >build/fuzz/corpus_init/model
fuzz init
