#!/bin/sh
# Under control groups of version 2, which few machines of today give to a container, a step's tree is held, counted and ended as it is under
# those of version 1.
set -eu
[ "${SECATEUR_GUEST-}" ] || { echo 'skipped: SECATEUR_GUEST=1 boots an arm64 guest in qemu'; exit 77; }
# RUNS=N: so many runs of the worst programs, as on this machine.
{ echo "export RUNS=${RUNS:-50}"; cat "$SOURCE_DIR/tests/guest/control_groups.script"; } >script
status=0
"$SOURCE_DIR/tests/guest/boot.sh" "$GUEST" script >out 2>err || status=$?
grep -q 'by control groups of version 2' out && [ $status = 0 ] || { cat out err; exit 1; }
