#!/bin/sh
# Every number of a report can be traced: `report --explain VARIANT MEASURE` prints the runs behind it and the arithmetic. Here sqlite3 and awk
# calculate the numbers once more, from the rows of the database alone, and the report as CSV, as JSON and explained says the same.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
cat >e.yaml <<END
secateur: 1
name: traced
workload:
  adapter: command
  steps:
    - {name: work, command: ["$ACTOR", spin, "{effort}"]}
    - {name: say, command: [printf, "%s %s", "{input.size}", "{effort}"], stdout: said}
    - {name: break, command: [sh, -c, "[ {input.id} != c ]"], when: {effort: 9}}
inputs:
  - {id: a, size: 100}
  - {id: b, size: 210}
  - {id: c, size: 333}
  - {id: d, size: 480}
  - {id: e, size: 505}
  - {id: f, size: 611}
  - {id: g, size: 720}
factors: {effort: {choice: [8, 4, 7, 9]}}
variants: [vary_each: [effort]]
measure: {blocks: 14, warmup: 1, seed: 3, retries: 0, counters: [page-faults]}
quality:
  - from: command                  # about 1 % less on input a and 0.02 % less on g, by 4; the other way round by 9
    command: [awk, '{printf "flux\t%.17g\tJy\nscatter\t%.17g\tpx\n", \$1 - (8 - \$2) / 4, \$1 / 1000 + (8 - \$2) * \$1 / 1e6}', said]
    metrics:
      - {name: flux, within: 1 %}
      - {name: scatter, better: lower, not_worse_than: 0.002}
decide: {time: cpu, worth: 5 %}
END
"$SECATEUR" run e.yaml --db e.db -q 2>err || [ $? = 1 ] || fail 'no runs'
"$SECATEUR" report --db e.db -o e.csv 2>err && "$SECATEUR" report --db e.db -o e.json 2>err || fail 'no report'

# What the report says: by CSV, and by JSON.
said() { # VARIANT MEASURE COLUMN
	sqlite3 -cmd '.import --csv e.csv r' :memory: "SELECT $3 FROM r WHERE variant = '$1' AND measure = '$2'"
}
said_json() { # VARIANT KIND NAME PATH
	sqlite3 :memory: "SELECT json_extract(m.value, '$4') FROM json_each(CAST(readfile('e.json') AS TEXT), '\$.variants') v,
		json_each(v.value, '\$.$2') m WHERE json_extract(v.value, '\$.name') = '$1' AND json_extract(m.value, '\$.name') = '$3'"
}
same() { # WHAT SAID CALCULATED
	[ -n "$2" ] && [ -n "$3" ] && awk -v x="$2" -v y="$3" 'BEGIN { d = x - y; s = y < 0 ? -y : y
		exit !(d <= 1e-9 * s + 1e-15 && -d <= 1e-9 * s + 1e-15) }' || fail "$1: the report says '$2', but it is '$3'"
}

# Pairs that count: both went well, in one block. A line each: input, the reference's value, the variant's.
pairs() { # VARIANT EXPRESSION
	sqlite3 -separator ' ' e.db "SELECT i.key, x, y FROM (SELECT r.block, r.input, max(CASE WHEN v.name = 'baseline' THEN $2 END) x,
		max(CASE WHEN v.name = '$1' THEN $2 END) y FROM run r JOIN variant v ON v.id = r.variant
		WHERE r.phase = 'measured' AND r.outcome = 'ok' GROUP BY r.block) JOIN input i ON i.id = input
		WHERE x IS NOT NULL AND y IS NOT NULL ORDER BY i.key"
}
metric() { echo "(SELECT value FROM metric m WHERE m.run = r.id AND m.name = '$1')"; }

