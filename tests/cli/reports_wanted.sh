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
	[ -s "there/wanted.report.$end" ] || fail "no wanted.report.$end"
	grep -q "^written: .*/there/wanted.report.$end$" err || fail "not said where wanted.report.$end is"
done
grep -qF '](wanted.report.figures/forest.svg)' there/wanted.report.md && [ -s there/wanted.report.figures/forest.svg ] || fail 'no figure in the report'
grep -q '<img alt=' there/wanted.report.html || fail 'no figure in the page'
cp -r there/. here
rm -r there/wanted.report.*
! LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu COLUMNS=40 "$SECATEUR" report e.yaml --db there/all.db >out 2>err || [ ! -s out ] || fail 'they are printed, too'
for file in wanted.report.md wanted.report.html wanted.report.csv wanted.report.txt wanted.report.figures/forest.svg wanted.report.figures/forest.tsv; do
	cmp "here/$file" "there/$file" || fail "$file is another one"
done

# one that is asked for on the command line is that one alone
rm -f there/wanted.report.md
"$SECATEUR" report e.yaml --db there/all.db -f markdown >out 2>err || fail 'no report'
grep -q '^# wanted' out && [ ! -e there/wanted.report.md ] || fail 'not printed'

# what cannot be written is told
rm -f there/wanted.report.md
mkdir -p there/wanted.report.md
! "$SECATEUR" report e.yaml --db there/all.db >out 2>err || fail 'written into a folder'
grep -q 'wanted.report.md' err || fail 'not said what cannot be written'

# after runs that is no bad usage: another status, that they are safe, and the command that makes the report
mkdir again again/wanted.report.html
status=0
"$SECATEUR" run e.yaml --db again/all.db -q 2>err || status=$?
[ $status = 6 ] || fail "status $status, not 6"
grep -q 'all runs are safe in again/all.db' err || fail 'not said that the runs are safe'
rmdir again/wanted.report.html
command=$(sed -n 's/.*help: secateur \(report .*\)/\1/p' err)
[ -n "$command" ] && "$SECATEUR" $command 2>err && [ -s again/wanted.report.html ] || fail "it does not make the report: $command"
"$SECATEUR" help run --man | grep -A1 '^\.B 6$' | grep -q 'report could not be written' || fail 'the status is not in the manual'

# nothing that is there is written over, and without gnuplot no run is made
mkdir over
! "$SECATEUR" run e.yaml --db over/wanted.report.csv -q 2>err || fail 'the database was written over'
sqlite3 over/wanted.report.csv 'SELECT count(*) FROM run' >out && [ "$(cat out)" = 12 ] || fail 'the runs are gone'
mkdir bin && for p in sh env; do ln -s "$(command -v $p)" bin/; done
! PATH=$PWD/bin "$SECATEUR" run e.yaml --db new.db -q 2>err || fail 'runs, and no figures'
grep -q 'apt-get install gnuplot-nox' err && [ ! -e new.db ] || fail 'found out too late'
