#!/bin/sh
# Boots the machine that build.sh made, with a script and files in its /, and prints what its console does.
# A nanosecond is an instruction there, whatever it takes here.
# usage: tests/guest/boot.sh FOLDER SCRIPT [FILE]...     status: 0 when the script ended with 0
set -eu
folder=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/more"
cp "$1" "$work/more/script"
shift
[ $# -eq 0 ] || cp "$@" "$work/more/"
# a later archive adds to the earlier one
(cd "$folder/root" && find . | cpio -o -H newc --quiet) >"$work/initrd"
(cd "$work/more" && find . | cpio -o -H newc --quiet) >>"$work/initrd"
qemu-system-aarch64 -M virt -cpu cortex-a57,pmu=on -icount shift=0,sleep=off -m 1024 -smp 1 -nographic -nodefaults \
	-serial stdio -monitor none -net none -kernel "$folder/vmlinuz" -initrd "$work/initrd" \
	-append 'console=ttyAMA0 quiet panic=-1' -no-reboot </dev/null | tr -d '\r' | tee "$work/console"
grep -q '^guest: status 0$' "$work/console"
