#!/bin/bash
# Builds with warnings as errors, then with sanitizers, and runs the tests of each; stops at the first that fails.
# The last line is ctest's own: "100% tests passed, 0 tests failed out of 42".
# usage: [SECATEUR_GUEST=1] tests/run.sh     SECATEUR_GUEST: on an arm64 guest with a PMU, too, which takes some minutes more
set -eu -o pipefail
cd "$(dirname "$0")/.."

# run_tests PRESET [OPTION OF CTEST]...
run_tests() {
	local preset=$1 log=build/$1/ctest.log status=0
	shift
	cmake --preset "$preset"
	cmake --build --preset "$preset"
	ctest --preset "$preset" --no-tests=error -j "$(nproc)" "$@" 2>&1 | tee "$log" || status=$?
	printf '\n%s:\n' "$preset"
	grep 'tests passed' "$log" || echo 'no tests were run'
	[ $status -eq 0 ] || exit $status
}

experiments/install.sh --tests
[ -z "${SECATEUR_GUEST-}" ] || experiments/install.sh --guest
# the middleware of LSST and a repository for it; without a network its tests are skipped, and say so
experiments/lsst/setup.sh || echo 'without the middleware of LSST its tests are skipped' >&2
run_tests dev
tests/coverage.sh
# what is built by hand, for benchmarks and for fuzzing: another compiler, other warnings
for preset in release fuzz; do
	cmake --preset $preset
	cmake --build --preset $preset
done
# style looks at the sources, which are the same in each build; times mean nothing under sanitizers
run_tests asan -LE 'slow|style|machine'
