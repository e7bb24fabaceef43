#!/bin/sh
# Under control groups of version 2, which few machines of today give to a container, a step's tree is held, counted and ended as it is under
# those of version 1.
set -eu
[ "${SECATEUR_GUEST-}" ] || { echo 'skipped: SECATEUR_GUEST=1 boots an arm64 guest in qemu'; exit 77; }
status=0
"$SOURCE_DIR/tests/guest/boot.sh" "$GUEST" "$SOURCE_DIR/tests/guest/control_groups.script" >out 2>err || status=$?
grep -q 'by control groups of version 2' out && [ $status = 0 ] || { cat out err; exit 1; }
