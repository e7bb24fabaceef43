#!/bin/sh
# A path goes from the baseline to another variant, one change a step, the one that saves most first. Its steps are frozen, resumed and judged
# like any other runs, and the report says what each of them saves, and all together.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
cat >cost <<'END'
#!/bin/sh
# usage: cost INPUT PARTS MODE: a saves 10, and 30 more once b is gone; b saves 20; c saves nothing; the quick mode saves 15, d cannot go but with c
c=100
case ,$2, in *,b,*) b=1 ;; *) b=0; c=$((c - 20)) ;; esac
case ,$2, in *,a,*) ;; *) c=$((c - 10 - 30 * (1 - b))) ;; esac
[ "$3" = slow ] || c=$((c - 15))
echo "took $c" >took
sleep "${NAP:-0}"
END
chmod +x cost
cat >p.yaml <<'END'
secateur: 1
name: pathed
workload:
  adapter: command
  steps: [{name: work, command: ["{here}/cost", "{input.n}", "{parts}", "{mode}"]}]
inputs: [{id: x, n: 3}]
factors:
  parts: {set: [need, a, b, c, d], required: need, requires: {d: [c]}}
  mode: {choice: [slow, quick]}
variants:
  - {name: lean, drop: {parts: [a, b, c]}, set: {mode: quick}}
  - path: {to: lean}
measure: {blocks: 6, warmup: 1, seed: 1, retries: 0}
timers: [{name: took, from: text, file: took, capture: "took (.*)", unit: ms}]
decide: {time: took, worth: 5 %}
END
"$SECATEUR" check p.yaml >out 2>err || fail 'not taken'
grep -q '^  -a, -b, -c, -d, mode=quick: 5 at first, at most 15 more variants' out || { cat out; fail 'check does not tell the path'; }
"$SECATEUR" plan p.yaml 2>err | grep -q 'path from baseline to lean' || fail 'plan does not tell the path'

"$SECATEUR" run p.yaml --db p.db -q 2>err || fail 'no runs'
ask() { sqlite3 "$1" "$2"; }
steps="SELECT group_concat(x, '; ') FROM (SELECT path_step || ': ' || (SELECT group_concat(name, ' ') FROM (SELECT name FROM variant v WHERE v.experiment = e.id AND ordinal > 0 ORDER BY ordinal)) x
	FROM experiment e WHERE path_of = 'pathed' AND path_to = 'lean' ORDER BY path_step)"
expected='1: -a -b -c -d mode=quick; 2: -a -c -d mode=quick; 3: -c -d mode=quick; 4: -c -d; 5: -'
case "$(ask p.db "$steps")" in
'1: -a -b -c -d mode=quick; 2: -a -c -d mode=quick; 3: -c -d mode=quick; 4: -c -d'*) ;;
*) fail "not the path: $(ask p.db "$steps")" ;;
esac
"$SECATEUR" report --db p.db >report 2>err || fail 'no report'
sed -n '/^## The path to lean/,/^## [^T]/p' report | tr -s ' ' >path
row() { grep "^| $1 |" path; }
row 1 | grep -q '| parts: -b | -20 % .*| -20 % | 5 |' || { cat path; fail 'not b first'; }
row 2 | grep -q '| parts: -a | -50 % .*| -60 % | 4 |' || { cat path; fail 'not a second, which saves more once b is gone'; }
row 3 | grep -q '| mode: slow -> quick | -37.5 % .*| -75 % | 3 |' || { cat path; fail 'not the mode third'; }
grep -q 'All steps together: -75 % by their product; measured at once, of lean: -75 %' path || { cat path; fail 'not all together'; }
[ "$(ask p.db "SELECT count(*) FROM run WHERE outcome <> 'ok'")" = 0 ] || fail 'runs fail'
n=$(ask p.db 'SELECT count(*) FROM run')
"$SECATEUR" run p.yaml --db p.db -q 2>err || fail 'it does not resume'
[ "$(ask p.db 'SELECT count(*) FROM run')" = "$n" ] || fail 'what is there is run again'
"$SECATEUR" status --db p.db >out 2>err && grep -q '^pathed: 14 of 14' out || { cat out; fail 'status is not that of the experiment'; }

# killed at whatever place, the same path
sed -i 's/steps: \[/environment: {NAP: "0.02"}\n  steps: [/' p.yaml
for t in 0.2 0.5 0.9 1.3 1.7; do
	"$SECATEUR" run p.yaml --db k.db -q 2>err &
	sleep $t
	kill -KILL $! 2>/dev/null || break
	wait $! 2>/dev/null || : # until it holds the database no more
done
"$SECATEUR" run p.yaml --db k.db -q 2>err || fail 'it does not go on'
[ "$(ask k.db "$steps")" = "$(ask p.db "$steps")" ] || fail "another path: $(ask k.db "$steps")"
[ "$(ask k.db 'SELECT count(*) FROM run')" = "$n" ] || fail 'not the same runs'

# it comes along
"$SECATEUR" merge all.db p.db 2>err >out || fail 'not merged'
"$SECATEUR" export --db all.db --format jsonl -o all.jsonl 2>err && "$SECATEUR" import all.jsonl --db back.db >out 2>err || fail 'not imported'
"$SECATEUR" report --db back.db 2>err | tr -s ' ' | grep -q '^| 2 | parts: -a' || fail 'merged, exported and imported, it is gone'

# components of one name in two sets
sed 's/^factors:/&\n  others: {set: [a, z], required: z}/; s/{input.n}"/{others}"/; s/set: {mode: quick}/&, keep_only: {others: z}/; s/drop: {parts: .a, b, c.}/drop: {parts: [a, b, c], others: a}/; s/, keep_only: {others: z}//' p.yaml >two.yaml
"$SECATEUR" check two.yaml >out 2>err || fail 'two sets are not taken'
grep -q '^  -a, parts-a, -b, -c, -d, mode=quick: 6 at first' out || { cat out; fail 'two steps of one name'; }

refuses() { sed "$2" p.yaml >bad.yaml; "$SECATEUR" "${3:-check}" bad.yaml >out 2>err && fail "taken: $2"; grep -qF "$1" err || fail "does not say '$1'"; }
refuses "there is no variant 'leen'; did you mean 'lean'?" 's/to: lean/to: leen/'
refuses "there is a path to 'lean' already" 's/^measure:/  - {name: mid, drop: {parts: a}}\n  - {against: mid, path: {to: lean}}\n&/'
refuses "the path ends where it begins: 'baseline'" 's/to: lean/to: baseline/'
refuses "unknown key 'too'; did you mean 'to'?" 's/to: lean/too: lean/'
refuses "this excludes 'lean', an end of a path" 's/^measure:/exclude: [{mode: quick}]\n&/'
refuses 'a search takes no paths' 's/^decide: {/&method: race, /' search
