#!/bin/sh
# Planted: what goes wrong in one variant each is caught, and the report and the views name it with its cause.
set -eu
fail() { cat err report.md 2>/dev/null || :; echo "$1"; exit 1; }
cat >planted.yaml <<'END'
secateur: 1
name: planted
workload:
  adapter: command
  steps:
    - name: measure
      command:
        - sh
        - -c
        - |
          chi2=1.5
          [ {flaw} != nan ] || chi2=nan
          [ {flaw} = lost ] || echo "chi2 $chi2" >fit.txt
          [ {flaw}{input.id} != sometimesb ] || rm fit.txt
          [ {flaw} = stale ] || cp "$ALL/old.json" old.json
          case {flaw} in
            empty) : >stars.csv;;
            cut-row) printf 'id,mag\n1,20.5\n2,21.' >stars.csv;;
            *) printf 'id,mag\n1,20.5\n2,21.5\n' >stars.csv;;
          esac
          head -c $([ {flaw} = cut-json ] && echo 16 || echo 99) "$ALL/psf.json" >psf.json
          head -c $([ {flaw} = cut-table ] && echo 9000 || echo 99999) "$ALL/stars.fits" >stars.fits
  environment: {ALL: "{here}"}
inputs: [{id: a}, {id: b}, {id: c}]
factors: {flaw: {choice: [none, lost, sometimes, nan, stale, empty, cut-row, cut-json, cut-table]}}
variants: [{vary_each: [flaw]}]
hooks: {prepare: [sh, -c, "touch -d 2001-01-01 old.json && echo '{\"depth\": 99}' >>old.json && touch -d 2001-01-01 old.json"]}
measure: {blocks: 3, warmup: 0, retries: 0}
quality:
  - {name: chi2, from: text, file: fit.txt, capture: "^chi2 ([0-9a-z.]+)", within: 5 %}
  - {name: depth, from: json, file: old.json, path: /depth, within: 0.1}
  - {name: faint, from: csv, file: stars.csv, column: mag, of: max, within: 0.1}
  - {name: psf_size, from: json, file: psf.json, path: /psf/size, within: 1 %}
  - {name: stars, from: fits_rows, file: stars.fits, within: 1 %}
decide: {time: wall}
END
echo '{"depth": 24.5}' >old.json
echo '{"psf": {"size": 3.25}}' >psf.json
# a table of 1000 rows of one double each
card() { for c; do printf '%-80s' "$c"; done; }
{
	{ card 'SIMPLE  =                    T' 'BITPIX  =                    8' 'NAXIS   =                    0' 'EXTEND  =                    T' END; printf '%2480s' ''; }
	{ card "XTENSION= 'BINTABLE'" 'BITPIX  =                    8' 'NAXIS   =                    2' 'NAXIS1  =                    8' 'NAXIS2  =                 1000'
	card 'PCOUNT  =                    0' 'GCOUNT  =                    1' 'TFIELDS =                    1' "TFORM1  = 'D       '" "TTYPE1  = 'MAG     '" END; printf '%2000s' ''; }
	head -c 8640 /dev/zero
} >stars.fits

"$SECATEUR" run planted.yaml -q 2>err || fail 'not run'
"$SECATEUR" report >report.md 2>err || fail 'no report'
# named VARIANT METRIC CAUSE: at the head, in the table's notes, and in the views
named() {
	grep -qxF -- "- KEEP flaw=$1: lost: $2 ($3)" report.md || fail "$1: not at the head"
	[ "${3#in }" != "$3" ] || grep -Eq "^- \([0-9]+\) $(printf %s "$3" | sed 's/[.^$*+?()[{\\|]/\\&/g')\$" report.md || fail "$1: the table does not say why"
	[ "$(sqlite3 results.db "SELECT verdict, why FROM v_verdict WHERE variant = 'flaw=$1'")" = "keep|lost: $2 ($3)" ] || fail "$1: not in v_verdict"
	[ "$(sqlite3 results.db "SELECT metric, lost > 0, pairs + lost FROM v_metric_change WHERE variant = 'flaw=$1' AND lost > 0")" = "$2|1|3" ] || fail "$1: not in v_metric_change"
	[ "$(sqlite3 results.db "SELECT count(*) FROM metric m JOIN v_run r ON r.id = m.run WHERE r.variant = 'flaw=$1' AND m.name = '$2' AND m.value = 0")" = 0 ] || fail "$1: a zero in place of nothing"
}
named lost chi2 'no file fit.txt'
named sometimes chi2 'in 1 of 3 pairs: no file fit.txt'
named nan chi2 'line 1 of fit.txt: not a finite number'
named stale depth 'old.json is older than the run'
named empty faint 'stars.csv is empty'
named cut-row faint 'stars.csv ends inside a line, as if half-written'
named cut-json psf_size 'line 1 of psf.json is no JSON at column 17: it ends too early, as if half-written'
named cut-table stars 'stars.fits is cut short'
grep -q '^| flaw=sometimes .* LOST in 1 of 3 pairs ' report.md || fail 'a loss in part looks like a whole one'
[ "$(grep -c ' LOST' report.md)" = 8 ] || fail 'more or less is lost than was planted'
[ "$(sqlite3 results.db "SELECT count(*) FROM v_verdict WHERE verdict <> 'keep' AND variant <> 'baseline'")" = 0 ] || fail 'one is not kept'

# what the baseline lacks, too, is no pass
{
	sed 's/^variants: .*/variants: [{name: sound, set: {flaw: none}}]/; s/^name: .*/name: unsound/; s/^inputs: .*/inputs: [{id: a}, {id: b}, {id: c}, {id: d}, {id: e}, {id: f}]/
		s/blocks: 3/blocks: 6/' planted.yaml
	echo 'baseline: {flaw: nan}'
} >unsound.yaml
"$SECATEUR" run unsound.yaml --db unsound.db -q 2>err || fail 'not run from a baseline without chi2'
"$SECATEUR" report --db unsound.db >report.md 2>err || fail 'no report of it'
grep -qxF -- '- UNDECIDED sound: quality not settled: chi2 (line 1 of fit.txt: not a finite number)' report.md || fail 'what cannot be compared is decided'

# a variant that changes nothing is refused before the first run, by its name: by what it sets, or by what that renders to
sed 's/^variants: .*/variants: [{vary_each: [flaw]}, {name: nothing, set: {flaw: none}}]/' planted.yaml >nothing.yaml
! "$SECATEUR" plan nothing.yaml >out 2>err || fail 'a variant that changes nothing is planned'
grep -q "^nothing.yaml:26:40: error: 'nothing' changes nothing" err || fail 'a variant that changes nothing is not named'
sed 's/^factors: {\(.*\)}$/factors: {\1, speed: {choice: [1, 2, 3]}}/; s/^variants: .*/variants: [{vary_each: [flaw, speed]}]/
	s/^  environment:/    - {name: more, command: ["true"], when: {speed: 2}}\n&/' planted.yaml >nothing.yaml
! "$SECATEUR" plan nothing.yaml >out 2>err || fail 'a variant that renders to the baseline is planned'
[ "$(grep -c error: err)" = 1 ] && grep -q "'speed=3' (speed: 1 -> 3) changes nothing: what it runs is the same as for 'baseline'" err || fail 'it is not named alone'
