#!/bin/sh
# Every header compiles alone, twice over, with each compiler that is there.
# usage: tests/style/headers.sh [source-root]
set -eu
cd "${1:-$(dirname "$0")/../..}"

bad=0
found=0
for compiler in gcc clang; do
	command -v "$compiler" >/dev/null || continue
	found=1
	for header in include/secateur/*/*.h src/*/*.h; do
		[ -e "$header" ] || continue
		printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
			"$compiler" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I. -Iinclude -x c - || {
			echo "$header does not compile alone with $compiler"
			bad=1
		}
	done
done
[ $found -eq 1 ] || {
	echo "neither gcc nor clang is installed"
	exit 77
}
exit $bad
