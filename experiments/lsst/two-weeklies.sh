#!/bin/sh
# Two weeklies as a sprint of May 2022 had them, run one after the other, and compared when they are over: what needed two eyes then.
# usage: experiments/lsst/two-weeklies.sh [FOLDER]     FOLDER: of setup.sh (build/lsst)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
folder=${1:-$top/build/lsst}
secateur=${SECATEUR:-$top/build/release/secateur}
db=$top/build/reports/two-weeklies.db
command -v "$secateur" >/dev/null || {
	echo "two-weeklies.sh: no $secateur: build it (cmake --preset release && cmake --build --preset release), or name it by SECATEUR" >&2
	exit 1
}
[ -x "$folder/venv/bin/pipetask" ] || {
	echo "two-weeklies.sh: no $folder/venv/bin/pipetask: experiments/lsst/setup.sh makes it" >&2
	exit 1
}
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

# weekly NAME [OPTION]...
weekly() {
	name=$1
	shift
	"$folder/venv/bin/butler" remove-runs --no-confirm "$folder/repo" "u/sprint/$name" >/dev/null
	"$folder/venv/bin/pipetask" run -b "$folder/repo" -p "$here/ApPipe.yaml#processCcd" -i SimCam/defaults --output-run "u/sprint/$name" \
		-d "instrument='SimCam'" --register-dataset-types "$@"
}
weekly w_2022_21
weekly w_2022_22 -C "characterizeImage:$here/may-2022.py"

mkdir -p "$(dirname "$db")"
rm -f "$db" "$db-wal" "$db-shm"
"$secateur" import butler "$folder/repo" u/sprint/w_2022_21 --as w_2022_21 u/sprint/w_2022_22 --as w_2022_22 --db "$db"
"$secateur" report --db "$db"
