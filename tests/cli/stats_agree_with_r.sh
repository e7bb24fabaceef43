#!/bin/sh
# R and the room `stats` say the same of 200 random cases.
set -eu
command -v Rscript >/dev/null || { echo "skipped: R is not installed (r-base-core)"; exit 77; }
"$STATS_CASES" >cases.R
Rscript --vanilla "$SOURCE_DIR/tests/helpers/stats_agree.R" cases.R >out 2>&1 || { cat out; exit 1; }
grep -q '^200 cases agree$' out || { cat out; exit 1; }
