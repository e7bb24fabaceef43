#!/bin/sh
# What surrounds a run is the same for all variants, and on record: the length of arguments and environment, the threads of
# libraries, the page cache. Of runs that failed, the first folders are kept.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 results.db "$1"; }
run() { # run STATUS
	rm -f results.db*
	status=0
	"$SECATEUR" run e.yaml -q 2>err || status=$?
	[ $status -eq "$1" ] || fail "status $status, not $1"
}

# spec MEASURE [ENVIRONMENT]
spec() {
	cat <<-'END'
		secateur: 1
		name: around
		inputs: [{id: a}]
		factors: {word: {choice: [short, a-word-of-some-length-that-is-longer-than-the-other]}}
		variants: [{vary_each: word}]
		quality:
		  - {from: command, command: [cat, out], metrics: [{name: bytes}, {name: threads}, {name: padded}]}
	END
	cat <<-END
		measure: {blocks: 4, warmup: 0, seed: 1, retries: 0, $1}
		workload:
		  adapter: command
		  environment: {$2}
		  steps: [{name: work, command: [sh, "$PWD/look.sh", "{word}"], stdout: out}]
	END
}
# what the stack holds below its beginning: bytes of all words and eight for each
cat >look.sh <<'END'
both=$(cat /proc/$$/environ /proc/$$/cmdline | wc -c)
n=$(cat /proc/$$/environ /proc/$$/cmdline | tr -dc '\000' | wc -c)
printf 'bytes\t%d\nthreads\t%d\npadded\t%d\n' $(((both + 8 * n) % 4096)) "$OMP_NUM_THREADS" ${#SECATEUR_PADDING}
END
spec 'parallel: 1' '' >e.yaml
run 0
[ "$(ask "SELECT count(*) FROM metric JOIN run ON run.id = run WHERE name = 'bytes' AND value = padding")" = 8 ] ||
	fail 'arguments and environment are not as long as the padding says'
[ "$(ask 'SELECT count(DISTINCT padding) FROM run GROUP BY block' | sort -u)" = 1 ] || fail 'variants of a block differ'
[ "$(ask 'SELECT count(DISTINCT padding) > 1 FROM run')" = 1 ] || fail 'all blocks are alike'
[ "$(ask "SELECT DISTINCT value FROM metric WHERE name = 'threads'")" = 1.0 ] || fail 'threads are not as many as cores'
[ "$(ask 'SELECT cache, threads FROM session')" = \
	'as-is|OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1' ] || fail 'not on record'
"$SECATEUR" report --db results.db >out 2>err || fail 'no report'
grep -q 'MKL_NUM_THREADS=1 where the experiment does not' out || fail 'the report does not say what surrounds a run'
first=$(ask 'SELECT block, padding FROM run ORDER BY 1, 2')
run 0
[ "$(ask 'SELECT block, padding FROM run ORDER BY 1, 2')" = "$first" ] || fail 'another padding of the same seed'

spec 'padding: none' 'OMP_NUM_THREADS: "3"' >e.yaml
run 0
[ "$(ask "SELECT group_concat(DISTINCT value) FROM metric WHERE name = 'threads'")" = 3.0 ] || fail 'its own variable is gone'
[ "$(ask "SELECT DISTINCT value FROM metric WHERE name = 'padded'")" = 0.0 ] || fail 'padded though it should not be'
[ "$(ask 'SELECT count(padding) FROM run')" = 0 ] || fail 'a padding that there was not'

# the page cache
spec 'cache: drop, parallel: 2' '' >e.yaml
run 4
grep -q 'goes with one run at a time, not 2' err || fail 'drop beside other runs'
spec 'cache: drop, duet: true' '' >e.yaml
run 4
grep -q 'goes with one run at a time, not 2' err || fail 'drop while the other one of a duet runs'
spec 'cache: wrm' '' >e.yaml
run 2
grep -q "expected as-is, warm or drop, not 'wrm'; did you mean 'warm'" err || fail 'no hint'
head -c 1000000 /dev/zero >data
cat >look.sh <<'END'
printf 'bytes\t%d\nthreads\t0\npadded\t0\n' "$(fincore --bytes --noheadings --output RES "$1" || echo 0)"
END
cached() { # cached POLICY
	sync
	{ echo 1 >/proc/sys/vm/drop_caches; } 2>/dev/null || :
	spec "cache: $1" '' | sed "s|\"{word}\"|$PWD/data, \"{word}\"|" >e.yaml
	run 0
	ask "SELECT group_concat(DISTINCT value > 0) FROM metric WHERE name = 'bytes'"
}
if command -v fincore >/dev/null; then
	[ "$(cached warm)" = 1 ] || fail 'not warm'
	if [ -w /proc/sys/vm/drop_caches ]; then
		[ "$(cached drop)" = 0 ] || fail 'not dropped'
		[ "$(ask 'SELECT cache FROM session')" = drop ] || fail 'drop is not on record'
		"$SECATEUR" report --db results.db >out 2>err || fail 'no report'
		grep -q 'the page cache empty' out || fail 'the report does not say that the cache was empty'
		! grep -q 'page cache was as the runs' out || fail 'the cache was controlled'
	else
		spec 'cache: drop' '' >e.yaml
		run 4
		grep -q 'it takes root' err || fail 'not said what it takes'
	fi
fi

# folders of runs that failed
mkdir scratch
echo 'echo made >made; echo "bytes	1"; [ "$1" = short ]' >look.sh
spec 'parallel: 1' '' >e.yaml
rm -f results.db*
"$SECATEUR" run e.yaml -q --scratch scratch 2>err && fail 'what fails does not'
grep -q 'folders of runs that failed are kept in .*scratch/secateur-.*-failed' err || fail 'not said where they are'
[ "$(ask 'SELECT count(*), count(scratch) FROM run WHERE outcome <> '\''ok'\')" = '3|2' ] || fail 'not the first two'
[ "$(ask 'SELECT count(scratch) FROM run WHERE outcome = '\''ok'\')" = 0 ] || fail 'what went well is kept'
for dir in $(ask 'SELECT scratch FROM run WHERE scratch IS NOT NULL'); do
	[ -e "$dir/made" ] || fail "nothing in $dir"
done
[ "$(ls scratch | wc -l)" = 1 ] || fail 'something else is left'
echo 'head -c 70000000 /dev/zero >made; [ "$1" = short ]' >look.sh
rm -rf results.db* scratch/*
"$SECATEUR" run e.yaml -q --scratch scratch 2>err && fail 'what fails does not'
[ "$(ask 'SELECT count(scratch) FROM run')" = 1 ] || fail 'more than 100 MiB are kept'
