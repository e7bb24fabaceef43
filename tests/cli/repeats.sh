#!/bin/sh
# What differs though nothing was changed is told before what a variant did, and beside it.
set -eu
fail() { cat err report.md 2>/dev/null || :; echo "$1"; exit 1; }
cat >repeats.yaml <<'END'
secateur: 1
name: repeats
workload:
  adapter: command
  steps:
    - {name: say, command: [sh, -c, "echo {input.id}; od -An -N8 -tx1 /dev/urandom"], stdout: odd.txt}
    - {name: calm, command: [echo, "{input.id}", "{level}"], stdout: even.txt}
inputs: [{id: one}, {id: two}]
factors: {level: {choice: [2, 1]}}
variants: [{vary_each: [level]}]
measure: {blocks: 5, warmup: 0, retries: 0}
quality:
  - {name: odd, from: hash, file: odd.txt}
  - {name: even, from: hash, file: even.txt}
  - from: command
    command: [sh, -c, "printf 'draw\\t%s\\tmm\\nlength\\t8\\tB\\n' $(od -An -N4 -tu4 /dev/urandom)"]
    metrics: [{name: draw}, {name: length, within: 1}]
decide: {time: wall}
END
"$SECATEUR" run repeats.yaml -q 2>err || fail 'not run'
"$SECATEUR" report >report.md 2>err || fail 'no report'
head -n 20 report.md | grep -q '^Outputs differ between repeats of the same configuration on the same input: odd (baseline, 2 of 2 inputs; level=1, 2 of 2 inputs)\.' || fail 'the output is not named'
grep -Eq '^Metrics differ between .*: draw \(baseline, 2 of 2 inputs, standard deviation [0-9.e+]+ mm; level=1, 2 of' report.md || fail 'nor the metric'
! grep -E '^(Outputs|Metrics) differ .*(even|length)' report.md || fail 'what is steady is named'
grep -Eq '^\| level=1 .*\| +0/5 +\| 0/5 \(repeats differ\) \|' report.md || fail 'the column says nothing' # even, which the variant changes; odd

# one run of each on each input tells nothing
"$SECATEUR" run repeats.yaml --blocks 2 --db once.db -q 2>err || fail 'not run once'
"$SECATEUR" report --db once.db >report.md 2>err || fail 'no report of it'
! grep 'differ between repeats' report.md || fail 'told without a repeat'
