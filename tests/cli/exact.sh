#!/bin/sh
# Instructions counted exactly: after the timed runs, once for each variant and input, and the baseline twice; half a percent
# is decided on one input; resumed where it stopped; without valgrind the reason stands in each cell.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 results.db "$1"; }
command -v valgrind >/dev/null || { echo 'skipped: valgrind is not installed'; exit 77; }

# spec FIRST: what the first step does
spec() {
	cat <<-END
		secateur: 1
		name: counted
		workload: {adapter: command, steps: [{name: first, command: [sh, -c, '$1']},
		  {name: work, command: [sh, -c, "i=0; while [ \$i -lt {turns} ]; do i=\$((i + 1)); done"]}]}
		inputs: [{id: a}]
		factors: {turns: {choice: [6000, 5940, 6001]}}
		variants: [{name: few, set: {turns: 5940}}, {name: alike, set: {turns: 6001}}]
		measure: {blocks: 1, warmup: 0, seed: 1, retries: 0, counters: [task-clock, exact-instructions]}
		decide: {time: exact-instructions, worth: 0.5 %}
	END
}
spec : >counted.yaml
"$SECATEUR" run counted.yaml 2>err || fail "status $?"
grep -q 'counting run' err || fail 'the progress does not say that it counts'
[ "$(ask 'SELECT count(*), count(value) FROM exact_count')" = '4|4' ] || fail 'not once each, and the baseline twice'
[ "$(ask 'SELECT count(*) FROM run')" = 3 ] || fail 'what is counted is no run'
[ "$(ask 'SELECT count(*) FROM session_version WHERE program = '\''valgrind'\''')" = 1 ] || fail 'no version of valgrind'
# 1 % of the turns, and what the shell does besides
[ "$(ask "SELECT variant.name, measure, estimate BETWEEN -0.0101 AND -0.007, high - low < 0.0005, verdict FROM verdict
	JOIN variant ON variant.id = verdict.variant WHERE measure = 'exact-instructions' AND variant.name <> 'baseline'
	ORDER BY 1")" = 'alike|exact-instructions|0|1|keep
few|exact-instructions|1|1|drop' ] || fail 'not decided on one input'
"$SECATEUR" report --db results.db >out 2>err || fail 'no report'
grep -q 'by valgrind' out || fail 'the report does not say how they were counted'

"$SECATEUR" run counted.yaml 2>err || fail 'again'
grep -q 'nothing left to run' err || fail 'what is counted is counted again'
ask "DELETE FROM exact_count WHERE repeat = 1"
"$SECATEUR" run counted.yaml 2>err || fail 'once more'
[ "$(ask 'SELECT count(value) FROM exact_count')" = 4 ] || fail 'what was left was not counted'
[ "$(ask 'SELECT count(*) FROM run')" = 3 ] || fail 'a timed run was made again'

# a process that forks and goes on would count twice; a program that fails has no count
spec '(:; :) & wait' >counted.yaml
rm -f results.db*
"$SECATEUR" run counted.yaml 2>err || fail "forked: $?"
[ "$(ask 'SELECT DISTINCT absent_reason FROM exact_count')" = \
	"a process forked and started no program: valgrind counts its parent's work twice" ] || fail 'forked, and counted'

# without valgrind
rm -f results.db*
mkdir bin
for p in sh env; do ln -s "$(command -v $p)" bin/$p; done
PATH=$PWD/bin "$SECATEUR" run counted.yaml -q 2>err || fail "without valgrind: $?"
grep -q 'exact-instructions are not counted: valgrind is not installed' err || fail 'not said that there is no valgrind'
[ "$(ask "SELECT count(*) FROM exact_count WHERE absent_reason LIKE 'valgrind is not installed%'")" = 4 ] || fail 'no reason'
"$SECATEUR" report --db results.db >out 2>err || fail 'no report without valgrind'
grep -q '^- ([0-9]) valgrind is not installed' out || fail 'the cell does not say why'
"$SECATEUR" run counted.yaml -q 2>err || fail "with valgrind again: $?"
[ "$(ask "SELECT count(*) FROM exact_count WHERE absent_reason LIKE 'valgrind%'")" = 0 ] || fail 'not tried again'

# a search has no such pass
if "$SECATEUR" search counted.yaml --db search.db -q 2>err; then fail 'a search decides by what it does not count'; fi
grep -q 'a search cannot decide by exact-instructions' err || fail 'not said that a search cannot'
