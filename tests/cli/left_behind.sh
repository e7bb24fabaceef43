#!/bin/sh
# What a program leaves behind in files of its own is measured, one entry of the experiment file for each number.
set -eu
fail() { cat err got; echo "$1"; exit 1; }
"$SECATEUR" run "$SOURCE_DIR/tests/data/left_behind.yaml" -q 2>err || { cat err; exit 1; }

cat >expected <<'END'
chi2|1.125|1|
fitted|7.0|1|
flux|2.5|1|
fwhm|2.5|px|
loss|0.25|1|
residual|||not a finite number
rows|3.0|1|
size|18.0|B|
stars|3.0|1|
warnings|2.0|lines|
END
sqlite3 results.db "SELECT DISTINCT name, value, unit, absent_reason FROM metric ORDER BY name" >got
diff -u expected got || fail 'not what was left behind, in each run'

# the factor's level stands in the table, and so the files of the two variants differ
sqlite3 results.db "SELECT v.name, count(DISTINCT a.sha256) FROM artifact a JOIN run r ON r.id = a.run
	JOIN variant v ON v.id = r.variant GROUP BY v.name ORDER BY v.name" >got
[ "$(cat got)" = "baseline|1
other|1" ] || fail 'a variant left files that differ'
[ "$(sqlite3 results.db 'SELECT count(DISTINCT sha256) FROM artifact')" = 2 ] || fail 'files that differ have one digest'
