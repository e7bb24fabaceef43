#!/bin/sh
# report --figures draws by gnuplot, for three variants and for forty, with names as hostile as a database may hold: no texts overlap, none
# leaves the picture, nothing is lost, and the bytes are the same in another locale, time zone and folder. What is not there has a reason.
set -eu
fail() { { cat err 2>/dev/null || :; echo "$1"; } >&2; exit 1; }
command -v gnuplot >/dev/null || { echo 'skipped: gnuplot is not installed (gnuplot-nox)'; exit 77; }
report() { "$SECATEUR" report "$@" 2>err || fail "report $*"; }
texts() { python3 "$SOURCE_DIR/tests/helpers/svg_texts.py" "$@" 2>err || fail "the texts of $*"; }

# three that are compared, and two that fail
"$SECATEUR" run "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 --db small.db -q 2>err || [ $? = 1 ] || fail 'no runs'
mkdir reports
report --db small.db --figures reports/figs -o reports/small.md
for name in forest tradeoff steps strip trace; do
	for end in tsv gp svg png; do [ -s "reports/figs/$name.$end" ] || fail "no $name.$end"; done
	[ "$(head -c 4 "reports/figs/$name.png" | tail -c 3)" = PNG ] || fail "$name.png is no PNG"
	grep -qF "](figs/$name.svg)" reports/small.md || fail "the report does not show $name"
	texts "reports/figs/$name.svg" >texts
	for text in light drop-lifetime drop-quiet; do
		grep -qE "^([0-9]+ )?$text(, takes [0-9]+ % more)?\$" texts || fail "$name lacks $text"
	done
	grep -qF 'not shown: crash (' texts || fail "$name does not say what it leaves out"
done
grep -qF 'Not in the figure: crash (no run of crash went well), fail (no run of fail went well).' reports/small.md || fail 'nor does the report'
! sed -n '/^## Trade-off/,/^## [^T]/p' reports/small.md | grep -qF 'Not in the figure' || fail 'the trade-off lists twice what it leaves out'
grep -qE "^crash	crash	break: no -> signal	baseline	FAILS					no run of crash went well\$" reports/figs/forest.tsv ||
	fail 'what has no change has a number'
[ "$(sqlite3 small.db "SELECT count(*) FROM run WHERE phase = 'measured' AND outcome = 'ok'")" = \
	"$(($(wc -l <reports/figs/trace.tsv) - 1))" ] || fail 'the trace lacks runs'
! report --db small.db | grep -q 'figs/' || fail 'figures that were not asked for'

