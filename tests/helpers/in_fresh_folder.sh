#!/bin/sh
# Runs a test script in a new folder, which is also its TMPDIR and goes when the script ends.
# usage: tests/helpers/in_fresh_folder.sh SCRIPT
set -eu

script=$1
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'cd / && rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM
cd "$TMPDIR"
"$script"
