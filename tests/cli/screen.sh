#!/bin/sh
# A screen drops about half of the components at a time, and tells from all runs what each of them saves, alone and beside the others. It
# nominates: its runs are no variants with a verdict, and take nothing from the others' certainty.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
cat >cost <<'END'
#!/bin/sh
# usage: cost INPUT PARTS MODE: what it took, in ms: a saves 30 %, b 20 %, e and f 10 % when both go, the slow mode costs 25 %
c=100
case ,$2, in *,a,*) ;; *) c=$((c - 30)) ;; esac
case ,$2, in *,b,*) ;; *) c=$((c - 20)) ;; esac
case ,$2, in *,e,*|*,f,*) ;; *) c=$((c - 10)) ;; esac
[ "$3" = slow ] || c=$((c - 25))
case ,$2, in *,g,*) ;; *,h,*) echo 'h without g' >&2; exit 3 ;; esac
echo "took $((c * $1))" >took
END
chmod +x cost
cat >s.yaml <<'END'
secateur: 1
name: screened
workload: {adapter: command, steps: [{name: work, command: ["{here}/cost", "{input.n}", "{parts}", "{mode}"]}]}
inputs: [{id: x, n: 3}]
factors:
  parts: {set: [need, a, b, c, d, e, f, g, h], required: need}
  mode: {choice: [slow, quick]}
variants:
  - screen: [parts, mode]
  - {name: no-a, drop: {parts: a}}
measure: {blocks: 8, warmup: 0, seed: 1, retries: 0}
timers: [{name: took, from: text, file: took, capture: "took (.*)", unit: ms}]
decide: {time: took, worth: 5 %}
END
"$SECATEUR" check s.yaml >out 2>err || fail 'not taken'
! grep -q '25 variants ask\|24 variants ask' err || fail 'the runs of a screen ask for more inputs'
"$SECATEUR" plan s.yaml --format json >plan.json
ask() { sqlite3 :memory: "WITH j(x) AS (SELECT CAST(readfile('plan.json') AS TEXT)), v(v) AS (SELECT value FROM j, json_each(x, '\$.variants')) $1"; }
# each component in half of the runs, each two of them in a quarter; the baseline is one of 24
[ "$(ask "SELECT count(*) FROM v WHERE v->>'kind' IN ('screen', 'baseline')")" = 24 ] || fail 'not two designs of twelve'
[ "$(ask "SELECT v->>'name' FROM v LIMIT 1 OFFSET 1")" = no-a ] || fail 'a screen is not last'
for p in a b c d e f g h; do
	[ "$(ask "SELECT count(*) FROM v WHERE v->>'kind' IN ('screen', 'baseline') AND EXISTS (SELECT 1 FROM json_each(v, '\$.settings.parts') WHERE value = '$p')")" = 12 ] ||
		fail "$p is not in half of the runs"
done
[ "$(ask "SELECT count(*) FROM v WHERE v->>'kind' IN ('screen', 'baseline') AND v->>'\$.settings.mode' = 'slow'
	AND EXISTS (SELECT 1 FROM json_each(v, '\$.settings.parts') WHERE value = 'b')")" = 6 ] || fail 'not orthogonal'
[ "$(ask "SELECT count(*) FROM v WHERE NOT EXISTS (SELECT 1 FROM json_each(v, '\$.settings.parts') WHERE value = 'need')")" = 0 ] || fail 'what is required goes'

