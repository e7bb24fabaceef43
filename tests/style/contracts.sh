#!/bin/sh
# Every public header opens with a comment that says what it is for, and guards itself by its own path.
# usage: tests/style/contracts.sh [source-root]
set -eu
cd "${1:-$(dirname "$0")/../..}"

bad=0
for header in include/secateur/*/*.h; do
	case $(head -n 1 "$header") in
	"/**" | "/** "?*) ;;
	*)
		echo "$header: does not open with a comment /** that says what it is for"
		bad=1
		;;
	esac
	guard=$(printf '%s' "${header#include/}" | tr 'a-z/.' 'A-Z__')
	if ! grep -qx "#ifndef $guard" "$header" || ! grep -qx "#define $guard" "$header"; then
		echo "$header: its guard is not $guard"
		bad=1
	fi
done
exit $bad
