#!/bin/sh
# The arm64 guest that the other tests of this folder boot is built, with secateur in it.
set -eu
[ "${SECATEUR_GUEST-}" ] || { echo 'skipped: SECATEUR_GUEST=1 boots an arm64 guest with a PMU in qemu'; exit 77; }
"$SOURCE_DIR/tests/guest/build.sh" "$GUEST"
