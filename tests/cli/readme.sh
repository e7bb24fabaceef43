#!/bin/sh
# Every experiment that the README shows is a good one, and its example of a mistake is what the tool says.
set -eu
# the n-th fenced block of that kind
block() { awk -v kind="$1" -v n="$2" '$0 == "```" kind && !on { on = 1; k++; next } /^```/ { on = 0 } on && k == n' \
	"$SOURCE_DIR/README.md"; }

block yaml 1 >gzip.yaml
grep -q '^name: gzip' gzip.yaml || { echo "the first YAML block is not the worked example"; exit 1; }
"$SECATEUR" check gzip.yaml >out
grep -q '3 variants, 8 inputs, 8 blocks after 1 of warm-up: 27 runs, 1 at once' out || { cat out; exit 1; }

for n in 2 3 4; do
	{ echo 'secateur: 1'; echo 'name: recipe'; block yaml $n; } >recipe.yaml
	"$SECATEUR" check recipe.yaml >out || { cat recipe.yaml; exit 1; }
done
{ sed '/^quality:/,$d' gzip.yaml; block yaml 5; echo 'decide: {time: cpu}'; } | sed 's/file: \(\/[^}]*\)/file: \1, truth: \1/' >metrics.yaml
"$SECATEUR" check metrics.yaml >out.metrics || { cat metrics.yaml; exit 1; }
{ sed '/^decide:/d' gzip.yaml; block yaml 6; } | sed 's/step: psf/step: compress/' >timed.yaml
"$SECATEUR" check timed.yaml >out.timed || { cat timed.yaml; exit 1; }
{ cat gzip.yaml; block yaml 7; } >hooked.yaml
"$SECATEUR" check hooked.yaml >out.hooked || { cat hooked.yaml; exit 1; }
{ printf 'secateur: 1\nname: alone\ninputs: [{id: a, image: a.fits}]\n'; block yaml 8; } >alone.yaml
echo 'BACK_SIZE 64' >field.sex
"$SECATEUR" check alone.yaml >out.alone || { cat alone.yaml; exit 1; }
grep -q '^4 variants' out.alone || { cat out.alone; exit 1; }
grep -q 'cheaper .*(against cheap)' out || { cat out; exit 1; }
{ cat gzip.yaml; grep '^budget: {' "$SOURCE_DIR/README.md"; } >budget.yaml
"$SECATEUR" check --explain budget.yaml >out.budget || { cat budget.yaml; exit 1; }
grep -q '^  baseline  *5 min$' out.budget || { cat out.budget; exit 1; }

mkdir mistake
sed 's/"-{level}"/"-{levle}"/' gzip.yaml >mistake/gzip.yaml
(cd mistake && "$SECATEUR" check gzip.yaml 2>../err) || :
block text 1 >expected
diff expected err
