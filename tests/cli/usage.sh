#!/bin/sh
# Wrong words on the command line end in exit status 2 and a word of help; nothing goes to standard output.
set -u
bad=0
# expect STATUS TEXT WORDS...
expect() {
	status=$1 text=$2
	shift 2
	"$SECATEUR" "$@" >out 2>err </dev/null
	got=$?
	[ $got -eq "$status" ] || { echo "secateur $*: exit status $got, not $status"; bad=1; }
	grep -qF -- "$text" out err || { echo "secateur $*: does not say '$text':"; cat out err; bad=1; }
}
sed 's/^decide:.*/decide: {confidence: 40 %}/; s/^  actor: .*/  actor: x/' "$SOURCE_DIR/tests/data/small.yaml" >timid.yaml
expect 2 "usage: secateur COMMAND"
expect 2 "unknown command 'rum'; did you mean 'run'?" rum
expect 2 "usage: secateur run FILE" run
expect 2 "did you mean 'blocks'?" run x.yaml --block 3
expect 2 "--db needs a value" run x.yaml --db
expect 2 "run has no option '-z'" run x.yaml -z
expect 2 "no/such.yaml: No such file" check no/such.yaml
expect 2 "$SOURCE_DIR: Is a directory" check "$SOURCE_DIR"
expect 2 "$SOURCE_DIR: Is a directory" plan "$SOURCE_DIR"
touch secret.yaml && chmod 0 secret.yaml
[ "$(id -u)" = 0 ] || expect 2 "secret.yaml: Permission denied" check secret.yaml # root may read all
expect 2 "--seed wants a whole number" plan "$SOURCE_DIR/tests/data/small.yaml" --seed ten
expect 2 "parameter 'actor' has no value" check "$SOURCE_DIR/tests/data/small.yaml"
expect 2 "has no parameter 'actr'; did you mean 'actor'?" check "$SOURCE_DIR/tests/data/small.yaml" --set actr=x
expect 4 "at most" run "$SOURCE_DIR/tests/data/small.yaml" --set "actor=$ACTOR" -j 999
expect 5 "nothing.db" report --db nothing.db
expect 2 "a results database is named with --db" report results.db
expect 2 "wants a whole number from 1 to 1000" check -j 5000 x.yaml
expect 2 "must be above 50 %" check timid.yaml
expect 2 "there is no help on 'runn'; did you mean 'run'?" help runn
expect 0 "usage: secateur run FILE" run --help
expect 0 "secateur 0." --version
expect 0 "v_effect" help database
expect 0 ".SH SYNOPSIS" help run --man
exit $bad
