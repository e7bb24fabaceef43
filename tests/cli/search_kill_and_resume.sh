#!/bin/sh
# A search that is killed again and again ends as one that never was: the same runs, none twice, the same report. Planted runs: what is
# tested is the search, its database and its memory of what was run. KILLS in the environment: how many (50).
set -eu
LC_ALL=C
export LC_ALL
spec=$SOURCE_DIR/tests/data/search.yaml
fail() { cat err 2>/dev/null; echo "$1"; exit 1; }
search() { "$SECATEUR" search "$spec" --simulate mixed -q "$@"; }
dump() {
	sqlite3 "$1" "SELECT b.stage, b.key, r.position, v.identity, r.outcome, r.wall_ns FROM run r
		JOIN block b ON b.experiment = r.experiment AND b.number = r.block JOIN variant v ON v.id = r.variant
		ORDER BY 1, 2, 3" | sort
}

# further down it tells when it was, and the load of the machine
same_report() {
	sed -n '1,/^## Method/p' "$1" >one.head
	sed -n '1,/^## Method/p' "$2" >other.head
	cmp one.head other.head || fail "another report"
}

search --db whole.db >whole.md 2>err || fail "status $?"
dump whole.db >whole.txt
[ "$(wc -l <whole.txt)" -gt 200 ] || fail "too few runs to tell anything"

# nothing of the whole search is missing
has_all() { dump "$1" >cut.txt 2>/dev/null && [ "$(comm -23 whole.txt cut.txt | wc -l)" -eq 0 ]; }

# killed DB JOBS KILLS: so often, from the first milliseconds on to the last run, one call after the other with 1 to JOBS jobs; begun anew
# when it had ended
killed() {
	hits=0
	for i in $(seq "$3"); do
		"$SECATEUR" search "$spec" --simulate mixed -q -j $((1 + i % $2)) --db "$1" >cut.md 2>err &
		pid=$!
		sleep "0.$(printf '%03d' $(((i * 37) % 70)))"
		if kill -9 $pid 2>/dev/null; then
			hits=$((hits + 1))
		fi
		wait $pid 2>/dev/null || true
		[ "$(sqlite3 "$1" 'PRAGMA integrity_check' 2>/dev/null || echo ok)" = ok ] || fail "damaged after kill $i"
		if [ -e "$1" ] && has_all "$1"; then
			search --db "$1" >cut.md 2>err || fail "status $? at the end"
			[ "$2" -gt 1 ] || same_report whole.md cut.md
			rm -f "$1" "$1-wal" "$1-shm"
		fi
	done
	[ $hits -gt $(($3 / 2)) ] || fail "only $hits of $3 kills met a search"
	search --db "$1" >cut.md 2>err || fail "status $? at the end"
	dump "$1" >cut.txt
}

kills=${KILLS:-50}
killed cut.db 1 "$kills"
cmp whole.txt cut.txt || fail "other runs"
same_report whole.md cut.md

# on two cores: other blocks are under way at once, and all that is decided is the same
search --db two.db -j 2 >two.md 2>err || fail "status $? with -j 2"
has_all two.db || fail "with -j 2 some runs are missing or other"
# times, machines and what was foreseen wrongly may differ; verdicts, intervals and the choice may not
sed -n '1,/^## What it took/p' whole.md >one.head
sed -n '1,/^## What it took/p' two.md >two.head
cmp one.head two.head || fail "with -j 2 another decision"

# now on one core, now on two: the same, and little that was foreseen wrongly
killed turns.db 2 $((kills / 2))
has_all turns.db || fail "with changing -j some runs are missing or other"
needless=$(comm -13 whole.txt cut.txt | wc -l)
[ "$needless" -le $(($(wc -l <whole.txt) / 5)) ] || fail "$needless needless runs beside $(wc -l <whole.txt)"
sed -n '1,/^## What it took/p' cut.md >other.head
cmp one.head other.head || fail "with changing -j another decision"
