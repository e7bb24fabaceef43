#!/bin/sh
# A search by planted runs: what it says in the end, with little time, in dead ends, and where its findings go.
set -eu
spec=$SOURCE_DIR/tests/data/search.yaml
fail() { cat out.md err 2>/dev/null; echo "$1"; exit 1; }
raced() { sqlite3 "$1" "SELECT count(*) FROM block WHERE stage IN ('components', 'variants')"; }
search() { status=0 && "$SECATEUR" search "$@" >out.md 2>err || status=$?; }
says() { grep -q -- "$1" out.md || fail "does not say '$1'"; }

search "$spec" --simulate iid15 --db a.db --write found
[ $status -eq 0 ] || fail "status $status"
says '^CONFIRMED: '
says '^| p16 .*| DROP '
says ' KEEP .*outside twice its margin on one input: good'
says 'goes only after p02'
[ -s found/configuration.diff ] && [ -s found/configuration.txt ] || fail "what was found is not written"
# the entry is one that the experiment file takes
sed 's/^variants:.*//; s/^  - vary_each.*//' "$spec" >with.yaml
cat found/variant.yaml >>with.yaml
"$SECATEUR" check with.yaml >checked 2>err || fail "the variant that was found is refused"
grep -q '^  found ' checked || fail "the variant that was found is not there"

# lines without a terminal
"$SECATEUR" search "$spec" --simulate iid15 --db b.db >out.md 2>err || fail "status $?"
grep -q 'settled.* runs, ' err || fail "no progress is told"
grep -q '^a run varies by .*To tell 2 % of CPU time.* runs for 17 components, .* to confirm' err || fail "no plan is told"
"$SECATEUR" search "$spec" --simulate iid15 --db c.db -q >out.md 2>err || fail "status $?"
grep -q 'settled' err && fail "progress is told though it is to be quiet"

# nothing is run again
search "$spec" --simulate iid15 --db a.db
grep -q 'nothing left to run: 0 runs made' err || fail "runs were made again"
# nor when a plan would have other blocks, and another choice needs no more than its own tests and confirmation
sed 's/^inputs:/measure: {blocks: 7}\n&/' "$spec" >blocks.yaml
! cmp -s "$spec" blocks.yaml || fail "no number of blocks was changed"
search blocks.yaml --simulate iid15 --db a.db
grep -q 'nothing left to run: 0 runs made' err || fail "runs were made again for another number of blocks"
before=$(raced a.db)
search "$spec" --simulate iid15 --db a.db --prefer '30 %'
says '^Asked for was a saving of 30 %, with few changes: step [0-9]* is expected to reach it'
[ "$(raced a.db)" -eq "$before" ] || fail "another choice asked again what each saves"

# what other choices were confirmed is no part of it
sed -n '1,/^## Method/p' out.md >again.md
search "$spec" --simulate iid15 --db fresh.db --prefer '30 %'
sed -n '1,/^## Method/p' out.md >fresh.md
cmp again.md fresh.md || fail "another report than from a database of its own"

# how far it has come
"$SECATEUR" status "$spec" --db a.db >out.md 2>err || fail "status $? of status"
says '^sim search: [0-9]* runs in [0-9]* blocks'
says '^  components  *[0-9]'
"$SECATEUR" status --db a.db >again.md 2>err || fail "status $? of status without a file"
cmp out.md again.md || fail "another status without a file"

# more noise than can be had out of the runs
sed 's/worth: 2 %/worth: 0.01 %/' "$spec" >noisy.yaml
search noisy.yaml --simulate iid15 --db noisy.db
says "^The noise of a run, .* %, is too large beside the 0.01 % that is worth a change"
grep -q 'That is out of reach here: it would take .* times as many' err || fail "it is not said before"

# less time than it takes: what is known is confirmed, or told
search "$spec" --simulate iid15 --db short.db --time-budget '2 min'
[ $status -eq 0 ] || fail "status $status with little time"
says 'Time was up before all was settled'
says '^CONFIRMED: \|^NOT CONFIRMED'
[ "$(sqlite3 short.db 'SELECT sum(wall_ns) / 1000000000 FROM run')" -le 125 ] || fail "it took more than its 2 min"
[ "$(sqlite3 short.db "SELECT count(*) FROM block WHERE stage = 'confirm'")" -gt 0 ] || fail "no time was left for the confirmation"
search "$spec" --simulate iid15 --db tiny.db --time-budget '5 s'
[ $status -eq 0 ] || fail "status $status with no time"
says '^NOTHING FOUND: time was up before anything was found that may go'

# inputs that are held out are seen by the confirmation alone
sed 's/^inputs:.*/inputs: [{id: a}, {id: b}, {id: c}, {id: d}, {id: e}, {id: f}, {id: g}, {id: h}, {id: i}, {id: j}, {id: k}, {id: l}]/
	s/worth: 2 %/&, held_out: 7/' "$spec" >held.yaml
