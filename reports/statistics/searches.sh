#!/bin/sh
# Makes searches.md beside this file: 300 planted searches of each kind. About half an hour on two cores.
# usage: reports/statistics/searches.sh [SECATEUR]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
secateur=${1:-$here/../../build/release/secateur}
out=$here/searches.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

part=0
# the tables are made side by side, and put together in this order
table() {
	part=$((part + 1))
	{
		"$secateur" simulate --studies 300 "$@" | sed 's/^# Simulated searches: /## /'
		printf '\n    secateur simulate --studies 300 %s\n\n' "$*"
	} >"$work/$part" &
	[ $((part % 2)) -ne 0 ] || wait
}
# --blocks: of a fixed design that is right about as often
for scenario in components race; do
	table --scenario $scenario --variants 20 --noise iid15 --blocks 50
	table --scenario $scenario --variants 20 --noise heavy --blocks 40
	table --scenario $scenario --variants 20 --noise drift --blocks 30
	table --scenario $scenario --variants 20 --noise mixed --blocks 80
	table --scenario $scenario-hard --variants 20 --noise iid15 --blocks 40
	table --scenario $scenario-hard --variants 20 --noise heavy --blocks 40
	table --scenario $scenario-hard --variants 20 --noise drift --blocks 30
	table --scenario $scenario-hard --variants 20 --noise mixed --blocks 60
	table --scenario $scenario --variants 10 --noise mixed --blocks 50
	table --scenario $scenario --variants 60 --noise mixed --blocks 120
done
table --scenario pairs --variants 20 --noise iid15
table --scenario pairs --variants 10 --noise mixed
table --scenario pairs --variants 60 --noise mixed
table --scenario pairs-inputs --variants 20 --noise mixed
table --scenario components-hard --variants 20 --noise bimodal
table --scenario race-inputs --variants 20 --noise mixed --inputs 400
for changes in 10 20 40; do
	table --scenario prune-few --variants $changes --inputs 2
	table --scenario prune-many --variants $changes --inputs 2
done
table --scenario prune-independent --variants 20 --inputs 2
wait
{
	echo '# What a search is worth'
	echo
	echo 'Made by `reports/statistics/searches.sh` from a release build: the search room on worlds whose truth is known.'
	echo 'The command of each table stands below it.'
	echo
	for i in $(seq $part); do
		cat "$work/$i"
	done
} >"$out"
