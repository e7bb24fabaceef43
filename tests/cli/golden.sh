#!/bin/bash
# Databases frozen by tests/data/golden/make.sh give the reports beside them, byte for byte, in any locale, time zone and width of the screen.
# SECATEUR_UPDATE=1 writes them anew; then read what changed.
set -eu
golden=$SOURCE_DIR/tests/data/golden
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
unset NO_COLOR || :

# a row of formats gives its files by itself; a page carries its script and style, so there is one of it; JSON is long
formats=$(sed -n 's/^FORMAT(\(.*\))$/\1/p' "$SOURCE_DIR/src/report/report.def")
formats_of() {
	case $1 in
	two) echo "$formats" ;;
	hostile) echo "$formats" | grep -vx html ;;
	forty) echo "$formats" | grep -vxE 'html|json' ;;
	*) echo markdown ;;
	esac
}
is_as_kept() { # FILE
	[ "${SECATEUR_UPDATE:-}" != 1 ] || cp "$1" "$golden/$1"
	cmp "$1" "$golden/$1" || { diff "$golden/$1" "$1" | head -20 || :; fail "$1 is not what is kept in tests/data/golden"; }
}
restored() { # CASE: its database
	{ echo 'PRAGMA synchronous = OFF;'; cat "$golden/schema.sql" "$golden/$1.sql"; } | sqlite3 "$1.db" || fail "$1: no database"
}
report() { # CASE FORMAT VARIABLE...
	case=$1 format=$2
	shift 2
	env "$@" "$SECATEUR" report --db "$case.db" -f "$format" 2>err || fail "$case: no $format"
}

for sql in "$golden"/*.sql; do
	case=$(basename "$sql" .sql)
	[ "$case" != schema ] || continue
	restored "$case"
	for format in $(formats_of "$case"); do
		report "$case" "$format" LC_ALL=C TZ=UTC COLUMNS=80 >"$case.$format"
		is_as_kept "$case.$format"
		[ "$format" = terminal ] || {
			report "$case" "$format" LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 TZ=Pacific/Auckland COLUMNS=200 >again
			cmp "$case.$format" again || fail "$case: other bytes of $format elsewhere"
		}
		! grep -qiE '(^|[^a-z])-?(nan|inf)([^a-z]|$)' "$case.$format" || fail "$case: a number that is none in $format"
		! grep -q "$(printf '[\033\r]')" "$case.$format" || [ "$format" = csv ] || fail "$case: what a terminal obeys in $format"
	done
done

# on a narrow screen and on a wide one, in colours and without
command -v script >/dev/null || { echo 'skipped: script is not installed (bsdutils)'; exit 77; }
on_screen() { # CASE COLUMNS VARIABLE: only what a screen is told, without the carriage returns that it adds
	env "$3" COLUMNS="$2" LC_ALL=C.UTF-8 TZ=Pacific/Auckland script -qec "'$SECATEUR' report --db $1.db" /dev/null </dev/null 2>err |
		tr -d '\r'
}
for case in two hostile forty; do
	for columns in 40 200; do
		on_screen $case $columns TERM=xterm >$case-$columns-colours.terminal
		is_as_kept $case-$columns-colours.terminal
		on_screen $case $columns NO_COLOR=1 >plain
		sed 's/\x1b\[[0-9;]*m//g' $case-$columns-colours.terminal | cmp - plain || fail "$case: in colours it says something else"
		! cmp -s plain $case-$columns-colours.terminal || fail "$case: no colours"
	done
done

# a database in which nobody has put anything
{ echo 'PRAGMA synchronous = OFF;'; cat "$golden/schema.sql"; } | sqlite3 nothing.db
! "$SECATEUR" report --db nothing.db >out 2>nothing.said || fail 'a report of nothing'
[ ! -s out ] || fail 'a report of nothing'
is_as_kept nothing.said
