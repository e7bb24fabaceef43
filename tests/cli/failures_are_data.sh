#!/bin/sh
# A failing variant is reported once with its cause and the end of its log, and not run for ever.
set -eu
spec=$SOURCE_DIR/tests/data/small.yaml
"$SECATEUR" run "$spec" --set "actor=$ACTOR" -q 2>err || [ $? -eq 1 ] || { cat err; exit 1; }
"$SECATEUR" report >report.md

fail() { cat report.md; echo "$1"; exit 1; }
once() { [ "$(grep -c "$1" report.md)" -eq 1 ] || fail "'$1' is not told once"; }
once 'signal 11 (SIGSEGV) in step third'
once 'exit code 7 in step third'
grep -q 'never measured' report.md || fail "the reason of an absent metric is not given"
grep -Eq 'light.*DROP' report.md || fail "a variant with a quarter of the work is not found"

count() { sqlite3 results.db "SELECT count(*) FROM run r JOIN variant v ON v.id = r.variant WHERE v.name = '$1'
	AND r.phase = 'measured'"; }
[ "$(count crash)" -eq 3 ] || fail "a settled variant was run $(count crash) times"
[ "$(count light)" -eq 8 ] || fail "light was run $(count light) times"

# the documented question to the database: which are faster, by how much
sqlite3 results.db "SELECT variant FROM v_effect WHERE measure = 'cpu' AND high_percent < 0" | grep -qx light ||
	fail "the view does not say that light is faster"
