#!/bin/sh
# Timers are durations of parts of a run: of steps, all passes together, or what files tell, in their unit. They are costs like the others,
# and one of them, or a step, may decide.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 t.db "$1"; }
spec() {
	cat >t.yaml <<-END
		secateur: 1
		name: timed
		workload:
		  adapter: command
		  steps:
		    - {name: fast, command: [sh, -c, "echo fit took {took} ms >note; echo '{{\"fit\": 0.25}' >t.json"]}
		    - {name: slow, command: [sleep, "{nap}"]}
		    - {name: extra, command: [sh, -c, "i=0; while [ \$i -lt 20000 ]; do i=\$((i+1)); done"], when: {took: "1500"}}
		  loop: {steps: [slow], times: 2}
		inputs: [{id: a}]
		factors: {nap: {choice: ["0.05", "0.01"]}, took: {choice: ["1500", "500", "-3", "long"]}}
		variants: [vary_each: [nap, took]]
		measure: {blocks: 8, warmup: 0, seed: 1, retries: 0}
		timers:
		  - {name: naps, step: slow}
		  - {name: loop, step: extra, of: cpu}
		  - {name: fit, from: text, file: note, capture: "took (.*) ms", unit: ms}
		  - {name: fit_s, from: json, file: t.json, path: /fit}
		decide: {time: $1, worth: 5 %}
	END
}
spec naps
"$SECATEUR" run t.yaml --db t.db -q 2>err || fail 'no runs'
value() { ask "SELECT group_concat(x, ' ') FROM (SELECT DISTINCT coalesce(e.absent_reason, CAST(e.value AS INTEGER) || e.unit) x FROM reading e
	JOIN run r ON r.id = e.run JOIN variant v ON v.id = r.variant WHERE e.step IS NULL AND e.event = '$1' AND v.name = '$2')"; }
[ "$(value fit baseline)" = 1500000000ns ] || fail "fit: $(value fit baseline)"
[ "$(value fit took=500)" = 500000000ns ] || fail "fit: $(value fit took=500)"
[ "$(value fit took=-3)" = 'it is no duration' ] || fail "fit: $(value fit took=-3)"
[ "$(value fit took=long | cut -c1-40)" != '' ] && [ "$(ask "SELECT count(*) FROM reading WHERE event = 'fit' AND value IS NULL")" = 16 ] || fail 'words are a time'
[ "$(value fit_s baseline)" = 250000000ns ] || fail "fit_s: $(value fit_s baseline)"
[ "$(value loop took=500)" = 'no such step was run' ] || fail "loop: $(value loop took=500)"
[ "$(ask "SELECT min(value) > 1e8 FROM reading e JOIN run r ON r.id = e.run JOIN variant v ON v.id = r.variant
	WHERE event = 'naps' AND v.name = 'baseline'")" = 1 ] || fail 'not both passes'
[ "$(ask "SELECT count(*) FROM reading e JOIN run r ON r.id = e.run WHERE event = 'naps' AND e.step IS NULL
	AND value <> (SELECT sum(wall_ns) FROM step s WHERE s.run = r.id AND s.name = 'slow')")" = 0 ] || fail 'not the sum of the steps'
"$SECATEUR" report --db t.db >report || fail 'no report'
grep -q '^| nap=0.01 .*-> 0.01 *| *-[5-8][0-9.]* % ' report || { cat report; fail 'the timer does not decide'; }
grep -q 'fit_s' report || fail 'a timer is not in the report'

# what LSST's tasks tell of themselves: all of it by its own names, beside those that the experiment names
cat >lsst.yaml <<-END
	secateur: 1
	name: lsst
	workload:
	  adapter: command
	  steps:
	    - {name: run, command: [cp, -r, --no-preserve=timestamps, "$SOURCE_DIR/tests/data/lsst", out]}
	    - {name: break, command: [cp, /dev/null, out/b_metadata_2.json], when: {broken: "yes"}}
	factors: {broken: {choice: ["no", "yes"]}}
	variants: [vary_each: [broken]]
	measure: {blocks: 2, warmup: 0, seed: 1, retries: 0}
	timers:
	  - {from: lsst_metadata, files: "**/*_metadata_*.json"}
	  - {name: characterizeImage.run, from: lsst_metadata, files: "**/*_metadata_*.json"}
	  - {name: psf, from: lsst_metadata, files: "**/*_metadata_*.json", value: "characterizeImage:measurePsf.run"}
	quality:
	  - {name: sources, from: lsst_metadata, files: "**/*_metadata_*.json", value: "characterizeImage:measurement.nSources", within: 1 %}
	decide: {time: characterizeImage.run}
