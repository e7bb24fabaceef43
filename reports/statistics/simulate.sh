#!/bin/sh
# Makes simulation.md beside this file: 2000 planted studies of each kind for each noise, 500 of the last ones. Some minutes on two cores.
# usage: reports/statistics/simulate.sh [SECATEUR]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
secateur=${1:-$here/../../build/release/secateur}
out=$here/simulation.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

part=0 studies=2000
# the tables are made side by side, and put together in this order
table() {
	part=$((part + 1))
	{
		"$secateur" simulate --studies "$studies" "$@" | sed 's/^# Simulated studies: /## /'
		printf '\n    secateur simulate --studies %s %s\n\n' "$studies" "$*"
	} >"$work/$part" &
}
table --scenario null
table --scenario null --variants 20
table --scenario position
table --scenario drift
table --scenario quality-loss --blocks 60
table --scenario hard --variants 10 --blocks 40
table --scenario inputs --variants 10 --blocks 40
table --scenario plugins --variants 20 --blocks 40
table --scenario interaction --variants 3 --blocks 30
# the same when it is looked at while it runs
table --scenario null --variants 20 --blocks 40 --first-look 5
table --scenario plugins --variants 20 --blocks 40 --first-look 5
table --scenario quality-loss --blocks 60 --first-look 5
# few blocks, many variants: what a bound on the family finds, and one on false discoveries
studies=500
table --scenario plugins --variants 20 --blocks 12
table --scenario plugins --variants 20 --blocks 12 --false-discovery 0.05
table --scenario null --variants 20 --blocks 12 --false-discovery 0.05
table --scenario hard --variants 20 --blocks 12 --false-discovery 0.05
wait
{
	echo '# What the verdicts are worth'
	echo
	echo 'Made by `reports/statistics/simulate.sh` from a release build: the plan and the judge of the tool on studies whose'
	echo 'truth is known. The command of each table stands below it.'
	echo
	for i in $(seq $part); do
		cat "$work/$i"
	done
} >"$out"
