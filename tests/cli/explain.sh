#!/bin/sh
# What is understood is printed whole, with every default.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
cat >little.yaml <<'END'
secateur: 1
name: little
workload: {adapter: command, steps: [{name: say, command: [echo, "{parts}"]}]}
inputs: [{id: one, file: f1}]
factors: {parts: {set: {a: [A1, A2], b: [B], c: [C]}, required: [c], requires: {b: [a]}}}
variants: [{drop_each: parts}]
hooks: {prepare: [touch, "{input.file}"], limit: 2 min}
quality:
  - {name: size, from: file_size, file: say.log, better: lower, not_worse_than: 0.5, unit: kB}
END
"$SECATEUR" check little.yaml >short 2>err || fail 'not read'
"$SECATEUR" check --explain little.yaml >out 2>err || fail 'not explained'
head -n "$(wc -l <short)" out | cmp - short || fail 'not what it prints without'
has() { grep -qxF -- "$1" out || fail "lacks: $1"; }
has '    a: A1, A2 (goes with it: b)'
has '    c: C (required)'
has '  one                  file=f1'
has '  counters             task-clock page-faults context-switches'
has '  blocks               10 after 1 of warm-up'
has '  retries              1, of a run that was disturbed'
has 'Hooks, each given up after 2 min'
has '  prepare              touch {input.file}'
has '  size                 from file_size, not worse than 0.5 kB, lower is better'
has '  confidence           95 %'
has "  step say: echo A1,A2,B,C"
echo 'decide: {false_discovery: 2.5 %}' >>little.yaml
"$SECATEUR" check --explain little.yaml >out 2>err || fail 'a false discovery rate is not explained'
has '  false_discovery      2.5 %'
! grep -q '^  confidence' out || fail 'a confidence beside it'
