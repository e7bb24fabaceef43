#!/bin/sh
# `report --gate` ends with status 3 when a verdict asked for does not hold, after the report, and says on standard error which and why.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
cat >g.yaml <<END
secateur: 1
name: gated
workload:
  adapter: command
  steps:
    - {name: work, command: ["$ACTOR", spin, "{effort}"]}
    - {name: break, command: [false], when: {effort: 1}}
inputs: [{id: a}, {id: b}, {id: c}, {id: d}, {id: e}, {id: f}, {id: g}, {id: h}]
factors: {effort: {choice: [12, 3, 2, 40, 1]}}
variants: [vary_each: [effort]]
measure: {blocks: 8, warmup: 0, seed: 3, retries: 0}
decide: {time: cpu, worth: 5 %}
END
sed 's/blocks: 8/blocks: 3/' g.yaml >few.yaml
"$SECATEUR" run g.yaml --db g.db -q 2>err || [ $? = 1 ] || fail 'no runs'
"$SECATEUR" run few.yaml --db few.db -q 2>err || [ $? = 1 ] || fail 'no runs'

# STATUS DB WORDS...
gates() {
	expected=$1 db=$2 got=0
	shift 2
	"$SECATEUR" report --db "$db" "$@" >out 2>err || got=$?
	[ $got = "$expected" ] || fail "status $got, not $expected: $*"
}
says() { grep -qF -- "$1" err || fail "does not say: $1"; }

gates 0 g.db --gate effort=3=DROP
grep -q '^## Evidence' out || fail 'no report'
gates 0 g.db --gate effort=40=KEEP --gate 'effort=1=FAILS,required' --gate 'effort=[23]=drop'
gates 0 g.db --gate any=DROP --gate 'any:effort=4*=KEEP' --gate '*=DROP,KEEP,FAILS'
gates 0 g.db --gate '*=drop,no-gain,NO_GAIN,no gain,keep' --filter '-effort:1'
[ ! -s err ] || fail 'gates that hold are talked of'
gates 3 g.db --gate effort=40=DROP --gate effort=3=DROP -o g.md
[ -s g.md ] || fail 'no report where a gate does not hold'
says 'error: --gate effort=40=DROP does not hold: effort=40 is KEEP: slower: +'
[ "$(wc -l <err)" = 1 ] || fail 'one that holds is complained of'
gates 3 g.db --gate '*=DROP'
says 'effort=1 is FAILS: exit code 1 in step break'
says 'effort=40 is KEEP'
[ "$(wc -l <err)" = 2 ] || fail 'not each that does not hold'
gates 3 g.db --gate any=REQUIRED
[ "$(wc -l <err)" = 4 ] || fail 'not all of which none has it'

# nothing holds that is not decided, and what it would take is said
gates 3 few.db --gate 'effort=3=DROP,NO GAIN,KEEP'
says 'effort=3 is UNDECIDED: 3 of at least 8 inputs'
gates 0 few.db --gate effort=3=undecided --explain effort=3 cpu
grep -q 'effort=3: UNDECIDED' out || fail 'a gate and an explanation do not go together'

# mistakes, all at once, before anything is written
gates 2 g.db --gate effort=4=DROP --gate effort=3=DRP --gate effort --gate baseline=DROP --gate any:x=KEEP -o never.md
says "no variant is named 'effort=4'; did you mean 'effort=3'?"
says "'DRP' is no verdict; did you mean 'DROP'?"
says "--gate wants a variant and a verdict such as 'lean=DROP', not 'effort'"
says 'there is no verdict on the baseline'
says "no variant is named 'x'"
[ ! -e never.md ] || fail 'a report in spite of mistakes'
gates 2 g.db --gate effort=3=DROP --filter '-effort:3'
says "no variant that --filter selects is named 'effort=3'"
"$SECATEUR" help report --man >out
grep -A1 '^\.B 3' out | grep -q gate || fail 'the man page does not tell of status 3'
