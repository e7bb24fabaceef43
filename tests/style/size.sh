#!/bin/sh
# Fails when a function is longer than 60 lines or more tangled than 15 (McCabe, a switch counts once),
# or when a file has more than 800 lines.
# usage: tests/style/size.sh [source-root]
set -eu
cd "${1:-$(dirname "$0")/../..}"

bad=0
find src include tests experiments -name '*.[ch]' -type f | LC_ALL=C sort | xargs -r wc -l |
	awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines"; bad = 1 } END { exit bad }' || bad=1

command -v pmccabe >/dev/null || {
	echo "pmccabe is not installed: functions were not looked at"
	[ $bad -ne 0 ] || bad=77
	exit $bad
}
# what pmccabe says of a struct that it cannot follow does not matter: it counts functions all the same
find src include experiments -name '*.[ch]' -type f | LC_ALL=C sort | xargs -r pmccabe 2>/dev/null |
	awk -F'\t' '$1 > 15 || $5 > 60 { print $6 ": " $7 ": complexity " $1 ", lines " $5; bad = 1 }
		END { if (NR == 0) { print "pmccabe found no function"; bad = 1 } exit bad }' || bad=1
exit $bad