END
"$SECATEUR" run lsst.yaml --db lsst.db -q 2>err || fail 'no runs'
lsst() { sqlite3 lsst.db "SELECT DISTINCT coalesce(e.absent_reason, round(e.value) || e.unit) FROM reading e JOIN run r ON r.id = e.run
	JOIN variant v ON v.id = r.variant WHERE e.step IS NULL AND e.event = '$1' AND v.name = '$2'"; }
[ "$(lsst characterizeImage.run baseline)" = 349044000.0ns ] || fail "run: $(lsst characterizeImage.run baseline)"
[ "$(lsst psf baseline)" = 675000.0ns ] || fail "psf: $(lsst psf baseline)"
[ "$(lsst characterizeImage:measurement.run.cpu baseline)" = 345396258.0ns ] || fail 'not all calls'
[ "$(lsst characterizeImage.quanta baseline)" = 1.0quanta ] || fail 'files are not counted'
for name in psf characterizeImage.run lsst_metadata; do
	[ "$(lsst $name broken=yes)" = 'out/b_metadata_2.json is empty' ] || fail "$name: $(lsst $name broken=yes)"
done
[ "$(lsst characterizeImage.quanta broken=yes)" = '' ] || fail 'a part is taken for the whole'
"$SECATEUR" report --db lsst.db >report || fail 'no report'
grep -q 'LOST' report && grep -q 'characterizeImage:measurement.run' report || { cat report; fail 'not in the report'; }
"$SECATEUR" check lsst.yaml --explain >out || fail 'not explained'
grep -q '(all there are) *lsst_metadata' out || fail 'no timer without a name'
sed -i 's/time: characterizeImage.run/time: characterizeImage.rn/' lsst.yaml
! "$SECATEUR" check lsst.yaml 2>err && grep -q "did you mean 'characterizeImage.run'" err || fail 'no nearest time'

# a step decides by its wall time
rm -f t.db
spec slow
"$SECATEUR" run t.yaml --db t.db -q 2>err || fail 'no runs'
[ "$(ask 'SELECT primary_measure FROM experiment')" = slow ] || fail 'the step does not decide'
[ "$(ask "SELECT count(*) FROM reading WHERE event = 'slow' AND step IS NULL AND value IS NOT NULL")" = 40 ] || fail 'the step is not timed'
"$SECATEUR" schema >schema.json && python3 "$SOURCE_DIR/tests/helpers/validate.py" schema.json t.yaml || fail 'not by the schema'

refuses() { # WORDS SED
	spec "${3:-naps}"
	sed -i "$2" t.yaml
	"$SECATEUR" check t.yaml >out 2>err && fail "taken: $2"
	grep -qF "$1" err || fail "does not say '$1'"
}
refuses "there is no step 'slwo'; did you mean 'slow'?" 's/step: slow/step: slwo/'
refuses "'parsec' is no unit of time" 's/unit: ms/unit: parsec/'
refuses "the timer 'fit' is named twice" 's/fit_s/fit/'
refuses "'wall' is measured of every run as a whole" 's/name: naps/name: wall/' wall
refuses "'peak_memory' is measured of every run as a whole" 's/name: naps/name: peak_memory/' wall
refuses "'exact-instructions' is measured of every run as a whole" 's/name: naps/name: exact-instructions/' wall
refuses "one of the keys 'from' and 'step'" 's/step: slow}/file: x}/'
refuses "'naaps' is not measured; did you mean 'naps'?" 's/time: naps/time: naaps/'
refuses "'page-faults' is a counter, too" 's/name: fit_s/name: page-faults/'
refuses "gives digests: no time can be taken out of them" 's/from: json, file: t.json, path: .fit/from: hash, file: t.json/'
refuses "'name' is missing" 's/name: fit_s, from/from/'
refuses "'lsst_metadata' names its times itself" 's/name: fit_s, from: json, file: t.json, path: .fit/from: lsst_metadata, files: t.json, unit: ms/'
