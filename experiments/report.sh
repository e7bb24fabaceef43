#!/bin/sh
# Runs an experiment of this folder anew, and writes its report: experiments/FOLDER/NAME.yaml gives reports/FOLDER/NAME.md,
# and its figures reports/FOLDER/NAME.figures. Its runs are left in build/reports/NAME.db.
# usage: experiments/report.sh EXPERIMENT.yaml [OPTION OF SECATEUR RUN]...
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
said=$*
experiment=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
folder=$(basename "$(dirname "$experiment")")
name=$(basename "$experiment" .yaml)
cd "$top"
db=build/reports/$name.db
report=reports/$folder/$name.md

{
	experiments/install.sh
	cmake --preset release
	cmake --build --preset release --target secateur detector
	[ "$folder" != lsst ] || experiments/lsst/setup.sh
	[ "$folder" != detector ] || experiments/detector/images.sh build/release/detector build/quickstart/input
	mkdir -p build/reports "reports/$folder"
	rm -f "$db" "$db-wal" "$db-shm"
	# status 1: some runs failed; that is a result
	build/release/secateur run "experiments/$folder/$name.yaml" --db "$db" "$@" || [ $? = 1 ]
} >&2
rm -rf "${report%.md}.figures"
build/release/secateur report --db "$db" -o "$report" --figures "${report%.md}.figures"
# where the project lies says nothing to others
sed -i "s#$top/##g" "$report"
printf '\n## Made by\n\n```sh\nexperiments/report.sh %s\n```\n' "$said" >>"$report"
echo "$report"
