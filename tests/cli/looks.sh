#!/bin/sh
# `blocks: {min, max}`: what a look settles is run no more, the plan ends when nothing is open, and one that was cut short comes to the same.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 "$1" "$2"; }
# what a run takes is what it says: "fair" changes nothing, "wild" is now twice as much, now half as much
cat >took.awk <<'END'
BEGIN {
	t = 1000 + 37 * n % 11
	wild = n % 2 ? 2 : 0.5
	f["none"] = 1; f["half"] = 0.5 + n % 3 / 100; f["more"] = 1.5 + n % 3 / 100; f["fair"] = 1 + (n % 5 - 2) / 1000; f["wild"] = wild
	print "took", t * f[what]
}
END
spec() { # BLOCKS QUALITY MORE
	{
		cat <<-END
			secateur: 1
			name: looks
			workload:
			  adapter: command
			  steps: [{name: only, command: [awk, -v, "what={what}", -v, "n={input.id}", -f, "$PWD/took.awk"], stdout: out}]
			inputs:
		END
		seq -f '  - {id: "%g"}' 1 24
		cat <<-END
			factors: {what: {choice: [none, half, more, fair, wild]}}
			variants: [vary_each: [what]]
			measure: {blocks: $1, warmup: 1, seed: 5, retries: 0}
			timers: [{name: took, from: text, file: out, capture: "took (.*)", unit: ms}]
			quality: [$2]
			decide: {time: took, worth: 5 %$3}
		END
	} >e.yaml
}
blocks_of() { ask "$1" "SELECT count(*) FROM run r JOIN variant v ON v.id = r.variant WHERE v.name = '$2' AND phase = 'measured'"; }
spec '{min: 5, max: 24}' '' ''
"$SECATEUR" run e.yaml --db e.db -q 2>err || fail 'no runs'
"$SECATEUR" report --db e.db >report 2>err || fail 'no report'
"$SECATEUR" check e.yaml --explain >out 2>err || fail 'not checked'
grep -q 'looked at after      9, 13, 18 and 24 blocks: what is settled then is run no more' out || fail 'not explained'
for variant in half more fair; do
	[ "$(blocks_of e.db "what=$variant")" = 9 ] || fail "$variant: $(blocks_of e.db "what=$variant") blocks"
done
[ "$(blocks_of e.db what=wild) $(blocks_of e.db baseline)" = '24 24' ] || fail 'what is open is not run to the end'
grep -q '^- DROP what=half: took -' report && grep -q '^- KEEP what=more: slower' report || { cat report; fail 'not settled as it should be'; }
grep -q '^- NO GAIN what=fair' report && grep -q '^- UNDECIDED what=wild' report || { cat report; fail 'not settled as it should be'; }
grep -q '| 0/9, 15 left out *| 9, then settled *| DROP' report || { cat report; fail 'the table does not say that it was settled'; }
grep -q 'savings are judged at 99.378 % (9), 99.799 % (13), 99.787 % (18), 99.785 % (24)' report || { cat report; fail 'not said at what levels'; }
"$SECATEUR" report --db e.db --explain what=half took >out 2>err && grep -q 'x 0.497[0-9]* / 4 variants = 99.378 %$' out ||
	fail 'a number of a look is not explained'
"$SECATEUR" report --db e.db --explain what=wild took >out 2>err && grep -q 'variants = 99.785 %$' out || fail 'nor is one of the last look'
! grep -q interim report || fail 'a plan that is over is called an interim one'
"$SECATEUR" status --db e.db >out 2>err || fail 'no status'
grep -q '^looks: 80 of 125 runs; 45 left out, since their variants were settled; finished' out || fail 'status'
"$SECATEUR" run e.yaml --db e.db -q 2>err || fail 'not taken again'
grep -q '^nothing left to run' err || fail 'more runs were made'
[ "$(ask e.db 'SELECT count(*) FROM session')" = 1 ] || fail 'a session of no runs'
"$SECATEUR" report --db e.db -f json >report.json && python3 "$SOURCE_DIR/tests/helpers/validate.py" "$SOURCE_DIR/reports/report.schema.json" report.json >err || fail 'not by the schema'

