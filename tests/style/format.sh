#!/bin/sh
# All C files are as clang-format writes them.
# usage: tests/style/format.sh [source-root]
set -eu
cd "${1:-$(dirname "$0")/../..}"

command -v clang-format >/dev/null || {
	echo "clang-format is not installed"
	exit 77
}
find src include tests experiments -name '*.[ch]' -type f | LC_ALL=C sort | xargs -r clang-format --dry-run -Werror
