#!/bin/sh
# Fuzzes what reads texts that others wrote, under ASan and UBSan: experiment files, from the bytes to the variants; exports; templates;
# filters; the files that extractors read; what init writes; and what LSST tasks print of their configuration.
# usage: tests/fuzz/run.sh [SECONDS [NAME...]]    (300 for each of all unless said)
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-300}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- experiment import template filter extract init pex
cmake --preset fuzz
cmake --build --preset fuzz --target secateur $(printf 'fuzz_%s ' "$@")

# Where an experiment, an export, a template and so on is to be had, the fuzzer begins with it.
seed() { # corpus, name, text
	printf '%b' "$3" >"build/fuzz/corpus_$1/$2"
}

seed_experiment() {
	for file in tests/data/bad/*.yaml tests/data/*.yaml experiments/*/*.yaml; do
		cp "$file" "build/fuzz/corpus_experiment/$(echo "$file" | tr / -)"
	done
}

seed_import() {
	for old in tests/data/store/*.sql; do
		rm -f build/fuzz/old.db
		sqlite3 build/fuzz/old.db <"$old"
		ASAN_OPTIONS=detect_leaks=0 build/fuzz/secateur export --db build/fuzz/old.db -f jsonl -o "build/fuzz/corpus_import/$(basename "$old").jsonl"
	done
}

seed_template() {
	seed template file 'NUMBER\n{list}\n{{a} {"a": 1}\n{input.id}{none}{b-2.c}\n{lits}\n'
	seed template quoted '["{a}", '"'{a}''{x}'"', "\\\\u007ba}{x}", plain {a} {x}]\n'
	seed template block 'a: |2\n\n   {a}\n  {x}\nb: >-\n  {list}\n\n  {x}\n&c {a}: *c\n'
}

seed_filter() {
	seed filter names 'drop-* -small,drop-w?n_[xy]'
	seed filter keys 'degree:1,2 drop:win* keep:flux input:sky-[12] -input:lab'
	seed filter name 'degree=0:a,b'
	seed filter wrong 'degre:1 plugins:flux degree: -'
}

seed_extract() {
	seed extract json 'a{"a": [{"b": 1.5e3}]}'
	seed extract json-length 'b[1, null, "x", -Infinity]'
	seed extract jsonl 'c{"event": "end", "t": 1}\n\n{"event": "end", "t": NaN}\n'
	seed extract jsonl-count 'd1\n2\n'
	seed extract csv 'ea,b\r\n1,"x, ""y"""\r\n2,z\n'
	seed extract csv-count 'fb,a\n,1\n,\n'
	seed extract yaml 'g{a: &x [{b: "2"}], c: *x}\n'
	seed extract yaml-length 'ha:\n- 1\n- 2\n'
	seed extract text 'iWARN: x\nwarn\n'
	seed extract text-capture 'jchi2 = 1.5 x\nchi2 = nan\n'
	for letter in m n q; do
		seed extract "lsst-$letter" "$letter"'{"metadata":{"a":{"scalars":{"n":1},"arrays":{"runStartUtc":["2026-11-23T01:23:34.5"],"runEndUtc":["2026-11-23T01:23:35+00:00"],"runStartCpuTime":[1.5],"runEndCpuTime":[NaN]}},"a:b":{"arrays":{"runStartCpuTime":[1],"runEndCpuTime":[2]}},"quantum":{"arrays":{"startUtc":["2026-11-23T01:23:34Z"],"endUtc":["2026-11-23T01:23:36Z"],"startUserTime":[1],"endUserTime":[2.5],"startSystemTime":[0],"endSystemTime":[0.5],"endMaxResidentSetSize":[1e6]},"scalars":{"__version__":1,"nodeName":"x"},"metadata":{"butler_metrics":{"scalars":{"time_in_get":0.5}}}}}}'
	done
	for letter in o p r; do
		seed extract "metricvalue-$letter" "$letter"'!<lsst.verify.Measurement>\nblobs:\n- !<lsst.verify.Blob>\n  data: {}\nmetric: a.n\nunit: s\nvalue: .nan\n'
		seed extract "job-$letter" "$letter"'{"measurements":[{"metric":"a.n","value":1.5,"unit":"s"},{"metric":"a.n","value":null,"unit":""}]}'
		seed extract "bundle-$letter" "$letter"'{"a":[{"metric":"n","value":1.5,"unit":"s"}],"__x":""}'
	done
	seed extract log 's{"records":[{"levelno":40,"levelname":"ERROR","name":"a","message":"x","exc_info":"y\\n"},{"levelno":20}]}'
	seed extract log-2022 's[{"levelno":50,"message":"x"}]'
	for letter in k l; do
		seed extract "votable-$letter" "$letter"'<?xml version="1.0"?><VOTABLE><RESOURCE><TABLE name="t"><FIELD name="a" unit="px"><VALUES null="-1"/></FIELD><DATA><TABLEDATA><TR><TD>1 2</TD></TR><TR><TD>-1 3</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>'
	done
}

seed_init() {
	{ printf '\001' && cat experiments/detector/measure.sex && printf '\000' && cat experiments/detector/detect.param; } >build/fuzz/corpus_init/measure
	printf '\000PSF_SIZE 31,31 # {size}\nNTHREADS 4\n\000NUMBER\nVIGNET(35,35)\n' >build/fuzz/corpus_init/model
}

seed_pex() {
	for file in tests/data/pex/*.txt; do
		{ printf 0 && cat "$file"; } >"build/fuzz/corpus_pex/$(basename "$file")"
		{ printf 1 && tail -n +2 "$file"; } >"build/fuzz/corpus_pex/$(basename "$file" .txt)-kept"
	done
}

for name; do
	mkdir -p "build/fuzz/corpus_$name"
	"seed_$name"
	dictionary=
	if [ -e "tests/fuzz/$name.dict" ]; then
		dictionary=-dict=build/fuzz/$name.dict
		cp "tests/fuzz/$name.dict" "build/fuzz/$name.dict"
	fi
	# its words are those of the schema
	[ "$name" != experiment ] || ASAN_OPTIONS=detect_leaks=0 build/fuzz/secateur schema | grep -oE '"[a-z_0-9]+"' | sort -u >>build/fuzz/experiment.dict
	build/fuzz/tests/fuzz_"$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2000 -max_len=65536 \
		-artifact_prefix="build/fuzz/$name-" ${dictionary:+"$dictionary"} "build/fuzz/corpus_$name"
done