cat >lib.awk <<'END'
function add(input, d) { if (!(input in n)) { order[++N] = input } n[input]++; sum[input] += d }
function sort(a, m,  i, j, x) { for (i = 2; i <= m; i++) { x = a[i]; for (j = i - 1; j && a[j] > x; j--) a[j + 1] = a[j]; a[j + 1] = x } }
# P(V <= v) of Wilcoxon's statistic: of all subsets of 1..n, those of that sum
function below(v, n,  i, s, c, all) {
	c[0] = 1
	for (i = 1; i <= n; i++) for (s = n * (n + 1) / 2; s >= i; s--) c[s] += c[s - i]
	for (s = 0; s <= v; s++) all += c[s]
	return v < 0 ? 0 : all / 2 ^ n
}
# P(T > t): the share of cos^(df - 1) beyond atan(t / sqrt(df)), by Simpson's rule
function area(from, to, df,  i, s, h) {
	h = (to - from) / 2000
	for (i = 0; i <= 2000; i++) s += (i == 0 || i == 2000 ? 1 : i % 2 ? 4 : 2) * cos(from + i * h) ^ (df - 1)
	return s * h / 3
}
function t_quantile(p, df,  low, high, mid, half, i) {
	half = atan2(1, 0); low = 0; high = half
	for (i = 0; i < 60; i++) { mid = (low + high) / 2; if (area(mid, half, df) / area(-half, half, df) > p) low = mid; else high = mid }
	return sqrt(df) * sin(low) / cos(low)
}
END
signed_rank() { # LEVEL: estimate, low, high, level, p
	awk -v level="$1" "$(cat lib.awk)"'
		{ add($1, log($3) - log($2)) }
		END {
			for (i = 1; i <= N; i++) d[i] = sum[order[i]] / n[order[i]]
			for (i = 1; i <= N; i++) for (j = i; j <= N; j++) { w[++M] = (d[i] + d[j]) / 2; down += w[M] <= 0; up += w[M] >= 0 }
			sort(w, M)
			for (k = 0; below(k, N) < (1 - level) / 2; k++) { }
			if (k < 1) k = 1
			at = M % 2 ? w[(M + 1) / 2] : (w[M / 2] + w[M / 2 + 1]) / 2
			p = 2 * below(down < up ? down : up, N)
			printf "%.17g %.17g %.17g %.17g %.17g\n", exp(at) - 1, exp(w[k]) - 1, exp(w[M + 1 - k]) - 1, 1 - 2 * below(k - 1, N), (p > 1 ? 1 : p)
		}'
}
student() { # LEVEL IS_RELATIVE: mean, low, high
	awk -v level="$1" -v relative="$2" "$(cat lib.awk)"'
		{ add($1, relative ? ($3 - $2) / $2 : $3 - $2) }
		END {
			for (i = 1; i <= N; i++) { d[i] = sum[order[i]] / n[order[i]]; mean += d[i] / N }
			for (i = 1; i <= N; i++) squares += (d[i] - mean) ^ 2
			half = t_quantile((1 - level) / 2, N - 1) * sqrt(squares / (N - 1) / N)
			printf "%.17g %.17g %.17g\n", mean, mean - half, mean + half
		}'
}
totals() { # LEVEL: ratio less 1, low, high
	awk -v level="$1" "$(cat lib.awk)"'
		{ if (!($1 in n)) order[++N] = $1; n[$1]++; x[$1] += $2; y[$1] += $3 }
		END {
			for (i = 1; i <= N; i++) { k = order[i]; x[k] /= n[k]; y[k] /= n[k]; X += x[k]; Y += y[k] }
			R = Y / X
			for (i = 1; i <= N; i++) { k = order[i]; squares += (y[k] - R * x[k]) ^ 2 }
			half = t_quantile((1 - level) / 2, N - 1) * sqrt(squares / (N * (N - 1))) / (X / N)
			printf "%.17g %.17g %.17g\n", R - 1, R - 1 - half, R - 1 + half
		}'
}
CPU='r.user_ns + r.sys_ns'
JOINT=0.98333333333333333 # 1 - 5 % / 3 variants
QUALITY=0.96666666666666667

check() { # VARIANT MEASURE COLUMNS VALUES
	variant=$1 measure=$2
	for column in $3; do
		value=${4%% *}
		set -- "$1" "$2" "$3" "${4#* }"
		same "$column of $measure of $variant" "$(said "$variant" "$measure" "$column")" "$value"
	done
}
check effort=4 cpu 'estimate low high level p' "$(pairs effort=4 "$CPU" | signed_rank $JOINT)"
check effort=7 cpu 'estimate low high level p' "$(pairs effort=7 "$CPU" | signed_rank $JOINT)"
check effort=4 wall 'estimate low high level p' "$(pairs effort=4 r.wall_ns | signed_rank 0.95)"
check effort=4 cpu 'total_estimate total_low total_high' "$(pairs effort=4 "$CPU" | totals $JOINT)"
check effort=4 flux 'estimate low high' "$(pairs effort=4 "$(metric flux)" | student $QUALITY 1)"
check effort=7 scatter 'estimate low high' "$(pairs effort=7 "$(metric scatter)" | student $QUALITY 0)"
check effort=9 flux 'estimate low high' "$(pairs effort=9 "$(metric flux)" | student $QUALITY 1)"
same 'the mean of the reference' "$(said effort=4 cpu reference_mean)" "$(pairs effort=4 "$CPU" | awk '{ s += $2 } END { printf "%.17g", s / NR }')"
same 'the baseline' "$(said baseline cpu reference_mean)" "$(sqlite3 e.db "SELECT format('%.17g', avg($CPU)) FROM run r JOIN variant v ON v.id = r.variant
	WHERE v.name = 'baseline' AND phase = 'measured' AND outcome = 'ok'")"
[ "$(said effort=9 cpu n_blocks)" = 12 ] || fail 'the pairs of input c count, which failed'

# Holm: the smallest p of three by 3, and so on, never falling.
for v in effort=4 effort=7 effort=9; do echo "$(said $v cpu p) $v"; done | sort -g |
	awk '{ x = $1 * (3 - NR + 1); if (x < most) x = most; most = x; printf "%.17g %s\n", (x > 1 ? 1 : x), $2 }' >holm
while read -r p v; do same "p, adjusted, of $v" "$(said "$v" cpu p_adjusted)" "$p"; done <holm

