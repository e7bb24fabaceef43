#!/bin/sh
# Makes what the LSST experiments run on, where it is not there yet: a Python environment with the real middleware, FOLDER/venv,
# and a butler repository of simulated visits, FOLDER/repo, whose exposures FOLDER/inputs.csv lists.
# usage: experiments/lsst/setup.sh [FOLDER] [--visits N] [--detectors N]     without options, as large as the last time
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$here/../../build/lsst
case ${1-} in
-h | --help)
	sed -n '2,4s/^# //p' "$0"
	exit
	;;
'' | --*) ;;
*)
	folder=$1
	shift
	;;
esac
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
venv=$folder/venv
made=$folder/repo.made # what made the repository, and how

fail() {
	echo "setup.sh: $1" >&2
	exit 1
}

need_debian() {
	"$here/../install.sh" "$@" >&2 ||
		fail 'not all Debian packages are installed that this needs, see above, and they could not be fetched: is there a network?'
}

put_back() {
	rm -rf "$venv"
	[ ! -e "$venv.old" ] || mv "$venv.old" "$venv"
}

if [ -e "$folder/repo" ] && [ ! -e "$made" ]; then
	fail "$folder/repo is not of this script, which would remove it: name another FOLDER, or remove it yourself"
fi

# its own copy is the last that is put there
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
	echo "setup.sh: the packages of requirements.txt, from PyPI, into $venv" >&2
	need_debian # psfex is among them
	need_debian --piff
	# an environment works in its own folder alone: the old one makes room, and comes back if the new one does not get whole
	if [ -e "$venv/requirements.txt" ]; then
		rm -rf "$venv.old"
		mv "$venv" "$venv.old"
	fi
	trap put_back EXIT
	trap 'exit 1' HUP INT TERM
	python3 -m venv --clear "$venv" >&2
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --requirement "$here/requirements.txt" >&2 ||
		fail "pip could not install them from ${PIP_INDEX_URL:-PyPI}, see above: is there a network? PIP_INDEX_URL names a mirror. \
$venv is as it was before."
	cp "$here/requirements.txt" "$venv/requirements.txt"
	trap - EXIT HUP INT TERM
	rm -rf "$venv.old"
fi
site=$("$venv/bin/python" -c 'import site; print(site.getsitepackages()[0])')
echo "$here/python" >"$site/appipe.pth"

# without options it stays as large as it is
if [ $# -eq 0 ] && [ -s "$made" ]; then
	# shellcheck disable=SC2046
	set -- $(head -n 1 "$made")
fi
wanted=$(echo "$@" && cat "$here/python/appipe/repository.py" "$here/python/appipe/instrument.py")
if [ ! -e "$folder/inputs.csv" ] || [ "$wanted" != "$(cat "$made" 2>/dev/null)" ]; then
	echo "setup.sh: a butler repository of simulated visits into $folder/repo; what was in it is removed" >&2
	new=$(mktemp -d "$folder/new.XXXXXX")
	trap 'rm -rf "$new"' EXIT
	trap 'exit 1' HUP INT TERM
	OMP_NUM_THREADS=1 "$venv/bin/python" -m appipe.repository "$new" "$@" >&2
	# the old one stays until the new one is whole; what it was made of is written down last
	: >>"$made"
	rm -rf "$folder/repo" "$folder/inputs.csv"
	mv "$new/repo" "$new/inputs.csv" "$folder"
	printf '%s\n' "$wanted" >"$made"
fi
echo "setup.sh: $folder is ready: $(($(wc -l <"$folder/inputs.csv") - 1)) exposures in inputs.csv" >&2
