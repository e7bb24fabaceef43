#!/bin/sh
# Every line of the room `stats` is run by its own unit tests; names those that are not.
# usage: tests/coverage.sh
set -eu
cd "$(dirname "$0")/.."
cmake --preset coverage >/dev/null
tests=$(basename -s .c tests/unit/stats_*.c | sed 's/^/test_/')
# shellcheck disable=SC2086
cmake --build --preset coverage --target $tests >/dev/null
objects=$PWD/build/coverage/CMakeFiles/secateur_stats.dir/src/stats
find build/coverage -name '*.gcda' -delete
for test in $tests; do
	build/coverage/tests/"$test" >/dev/null 2>&1 || { echo "$test fails"; exit 1; }
done
cd build/coverage
missed=$(for source in ../../src/stats/*.c; do
	gcov --stdout --object-directory "$objects" "$objects/$(basename "$source").gcda" 2>/dev/null |
		awk -F: -v name="src/stats/$(basename "$source")" '
			/^ *-: *0:Source:/ { here = index($0, "src/stats/") }
			here && $1 ~ /#####/ { sub(/^ */, "", $2); print name ":" $2 ":" $3 }'
done)
if [ -n "$missed" ]; then
	echo "$missed"
	echo "these lines of the room stats are run by no unit test"
	exit 1
fi
echo "every line of the room stats is run by its unit tests"
