#!/bin/sh
# The small LSST pipeline runs under the real pipetask, and what breaks when a plugin goes breaks as in the original.
# In build/lsst, where experiments/lsst/setup.sh made it: nothing is installed here.
set -eu
fail() { tail -n 30 out err 2>/dev/null || :; echo "$1"; exit 1; }
lsst=$SOURCE_DIR/build/lsst
bin=$lsst/venv/bin
cmp -s "$SOURCE_DIR/experiments/lsst/requirements.txt" "$lsst/venv/requirements.txt" && [ -e "$lsst/inputs.csv" ] ||
	{ echo "skipped: $lsst is not set up: experiments/lsst/setup.sh makes it"; exit 77; }
command -v psfex >/dev/null || { echo 'skipped: psfex is not installed'; exit 77; }

PYTHONPATH=$SOURCE_DIR/experiments/lsst/python
OMP_NUM_THREADS=1
export PYTHONPATH OMP_NUM_THREADS
pipeline=$SOURCE_DIR/experiments/lsst/ApPipe.yaml
plugins='config.measurement.plugins.names'

# dump FILE LINE: the configuration of characterizeImage with this line, into FILE
dump() {
	echo "$2" >override.py
	nice -n 10 "$bin/pipetask" build -p "$pipeline#characterizeImage" -C characterizeImage:override.py --show dump-config >"$1" 2>err
}
dump whole pass || fail 'the pipeline has no dump'
active=$(sed -n "s/^$plugins=//p" whole | tr ',' '\n' | wc -l)
[ "$active" -eq 18 ] || fail "$active plugins in place of the 18 of w.2022.21"
# a name that is not there is taken away without a word
dump typo "$plugins -= ['base_SdsShape']" || fail 'a typo is refused'
cmp -s whole typo || fail 'a typo changes the configuration'
! dump out "$plugins -= ['base_SdssCentroid']" || fail 'no centroid, and nobody minds'
grep -q 'source centroid slot algorithm is not being run\.' err || fail 'the wrong reason'
! dump out "$plugins -= ['ext_shapeHSM_HsmSourceMoments']" || fail 'no shape, and nobody minds'
grep -q "source shape slot algorithm 'ext_shapeHSM_HsmSourceMoments' is not being run\." err || fail 'the wrong reason'
! dump out "config.measurePsf.makePsfCandidates.kernelSize = 21" || fail "a stamp larger than Piff's"
grep -q 'PIFF kernelSize=25 must be >= psf candidate kernelSize=21' err || fail 'the wrong reason'

# the fields of the original's PSF determiners: what has an effect there and would have none here is refused
"$bin/python" - >facts 2>err <<'EOF' || fail 'the original has other fields'
from appipe.psf import PiffPsfDeterminerConfig, PsfexPsfDeterminerConfig


def refused(Config, field, value):
    config = Config()
    try:
        setattr(config, field, value)
        config.validate()
    except ValueError as error:
        return any(why in str(error) for why in (f"{field} must be", f"Value {value} is not a valid value", "jax is not installed"))
    return False


for field, default, other in (
    ("lam", 0.05, 0.1),
    ("reducedChi2ForPsfCandidates", 2.0, 3.0),
    ("spatialReject", 3.0, 4.0),
    ("tolerance", 1e-2, 0.1),
    ("sizeCellX", 256, 128),
    ("sizeCellY", 256, 128),
    ("rejectFlaggedCentroids", True, False),
):
    assert getattr(PsfexPsfDeterminerConfig(), field) == default, field
    assert not refused(PsfexPsfDeterminerConfig, field, other), field
for field, value in ("spatialOrder", 0), ("sizeCellX", 9):
    assert refused(PsfexPsfDeterminerConfig, field, value), field
for field, default, other in (
    ("color", {}, {"r": "g-i"}),
    ("colorOrder", 1, 2),
    ("spatialOrderPerBand", {}, {"r": 1}),
    ("zerothOrderInterpNotEnoughStars", False, True),
    ("zeroWeightMaskBits", ["BAD", "CR", "INTRP", "SAT", "SUSPECT", "NO_DATA"], ["BAD"]),
):
    assert type(default)(getattr(PiffPsfDeterminerConfig(), field)) == default, field
    assert not refused(PiffPsfDeterminerConfig, field, other), field
for field, default, other in (
    ("useColor", False, True),
    ("debugStarData", False, True),
    ("useCoordinates", "pixel", "sky"),
    ("piffPsfConfigYaml", None, "{type: Simple}"),
    ("piffBasisPolynomialSolver", "scipy", "jax"),
):
    assert getattr(PiffPsfDeterminerConfig(), field) == default, field
    assert refused(PiffPsfDeterminerConfig, field, other), field
EOF