# the same bytes, from the program and from the script alone
(
	LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 TZ=Asia/Kolkata COLUMNS=40 GNUTERM=dumb
	export LC_ALL LANG TZ COLUMNS GNUTERM
	report --db small.db --figures reports/again -o reports/again.md
)
diff -r reports/figs reports/again || fail 'other bytes elsewhere'
mkdir alone
cp reports/figs/*.tsv reports/figs/*.gp alone
for script in alone/*.gp; do (cd alone && LC_ALL=C.UTF-8 gnuplot "$(basename "$script")"); done
diff -r reports/figs alone || fail 'a script alone draws something else'

# forty, and names that no experiment file may give
{
	# shellcheck disable=SC2046 # numbers
	printf 'factors: {effort: {choice: [0%s]}}\n' "$(printf ',%s' $(seq 40))"
	cat <<'END'
secateur: 1
name: forty
question: Which?
parameters: {actor: ""}
workload:
  adapter: command
  steps:
    - {name: work, command: ["{actor}", spin, "{effort}"]}
    - {name: say, command: [echo]}
inputs: [{id: a}, {id: b}]
variants: [vary_each: [effort]]
measure: {blocks: 2, warmup: 0, retries: 0, seed: 1}
quality: [{from: command, command: [sh, -c, "printf 'size\\t100\\tkB\\n'"], metrics: [{name: size, within: 50 %}]}]
decide: {time: wall}
END
} >forty.yaml
"$SECATEUR" run forty.yaml --set actor="$ACTOR" --db forty.db -q 2>err || fail 'no forty'
sqlite3 forty.db <<'END'
UPDATE variant SET name = 'a_quite_long_name_of_a_variant.as-people-do-make-them.to-be-seen-by-its-end' WHERE name = 'effort=1';
UPDATE variant SET name = '"quoted" at first' WHERE name = 'effort=2';
UPDATE variant SET name = 'back\nslash \t' WHERE name = 'effort=3';
UPDATE variant SET name = 'it''s {/Bold x} a_b^c @x' WHERE name = 'effort=4';
UPDATE variant SET name = '100 % %d %g' WHERE name = 'effort=5';
UPDATE variant SET name = '# hash' WHERE name = 'effort=6';
UPDATE variant SET name = '<b>&amp;</b> $x$ | y' WHERE name = 'effort=7';
UPDATE variant SET name = '中文' WHERE name = 'effort=8';
UPDATE variant SET name = '`date` ${HOME} !x' WHERE name = 'effort=9';
END
report --db forty.db --figures figs -o forty.tex
for name in forest tradeoff steps strip trace; do texts "figs/$name.svg" >"$name"; done
for name in forest tradeoff strip steps; do
	for text in 'a_quite_long_name_[^ ]*…[^ ]*-be-seen-by-its-end' '"quoted" at first' 'back\\nslash \\t' "it's [{]/Bold x[}] a_b\\^c @x" \
		'100 % %d %g' '# hash' '<b>&amp;</b> \$x\$ \| y' '□□' '`date` \$[{]HOME[}] !x' effort=40; do
		[ "$(grep -cE "^([0-9]+ )?$text(, takes [0-9]+ % more)?\$" $name)" = 1 ] || fail "$name lacks $text"
	done
done
grep -qx 'other variants' trace || fail 'forty variants in as many colours'

# a budget, and a cost that goes with a column of the inputs
cat >way.yaml <<'END'
secateur: 1
name: way
question: Is it fast enough?
budget: {latency: 10 s, baseline: 60 s}
parameters: {actor: ""}
workload:
  adapter: command
  steps: [{name: work, command: ["{actor}", spin, "{input.stars}"]}, {name: more, command: ["{actor}", spin, "{effort}"]}]
inputs: [{id: a, stars: 1}, {id: b, stars: 8}, {id: c, stars: 16}, {id: d, stars: 24}, {id: e, stars: 32}, {id: f, stars: 40}, {id: g, stars: 48},
  {id: h, stars: 56}]
factors: {effort: {choice: [60, 1]}}
variants: [vary_each: [effort]]
measure: {blocks: 8, warmup: 0, retries: 0, seed: 1}
decide: {time: cpu}
END
"$SECATEUR" run way.yaml --set actor="$ACTOR" --db way.db -q 2>err || fail 'no way'
report --db way.db --figures way -o way.adoc
grep -qF 'image::way/waterfall.svg["' way.adoc || fail 'no way to the budget'
grep -qF 'image::way/scaling.svg["' way.adoc || fail 'nothing goes with stars'
texts way/waterfall.svg >texts
for text in today effort=1 'the target, 10 s' 'all, as measured'; do grep -qxF "$text" texts || fail "the way lacks $text"; done
texts way/scaling.svg >texts
for text in stars baseline effort=1 'CPU time / ms'; do grep -qxF "$text" texts || fail "scaling lacks $text"; done

# LaTeX makes a document with pictures of it
if command -v pdflatex >/dev/null; then
	report --db small.db --figures reports/figs -o reports/small.tex
	(cd reports && pdflatex -interaction=nonstopmode -halt-on-error small.tex >small.out) || fail 'LaTeX does not take it'
	! grep -q 'Overfull' reports/small.log || fail 'a picture beyond the margins'
fi

# without gnuplot it says what to do, and writes no report; nor where figures cannot be
mkdir empty
PATH=$PWD/empty "$SECATEUR" report --db small.db --figures none -o none.md 2>err && fail 'it draws without gnuplot' || [ $? = 2 ] || fail 'another status'
grep -q "cannot start 'gnuplot': No such file" err && grep -q 'help: .*apt-get install gnuplot-nox' err || fail 'not said what to install'
"$SECATEUR" report --db small.db --figures small.db/x -o none.md 2>err && fail 'figures in a file' || [ $? = 2 ] || fail 'another status'
[ ! -e none.md ] || fail 'a report without its figures'
