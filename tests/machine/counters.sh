#!/bin/sh
# On a machine with a PMU, loops of known length are counted to 0.1 %, in threads and grandchildren, too; what that PMU takes and does
# not count has its reason.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
[ "${SECATEUR_GUEST-}" ] || { echo 'skipped: SECATEUR_GUEST=1 boots an arm64 guest with a PMU in qemu'; exit 77; }

status=0
"$SOURCE_DIR/tests/guest/boot.sh" "$GUEST" "$SOURCE_DIR/tests/guest/counters.script" "$SOURCE_DIR/tests/guest/counters.yaml" >out 2>err || status=$?
[ $status = 0 ] || fail "status $status of the guest"

# doctor has counted, and believes only what it found
grep -q '^  pmu  *armv8_pmuv3$' out || fail 'doctor does not see the PMU'
awk '$1 == "PAPI_TOT_INS" && $2 == "papi:" && $3 >= 10000000 && $3 < 11000000 { n++ }
	$1 == "cycles" && $2 == "papi:" && $3 >= 10000000 && $3 < 11000000 { n++ } END { exit n != 2 }' out || fail 'doctor does not count'
grep -q '^  branches  *n/a (counts wrongly: 0 where there were 1000000)$' out || fail 'doctor believes a counter that counts nothing'

sed -n '/^guest: rows/,/^guest: status/p' out | grep '^{' >rows.jsonl
"$SECATEUR" import rows.jsonl --db results.db >imported 2>err || fail 'the rows do not come back'
ask() { sqlite3 results.db "$1"; }
[ "$(ask "SELECT count(*), min(accounting), max(accounting) FROM run WHERE outcome = 'ok'")" = '24|cgroup2|cgroup2' ] || fail 'not all runs went well'
# Sets of user mode and of both modes take turns by block: of each event half is there, all of the time it was on.
[ "$(ask "SELECT event, count(*), count(value), min(enabled_share) FROM reading WHERE step IS NULL AND event LIKE 'PAPI%' GROUP BY event")" = \
	'PAPI_TOT_CYC|24|12|1.0
PAPI_TOT_CYC:u|24|12|1.0
PAPI_TOT_INS|24|12|1.0
PAPI_TOT_INS:u|24|12|1.0' ] || fail 'the sets do not take turns'
[ "$(ask "SELECT DISTINCT absent_reason FROM reading WHERE event = 'branches'")" = 'counts wrongly: 0 where there were 1000000' ] || fail 'no reason for branches'

# Ten million turns more, of two instructions, in one process, in each of four generations, in each of four threads. In user mode nothing
# else is in it; with the kernel, its timer and its scheduler are.
ask "SELECT v.name, x.event, x.value - y.value AS more, 2e7 * iif(v.name = 'longer', 1, 4) AS known
	FROM v_pair p JOIN variant v ON v.name = p.variant JOIN reading x ON x.run = p.run AND x.step IS NULL
	JOIN reading y ON y.run = p.reference_run AND y.step IS NULL AND y.event = x.event
	WHERE v.name LIKE '%longer' AND x.value IS NOT NULL" >differences
[ "$(wc -l <differences)" = 24 ] || fail "$(cat differences)"
awk -F'|' '{ off = $3 / $4 - 1; limit = $2 ~ /:u$/ ? 0.001 : 0.02 } off > limit || off < -limit { print; bad = 1 } END { exit bad }' \
	differences >wrong || fail "counted wrongly (variant, event, counted, known): $(cat wrong)"
