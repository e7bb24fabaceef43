#!/bin/bash
# Small databases: one variant, several, one block, one input, nothing that ran well. Each gives an honest report in every format, and the
# same bytes in another locale, time zone and width.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
unset COLUMNS NO_COLOR || :

# every format, twice; a terminal's lines alone are as wide as the screen
same_bytes() {
	for format in markdown rst latex jira asciidoc csv json terminal; do
		[ "$format" = terminal ] && width=80 || width=200
		env LC_ALL=C TZ=UTC COLUMNS=80 "$SECATEUR" report -f "$format" "$@" >out 2>err || fail "$*: no $format"
		env LC_ALL=C.UTF-8 TZ=Pacific/Auckland COLUMNS=$width "$SECATEUR" report -f "$format" "$@" >again 2>err
		cmp out again || fail "$*: other bytes of $format"
		! grep -qiE '(^|[^a-z])-?(nan|inf)([^a-z]|$)' out || fail "$*: a number that is none in $format"
	done
	"$SECATEUR" report -f markdown "$@" >out 2>err
}
says() { grep -qF -e "$1" out || fail "not said: $1"; }
never_says() { ! grep -qF -e "$1" out || fail "said: $1"; }

"$SECATEUR" run "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 --blocks 1 --db one.db -q 2>err || [ $? = 1 ]
same_bytes --db one.db
says 'Whether runs fall in two groups cannot be told: fewer than ten values.'
says 'fewer than two complete blocks of two variants'
never_says '## Scaling'
never_says '## Factors'

"$SECATEUR" run "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 --blocks 8 --db small.db -q 2>err || [ $? = 1 ]
same_bytes --db small.db
says '## Trade-off'
says '## Scaling'
same_bytes --db small.db --filter 'input:a'
says 'filter'
same_bytes --db small.db --filter 'light'

# what is there and cannot be compared is not said to be nowhere: one variant alone has it, or ran on another machine
says 'missing: n/a in every run (never measured)'
cp small.db apart.db
sqlite3 apart.db "PRAGMA foreign_keys = OFF;
	UPDATE metric SET value = 1, absent_reason = NULL WHERE name = 'missing' AND run IN
		(SELECT r.id FROM run r JOIN variant v ON v.id = r.variant WHERE v.name = 'light');
	INSERT INTO host SELECT 99, 'elsewhere', 'elsewhere', kernel, cpu_model, hwloc_xml FROM host;
	CREATE TEMP TABLE s AS SELECT * FROM session; UPDATE s SET id = 99, host = 99; INSERT INTO session SELECT * FROM s;
	UPDATE run SET session = 99 WHERE variant = (SELECT id FROM variant WHERE name = 'drop-quiet')"
same_bytes --db apart.db
says 'missing: not compared (never measured)'
"$SECATEUR" report --db apart.db -f csv >out 2>err
sqlite3 -cmd '.import --csv out r' :memory: "SELECT absent_reason FROM r WHERE variant = 'drop-quiet' AND measure = 'cpu'" >reason
grep -qx 'not run on one machine in any block' reason || { cat reason; fail 'not the reason'; }

cat >broken.yaml <<'END'
secateur: 1
name: broken
workload:
  adapter: command
  steps: [{name: begin, command: ["true"]}, {name: go, command: [sh, -c, "exit 3", "{work}", "{code}"]}]
inputs: [{id: only}]
factors:
  work: {choice: [2, 1]}
  code: {choice: [a, b]}
variants: [cross: [work, code]]
measure: {blocks: 3, warmup: 0, seed: 1}
decide: {time: cpu, worth: 5 %}
END
"$SECATEUR" run broken.yaml --db broken.db -q 2>err || [ $? = 1 ]
same_bytes --db broken.db
says '## Failures'
says 'nothing can be told of them: there is no block in which all of them went well.'
says 'Nothing can be told: no run of the baseline went well.' # of where the time went
never_says 'Hodges and Lehmann'
never_says '## Distributions'
never_says '## Scaling'
never_says '## Trade-off'
