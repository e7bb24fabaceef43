#!/bin/sh
# What is in force is what the programs say: a variant that changes nothing of it is a NO-OP and not run, one that drops more or less than it
# was asked to is named, in the plan, in the database and in the report.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 e.db "$1"; }

# A program that runs the plugins it is given, but never `ghost`; `colour` needs `shape` and goes when it goes, and `flux` is always on.
cat >pipeline <<'END'
#!/bin/sh
# usage: pipeline [--show] PLUGINS
show=; [ "$1" != --show ] || { show=1; shift; }
on=,$1,
case $on in *,refused,*) ;; *,strict,*) echo 'strict needs refused' >&2; exit 4 ;; esac
for p in position shape colour flux strict refused; do
	case $p,$on in
	colour,*,shape,*) case $on in *,colour,*) ;; *) continue ;; esac ;;
	colour,*) continue ;;
	flux,*) ;;
	*) case $on in *,"$p",*) ;; *) continue ;; esac ;;
	esac
	[ -z "$show" ] || printf 'plugin %s\nplugin.%s.scratch = %s\n' "$p" "$p" "$PWD"
done
END
chmod +x pipeline
# spec VARIANTS
spec() {
	cat >e.yaml <<-END
		secateur: 1
		name: in-force
		workload:
		  adapter: command
		  steps: [{name: work, command: ["{here}/pipeline", "{plugins}"]}]
		  files: {note.txt: {text: "{input.id}"}}
		  effective: [["{here}/pipeline", --show, "{plugins}"], [cat, note.txt]]
		inputs: [{id: a}, {id: b}]
		factors: {plugins: {set: [position, shape, colour, flux, ghost, strict, refused]}}
		variants: $1
		measure: {blocks: 2, warmup: 0, seed: 1, retries: 0}
		decide: {time: wall, worth: 5 %}
	END
}

spec '[{name: no-ghost, drop: {plugins: [ghost]}}, {name: no-position, drop: {plugins: [position]}}]'
said="'no-ghost' (plugins: -ghost) changes nothing that is in force: .effective. says the same as for 'baseline'"
"$SECATEUR" plan e.yaml >out 2>err || fail 'what changes nothing is in the way of what changes something'
grep -q "e.yaml:10:19: warning: $said: it is a NO-OP, and not run" err || fail 'what changes nothing is not named'
"$SECATEUR" search e.yaml >out 2>err && fail 'search takes a variant that changes nothing'
grep -q "error: 'no-ghost' (plugins: -ghost) changes nothing: a search would only try the baseline" err || fail 'search does not say why'
[ ! -e results.db ] || fail 'a database was made'
"$SECATEUR" run e.yaml --db n.db -q >out 2>err || fail 'no runs'
[ "$(sqlite3 n.db "SELECT v.name, count(r.id) FROM variant v LEFT JOIN run r ON r.variant = v.id GROUP BY v.id ORDER BY v.name" | paste -sd' ')" = \
	'baseline|2 no-ghost|0 no-position|2' ] || fail 'what changes nothing is run'
"$SECATEUR" report --db n.db -f markdown >out 2>err || fail 'no report'
grep -q 'NO-OP no-ghost: in force, the same as baseline: not run' out || fail 'a NO-OP is not told'
! grep -q 'interim' out || fail 'something is missing'
"$SECATEUR" report --db n.db -f terminal --gate no-ghost=NO-OP >out 2>err || fail 'a gate does not know it'
[ "$(sqlite3 n.db "SELECT DISTINCT verdict FROM v_verdict WHERE variant = 'no-ghost'")" = no_op ] || fail 'the verdict is not kept'
"$SECATEUR" run e.yaml --db n.db -q >out 2>err || fail 'it does not go on'
for measure in 'blocks: 2, warmup: 2' 'blocks: 3, warmup: 2, duet: true' 'blocks: {min: 2, max: 4}, warmup: 1'; do
	rm -f w.db
	sed "s/^measure: .*/measure: {$measure, seed: 1, retries: 0}/" e.yaml >w.yaml
	"$SECATEUR" plan w.yaml 2>err | grep -q '  no-ghost$' && fail "planned: $measure"
	"$SECATEUR" run w.yaml --db w.db -q >out 2>err || fail "no runs: $measure"
	"$SECATEUR" status --db w.db >out 2>err && grep -q '; finished$' out || fail "it is never finished: $measure"
	n=$(sqlite3 w.db 'SELECT count(*) FROM run') all=$(sed -n 's/.* of \([0-9]*\) runs; \([0-9]*\) left out.*/\1-\2/p' out)
	[ "$n" = "$((${all%-*} - ${all#*-}))" ] || fail "$n runs, $all are told of: $measure"
