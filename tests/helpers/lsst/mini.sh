#!/bin/bash
# Sourced by tests of what runs the small pipeline of mini.yaml: its repository, in ./repo; they are skipped without the middleware.
set -eu
venv=${SECATEUR_LSST:-$SOURCE_DIR/build/lsst}/venv
[ -x "$venv/bin/bps" ] || { echo "no $venv/bin/bps: experiments/lsst/setup.sh makes it"; exit 77; }
mini=$SOURCE_DIR/tests/helpers/lsst
export PYTHONPATH=$mini PYTHONDONTWRITEBYTECODE=1
# output_runs PATTERN: how many collections of the repository are called so; asked of the registry itself, for butler takes seconds to start
output_runs() { sqlite3 repo/gen3.sqlite3 "SELECT count(*) FROM collection WHERE name LIKE '$1'"; }
fail() { tail -n 40 err out 2>/dev/null || :; echo "$1"; exit 1; }
"$venv/bin/python" "$mini/mini.py" repo >out 2>err || fail 'no repository'
