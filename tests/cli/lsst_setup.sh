#!/bin/sh
# What makes the LSST experiments' repository removes no other; what needs it says so before it begins.
set -eu
fail() { cat out err 2>/dev/null || :; echo "$1"; exit 1; }
setup=$SOURCE_DIR/experiments/lsst/setup.sh

mkdir -p theirs/repo
echo data >theirs/repo/raw
! "$setup" theirs >out 2>err || fail 'it takes a repository that it did not make'
grep -q 'theirs/repo is not of this script.*name another FOLDER' err || fail 'it does not say why'
[ "$(cat theirs/repo/raw)" = data ] || fail 'what was in it is gone'
[ ! -e theirs/venv ] || fail 'it began all the same'

"$setup" --help >out 2>err || fail 'it has no help'
grep -q '^usage: experiments/lsst/setup.sh \[FOLDER\]' out || fail 'its help tells no usage'

# Without a network it says so, and leaves the environment that is there. What is asked of Debian and PyPI is answered here.
mkdir bin offline offline/venv
echo 'the packages of before' >offline/venv/requirements.txt
fake() {
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}
offline() { PATH=$PWD/bin:$PATH PIP_CONFIG_FILE=/dev/null PIP_INDEX_URL=http://127.0.0.1:9/simple PIP_EXTRA_INDEX_URL='' PIP_FIND_LINKS='' "$setup" offline; }
fake sudo 'exec "$@"'
fake dpkg-query 'exit 1'
fake apt-cache 'exit 100'
fake apt-get 'echo "E: Temporary failure resolving deb.debian.org" >&2; exit 100'
! offline >out 2>err || fail 'it goes on without its Debian packages'
grep -q 'setup.sh: not all Debian packages are installed that this needs.*is there a network?' err || fail 'the wrong reason'
fake dpkg-query 'echo "ii "'
if python3 -c 'import ensurepip' 2>/dev/null; then
	! offline >out 2>err || fail 'it goes on without its packages from PyPI'
	grep -q 'setup.sh: pip could not install them from http://127.0.0.1:9/simple.*is there a network?' err || fail 'the wrong reason'
fi
[ "$(cat offline/venv/requirements.txt)" = 'the packages of before' ] || fail 'the environment that was there is gone'
[ "$(ls offline)" = venv ] || fail "more is there than before: $(ls offline)"

# the experiments on what it makes are read, with as many inputs as it makes unless told otherwise
mkdir made
echo id,visit,detector >made/inputs.csv
for visit in 1 2 3 4 5 6; do
	for detector in 0 1; do echo "v$visit-d$detector,$visit,$detector"; done
done >>made/inputs.csv
for name in rfc-857 rfc-857-part rfc-857-bps psf-determiners dia-scaling; do
	"$SECATEUR" check "$SOURCE_DIR/experiments/lsst/$name.yaml" --set "lsst=$PWD/made" >out 2>err || fail "$name is refused"
	! grep -q 'not enough for a verdict' err || fail "$name decides nothing"
done

weeklies=$SOURCE_DIR/experiments/lsst/two-weeklies.sh
! SECATEUR=./none "$weeklies" theirs >out 2>err || fail 'it compares without secateur'
grep -q 'no ./none: build it' err || fail 'it does not say what is missing'
! "$weeklies" theirs >out 2>err || fail 'it runs without pipetask'
grep -q 'no theirs/venv/bin/pipetask: experiments/lsst/setup.sh makes it' err || fail 'it does not say what makes it'
