#!/bin/sh
# From a clean clone to an evidence table: installs, builds, makes ten images, runs the detector experiment.
# The report goes to stdout and build/quickstart/report.md, all else to stderr.
# usage: experiments/quickstart.sh
set -eu
cd "$(dirname "$0")/.."

place=build/quickstart
experiment=experiments/detector/detector.yaml
secateur=build/release/secateur

{
	experiments/install.sh
	cmake --preset release
	cmake --build --preset release --target secateur detector

	rm -rf $place/input # a newer detector may make others
	experiments/detector/images.sh build/release/detector $place/input

	# results of an earlier quickstart are kept once
	for suffix in '' -wal -shm; do
		rm -f $place/results.db.old$suffix
		[ ! -e $place/results.db$suffix ] || mv $place/results.db$suffix $place/results.db.old$suffix
	done

	# status 1: some runs failed; in this experiment that is a result
	status=0
	$secateur run $experiment --db $place/results.db || status=$?
	[ $status -le 1 ] || exit $status

	$secateur report --db $place/results.db >$place/report.md
} >&2
cat $place/report.md
