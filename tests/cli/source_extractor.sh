#!/bin/sh
# The source_extractor adapter with the real program: one image, settings, columns. What the program says is in force finds the variants
# that change nothing; numbers that it writes into headers are metrics.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 s.db "$1"; }
for seed in 1 2; do "$DETECTOR" simulate --size 256x256 --seed $seed $seed.fits; done
cat >field.sex <<'END'
FILTER_NAME     gauss.conv   # one of the run's own files
BACK_SIZE       {mesh}
DETECT_THRESH   1.0
VERBOSE_TYPE    QUIET
CATALOG_NAME    /nowhere/field.cat
END
cat >s.yaml <<'END'
secateur: 1
name: field
workload:
  adapter: source_extractor
  image: "{here}/{input.id}.fits"
  config: field.sex
  settings: {DETECT_THRESH: "{threshold}", PHOT_APERTURES: "{apertures}", INTERP_TYPE: "{interpolation}"}
  columns: "NUMBER  # counts\n{measurements}"
  files: {gauss.conv: {text: "CONV NORM\n1 2 1\n2 {peak} 2\n1 2 1\n"}}
inputs: [{id: 1}, {id: 2}]
factors:
  measurements: {set: {position: [X_IMAGE, Y_IMAGE], win: [XWIN_IMAGE, YWIN_IMAGE], aper: [FLUX_APER(2)], vignet: ["VIGNET(9,9)"]}}
  threshold: {choice: ["1.5", "3", high]}
  mesh: {choice: [64, 128]}
  peak: {choice: [4, 8]}
  interpolation: {choice: [NONE, ALL]}
  apertures: {choice: ["5,10", "5,12"]}
variants: [drop_each: measurements, vary_each: [threshold, mesh, peak, interpolation, apertures]]
measure: {blocks: 2, warmup: 0, seed: 1, retries: 0}
quality:
  - {name: sources, from: fits_rows, file: measure.cat, hdu: LDAC_OBJECTS, within: 1 %}
  - {name: columns, from: fits_header, file: measure.cat, hdu: LDAC_OBJECTS, keyword: TFIELDS}
  - {name: missing, from: fits_header, file: measure.cat, hdu: LDAC_OBJECTS, keyword: TFIELD}
END

# a column that there is none of, a third aperture for two columns, a setting that is spelled wrong: nothing of the kind is in force
sed 's/\(aper: \[FLUX_APER(2)\)\]/\1], ghost: [COUNTS]/' s.yaml >ghost.yaml
sed 's/"5,12"/"5,10,20"/' s.yaml >third.yaml
sed 's/DETECT_THRESH: /DETECT_TRESH: /; s/, high\]/]/' s.yaml >spelled.yaml
for nothing in ghost third spelled; do
	"$SECATEUR" plan $nothing.yaml >out 2>err || fail "$nothing is in the way of what changes something"
	[ "$(grep -c ' changes nothing that is in force' err)" = 1 ] || fail "not $nothing alone is named"
	sed '/^  config:/s/$/\n  effective: no/' $nothing.yaml >unasked.yaml
	"$SECATEUR" plan unasked.yaml >out 2>err || fail "$nothing is refused, and nothing was asked"
done

"$SECATEUR" plan s.yaml >out 2>err || fail 'no plan'
for line in '- column FLUX_APER(2)' '- column VIGNET(9,9)' '+ Detect_Thresh = 3' '+ Back_Size = 128' '+ 2 8 2' '+ -INTERP_TYPE ALL' \
	'+ Phot_Apertures = 5 12'; do
	grep -qxF -e "    $line" out || fail "in force is no '$line'"
done
grep -q "what is in force for 'threshold=high' is not known: .*zero or negative thresholds" err || fail 'a threshold that is no number is one'

status=0
"$SECATEUR" run s.yaml --db s.db -q >out 2>err || status=$?
[ $status -eq 1 ] || fail "exit status $status"
[ "$(ask "SELECT group_concat(name || ' ' || outcome) FROM (SELECT DISTINCT v.name, outcome FROM run r JOIN variant v ON v.id = r.variant WHERE outcome != 'ok')")" = 'threshold=high exit' ] ||
	fail 'not the threshold that is no number failed alone'
[ "$(ask "SELECT count(DISTINCT variant) FROM run WHERE outcome = 'ok'")" = 10 ] || fail 'not all others ran'
ask "SELECT version FROM session_version WHERE program = 'source-extractor'" | grep -q '^Source Extractor version [0-9]' || fail 'no version'
metric() { ask "SELECT DISTINCT coalesce(CAST(m.value AS INTEGER), m.absent_reason) FROM metric m JOIN run r ON r.id = m.run
	JOIN variant v ON v.id = r.variant WHERE v.name = '$1' AND m.name = '$2'"; }
[ "$(metric baseline columns)" = 7 ] || fail "columns: $(metric baseline columns)"
[ "$(metric drop-win columns)" = 5 ] || fail "columns: $(metric drop-win columns)"
[ "$(metric baseline missing)" = "no keyword TFIELD in LDAC_OBJECTS; did you mean 'TFIELDS'?" ] || fail "$(metric baseline missing)"