done
if command -v valgrind >/dev/null; then
	sed 's/^measure: .*/measure: {blocks: 2, warmup: 0, seed: 1, retries: 0, counters: [exact-instructions]}/' e.yaml >exact.yaml
	"$SECATEUR" run exact.yaml --db exact.db -q >out 2>err || fail 'no runs are counted'
	[ "$(sqlite3 exact.db "SELECT v.name, count(*) FROM exact_count c JOIN variant v ON v.id = c.variant GROUP BY 1" | paste -sd' ')" = \
		'baseline|4 no-position|2' ] || fail 'a NO-OP is counted, or what is none is not'
	"$SECATEUR" status --db exact.db >out 2>err && grep -q '; finished$' out || fail 'it is never finished: its NO-OP is to be counted'
fi
sed "s/^variants: .*/variants: [{screen: [plugins]}]/; s/set: .*/set: [position, shape, ghost, colour], required: position}}/
	s/^measure: .*/measure: {blocks: 2, warmup: 0, seed: 1, retries: 0}/" e.yaml >screen.yaml
"$SECATEUR" run screen.yaml --db screen.db -q >out 2>err || fail 'no screen'
! grep -q 'NO-OP' err || fail 'a run of a screen that is as the baseline is left out'
sqlite3 screen.db "SELECT count(*), max(effective_diff = '') FROM variant" >out
[ "$(sqlite3 screen.db 'SELECT count(*) FROM run')" = "$((2 * $(cut -d'|' -f1 out)))" ] && grep -q '|1$' out || fail 'the screen has gaps'

spec '[drop_each: plugins]'
"$SECATEUR" plan e.yaml >out 2>err || fail 'no plan'
grep -q "'drop-flux' (plugins: -flux) changes nothing that is in force" err || fail 'flux is always on, and that is not told'
spec '[{name: no-ghost, drop: {plugins: [ghost]}}, {name: less, against: no-ghost, drop: {plugins: [shape]}}]'
"$SECATEUR" plan e.yaml >out 2>err && fail 'something is compared with what is not run'
grep -q "changes nothing that is in force: .* and others are compared with it" err || fail 'it does not say what is compared with it'

spec '[{name: drop-shape, drop: {plugins: [shape]}}, {name: drop-colour, drop: {plugins: [colour]}}, {name: both, drop: {plugins: [shape, colour]}},
  {name: drop-two, drop: {plugins: [position, flux]}}, {name: drop-refused, drop: {plugins: [refused]}}]'
"$SECATEUR" plan e.yaml >out 2>err || fail 'no plan'
grep -q "warning: 'drop-shape' (plugins: -shape) drops more than it was asked to: colour" err || fail 'a double drop is not named'
grep -q "warning: 'both' (.*) is in force the same as 'drop-shape'" err || fail 'twins are not named'
grep -q "warning: 'drop-two' (.*) does not drop all that it was asked to: flux" err || fail 'what stays is not named'
grep -q "warning: what is in force for 'drop-refused' is not known: '.*' failed: exit code 4: strict needs refused" err ||
	fail 'a refusal is not told'
