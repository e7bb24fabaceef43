#!/bin/sh
# A component that one step wants and another one spares itself: the report says where the time went, and the way to a budget counts what
# was measured. A budget is no part of the plan: it can come later, and change.
set -eu
fail() { cat err report 2>/dev/null || :; echo "$1"; exit 1; }
spec() { # BUDGET VARIANTS
	cat >goal.yaml <<-END
		budget: $1
	END
	cat >b.yaml <<-END
		secateur: 1
		name: budget
		include: goal.yaml
		workload:
		  adapter: command
		  steps:
		    - {name: detect, command: [sh, -c, "case \$0 in *seeds*) sleep 0.26 ;; *) sleep 0.02 ;; esac", "{parts.kept}"]}
		    - {name: measure, command: [sh, -c, "case \$0 in *seeds*win) sleep 0.14 ;; *seeds*) sleep 0.02 ;; *win) sleep 0.2 ;; *) sleep 0.08 ;; esac", "{parts.kept}"]}
		factors: {parts: {set: [base, seeds, win], required: base}}
		inputs: [{id: a}, {id: b}, {id: c}, {id: d}, {id: e}, {id: f}, {id: g}, {id: h}]
		variants: [drop_each: parts$2]
		measure: {blocks: 8, warmup: 0, seed: 1, retries: 0, counters: []}
		decide: {time: wall, worth: 5 %}
	END
}
lean=', {name: lean, drop: {parts: [seeds, win]}}'
spec '{latency: 20 s, baseline: 300 s}' "$lean"
"$SECATEUR" check --explain b.yaml >out 2>err || fail 'refused'
grep -q '^  latency  *20.0 s$' out && grep -q '^  baseline  *5 min$' out || { cat out; fail 'not explained'; }
"$SECATEUR" run b.yaml --db b.db -q 2>err || fail 'no runs'
"$SECATEUR" report --db b.db -o report.md || fail 'no report'
says() { grep -q -- "$1" report.md || { cat report.md; fail "does not say: $1"; }; }
says '^- drop-seeds: saves [0-9.]* ms (.*) in detect, costs [0-9.]* ms (.*) in measure$'
says '^- drop-win: saves [0-9.]* ms (.*) in measure$'
says '^Latency of at most 20 s: not reached, [0-9.]* s (.*) with all cuts of the ladder, as measured together.$'
says '^| today  *| - .*| *300 s | '
says '^| drop-seeds .*| *drop-seeds: '
says '^| drop-win .*| *lean: '
says '^- lean: others make the same changes one by one$'
[ "$(grep -n '^| drop-seeds .*| *drop-seeds: ' report.md | cut -d: -f1)" -lt "$(grep -n '^| drop-win .*| *lean: ' report.md | cut -d: -f1)" ] || fail 'not what saves most first'
grep -q 'budget, as understood' b.yaml && fail 'the file was changed'

# the numbers are those of the database: of a variant's typical pair, 300 s times its ratio
"$SECATEUR" report --db b.db -o report.json || fail 'no report'
awk_of() { sqlite3 :memory: "SELECT printf('%.4f', json_extract(CAST(readfile('report.json') AS TEXT), '$1'))"; }
[ "$(awk_of '$.ladder.latency')" = "$(sqlite3 b.db "SELECT printf('%.4f', 300e9 * (1 + estimate)) FROM verdict d JOIN variant v ON v.id = d.variant
	WHERE v.name = 'lean' AND measure = 'wall'")" ] || fail 'another estimate'
[ "$(awk_of '$.ladder.rungs[1].latency')" = "$(sqlite3 b.db "SELECT printf('%.4f', 300e9 * (1 + a.estimate) * (1 + b.estimate)) FROM verdict a, verdict b
	JOIN variant v ON v.id = a.variant JOIN variant w ON w.id = b.variant
	WHERE v.name = 'drop-seeds' AND w.name = 'drop-win' AND a.measure = 'wall' AND b.measure = 'wall'")" ] || fail 'another product'

# another budget, and none
runs() { "$SECATEUR" run b.yaml --db b.db -q 2>err || fail 'not the same plan'; "$SECATEUR" report --db b.db -o report.md; }
spec '{latency: 299 s, baseline: 300 s}' "$lean"
runs
says '^Latency of at most 299 s: reached, '
spec '{latency: 1 ms}' "$lean"
runs
says "^Latency is wall time. Today it is .* ms (.* ms to .* ms): the baseline's mean over 8 inputs, as measured here; .* The target is 1.00 ms.$"
says '^| today  *| - .*| *[0-9.]* ms (.* ms to .* ms) | '
spec '{latency: 1 s}' "$lean"
runs
says '^Latency of at most 1 s: met already, [0-9.]* ms (.*) today.$'
sed -i '/^include/d' b.yaml
runs
! grep -q 'Latency' report.md || fail 'a budget that is no more'

# what was not measured together can be: the entry that is then told is one of the language
spec '{latency: 60 s}' ', {name: together, drop: {parts: ["seeds", "win"]}}'
"$SECATEUR" check b.yaml >out 2>err || fail 'the entry is refused'
grep -q '^  together  *parts: ' out || { cat out; fail 'not that variant'; }
