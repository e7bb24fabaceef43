#!/bin/sh
# Quality against the baseline's own output of the same block, whichever of the two was run first: equal configurations give exactly 0,
# object by object. A block that is cut in two loses nothing by it, and a baseline that fails is the reason.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 "$db" "$1"; }

# spec MEASURE COMMAND
spec() {
	cat <<-END
		secateur: 1
		name: beside
		workload:
		  adapter: command
		  steps: [{name: work, command: [sh, -c, "$2"]}]
		inputs: [{id: a, n: 10}, {id: b, n: 20}]
		factors: {more: {choice: ["0", "3"]}, idle: {choice: ["x", "y"]}}
		variants: [vary_each: [more, idle]]
		measure: {blocks: 8, warmup: 1, seed: 4, retries: 0, $1}
		quality:
		  - {name: out, from: text, file: out, capture: "([0-9]+)"}
		  - from: command
		    command: [sh, -c, 'test -e out && printf "change\t%s\t1\n" "\$((\$(cat out) - \$(cat "{baseline}/out")))"']
		    metrics: [{name: change, within: 0.5}]
		decide: {time: wall, worth: 5 %}
	END
}
changes="SELECT group_concat(v.name || ' ' || m.n, ', ') FROM variant v JOIN
	(SELECT r.variant, count(*) || ':' || min(m.value) || '..' || max(m.value) n FROM metric m JOIN run r ON r.id = m.run
	 WHERE m.name = 'change' AND value IS NOT NULL GROUP BY 1) m ON m.variant = v.id"
for measure in 'parallel: 1' 'duet: true' 'parallel: 2'; do
	db=$(echo "$measure" | tr -d ': ').db
	spec "$measure" 'echo $(({more} + {input.n})) >out; : {idle}' >beside.yaml
	if ! "$SECATEUR" run beside.yaml --db "$db" -q 2>err; then
		[ "$measure" != 'parallel: 1' ] && [ "$(nproc)" -lt 2 ] && continue
		fail "$measure: no runs"
	fi
	case $measure in
	duet*) expected='baseline 18:0.0..0.0, more=3 9:3.0..3.0, idle=y 9:0.0..0.0' ;;
	*) expected='baseline 9:0.0..0.0, more=3 9:3.0..3.0, idle=y 9:0.0..0.0' ;;
	esac
	[ "$(ask "$changes")" = "$expected" ] || fail "$measure: $(ask "$changes")"
done
db=parallel1.db
[ "$(ask "SELECT count(DISTINCT position) > 1 FROM run WHERE variant = (SELECT id FROM variant WHERE ordinal = 0)")" = 1 ] ||
	fail 'the baseline was always at one place'
"$SECATEUR" report --db $db >report || fail 'no report'
grep -q 'more=3.*OUTSIDE' report && grep -q 'idle=y.*IDENTICAL' report || { cat report; fail 'not judged'; }
[ -z "$(find "$TMPDIR" -name 'run-*')" ] || fail 'a folder is left'

# --keep-scratch keeps all of them, the baseline's too
db=kept.db
spec 'parallel: 1' 'echo $(({more} + {input.n})) >out; : {idle}' >beside.yaml
"$SECATEUR" run beside.yaml --db $db -q --keep-scratch --scratch "$PWD" 2>err || fail 'no runs'
[ "$(find . -name 'run-*' | wc -l)" = 27 ] || fail 'not all folders are kept'
[ "$(ask "$changes")" = 'baseline 9:0.0..0.0, more=3 9:3.0..3.0, idle=y 9:0.0..0.0' ] || fail "kept: $(ask "$changes")"
rm -rf secateur-*

# stopped inside a block: what cannot be compared any more is neither a value nor a loss
db=cut.db
spec 'parallel: 1' 'sleep 0.05; echo $(({more} + {input.n})) >out; : {idle}' >beside.yaml
half="SELECT count(*) FROM (SELECT 1 FROM run r JOIN variant v ON v.id = r.variant GROUP BY r.block HAVING count(*) < 3 AND sum(v.ordinal = 0) = 1)"
n=0
until [ -e $db ] && [ "$(ask "$half" 2>/dev/null)" = 1 ]; do
	n=$((n + 1))
	[ $n -lt 60 ] || fail 'no block was cut in two'
	rm -f $db*
	timeout -s INT "$((200 + 2 * n * n))e-3" "$SECATEUR" run beside.yaml --db $db -q 2>err || :
done
"$SECATEUR" run beside.yaml --db $db -q 2>err || fail 'it does not go on'
grep -q 'in 1 block the baseline was run in another session' err || fail 'it does not warn of the block'
[ "$(ask 'SELECT count(*) FROM run')" = 27 ] || fail 'not the runs'
[ "$(ask "SELECT count(*) FROM metric WHERE name = 'change' AND value IS NULL")" = 0 ] || fail 'an absence'
[ "$(ask "SELECT count(*) < 27 FROM metric WHERE name = 'change'")" = 1 ] || fail 'all is compared'
"$SECATEUR" report --db $db >report || fail 'no report'
! grep -q LOST report || { cat report; fail 'what was not looked for is lost'; }

