#!/bin/sh
# Fuzzes the reader of experiment files, from the bytes to the variants, under ASan and UBSan.
# usage: tests/fuzz/run.sh [SECONDS]    (300 unless said)
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-300}
cmake --preset fuzz
cmake --build --preset fuzz --target fuzz_experiment
corpus=build/fuzz/corpus
mkdir -p $corpus
cp tests/data/bad/*.yaml tests/data/*.yaml experiments/*/*.yaml $corpus
build/fuzz/tests/fuzz_experiment -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2000 -max_len=65536 \
	-dict=tests/fuzz/experiment.dict -artifact_prefix=build/fuzz/ $corpus
