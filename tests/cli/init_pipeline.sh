#!/bin/sh
# `secateur init --from-pipeline` writes an experiment from what the real pipetask says of the configuration in force; what pipetask
# refuses is told in its words. Its task has every kind of field that a dump can show, and the dump that unit tests read is its.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
venv=$SOURCE_DIR/build/lsst/venv/bin
PATH=$venv:$PATH
command -v pipetask >/dev/null || { echo "skipped: there is no pipetask, neither in the PATH nor in $venv"; exit 77; }
init() { "$SECATEUR" init "$@" >out 2>err; }
refuses() { # TEXT WORDS...
	said=$1
	shift
	status=0
	init "$@" || status=$?
	[ $status -eq 2 ] && [ ! -s out ] || fail "init $*: exit status $status, not 2, or something on standard output"
	grep -qF -- "$said" err || fail "init $*: does not say '$said'"
}
has() { grep -qF -- "$2" "$1" || { cat "$1"; fail "$1 does not say: $2"; }; }
# what was found, less what is written about the pipeline itself
found() { sed -n '/^  config:/,/environment:/p; /^factors:/,$p' "$1" | grep -v 'environment:'; }

cp -r "$SOURCE_DIR/tests/data/pex/rich" .
PYTHONPATH=$PWD
export PYTHONPATH

init --from-pipeline rich/pipeline.yaml -o rich.yaml || fail 'no experiment'
[ ! -s err ] && [ ! -s out ] || fail 'something is said'
has rich.yaml '# Written by: secateur init --from-pipeline rich/pipeline.yaml -o rich.yaml'
has rich.yaml '  pipeline: "{here}/rich/pipeline.yaml"'
has rich.yaml "    PYTHONPATH: $PWD"
has rich.yaml "  program: $(command -v pipetask)" # runs have a PATH of their own
found rich.yaml >found
found "$SOURCE_DIR/tests/data/pex/rich.yaml" >expected
diff expected found || fail 'not what was found in the stored dump'
"$SECATEUR" check rich.yaml >out 2>err || fail 'the experiment is refused'
grep -q '^  drop-modelfit_DoubleShapeletPsfApprox  *plugins: -modelfit_CModel -modelfit_DoubleShapeletPsfApprox$' out || fail 'what requires a plugin does not go with it'

# one task of it, by a program of our choice
ln -s "$(command -v pipetask)" ./pipetask
RICH_DIR=$PWD/rich
export RICH_DIR
init ./pipetask --from-pipeline '${RICH_DIR}/pipeline.yaml#second' || fail 'no experiment on one task'
has out '  program: "{here}/pipetask"'
has out '  pipeline: "${{RICH_DIR}/pipeline.yaml#second"'
has out "    RICH_DIR: $RICH_DIR"
has out 'decide: {time: second_time, worth: 1 %}'
! grep -q 'rich\.' out || fail 'the other task is in it, too'

printf '%s\n' 'description: refused' 'tasks:' '  rich:' '    class: rich.tasks.RichTask' '    config: {psfIterations: 0}' >bad.yaml
refuses "'pipetask' failed: FieldValidationError: RangeField 'psfIterations' failed validation: 0 is" --from-pipeline bad.yaml
has err 'all that it says is shown by: pipetask build -p'
refuses "'nope'" --from-pipeline rich/pipeline.yaml#nope
refuses './no/pipetask' ./no/pipetask --from-pipeline rich/pipeline.yaml
has err 'secateur init FOLDER/bin/pipetask --from-pipeline'
refuses 'whose tasks? --from-pipeline PIPELINE#LABEL' pipetask
refuses 'no -c, no -p and no INPUT beside it' pipetask inputs.csv --from-pipeline rich/pipeline.yaml
refuses "'#second': a pipeline is a file" --from-pipeline '#second'
refuses '--from-pipeline is for pipetask, not for psfex' psfex --from-pipeline rich/pipeline.yaml