# the baseline's run fails on one input
db=failed.db
spec 'parallel: 1' 'test {input.n}{more}{idle} != 200x && echo $(({more} + {input.n})) >out' >beside.yaml
"$SECATEUR" run beside.yaml --db $db -q 2>err || [ $? = 1 ] || fail 'no runs'
[ "$(ask "SELECT DISTINCT absent_reason FROM metric WHERE name = 'change' AND value IS NULL")" = "the baseline's run of this block failed" ] ||
	fail "not the reason: $(ask "SELECT DISTINCT absent_reason FROM metric WHERE name = 'change'")"
[ "$(ask "SELECT count(*) FROM metric m JOIN run r ON r.id = m.run JOIN input i ON i.id = r.input
	WHERE m.name = 'change' AND ((i.key = 'b') <> (value IS NULL))")" = 0 ] || fail 'not on that input alone'

"$SECATEUR" try beside.yaml --variant more=3 --input a >out 2>err || fail 'no try'
sed -i 's/^decide: {/&method: race, /' beside.yaml
"$SECATEUR" search beside.yaml --db search.db -q 2>err && fail 'a search compares with a baseline that is not in its blocks'
grep -q 'beside.yaml:12:5: error: a search has blocks without the baseline' err || fail 'not the reason'
sed -i 's/method: race, //' beside.yaml
refuses() { sed "$2" beside.yaml >bad.yaml; "$SECATEUR" check bad.yaml >out 2>err && fail "taken: $2"; grep -qF "$1" err || fail "does not say '$1'"; }
refuses "{baseline} and the hook 'conclude' do not go together" 's/^decide:/hooks: {conclude: [rm, -f, out]}\n&/'
refuses "in a duet of 'other' and 'more=3' there is no run of the baseline to compare with" \
	's/parallel: 1/duet: true/; s/^variants: .*/variants: [{vary_each: [more]}, {name: other, against: more=3, set: {idle: y}}]/'
sed -i 's/{baseline}/{basline}/' beside.yaml
"$SECATEUR" check beside.yaml 2>err && fail 'a wrong name passes'
grep -q "did you mean 'baseline'" err || fail 'not the nearest name'

# objects of a catalogue, by real programs
command -v source-extractor >/dev/null && [ "${DETECTOR-}" ] || { echo 'source-extractor or the detector is not there'; exit 0; }
db=real.db
"$DETECTOR" simulate --size 512x512 --seed 1 a.fits
cat >real.yaml <<END
secateur: 1
name: real
workload:
  adapter: command
  steps: [{name: measure, command: [source-extractor, "{input.image}", -c, default.sex, -BACK_SIZE, "{back}", -VERBOSE_TYPE, "{talk}"]}]
  files:
    default.sex: {text: "CATALOG_NAME out.cat\nCATALOG_TYPE FITS_LDAC\nPARAMETERS_NAME out.param\nFILTER N\nDETECT_MINAREA 5\n"}
    out.param: {text: "X_IMAGE\nY_IMAGE\nFLUX_AUTO\n"}
inputs: [{id: a, image: $PWD/a.fits}]
factors: {back: {choice: [64, 32]}, talk: {choice: [NORMAL, QUIET]}}
variants: [vary_each: [back, talk]]
measure: {blocks: 2, warmup: 0, seed: 1, retries: 0}
quality:
  - {name: pairs, from: fits_rows, file: out.cat, hdu: LDAC_OBJECTS}
  - from: fits_match
    file: out.cat
    hdu: LDAC_OBJECTS
    reference: {file: "{baseline}/out.cat", hdu: LDAC_OBJECTS}
    on: {x: X_IMAGE, y: Y_IMAGE}
    radius: 2
    compare: FLUX_AUTO
    relative: true
    give: {bias: flux_bias, scatter: flux_scatter, completeness: found_again}
    metrics: [{name: flux_bias, within: 0.01}, {name: flux_scatter}, {name: found_again}]
decide: {time: cpu, worth: 5 %}
END
"$SECATEUR" run real.yaml --db $db -q 2>err || fail 'no real runs'
real() { ask "SELECT DISTINCT m.value $2 FROM metric m JOIN run r ON r.id = m.run JOIN variant v ON v.id = r.variant WHERE v.name = '$1' AND m.name = '$3'"; }
for v in baseline talk=QUIET; do
	[ "$(real $v '= 0' flux_bias),$(real $v '= 0' flux_scatter),$(real $v '= 1' found_again)" = 1,1,1 ] || fail "$v is not the baseline, object by object"
done
[ "$(real back=32 '> 0' flux_scatter)" = 1 ] || fail 'another background changes no flux'
