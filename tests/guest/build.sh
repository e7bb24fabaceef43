#!/bin/bash
# Makes an arm64 machine with a PMU for qemu: a kernel, and a root with secateur and some of its tests in it.
# Debian's packages for arm64 are fetched by an apt of its own, which changes nothing of this system.
# usage: tests/guest/build.sh FOLDER     (makes FOLDER/vmlinuz and FOLDER/root; packages that are there already are not fetched again)
set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
apt=$folder/apt
sysroot=$folder/sysroot
libraries='libc6-dev linux-libc-dev libyaml-dev libhwloc-dev libpapi-dev libsqlite3-dev libcfitsio-dev libxml2-dev libjansson-dev
	libyajl-dev libjson-c-dev nettle-dev libgsl-dev libcmocka-dev busybox-static'
programs='secateur actor test_run_steps test_run_contain test_probe_count'

arm64() { # tool of apt, words...
	local tool=$1
	shift
	"$tool" -q -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root \
		-o Dir::State="$apt/state" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" \
		-o Debug::NoLocking=1 "$@"
}

fetch() {
	mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/kernel"
	: >"$apt/status"
	arm64 apt-get update
	# shellcheck disable=SC2086 # a list
	arm64 apt-get install --download-only -y --no-install-recommends $libraries
	kernel=$(arm64 apt-cache depends linux-image-cloud-arm64 | sed -n 's/^ *Depends: //p' | head -n 1)
	(cd "$apt/kernel" && arm64 apt-get download "$kernel")
}

unpack() {
	rm -rf "$sysroot"
	mkdir -p "$sysroot"
	for package in "$apt"/cache/archives/*.deb "$apt"/kernel/*.deb; do
		dpkg -x "$package" "$sysroot"
	done
	cp "$sysroot"/boot/vmlinuz-* "$folder/vmlinuz"
}

# What a program or a library needs, and what that needs.
add_libraries() { # file
	local name found
	for name in $(aarch64-linux-gnu-readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
		[ -e "$folder/root/lib/$name" ] && continue
		found=$(find "$sysroot/lib" "$sysroot/usr/lib" -name "$name" | head -n 1)
		[ -n "$found" ] || { echo "no $name for $1" >&2; exit 1; }
		cp -L "$found" "$folder/root/lib/$name"
		add_libraries "$folder/root/lib/$name"
	done
}

make_root() {
	local program
	rm -rf "$folder/root"
	mkdir -p "$folder"/root/{bin,dev,etc,lib,proc,root,sys,tmp}
	cp "$sysroot/bin/busybox" "$folder/root/bin/"
	cp "$here/init" "$folder/root/init"
	echo 'root:x:0:0::/root:/bin/sh' >"$folder/root/etc/passwd"
	for program in $programs; do
		cp "$(find "$folder/build" -type f -name "$program")" "$folder/root/bin/"
		add_libraries "$folder/root/bin/$program"
	done
	# tests find the actor where it was built
	mkdir -p "$folder/root$folder/build/tests"
	ln -s /bin/actor "$folder/root$folder/build/tests/actor"
	aarch64-linux-gnu-strip --strip-debug "$folder"/root/lib/*.so* "$folder"/root/bin/{secateur,test_*}
}

if [ "$(cat "$folder/libraries" 2>/dev/null)" != "$libraries" ]; then
	fetch
	unpack
	echo "$libraries" >"$folder/libraries"
fi
export GUEST_SYSROOT="$sysroot"
cmake -S "$source" -B "$folder/build" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$here/arm64.cmake" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
	-DSECATEUR_WERROR=ON
# shellcheck disable=SC2086 # a list
cmake --build "$folder/build" --target $programs
make_root
