#!/bin/sh
# Installs the Debian packages of experiments/debian-packages.txt that are missing; nothing when all are there.
# usage: experiments/install.sh [--tests | --guest | --piff]     --tests: those that only the tests need, too;
#	--guest: and those that boot another machine; --piff: those that experiments/detector/piff.sh needs
set -eu
cd "$(dirname "$0")"

sections='build and run'
case ${1-} in
'') ;;
--tests) sections='build and run|test|piff' ;;
--guest) sections='build and run|test|piff|guest' ;;
--piff) sections=piff ;;
*)
	echo "usage: experiments/install.sh [--tests | --guest | --piff]" >&2
	exit 2
	;;
esac

wanted=$(awk -v sections="^[[]($sections)[]]\$" '
	/^#/ || /^$/ { next }
	/^\[/ { take = $0 ~ sections; next }
	take' debian-packages.txt)

command -v dpkg-query >/dev/null || {
	printf 'This is no Debian system. Needed are what Debian calls:\n%s\n' "$wanted" >&2
	exit 1
}

missing=
for package in $wanted; do
	case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true) in
	ii*) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo

# shellcheck disable=SC2086 # lists of words without blanks
install_missing() {
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}

echo "installing:$missing" >&2
# shellcheck disable=SC2086
if apt-cache show $missing >/dev/null 2>&1 && install_missing >&2; then
	exit 0
fi
# the lists of packages are missing or too old
$sudo apt-get update >&2
install_missing >&2
