#!/bin/sh
# Makes search.md beside this file: a search and the same question one by one in 30 blocks, in turns of half a minute on the same
# machine; and what each took. After experiments/quickstart.sh, which builds. About a quarter of an hour.
# usage: reports/detector/search.sh [FOLDER FOR THE DATABASES]
set -eu
cd "$(dirname "$0")/../.."
work=${1:-build/search}
secateur=build/release/secateur
spec=experiments/detector/search.yaml
mkdir -p "$work" build/search/input
for seed in $(seq 20); do
	image=build/search/input/seed-$seed.fits
	[ -e "$image" ] || build/release/detector simulate --size 1024x1024 --seed "$seed" "$image"
done

# turn COMMAND...: half a minute of it; 130: there is more to do
turn() {
	status=0
	timeout --signal=INT 30 "$@" >"$work/out" 2>"$work/err" || status=$?
	[ $status -eq 124 ] || [ $status -le 1 ] || [ $status -eq 130 ] || { cat "$work/err" >&2; exit $status; }
}
searched=124
ran=124
while [ $searched -ge 124 ] || [ $ran -ge 124 ]; do
	if [ $searched -ge 124 ]; then
		turn "$secateur" search "$spec" --db "$work/search.db" -q --write "$work/found"
		searched=$status
		cp "$work/out" "$work/search.md"
	fi
	if [ $ran -ge 124 ]; then
		turn "$secateur" run "$spec" --db "$work/fixed.db" -q
		ran=$status
	fi
done

# machine time of all runs of a database, s
spent() { sqlite3 -readonly "$1" "SELECT round(sum(user_ns + sys_ns) / 1e9, 1) FROM run"; }
runs() { sqlite3 -readonly "$1" "SELECT count(*) FROM run"; }
verdict_of() {
	sed -n "s/^| *$1 *| [^|]* | \([A-Z ]*[A-Z]\) *|.*/\1/p" "$work/search.md" | head -1
}
{
	cat "$work/search.md"
	echo
	echo '## Beside the same question one by one'
	echo
	echo "In turns with this search, \`secateur run\` asked the same of each change by itself, in 30 blocks."
	echo
	echo '| way | runs | CPU time | settled |'
	echo '| --- | ---: | ---: | ---: |'
	settled=$(sed -n '/^## Components/,/^## What it took/p' "$work/search.md" | sed '/^## Step by step/,$d' |
		grep -c '| \(DROP\|NO GAIN\|KEEP\|REQUIRED\|FAILS\) ' || true)
	echo "| search, with its confirmation | $(runs "$work/search.db") | $(spent "$work/search.db") s | $settled |"
	echo "| one by one | $(runs "$work/fixed.db") | $(spent "$work/fixed.db") s | $(sqlite3 -readonly "$work/fixed.db" \
		"SELECT count(DISTINCT variant) FROM verdict WHERE verdict NOT IN ('baseline', 'undecided')") |"
	echo
	awk -v a="$(spent "$work/fixed.db")" -v b="$(spent "$work/search.db")" \
		'BEGIN { printf "The search took 1/%.1f of the machine time.\n\n", a / b }'
	echo '| change | by the search | one by one | saves alone, one by one |'
	echo '| --- | --- | --- | ---: |'
	sqlite3 -readonly -separator '|' "$work/fixed.db" "SELECT replace(v.name, 'drop-', ''), d.verdict,
		CASE WHEN d.estimate IS NULL THEN '-'
		ELSE printf('%.1f %% [%.1f, %.1f]', -100 * d.estimate, -100 * d.high, -100 * d.low) END
		FROM verdict d JOIN variant v ON v.id = d.variant
		WHERE d.measure = 'cpu' AND d.verdict <> 'baseline' ORDER BY v.ordinal" |
		while IFS='|' read -r name verdict saves; do
			echo "| $name | $(verdict_of "$name") | $(echo "$verdict" | tr '[:lower:]_' '[:upper:] ') | $saves |"
		done
	echo
	echo "Made by \`reports/detector/search.sh\` on $(date -u +%Y-%m-%d)."
} >reports/detector/search.md
