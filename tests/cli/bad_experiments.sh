#!/bin/sh
# Every bad experiment file gets the messages written down beside it, and exit status 2.
# SECATEUR_UPDATE=1 writes them down anew: read the difference before you commit it.
set -u
cd "$SOURCE_DIR/tests/data/bad" || exit 1
bad=0
for file in *.yaml; do
	"$SECATEUR" check "$file" >"$TMPDIR/out" 2>"$TMPDIR/err"
	status=$?
	[ $status -eq 2 ] || { echo "$file: exit status $status, not 2"; bad=1; }
	[ ! -s "$TMPDIR/out" ] || { echo "$file: something on standard output"; bad=1; }
	expected=${file%.yaml}.err
	if [ "${SECATEUR_UPDATE:-}" = 1 ]; then
		cp "$TMPDIR/err" "$expected"
	elif ! diff -u "$expected" "$TMPDIR/err"; then
		bad=1
	fi
done
exit $bad
