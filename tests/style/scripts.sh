#!/bin/sh
# Every script names its shell, parses, can be executed, and stops at its first error; a test that goes on to
# collect complaints stops at least at an unset variable.
# usage: tests/style/scripts.sh [source-root]
set -eu
cd "${1:-$(dirname "$0")/../..}"

bad=0
for script in .ci/run $(find tests experiments -name '*.sh' -type f | LC_ALL=C sort); do
	case $(head -n 1 "$script") in
	'#!/bin/sh') shell=sh ;;
	'#!/bin/bash' | '#!/usr/bin/env bash') shell=bash ;;
	*)
		echo "$script: its first line names no shell"
		bad=1
		continue
		;;
	esac
	"$shell" -n "$script" || bad=1
	[ -x "$script" ] || {
		echo "$script: no run bit"
		bad=1
	}
	grep -q '^set -e\{0,1\}u' "$script" || {
		echo "$script: neither set -eu nor set -u"
		bad=1
	}
done
exit $bad
