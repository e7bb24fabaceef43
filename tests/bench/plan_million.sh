#!/bin/bash
# Plans 10^6 runs under a limit of 300 MB of address space, and prints the time: at most 2 s is wanted.
# usage: tests/bench/plan_million.sh [BINARY]    (build/release/secateur unless said)
set -eu
secateur=${1:-$(dirname "$0")/../../build/release/secateur}
experiment=$(dirname "$0")/../data/small.yaml
ulimit -v 300000
TIMEFORMAT='%R s wall, %U s user, under a limit of 300 MB'
time lines=$("$secateur" plan "$experiment" --set actor=x --blocks 166666 | grep -c ' measured ')
echo "$lines measured runs planned"