# cut short again and again: the same verdicts of the same blocks
verdicts() { ask "$1" "SELECT v.name, d.verdict, d.n_blocks, d.estimate, d.low FROM verdict d JOIN variant v ON v.id = d.variant WHERE d.measure = 'took' ORDER BY 1"; }
i=0
while [ $i -lt 6 ]; do
	i=$((i + 1))
	timeout -s INT 0.$((i % 4 + 1)) "$SECATEUR" run e.yaml --db cut.db -q 2>err || :
done
"$SECATEUR" run e.yaml --db cut.db -q 2>err || fail 'not resumed'
[ "$(ask cut.db "SELECT count(*) FROM run")" = 80 ] || fail "cut short: $(ask cut.db 'SELECT count(*) FROM run') runs"
[ "$(verdicts cut.db)" = "$(verdicts e.db)" ] || { verdicts cut.db; verdicts e.db; fail 'cut short, it is another result'; }

# quality is to hold on all inputs before anything may go; what may not go is settled as soon as that is clear
spec '{min: 5, max: 24}' '{name: lines, from: text, file: out, count: took, within: 1}' ''
"$SECATEUR" run e.yaml --db good.db -q 2>err || fail 'no runs'
first=$("$SECATEUR" check e.yaml --explain | sed -n 's/.*looked at after *\([0-9]*\),.*/\1/p')
[ "$(blocks_of good.db what=half) $(blocks_of good.db what=fair) $(blocks_of good.db what=more)" = "24 24 $first" ] && [ "$first" -lt 20 ] ||
	fail 'let go on few inputs'

# without the one that stays open, all ends at the first look
spec '{min: 5, max: 24}' '' ''
sed -i 's/, wild\]}}/]}}/' e.yaml
"$SECATEUR" run e.yaml --db short.db -q 2>err || fail 'no runs'
"$SECATEUR" report --db short.db >report 2>err || fail 'no report'
[ "$(ask short.db 'SELECT max(block), count(*) FROM run')" = '9|40' ] || fail "not over at the first look: $(ask short.db 'SELECT max(block), count(*) FROM run')"
! grep -q interim report || fail 'a plan that is over is called an interim one'
"$SECATEUR" status --db short.db >out 2>err && grep -q 'finished' out || fail 'not over'

# what rests on its own runs is not put together with others
"$SECATEUR" run e.yaml --db again.db -q 2>err || fail 'no runs'
! "$SECATEUR" merge all.db short.db again.db >out 2>err || fail 'merged'
grep -q "again.db: 'looks' was run there as in all.db, and stops each variant by what its own runs say" err || fail 'not said why'

# with a fixed number, as --blocks asks for, all are run
"$SECATEUR" run e.yaml --blocks 10 --db fixed.db -q 2>err || fail 'no runs'
[ "$(ask fixed.db "SELECT count(*), (SELECT blocks_least FROM experiment) FROM run")" = '44|' ] || fail 'not all blocks'
! "$SECATEUR" run e.yaml --db fixed.db -q 2>err || fail 'another plan was taken'
grep -q 'blocks before the first look 5, was none' err || fail 'not said what differs'

refuses() { # WORDS BLOCKS MORE
	spec "$2" '' "$3"
	! "$SECATEUR" check e.yaml >out 2>err || fail "taken: $2 $3"
	grep -qF "$1" err || fail "does not say '$1'"
}
refuses 'must be below max, 5' '{min: 5, max: 5}' ''
refuses "unknown key 'mim'" '{mim: 5, max: 9}' ''
refuses 'a rate of false discoveries is of verdicts that are all given at once' '{min: 5, max: 9}' ', false_discovery: 10 %'
spec '{min: 5, max: 24}' '' ', method: race'
"$SECATEUR" check e.yaml >out 2>err || fail 'a search does not take bounds'
