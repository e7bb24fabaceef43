#!/bin/sh
# Between the release of a step and its end the runner writes nothing: no progress, no row, no fsync. Asked of strace.
set -eu
command -v strace >/dev/null || { echo "strace is not installed"; exit 77; }
fail() { echo "$1"; exit 1; }
cat >quiet.yaml <<-END
	secateur: 1
	name: quiet
	workload: {adapter: command, steps: [{name: work, command: [$ACTOR, sleep, "{ms}"]}]}
	inputs: [{id: a}, {id: b}]
	factors: {ms: {choice: [60, 50]}}
	variants: [{name: short, set: {ms: 50}}]
	measure: {blocks: 2, warmup: 0, seed: 1, retries: 0, limits: {wall: 20 s, cpu: 20 s}}
END
# a leak checker cannot work under strace
ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o trace -e trace=write,pwrite64,writev,pwritev,fsync,fdatasync,sync_file_range,sendmsg,sendto,ftruncate,mkdir \
	"$SECATEUR" run quiet.yaml 2>err || { cat err; fail "status $?"; }

# a step is released by the one byte "g"; what the handler of its end writes is the one byte "w", after the signal
awk '
	NR == 1 { runner = $1 }
	$1 == runner && /write\([0-9]+, "g", 1/ { released++; open = 1; next }
	$1 == runner && /--- SIGCHLD/ { open = 0; next }
	$1 == runner && open { print "while a step ran: " $0; bad = 1 }
	END {
		if (released != 4) { print released " steps were released, not 4"; bad = 1 }
		exit bad
	}' trace || fail "the runner was not silent"
# the trace sees what it is to see: the same calls are there between the steps
grep -q 'fdatasync\|fsync\|pwrite64' trace || fail "no write was seen at all"
