#!/bin/sh
# A small version of the table in reports/statistics: bounds that hold but for one time in a thousand.
set -eu
fail() { cat table.md; echo "$1"; exit 1; }
simulate() { "$SECATEUR" simulate "$@" >table.md; }
# column NUMBER: its leading number, for each noise
column() { awk -F'|' -v k="$1" '/^\| [a-z0-9]+ +\|/ && !/^\| noise/ { sub(/^ */, "", $(k + 1)); print $2, $(k + 1) + 0 }' table.md; }
all() { column "$1" | awk "{ n++; if (!(\$2 $2)) { print \$1 \": \" \$2; bad = 1 } } END { exit bad || n != 12 }" || fail "$3"; }

simulate --studies 300
all 2 '<= 9.4' "more than 5 % of studies on nothing give a verdict"
all 5 '>= 90.6' "intervals hold the truth less often than 95 %"
simulate --studies 30 --variants 20 --blocks 12
all 2 '<= 20' "of twenty variants that do nothing, one is told from nothing too often"
simulate --studies 100 --scenario position
all 2 '<= 13' "the place in a block gives false verdicts"
column 8 | awk '{ sum += $2 } END { exit sum / NR < 60 }' || fail "the place in a block is seldom reported"
simulate --studies 20 --scenario quality-loss --blocks 60
all 9 '== 0' "a loss of quality on 5 % of the inputs is passed"
for scenario in drift hard inputs plugins; do
	simulate --studies 30 --scenario $scenario --variants 4
	all 2 '<= 20' "false verdicts in scenario $scenario"
done
simulate --studies 20 --scenario interaction --variants 3 --noise iid15
grep -q 'iid15' table.md || fail "one noise alone is not simulated"

# a bound on false discoveries: it holds for any noise, and more is found than when no verdict may be wrong
right() { column 3 | awk '{ sum += $2 } END { print sum / NR }'; }
for scenario in null plugins; do
	simulate --studies 40 --scenario $scenario --variants 20 --blocks 12
	family=$(right)
	simulate --studies 40 --scenario $scenario --variants 20 --blocks 12 --false-discovery '5 %'
	all 12 '<= 10' "more than 5 % of the verdicts are wrong: $scenario"
	awk "BEGIN { exit !($(right) > $family + 15) }" || fail "no more is found than by the family: $scenario"
done

# looks while it runs: no more is wrong, and it costs less
simulate --studies 100 --scenario null --variants 5 --blocks 30
cheapest() { column 11 | awk '{ print $2 }' | sort -n | head -n 1; }
whole=$(cheapest)
simulate --studies 100 --scenario null --variants 5 --blocks 30 --first-look 5
all 2 '<= 12' 'false verdicts at looks'
awk "BEGIN { exit !($(cheapest) < 0.6 * $whole) }" || fail 'looks save no runs'
simulate --studies 30 --scenario quality-loss --variants 4 --blocks 60 --first-look 5
all 9 '<= 12' 'losses are passed at looks'

# searches: as many right as there are, and far fewer runs than one by one
simulate --scenario components --variants 10 --studies 40 --noise iid15 --blocks 40
row() { awk -F'|' -v k="$1" '/^\| iid15/ { sub(/^ */, "", $(k + 1)); print $(k + 1) + 0 }' table.md; }
[ "$(row 4 | cut -d. -f1)" -ge 98 ] || fail "a search is wrong or undecided too often"
awk "BEGIN { exit !($(row 12) > 5) }" || fail "a search is no cheaper than the fixed design"
simulate --scenario race --variants 6 --studies 20 --noise iid15
[ "$(row 4 | cut -d. -f1)" -ge 95 ] || fail "a race is wrong or undecided too often"
simulate --scenario prune-few --variants 20 --studies 60 --inputs 2
awk -F'|' '/^\| +20 / { exit !($3 + 0 > 17 && $3 + 0 < 26 && $5 + 0 > 96) }' table.md || fail "pruning tests too much or saves too little"

simulate --studies 20 --scenario interaction --variants 3 --noise iid15
cp table.md first.md
simulate --studies 20 --scenario interaction --variants 3 --noise iid15
cmp table.md first.md || fail "the same seed gave another table"

# an experiment's own shape
"$SECATEUR" simulate "$SOURCE_DIR/tests/data/small.yaml" --set actor=x --studies 5 --noise iid15 >table.md
grep -q 'of 5 variants in 8 blocks on 8 inputs, seed 7' table.md || fail "not the experiment's shape"

for bad in '--noise hevy' '--scenario nul' '--worth 2' '--variants 0' '--variants 200 --blocks 10000' \
	'--scenario interaction --variants 2' '--scenario race --variants 81' '--false-discovery 0.5' '--first-look 20' '--first-look 5 --false-discovery 0.05' '--scenario race --variants 6 --false-discovery 0.05'; do
	# shellcheck disable=SC2086
	"$SECATEUR" simulate $bad 2>err && fail "$bad is taken"
done
"$SECATEUR" simulate --noise hevy 2>err || grep -q "did you mean 'heavy'" err || { cat err; exit 1; }
