#!/bin/sh
# RFC-857's question, asked small: the shipped experiment on the real pipeline, one detector, with psfex and one iteration, since that is faster.
# What slots need is REQUIRED with the message of its validation, a name that there is none of a NO-OP, what leaves the PSF's stars without a
# statistic LOST, and ten plugins go and nothing else is lost.
# In build/lsst, where experiments/lsst/setup.sh made it: nothing is installed here.
set -eu
fail() { tail -n 30 out err 2>/dev/null || :; echo "$1"; exit 1; }
skip() { echo "skipped: $1"; exit 77; }
lsst=$SOURCE_DIR/build/lsst
cmp -s "$SOURCE_DIR/experiments/lsst/requirements.txt" "$lsst/venv/requirements.txt" && [ -e "$lsst/inputs.csv" ] ||
	skip "$lsst is not set up: experiments/lsst/setup.sh makes it"
command -v psfex >/dev/null || skip 'psfex is not installed'
runs=test/lsst_rfc-$$
trap '"$lsst/venv/bin/butler" remove-runs --no-confirm --force "$lsst/repo" "$runs/*" >/dev/null 2>&1 || :' EXIT

cat >small.yaml <<END
include: $SOURCE_DIR/experiments/lsst/rfc-857.yaml
name: small
workload: {pipeline: "$SOURCE_DIR/experiments/lsst/ApPipe.yaml#processCcd", outputs: remove, output: "$runs/{run}"}
factors:
  psf_iterations: {choice: [1, 2]}
  psf_determiner: {choice: [psfex, piff]}
variants:
  - {name: drop-base_SdssCentroid, drop: {plugins: [base_SdssCentroid]}}
  - {name: drop-base_SdssShape, drop: {plugins: [base_SdssShape]}}
  - {name: drop-base_Blendednes, drop: {plugins: [base_Blendednes]}}
  - name: may-2022
    drop:
      plugins: [ext_shapeHSM_HsmShapeRegauss, ext_shapeHSM_HsmSourceMomentsRound, ext_shapeHSM_HsmPsfMomentsDebiased,
        ext_photometryKron_KronFlux, ext_convolved_ConvolvedFlux, ext_gaap_GaapFlux, modelfit_DoubleShapeletPsfApprox, modelfit_CModel]
hooks: {cleanup: ["true"]}
measure: {blocks: 1, warmup: 0, retries: 0, parallel: 1, seed: 1}
END
nice -n 10 "$SECATEUR" run small.yaml --set "lsst=$lsst" --db small.db -q >out 2>err || [ $? = 1 ] || fail 'no runs'
"$SECATEUR" report --db small.db -f markdown >report.md 2>err || fail 'no report'
ask() { sqlite3 small.db "$1"; }

is() { # VARIANT VERDICT
	[ "$(ask "SELECT DISTINCT verdict FROM v_verdict WHERE variant = '$1'")" = "$2" ] || fail "$1 is not $2: $(grep "$1" report.md)"
}
is drop-base_SdssCentroid required
ask "SELECT reason FROM run JOIN variant v ON v.id = run.variant WHERE v.name = 'drop-base_SdssCentroid'" |
	grep -q "^exit code 1 in step graph: FieldValidationError: .*source centroid slot algorithm is not being run" || fail 'the wrong reason'
grep -q '^- NO-OP drop-base_Blendednes' report.md || fail 'a NO-OP is not one'

# lost VARIANT: the metrics without a value
lost() {
	ask "SELECT DISTINCT m.name FROM metric m JOIN run r ON r.id = m.run JOIN variant v ON v.id = r.variant
		WHERE v.name = '$1' AND m.value IS NULL ORDER BY 1" | paste -sd,
}
for variant in baseline drop-base_SdssShape may-2022; do
	[ "$(ask "SELECT count(*) FROM run r JOIN variant v ON v.id = r.variant WHERE v.name = '$variant' AND r.reason IS NULL")" = 1 ] ||
		fail "$variant: $(ask "SELECT v.name, r.reason FROM run r JOIN variant v ON v.id = r.variant")"
done
[ -z "$(lost baseline)" ] || fail "the baseline has no $(lost baseline)"
[ -z "$(lost may-2022)" ] || fail "with ten plugins there is no $(lost may-2022)"
[ "$(lost drop-base_SdssShape)" = psf_e1_scatter,psf_size_bias,psf_size_scatter ] || fail "without SdssShape is lost: $(lost drop-base_SdssShape)"

# times of each task, and of its subtasks
for event in quanta isr.quantum characterizeImage:measurement.run characterizeImage:measurePsf.run characterizeImage.unattributed calibrate.quantum; do
	[ "$(ask "SELECT count(DISTINCT r.variant) FROM reading g JOIN run r ON r.id = g.run WHERE g.event = '$event' AND g.value > 0")" = 3 ] ||
		fail "not all runs tell $event"
done
[ -z "$(find "$lsst/repo/$runs" -type f 2>/dev/null)" ] || fail 'outputs stay'
