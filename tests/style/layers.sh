#!/bin/sh
# Fails when a room includes a room that is not below it, or a library whose door is another room.
# usage: tests/style/layers.sh [source-root]
set -eu
cd "${1:-$(dirname "$0")/../..}"

level() {
	case $1 in
	base) echo 0 ;;
	model | yaml | pex) echo 1 ;;
	spec | design | plan | machine | probe | butler | run | quality | store | stats | report | init) echo 2 ;;
	search | export | figure | workload) echo 3 ;;
	engine) echo 4 ;;
	cli) echo 5 ;;
	*) echo unknown ;;
	esac
}

# The one friendship inside a level: the runner drives the probes.
friends() {
	[ "$1-$2" = run-probe ]
}

# The one room that may include a library's header; sqlite has three, since a run may leave a database as well, and a butler has its registry in one; yajl too, since it writes and reads.
door() {
	case $1 in
	nettle/*) echo base ;;
	yaml.h) echo yaml ;;
	hwloc.h | hwloc/*) echo machine ;;
	papi.h) echo probe ;;
	sqlite3.h) echo store quality butler ;;
	yajl/*) echo base store ;;
	json-c/*) echo quality workload ;;
	fitsio.h | longnam.h | libxml/*) echo quality ;;
	gsl/*) echo stats ;;
	*) echo any ;;
	esac
}

bad=0
complain() {
	echo "$*"
	bad=1
}

for file in src/*/*.[ch] include/secateur/*/*.h; do
	[ -e "$file" ] || continue
	room=$(basename "$(dirname "$file")")
	own=$(level "$room")
	[ "$own" != unknown ] || complain "$file: no such room: $room"
	for other in $(sed -n 's|^# *include *"secateur/\([^/"]*\)/.*|\1|p' "$file" | sort -u); do
		[ "$other" != "$room" ] || continue
		friends "$room" "$other" && continue
		its=$(level "$other")
		if [ "$own" = unknown ] || [ "$its" = unknown ] || [ "$its" -ge "$own" ]; then
			complain "$file: $room may not include $other"
		fi
	done
	for header in $(sed -n 's|^# *include *<\([^>]*\)>.*|\1|p' "$file" | sort -u); do
		keeper=$(door "$header")
		case " $keeper " in
		" any " | *" $room "*) ;;
		*) complain "$file: <$header> has its door elsewhere: $keeper" ;;
		esac
	done
	if grep -n '^# *include *"\.\./' "$file"; then
		complain "$file: reaches into another folder"
	fi
done
for other in $(sed -n 's|^# *include *"secateur/\([^/"]*\)/.*|\1|p' src/main.c | sort -u); do
	[ "$other" = cli ] || complain "src/main.c: knows cli only, not $other"
done
exit $bad
