#!/bin/sh
# `report: {formats, figures}`: what the file asks for lies beside the database when runs were made, and is made anew by `report FILE`; the
# same bytes wherever and by whomever.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
command -v gnuplot >/dev/null || { echo 'skipped: no gnuplot (gnuplot-nox)'; exit 77; }
cat >e.yaml <<'END'
secateur: 1
name: wanted
workload:
  adapter: command
  steps: [{name: only, command: [sh, -c, "i=0; while [ $i -lt {n} ]; do i=$((i+1)); done; echo x >out"]}]
inputs: [{id: a}, {id: b}, {id: c}, {id: d}, {id: e}, {id: f}]
factors: {n: {choice: [3000, 1000]}}
variants: [vary_each: [n]]
measure: {blocks: 6, warmup: 0, retries: 0}
quality: [{name: bytes, from: file_size, file: out, unit: B, within: 1 B}]
report: {formats: [markdown, html, csv, terminal], figures: true}
END
mkdir there here
"$SECATEUR" run e.yaml --db there/all.db -q 2>err || fail 'no runs'
for end in md html csv txt; do
	[ -s "there/wanted.$end" ] || fail "no wanted.$end"
	grep -q "^written: .*/there/wanted.$end$" err || fail "not said where wanted.$end is"
done
grep -qF '](wanted.figures/forest.svg)' there/wanted.md && [ -s there/wanted.figures/forest.svg ] || fail 'no figure in the report'
grep -q '<img alt=' there/wanted.html || fail 'no figure in the page'
cp -r there/. here
rm -r there/wanted.*
! LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu COLUMNS=40 "$SECATEUR" report e.yaml --db there/all.db >out 2>err || [ ! -s out ] || fail 'they are printed, too'
for file in wanted.md wanted.html wanted.csv wanted.txt wanted.figures/forest.svg wanted.figures/forest.tsv; do
	cmp "here/$file" "there/$file" || fail "$file is another one"
done

# one that is asked for on the command line is that one alone
rm -f there/wanted.md
"$SECATEUR" report e.yaml --db there/all.db -f markdown >out 2>err || fail 'no report'
grep -q '^# wanted' out && [ ! -e there/wanted.md ] || fail 'not printed'

# what cannot be written is told
rm -f there/wanted.md
mkdir -p there/wanted.md
! "$SECATEUR" report e.yaml --db there/all.db >out 2>err || fail 'written into a folder'
grep -q 'wanted.md' err || fail 'not said what cannot be written'
