#!/bin/sh
# Fails when headers include one another in a circle.
# usage: tests/style/cycles.sh [source-root]
set -eu
cd "${1:-$(dirname "$0")/../..}"

# pairs "header includer": a name with a folder is looked for in include/, one without beside its includer
awk '/^# *include *"/ {
	split($0, part, "\"")
	from = FILENAME
	sub(/^include\//, "", from)
	folder = from
	sub(/[^\/]*$/, "", folder)
	print (part[2] ~ /\// ? part[2] : folder part[2]), from
}' /dev/null $(find include src -name '*.h' -type f | LC_ALL=C sort) | tsort >/dev/null
