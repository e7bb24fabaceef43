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

# base_SdssShape is in no slot: without it all goes well, and the statistics of the PSF are gone
run=test/lsst_pipeline-$$
clean() { "$bin/butler" remove-runs --no-confirm --force "$lsst/repo" "$run" >/dev/null 2>&1 || :; }
trap clean EXIT
printf '%s\n' "$plugins -= ['base_SdssShape']" 'config.measurePsf.psfDeterminer.name = "psfex"' >override.py
nice -n 10 "$bin/pipetask" run -b "$lsst/repo" -p "$pipeline#processCcd" -i SimCam/defaults --output-run "$run" \
	-d "instrument='SimCam' AND visit=1 AND detector=0" -C characterizeImage:override.py --register-dataset-types >out 2>err ||
	fail 'the pipeline fails'
find "$lsst/repo/$run" -name '*_metadata_*.json' >files
"$bin/python" - "$(grep characterizeImage_metadata files)" "$(grep calibrate_metadata files)" >facts <<'EOF'
import json
import sys

image, calibrate = (json.load(open(path))["metadata"] for path in sys.argv[1:])
for name, task in image.items():
    for key, values in task["arrays"].items():
        if key.endswith("StartUtc"):
            print("timed", f"{name}.{key.removesuffix('StartUtc')}", len(values))
for task in image["characterizeImage:measurePsf"], image["characterizeImage:computeSummaryStats"], calibrate["calibrate"]:
    for name, value in task["scalars"].items():
        print(name, value)
EOF
has() { grep -qx "$1" facts || { cat facts; fail "not so: $1"; }; }
between() { awk -v x="$(sed -n "s/^$1 //p" facts)" -v lo="$2" -v hi="$3" 'BEGIN { exit !(x != "" && x >= lo && x <= hi) }' || { cat facts; fail "$1 is not between $2 and $3"; }; }
# what the original times, as often, and nothing else
sort >expected <<'EOF'
timed characterizeImage.detectMeasureAndEstimatePsf 2
timed characterizeImage.run 1
timed characterizeImage:computeSummaryStats.run 1
timed characterizeImage:detection.run 2
timed characterizeImage:measurePsf.run 2
timed characterizeImage:measurement.run 3
timed characterizeImage:repair.run 3
EOF
sed -n '/^timed /p' facts | sort | diff expected - || fail 'not timed as in the original'
has 'nPsfStar 0'
has 'psfStarDeltaSizeMedian nan'
has 'spatialFitChi2 nan'
between numGoodStars 15 60
between astrometry_matches_count 40 200
between astrom_offset_mean 0.001 0.06
between photometric_scatter 0.001 0.05
between zero_point 31.7 32.1