runs=test/lsst_pipeline-$$
clean() { "$bin/butler" remove-runs --no-confirm --force "$lsst/repo" "$runs/*" >/dev/null 2>&1 || :; }
trap clean EXIT
# run NAME LABELS INPUTS DATA LINE: LINE of characterizeImage's configuration
run() {
	echo "$5" >override.py
	nice -n 10 "$bin/pipetask" run -b "$lsst/repo" -p "$pipeline#$2" -i "$3" --output-run "$runs/$1" -c "parameters:apdb_config=$PWD/apdb.yaml" \
		-d "instrument='SimCam' AND detector=0 AND $4" -C characterizeImage:override.py \
		--register-dataset-types --graph-fixup appipe.order.VisitOrder >out 2>err || fail "the pipeline fails: $1"
}
has() { grep -qx "$1" facts || { cat facts; fail "not so: $1"; }; }
between() { awk -v x="$(sed -n "s/^$1 //p" facts)" -v lo="$2" -v hi="$3" 'BEGIN { exit !(x != "" && x >= lo && x <= hi) }' || { cat facts; fail "$1 is not between $2 and $3"; }; }
# facts_of RUN VISIT TASK: how often what is timed, and the numbers that the task and its subtasks tell, into facts
facts_of() {
	find "$lsst/repo/$runs/$1/$3_metadata" -path "*/$2/*.json" | xargs "$bin/python" -c '
import json
import sys

for name, task in json.load(open(sys.argv[1]))["metadata"].items():
    for key, values in task["arrays"].items():
        if key.endswith("StartUtc"):
            print("timed", name + "." + key.removesuffix("StartUtc"), len(values))
    for key, value in task["scalars"].items():
        print(key, value)' >facts
}

"$bin/apdb-cli" create-sql "sqlite:///$PWD/apdb.sqlite" apdb.yaml >out 2>err || fail 'no APDB'
run whole apPipe SimCam/defaults 'visit IN (1, 2)' 'config.measurePsf.psfDeterminer.name = "psfex"'
# what the original times, as often, and nothing else; of diaPipe's first visit there is nothing to match with
sort >expected <<'EOF'
timed calibrate.run 1
timed calibrate:astrometry._matchAndFitWcs 3
timed calibrate:astrometry.run 1
timed calibrate:astrometry.solve 1
timed calibrate:astrometry:matcher.matchObjectsToSources 3
timed calibrate:astrometry:wcsFitter.fitWcs 3
timed calibrate:deblend.deblend 1
timed calibrate:deblend.run 1
timed calibrate:detection.detectFootprints 1
timed calibrate:detection.run 1
timed calibrate:measurement.run 1
timed calibrate:photoCal.extractMagArrays 1
timed calibrate:photoCal.run 1
timed characterizeImage.detectMeasureAndEstimatePsf 2
timed characterizeImage.run 1
timed characterizeImage:computeSummaryStats.run 1
timed characterizeImage:detection.detectFootprints 2
timed characterizeImage:detection.run 2
timed characterizeImage:measurePsf.run 2
timed characterizeImage:measurement.run 3
timed characterizeImage:repair.run 3
timed diaPipe.run 1
timed diaPipe:associator.associate_sources 1
timed diaPipe:associator.match 1
timed diaPipe:associator.run 1
timed diaPipe:associator.score 1
timed diaPipe:diaCalculation.callCompute 1
timed diaPipe:diaCalculation.run 1
timed diaPipe:diaCatalogLoader._getRegion 1
timed diaPipe:diaCatalogLoader.loadDiaForcedSources 1
timed diaPipe:diaCatalogLoader.loadDiaObjects 1
timed diaPipe:diaCatalogLoader.loadDiaSources 1
timed diaPipe:diaCatalogLoader.run 1
timed diaPipe:diaForcedSource.run 1
timed imageDifference.run 1
timed imageDifference:detection.detectFootprints 1
timed imageDifference:detection.run 1
timed imageDifference:measurement.run 1
timed imageDifference:subtract._solve 1
timed imageDifference:subtract.matchExposures 1
timed imageDifference:subtract.matchMaskedImages 1
timed imageDifference:subtract.subtractExposures 1
timed isr.run 1
EOF
for task in isr characterizeImage calibrate imageDifference diaPipe; do
	facts_of whole 2 $task
	grep '^timed ' facts
done | sort | diff expected - || fail 'not timed as in the original'
facts_of whole 1 diaPipe
! grep 'timed diaPipe:associator\.[^r]' facts || fail 'something is matched with an empty database'
facts_of whole 1 characterizeImage
has 'spatialFitChi2 nan'
between numGoodStars 15 60
between nPsfStar 3 20
facts_of whole 1 calibrate
between astrometry_matches_count 40 200
between astrom_offset_mean 0.001 0.06
between photometric_scatter 0.001 0.05
between zero_point 31.7 32.1

# Each of the 18 plugins measures: a plugin that fails on a source sets its flag and no more, so one that always fails would be cheap.
# Against what was simulated, and against plugins that measure the same otherwise.
cat >measured.py <<'EOF'
import sys

import numpy as np
import scipy.spatial
from lsst.daf.butler import Butler

repo, run, *plugins = sys.argv[1:]
butler = Butler.from_config(repo, collections=[run, "truth"])
at = {"instrument": "SimCam", "visit": 1, "detector": 0}
sources, truth = butler.get("icSrc", at), butler.get("truth", at)
print("sources", len(sources))
for name in plugins:
    numbers = [c for c in sources.colnames if c.startswith(name + "_") and sources[c].dtype.kind == "f" and not c.endswith("_apCorr")]
    failed = np.asarray(sources[name + "_flag"])
    if numbers:
        failed = failed | ~np.any([np.isfinite(sources[c]) for c in numbers], axis=0)
    print("failed", name, np.mean(failed))

stars = truth[truth["kind"] == "stars"]
tree = scipy.spatial.cKDTree(np.stack([stars["x"], stars["y"]], axis=1))
distance, nearest = tree.query(np.stack([sources["base_SdssCentroid_x"], sources["base_SdssCentroid_y"]], axis=1))
found = distance < 1
print("stars", found.sum())
print("off", np.median(distance[found]))
sources, stars = sources[found], stars[nearest[found]]


def tell(name, value, expected=1):
    print("ratio", name, np.nanmedian(np.asarray(value) / np.asarray(expected)))


def size(name):
    return sources[name + "_xx"] + sources[name + "_yy"]


for name in (
    "base_PsfFlux base_GaussianFlux base_CircularApertureFlux_12_0 ext_photometryKron_KronFlux ext_convolved_ConvolvedFlux_3_6_0 "
    "ext_gaap_GaapFlux_1_15x_1_5 modelfit_CModel"
).split():
    tell(name, sources[name + "_instFlux"], stars["flux"])
hsm = "ext_shapeHSM_Hsm"
tell("base_SdssShape", size("base_SdssShape"), size(hsm + "SourceMoments"))
tell(hsm + "SourceMoments", size(hsm + "SourceMoments"), size(hsm + "PsfMoments"))
tell(hsm + "SourceMomentsRound", size(hsm + "SourceMomentsRound"), size(hsm + "SourceMoments"))
tell(hsm + "PsfMoments", size(hsm + "PsfMoments"), size("base_SdssShape_psf"))
tell(hsm + "PsfMomentsDebiased", size(hsm + "PsfMomentsDebiased"), size(hsm + "PsfMoments"))
tell("modelfit_DoubleShapeletPsfApprox", sum(sources[f"modelfit_DoubleShapeletPsfApprox_{i}_amp"] for i in (0, 1)))
tell("base_Jacobian", sources["base_Jacobian_value"])
tell("base_FPPosition", sources["base_FPPosition_x"], sources["base_SdssCentroid_x"] * 0.01)
EOF
# shellcheck disable=SC2046
"$bin/python" measured.py "$lsst/repo" "$runs/whole" $(sed -n "s/^$plugins=//p" whole | tr -cs 'A-Za-z0-9_' ' ') >facts 2>err || fail 'nothing is measured'
between sources 40 100
failures=$(grep -c '^failed ' facts) || :
[ "$failures" -eq 18 ] || { cat facts; fail "$failures plugins in place of 18"; }
sed -n 's/^failed \([^ ]*\) .*/\1/p' facts | while read -r name; do
	most=0.2
	[ "$name" != ext_shapeHSM_HsmShapeRegauss ] || most=0.75 # of a star there is no shear
	between "failed $name" 0 $most
done
between stars 25 60
between off 0.001 0.1
sed -n 's/^ratio \([^ ]*\) .*/\1/p' facts | while read -r name; do
	between "ratio $name" 0.96 1.04
done
[ "$(grep -c '^ratio ' facts)" -eq 15 ] || fail 'something is not compared'

# base_SdssShape is in no slot: without it all goes well, and the statistics of the PSF are gone. Of too few stars Piff makes an average.
cat >fields <<EOF
$plugins -= ["base_SdssShape"]
piff = config.measurePsf.psfDeterminer["piff"]
piff.spatialOrderPerBand = {"r": 60}
piff.zerothOrderInterpNotEnoughStars = True
EOF
run shapeless characterizeImage "$runs/whole,SimCam/defaults" 'visit = 1' "$(cat fields)"
grep -q 'Only [0-9]* stars, but 1891 required. Using zeroth order interpolation' err || fail 'the order of the band does not count'
facts_of shapeless 1 characterizeImage
has 'nPsfStar 0'
has 'psfStarDeltaSizeMedian nan'