search held.yaml --simulate iid15 --db held.db
says '^CONFIRMED: .*on 7 inputs that the search had not seen'
[ "$(sqlite3 held.db "SELECT count(DISTINCT input) FROM block WHERE stage = 'confirm' AND input NOT IN
	(SELECT input FROM block WHERE stage <> 'confirm')")" -eq 7 ] || fail "inputs held out were seen before"

# the fastest leaves what saves nothing alone
search "$spec" --simulate iid15 --db fast.db --prefer fastest
says '^CONFIRMED: '
if grep -q '^| *[0-9]* | parts: -p03 ' out.md; then fail "what saves nothing was dropped"; fi

# real runs: in a run that fails nothing is found
sed 's/\[echo, "{parts}"/[sh, -c, "exit 3", "{parts}"/' "$spec" >broken.yaml
search broken.yaml --db broken.db
says '^NOTHING FOUND: the baseline fails again and again.*exit.* 3'
# one input, and all that is dropped is missed
cat >one.yaml <<'END'
secateur: 1
name: one
workload:
  adapter: command
  steps: [{name: look, command: [sh, -c, "for w in a b; do case ' {parts} ' in *$w*) ;; *) echo \"no $w\" >&2; exit 1;; esac; done"]}]
inputs: [{id: only}]
factors: {parts: {set: [a, b]}}
decide: {method: race}
END
search one.yaml --db one.db
says '^NOTHING FOUND: all 2 components are required: without any one of them runs fail'
says 'There is one input, only'
says '^| a .*REQUIRED .*exit.* 1'
# `run` searches where the file says so
"$SECATEUR" run one.yaml --db one.db >out.md 2>err || fail "status $? of run"
says '^NOTHING FOUND: all 2 components are required'

"$SECATEUR" run one.yaml --db one.db --blocks 3 >out.md 2>err && fail "a search took a number of blocks"
grep -q -- '--blocks is of a plan' err || fail "why it takes no number of blocks is not said"
# its plan and its search stand in one database
sed 's/method: race/method: fixed/' one.yaml >fixed.yaml
"$SECATEUR" run fixed.yaml --db one.db -q 2>err || [ $? -eq 1 ] || fail "status $? of the plan"
"$SECATEUR" status fixed.yaml --db one.db >out.md 2>err || fail "status $? of status"
says '^one: [0-9]* of [0-9]* runs'
says '^one search: [0-9]* runs'

# a log that names many is read by the experiment's own pattern, and spares tests
cat >named.yaml <<'END'
secateur: 1
name: named
workload:
  adapter: command
  steps:
    - {name: look, command: [sh, -c, "case ' {parts} ' in *p10*) ;; *) echo 'tried p1 p2 p3 p4 p5 p6 p7 p8 p9, not without <p10>' >&2; exit 1;; esac"]}
inputs: [{id: only}]
factors: {parts: {set: [p9, p10, p1, p2, p3, p4, p5, p6, p7, p8, p11, p12]}}
END
pruned() { sqlite3 "$1" "SELECT count(*) FROM block WHERE stage = 'prune'"; }
cp named.yaml unnamed.yaml
echo 'decide: {culprits: ["without <([^>]*)>"]}' >>named.yaml
for budget in 1s 4s 16s; do # a busy machine needs more time to get as far
	rm -f unnamed.db* named.db*
	search unnamed.yaml --db unnamed.db --time-budget $budget
	search named.yaml --db named.db --time-budget $budget
	! grep -q '^| p10 .*REQUIRED' out.md || [ "$(pruned named.db)" -ge "$(pruned unnamed.db)" ] || break
done
says '^| p10 .*REQUIRED'
[ "$(pruned named.db)" -lt "$(pruned unnamed.db)" ] || fail "$(pruned named.db) tests with the culprit named, $(pruned unnamed.db) without"

# its database holds no plan, and a report of one would be wrong
"$SECATEUR" report --db one.db --experiment 'one search' >out.md 2>err && fail "a search is reported as a plan"
grep -q "is no plan, but a search" err || fail "a search is not told from a plan"

# a metric that the baseline itself does not give compares with nothing
sed 's/command: \[echo, x\]/command: [echo, good, 1]/' "$spec" >mute.yaml
search mute.yaml --db mute.db
says "^NOTHING FOUND: the baseline fails again and again.*it gives no 'good'"

for bad in '--prefer small' '--time-budget soon' '--simulate hevy' '--scenario whole' '--simulate iid15 --scenario what'; do
	# shellcheck disable=SC2086
	search "$spec" $bad --db bad.db
	[ $status -eq 2 ] || fail "$bad: status $status"
done