"$SECATEUR" run s.yaml --db s.db -q 2>err || [ $? = 1 ] || fail 'no runs'
"$SECATEUR" report --db s.db >report 2>err || fail 'no report'
sed -n '/^## Screening/,/^## [^S]/p' report >screening
row() { grep -F "| $1 " screening | tr -s ' '; }
near() { # CHANGE COLUMN EXPECTED
	x=$(row "$1" | cut -d'|' -f"$2" | sed 's/^ *\([^ ]*\) .*/\1/')
	awk -v x="$x" -v e="$3" 'BEGIN { exit !(x != "" && x - e < 1.5 && e - x < 1.5) }' || { cat screening; fail "$1: $x in column $2, not $3"; }
}
near 'parts: -a' 3 -30
near 'parts: -b' 3 -20
near 'mode: slow -> quick' 3 -25
near 'parts: -c' 3 0
near 'parts: -e' 4 0
near 'parts: -e' 5 -10
for p in a b; do row "parts: -$p" | grep -q '| yes |' || fail "$p is not nominated"; done
for p in c d; do ! row "parts: -$p" | grep -q yes || fail "$p is nominated"; done
row 'parts: -g' | grep -q '| [1-9][0-9]*/[1-9][0-9]* |' || fail 'failures without g are not counted'
grep -q 'parts: -e and parts: -f' screening || { cat screening; fail 'what two do together is not told'; }
grep -q 'no-a.*DROP' report || fail 'the variant has no verdict'
! grep -q '| screen-.*parts:' report || { grep screen- report; fail 'a run of the screen has a verdict'; }
[ "$(sqlite3 s.db "SELECT count(DISTINCT variant) FROM verdict")" = 2 ] || fail 'a run of the screen has a verdict in the database'

# alone, with components that require others
sed -i '/no-a/d; s/required: need/required: need, requires: {h: [g]}/; s/blocks: 8/blocks: 2/; s/name: screened/name: alone/' s.yaml
"$SECATEUR" run s.yaml --db alone.db -q 2>err || fail 'runs fail though h goes when g goes'
"$SECATEUR" report --db alone.db >report 2>err || fail 'no report of a screen alone'
grep -q '^## Screening' report || fail 'nothing is screened'
# a row that is a variant by itself, too, is a run of the design all the same
sed 's/^  - screen: .*/  - screen: parts\n  - drop_each: parts/; s/set: .need.*/set: [need, a, b], required: need}/' s.yaml >both.yaml
[ "$("$SECATEUR" check both.yaml 2>err | awk '$1 ~ /^(screen|drop)-/ { print $1 }' | paste -sd' ')" = 'drop-a drop-b screen-01 screen-04 screen-05' ] ||
	{ "$SECATEUR" check both.yaml; fail 'a row of the design is left out'; }

# what decides is in no timed run: that is said, not left out
command -v valgrind >/dev/null && {
	sed 's/^  - screen: .*/  - screen: [parts, mode]/; s/set: \[need.*/set: [need, a, b], required: need}/; s/^  parts: {set: \[need, a, b\], required: need}.*/  parts: {set: [need, a, b], required: need}/
		s/^timers:.*//; s/time: took/time: exact-instructions/; s/blocks: 2/blocks: 1, counters: [exact-instructions]/; s/name: alone/name: counted/' s.yaml >counted.yaml
	"$SECATEUR" run counted.yaml --db counted.db -q 2>err || fail 'no counted runs'
	"$SECATEUR" report --db counted.db 2>err | grep -q 'Nothing can be told of single components: no timed run has what decides' ||
		fail 'a screen by what no timed run has says nothing'
}

refuses() { sed "$2" s.yaml >bad.yaml; "$SECATEUR" check bad.yaml >out 2>err && fail "taken: $2"; grep -qF "$1" err || fail "does not say '$1'"; }
refuses "'mode' has 3 levels: a screen takes choices of two" 's/slow, quick/slow, quick, other/'
refuses "there is no factor 'part'; did you mean 'parts'?" 's/screen: \[parts/screen: [part/'
refuses "'mode' is listed twice" 's/screen: .*/screen: [mode, parts, mode]/'
refuses 'there is a screen already' 's/  - screen: .*/&\n  - screen: parts/'
refuses 'a screen is of 2 to 199 components, not of 1' 's/screen: .*/screen: mode/'
