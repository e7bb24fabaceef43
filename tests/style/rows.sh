#!/bin/sh
# A room with a <room>.def has one source file for each row of it, named by the row. Beside them stand only table.c
# and files whose name begins with the room's. Rows are in alphabetical order, and the README tells of those that users name in a file.
# usage: tests/style/rows.sh [source-root]
set -eu
cd "${1:-$(dirname "$0")/../..}"
LC_ALL=C
export LC_ALL

bad=0
complain() {
	echo "$*"
	bad=1
}

for def in src/*/*.def; do
	[ -e "$def" ] || continue
	folder=$(dirname "$def")
	room=$(basename "$folder")
	[ "$(basename "$def")" = "$room.def" ] || complain "$def: a room's rows stand in $room.def"
	[ -e "$folder/table.c" ] || complain "$folder: there are rows, and no table.c to read them"

	# comments may span lines; what is left is rows and nothing else
	text=$(tr '\n' '\001' <"$def" | sed 's|/\*[^*]*\**\([^/*][^*]*\*\**\)*/||g' | tr '\001' '\n' | sed '/^[[:space:]]*$/d')
	strange=$(printf '%s\n' "$text" | grep -v '^[A-Z_]*([a-z][a-z0-9_]*[,)]' || true)
	[ -z "$strange" ] || complain "$def: not a row: $strange"
	rows=$(printf '%s\n' "$text" | sed -n 's/^[A-Z_]*(\([a-z][a-z0-9_]*\)[,)].*/\1/p')
	[ "$rows" = "$(printf '%s\n' "$rows" | sort -u)" ] ||
		complain "$def: rows are doubled or not in alphabetical order"

	for row in $rows; do
		[ -e "$folder/$row.c" ] || complain "$def: row $row has no file $folder/$row.c"
		case $room in quality | report | export | workload)
			grep -qwiF "$row" README.md || complain "README.md does not tell of $row, a row of $def" ;;
		esac
	done
	for file in "$folder"/*.c; do
		name=$(basename "$file" .c)
		case $name in table | "$room"*) continue ;; esac
		printf '%s\n' "$rows" | grep -qx "$name" || complain "$file: no row of $def names it"
	done
done
exit $bad