[ "$(sed -n '/^variant drop-colour/,/^variant/p' out | sed -n '/in force:/,$p' | head -3 | tr -d ' ' | paste -sd' ')" = \
	'inforce: -plugincolour -plugin.colour.scratch={scratch}' ] || fail 'the plan does not show what is in force'
"$SECATEUR" run e.yaml --db e.db -q 2>err || [ $? = 1 ] || fail 'no runs'
[ "$(ask "SELECT change FROM variant WHERE name = 'drop-shape'")" = 'plugins: -shape (in force, colour dropped, too)' ] || fail 'not in the database'
[ "$(ask "SELECT count(*) FROM variant WHERE effective LIKE 'plugin position%' AND effective LIKE '%a' || char(10)")" = 4 ] || fail 'not what is in force'
[ "$(ask "SELECT name FROM variant WHERE effective IS NULL")" = drop-refused ] || fail 'a refusal is something in force'
"$SECATEUR" report --db e.db >out 2>err || fail 'no report'
grep -q 'plugins: -shape (in force, colour dropped, too)' out || fail 'a double drop is not in the report'
grep -q 'drop-colour, against baseline, as its programs say what is in force' out || fail 'the difference is not in the report'
grep -q 'REQUIRED' out || fail 'what fails is not required'
"$SECATEUR" run e.yaml --db e.db -q 2>err || [ $? = 1 ] || fail 'it is not the same plan any more'
[ "$(ask 'SELECT count(*) FROM experiment')" = 1 ] || fail 'the same experiment is there twice'
"$SECATEUR" try e.yaml --variant drop-colour >out 2>err || fail 'no try'
grep -q 'In force, difference from baseline' out || fail 'try does not tell what is in force'

# what is no text, or too much, is not compared by half
for show in 'head -c 100 /dev/zero' 'yes | head -c 9000000'; do
	sed "s#^  effective:.*#  effective: [sh, -c, '$show']#" e.yaml >odd.yaml
	"$SECATEUR" plan odd.yaml >out 2>err && fail "compared: $show"
	grep -q 'printed what is no text\|printed more than 8 MiB' err || fail "not told: $show"
done

# a program of another version is another pipeline, whatever the files say
printf '#!/bin/sh\necho "pipeline ${V:-1.0}"\n' >tell && chmod +x tell
sed 's/^  effective:/  version: ["{here}\/tell"]\n&/; s/name: in-force/name: versions/' e.yaml >v.yaml
"$SECATEUR" run v.yaml --db v.db -q 2>err || [ $? = 1 ] || fail 'no runs'
"$SECATEUR" run v.yaml --db v.db -q 2>err || [ $? = 1 ] || fail 'the same version is another plan'
sed -i 's/1.0/1.1/' tell
"$SECATEUR" run v.yaml --db v.db -q 2>err && fail 'another version goes on'
grep -q 'variants changed: baseline, ' err && grep -q 'programs of another version are another pipeline' err || fail 'it does not say what is another'
sed -i 's/^echo.*/exit 1/' tell
"$SECATEUR" run v.yaml --db silent.db -q 2>err || [ $? = 1 ] || fail 'a program that does not tell its version is not run'

# other programs behind the same files are another plan
sed -i 's/for p in position/for p in extra position/; s/extra,\$on/&/' pipeline
sed -i 's/^\tflux,\*) ;;/\tflux,*|extra,*) ;;/' pipeline
"$SECATEUR" run e.yaml --db e.db -q >out 2>err && fail 'what is in force has changed, and the runs go on'
grep -q 'another plan\|was frozen\|differs' err || fail 'it does not say that the plan is another'
sed -i 's/^show=;/echo broken >\&2; exit 3; &/' pipeline
"$SECATEUR" plan e.yaml >out 2>err && fail 'a baseline that cannot tell is planned'
grep -q "'.*pipeline' failed: exit code 3: broken" err || fail 'it does not say what the baseline said'
