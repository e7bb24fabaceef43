#!/bin/sh
# An experiment takes from other files what it does not say itself; a mistake in one of them is shown there.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
mkdir common
cat >common/base.yaml <<'END'
include: limits.yaml
parameters: {word: base, other: base}
workload:
  adapter: command
  steps: [{name: say, command: [echo, "{word} {other} {level}"]}]
inputs: [{id: a}, {id: b}]
factors: {level: {choice: ["1", "2", "3"]}}
variants: [{vary_each: level}]
measure: {blocks: 2, seed: 5}
END
echo 'measure: {limits: {wall: 7 s}, blocks: 9, warmup: 0}' >common/limits.yaml
cat >own.yaml <<'END'
secateur: 1
name: own
include: common/base.yaml
parameters: {word: own}
variants: [{name: two, set: {level: "2"}}]
measure: {seed: 6}
END
"$SECATEUR" plan own.yaml >out 2>err || fail 'not read'
grep -q '^experiment own, seed 6, 2 variants, 2 inputs, 0 + 2 blocks, 4 runs$' out || fail 'not put together'
grep -q "say: echo 'own base 1'" out || fail 'a map is not put together key by key'
"$SECATEUR" run own.yaml --db own.db -q 2>err || fail 'not run'
sqlite3 own.db 'SELECT spec_yaml FROM experiment' >written
grep -q '^# include: common/base.yaml$' written && grep -q '^# include: limits.yaml$' written && grep -q 'wall: 7 s' written ||
	fail 'the database has not all that was written'
sed -i 's/seed: 5/seed: 7/' common/base.yaml # which own.yaml says itself
"$SECATEUR" run own.yaml --db own.db -q 2>err || fail 'a change without effect is refused'
sed -i 's/7 s/8 s/' common/limits.yaml
! "$SECATEUR" run own.yaml --db own.db -q 2>err || fail 'a change in an included file is not seen'

sed -i 's/{level}/{levle}/; s/blocks: 2/blokcs: 2/' common/base.yaml
! "$SECATEUR" check own.yaml 2>err || fail 'mistakes in an included file are not seen'
grep -q "^common/base.yaml:5:.*error: nothing is named 'levle'; did you mean 'level'?" err || fail 'not shown where it is'
grep -q "^common/base.yaml:9:.*error: unknown key 'blokcs'; did you mean 'blocks'?" err || fail 'not both are shown'
echo 'include: ../own.yaml' >common/limits.yaml
! "$SECATEUR" check own.yaml 2>err || fail 'a circle'
grep -q 'error: files include one another in a circle' err || fail 'not said that it is a circle'
echo 'include: nothing.yaml' >common/limits.yaml
! "$SECATEUR" check own.yaml 2>err || fail 'a file that is not there'
grep -q '^common/limits.yaml:1:10: error: .*nothing.yaml: No such file or directory' err || fail 'not said that it is not there'
echo '- 1' >common/limits.yaml
! "$SECATEUR" check own.yaml 2>err || fail 'a file that is a list'
grep -q '^common/limits.yaml:1:1: error: expected a map' err || fail 'not said that it is no map'
