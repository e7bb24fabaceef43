#!/bin/sh
# On a network file system no database is written; a finished one is read. The file system is as it is here: what the kernel says of it is not.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
cat >nfs.c <<'END'
#include <sys/statfs.h>
int statfs(const char *path, struct statfs *st) { (void)path; *st = (struct statfs){.f_type = 0x6969}; return 0; }
END
cc -shared -fPIC -o nfs.so nfs.c
on_nfs() { ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD="$PWD/nfs.so" "$@"; }
small() { "$@" "$SECATEUR" run "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 --blocks 1 --db results.db -q; }

status=0
small on_nfs >out 2>err || status=$?
[ $status = 5 ] || fail "status $status"
grep -q 'results.db: lies on a network file system (NFS), where a results database cannot be written safely' err || fail 'not said why'
grep -q 'name a database on a local disk with --db' err || fail 'not said what to do'
[ ! -e results.db ] || fail 'a database was made all the same'

small env >out 2>err || [ $? = 1 ]
mkdir finished
cp results.db finished
on_nfs "$SECATEUR" report --db finished/results.db >there 2>err || fail 'a finished one is not read'
"$SECATEUR" report --db results.db >here 2>err
cmp here there || fail 'it is read otherwise'
[ "$(ls finished)" = results.db ] || fail 'reading left files'
on_nfs "$SECATEUR" export --db finished/results.db --format jsonl >rows 2>err || fail 'not exported'
"$SECATEUR" merge merged.db finished/results.db >out 2>err || fail 'not merged'

# a log beside it means a writer, or one that was killed
echo log >finished/results.db-wal
! on_nfs "$SECATEUR" report --db finished/results.db >out 2>err || fail 'read while it is written'
grep -q 'copy it and the -wal file beside it to a local disk' err || fail 'not said how to read it'
