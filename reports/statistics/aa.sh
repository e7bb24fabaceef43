#!/bin/sh
# Makes aa.md and aa-disturbed.md beside this file: the detector's baseline against itself, and the same with three busy loops switched on
# half-way. After experiments/quickstart.sh, which makes the images and the programs. About five minutes.
# usage: reports/statistics/aa.sh
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# status 4: the machine is too noisy for what the experiment asks; that is a result
aa() {
	status=0
	build/release/secateur aa experiments/detector/detector.yaml --db "$work/$1.db" -q -o "reports/statistics/$1.md" || status=$?
	[ $status -eq 0 ] || [ $status -eq 4 ]
}
aa aa
(
	sleep 40
	for i in 1 2 3; do
		timeout 80 sh -c 'while :; do :; done' &
	done
	wait
) &
aa aa-disturbed
wait
