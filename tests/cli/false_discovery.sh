#!/bin/sh
# A bound on the share of wrong verdicts: six inputs settle two variants at once, and no verdict of a family.
set -eu
fail() { cat err report.md 2>/dev/null || :; echo "$1"; exit 1; }
experiment() {
	cat <<-END
		secateur: 1
		name: shares
		workload: {adapter: command, steps: [{name: wait, command: [sleep, "{seconds}"]}]}
		inputs: [{id: a}, {id: b}, {id: c}, {id: d}, {id: e}, {id: f}]
		factors: {seconds: {choice: [0.15, 0.05, 0.02]}}
		variants: [{vary_each: [seconds]}]
		measure: {blocks: 6, warmup: 0, retries: 0}
		decide: {time: wall, worth: 5 %, $1}
	END
}
ask() { sqlite3 "${2:-results.db}" "$1"; }
experiment 'false_discovery: 5 %' >shares.yaml
"$SECATEUR" run shares.yaml -q 2>err || fail 'not run'
! grep -q 'not enough for a verdict' err || fail 'six inputs are said to be too few'
"$SECATEUR" report >report.md 2>err || fail 'no report'
grep -q '^- DROP seconds=0.05' report.md && grep -q '^- DROP seconds=0.02' report.md || fail 'not both are settled'
grep -q 'of the verdicts that rest on intervals, here 2, at most 5 % are wrong on average' report.md || fail 'the evidence does not say what holds'
grep -q 'With 2 compared, of which intervals settle 2, savings are judged at 95 % each, which takes at least 6 inputs' report.md || fail 'nor does the method'
grep -q 'however they depend, at most 7.5 %' report.md || fail 'dependence is passed over' # 5 % x (1 + 1/2)
# what is explored has its own p
! grep -v 'Exploratory:' report.md | grep -qE 'Holm|Bonferroni' || fail 'Holm beside Benjamini'
[ "$(ask 'SELECT error_rate, confidence FROM experiment')" = 'false_discovery|0.95' ] || fail 'not on record'
[ "$(ask "SELECT count(*) FROM verdict WHERE measure = 'wall' AND verdict = 'drop' AND method LIKE '%adjusted 0.0312 (Benjamini-Hochberg)'")" = 2 ] || fail 'verdicts do not say how'

# it travels
"$SECATEUR" export --format jsonl -o all.jsonl 2>err && "$SECATEUR" import all.jsonl --db new.db 2>err || fail 'not exported and imported'
"$SECATEUR" report --db new.db 2>err | cmp - report.md || fail 'another report after an import'
"$SECATEUR" merge merged.db results.db 2>err || fail 'not merged'
"$SECATEUR" report --db merged.db 2>err | cmp - report.md || fail 'another report after a merge'

# it is a part of the plan, and none of a search
experiment 'confidence: 95 %' >shares.yaml
! "$SECATEUR" run shares.yaml -q 2>err || fail 'gone on with under another bound'
grep -q 'error rate family, was false_discovery' err || fail 'the difference is not named'
"$SECATEUR" check shares.yaml >/dev/null 2>err
grep -q '6 inputs are not enough for a verdict on cost: 2 variants ask for at least 7' err || fail 'no warning'
experiment 'false_discovery: 5 %, method: race' >search.yaml
! "$SECATEUR" run search.yaml --db search.db -q 2>err || fail 'a search takes it'
grep -q '^search.yaml:8:[0-9]*: error: a search bounds the chance of any wrong verdict' err || fail 'without its place'

# copies that are equal are told apart as a family
experiment 'false_discovery: 5 %' >shares.yaml
"$SECATEUR" aa shares.yaml --db aa.db --arms 2 -q >report.md 2>err || [ $? = 4 ] || fail 'no A/A'
[ "$(ask 'SELECT error_rate FROM experiment' aa.db)" = family ] || fail 'A/A bounds a share'
