#!/bin/sh
# Makes the Python environment that Piff runs in, where it is not there yet: the packages of piff-requirements.txt, from PyPI.
# usage: experiments/detector/piff.sh FOLDER | --version
set -eu
here=$(cd "$(dirname "$0")" && pwd)
wanted=$here/piff-requirements.txt
if [ "$1" = --version ]; then
	sed -n 's/^Piff==/Piff /p' "$wanted"
	exit
fi
folder=$1
# its own copy is the last that is put there
if cmp -s "$wanted" "$folder/requirements.txt"; then
	exit
fi
"$here/../install.sh" --piff >&2
python3 -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --requirement "$wanted" >&2
cp "$wanted" "$folder/requirements.txt"