# JSON has the same digits.
for path in estimate low high p; do
	[ "$(said_json effort=4 costs cpu "\$.change.$path")" = "$(sqlite3 :memory: "SELECT CAST('$(said effort=4 cpu $path)' AS REAL)")" ] || fail "$path of JSON"
done

# --explain: a row for each pair, with the database's own values; which do not count, and why; and what was made of them.
explained() { "$SECATEUR" report --db e.db --explain "$@" >out 2>err || fail "not explained: $*"; }
has() { grep -qF -- "$1" out || { cat out; fail "does not say: $1"; }; }
explained effort=4 cpu
awk -F'|' 'NF == 10 && $9 ~ /yes/ { gsub(/ /, ""); print $3, $6, $7 }' out | sort >rows
pairs effort=4 "$CPU" | sort >expected
diff rows expected || fail 'not the runs of the database'
[ "$(wc -l <rows)" = 14 ] || fail 'not all blocks'
has "1 - 5 % x 1 / 3 variants = 98.333 %"
has 'K = max(1, qsignrank((1 - level) / 2, 7)) = 1'
has "$(said effort=4 cpu p)"
has "Holm's step down"
has '| warm-up |'
has "[$(awk -v x="$(said effort=4 cpu low)" -v y="$(said effort=4 cpu high)" 'BEGIN { printf "%.6g %%, %.6g %%", 100 * x, 100 * y }')]"
[ "$(grep -c '^  *[0-9][0-9]*  -\{0,1\}[0-9]' out)" = 28 ] || fail 'not all averages'
[ "$(awk '/^ +[0-9]+  -?[0-9]/ { w[++m] = $2 } END { printf "%.9g", exp((w[14] + w[15]) / 2) - 1 }' out)" = "$(printf %.9g "$(said effort=4 cpu estimate)")" ] ||
	fail 'the averages do not give the estimate'
explained effort=9 cpu
[ "$(grep -c 'no: effort=9: exit code 1 in step break' out)" = 2 ] || fail 'does not say which runs failed'
has 'effort=9: KEEP, fails in 2 of 14 runs'
explained effort=4 flux
has 'margin: ± 1 %'
has "$(pairs effort=4 "$(metric flux)" | student $QUALITY 1 | awk '{ printf "%.6g %%", 100 * $1 }')"
explained effort=7 page-faults
has 'what decides is cpu, not page-faults'
explained baseline wall
has 'the mean of the runs that count below'

"$SECATEUR" report --db e.db --explain effort=5 fluks >out 2>err && fail 'explains what is not there'
grep -qF "no variant is named 'effort=5'; did you mean 'effort=" err && grep -qF "'fluks' is not measured; did you mean 'flux'?" err || fail 'no nearest names'
"$SECATEUR" report --db e.db --explain effort=4 2>err && fail 'explains half a question'
grep -qF -- '--explain needs two values: VARIANT MEASURE' err || fail 'does not say what it needs'
"$SECATEUR" report --db e.db --explain effort=4 cpu --figures f 2>err && fail 'an explanation has no figures'
grep -qF -- '--explain and --figures do not go together' err || fail 'does not say what does not go together'
"$SECATEUR" report --db e.db --explain effort=4 cpu -f csv 2>err && fail 'an explanation is no data'
[ "$("$SECATEUR" report --db e.db --explain effort=4 cpu -f rst | sha256sum)" = "$(LC_ALL=C.UTF-8 TZ=Asia/Tokyo COLUMNS=40 "$SECATEUR" report --db e.db --explain effort=4 cpu -f rst | sha256sum)" ] ||
	fail 'not the same bytes'

# given again, it is of each, one after the other, and mistakes in all are told at once
explained effort=4 cpu --explain effort=7 flux
grep -q '^# traced: 2 numbers$' out && [ "$(grep -n '^## cpu of effort=4$' out | cut -d: -f1)" -lt "$(grep -n '^## flux of effort=7$' out | cut -d: -f1)" ] || { cat out; fail 'not both'; }
explained effort=7 flux && tail -n 3 out >last
explained effort=4 cpu --explain effort=7 flux && tail -n 3 out | cmp - last || fail 'the second is another than by itself'
"$SECATEUR" report --db e.db --explain effort=4 cqu --explain effort=5 cpu 2>err && fail 'explains what is not there'
grep -qF "'cqu' is not measured; did you mean 'cpu'?" err && grep -qF "no variant is named 'effort=5'" err || fail 'not both mistakes'

# what several databases had made is told apart
"$SECATEUR" run e.yaml --db f.db -q 2>err || [ $? = 1 ] || fail 'no runs'
"$SECATEUR" merge both.db e.db f.db >out 2>err || fail 'not merged'
"$SECATEUR" report --db both.db --explain effort=4 cpu >out 2>err || fail 'not explained'
[ "$(awk -F'|' 'NF == 10 && $9 ~ /yes/ { print $2 }' out | sort -u | wc -l)" = 28 ] || { cat out; fail 'two blocks of one name'; }
has '| 14 of replicate 2 |'
