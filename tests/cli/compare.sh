#!/bin/sh
# `report --compare BEFORE AFTER`: the same variants in two databases, or in two experiments of one. What else changed comes first; inputs that both
# have are compared with themselves, and what has no such inputs is marked as unpaired. R and sqlite3 make the same numbers of the rows.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
spec() { # NAME INPUTS VARIANTS EFFORTS
	cat <<-END
		secateur: 1
		name: $1
		parameters: {work: "4"}
		workload:
		  adapter: command
		  steps:
		    - {name: work, command: ["$ACTOR", spin, "{work}"]}
		    - {name: more, command: ["$ACTOR", spin, "{effort}"]}
		    - {name: say, command: [sh, -c, 'printf "%s %s" "\$0" "\$1" >said; printf %s "\$2" >given', "{input.size}", "{work}", "{effort}"]}
		  version: [cat, "{here}/version"]
		inputs: [$2]
		factors: {effort: {choice: [$4]}}
		variants: [$3]
		measure: {blocks: 7, warmup: 0, seed: 3, retries: 0}
		quality:
		  - {name: given, from: hash, file: given}
		  - {name: said, from: hash, file: said}
		  - from: command
		    command: [awk, '{printf "flux\t%.17g\tJy\n", \$1 - \$2 / 4 - \$1 * \$2 / 1e4}', said]
		    metrics: [{name: flux, within: 5 %}]
		decide: {time: cpu, worth: 5 %}
	END
}
some='{id: a, size: 100}, {id: b, size: 210}, {id: c, size: 333}, {id: d, size: 480}'
others='{id: w, size: 101}, {id: x, size: 222}, {id: y, size: 313}, {id: z, size: 484}'
each='vary_each: [effort]'
spec weekly "$some, {id: e, size: 505}, {id: f, size: 611}, {id: old, size: 700}" "$each" 6,2,3 >before.yaml
spec weekly "$some, {id: e, size: 505}, {id: f, size: 611}, {id: new, size: 900}" "$each" 6,2,4 >after.yaml
spec other "$others" "$each" 6,2 >other.yaml
spec one "{id: a, size: 100}" "$each" 6,2 >one.yaml
sed 's/^name: one/name: two/' one.yaml >two.yaml
run() { "$SECATEUR" run "$@" -q 2>err || fail "no runs: $*"; }
echo w_2026_40 >version
run before.yaml --db A.db
echo w_2026_41 >version
run after.yaml --db B.db --set work=12
run other.yaml --db B.db
run one.yaml --db B.db
run two.yaml --db B.db --set work=12
compare() { "$SECATEUR" report --compare "$@" >out 2>err || fail "not compared: $*"; }
has() { grep -qF -- "$1" out || fail "does not say: $1"; }
lacks() { ! grep -qF -- "$1" out || fail "says: $1"; }
# the cells of a row that begins with these two
row() { awk -F'|' -v v="$1" -v w="$2" '{ for (i = 2; i < NF; i++) { gsub(/^ +| +$/, "", $i) } } $2 == v && $3 == w { print $'"$3"'; exit }' out; }

compare A.db B.db:weekly
has 'Before: weekly in A.db, 21 runs'
has 'NOT INTERLEAVED'
has 'PAIRED ON INPUTS: 6 inputs are in both'
lacks UNPAIRED
has 'Inputs in both: 6; before alone: 1; after alone: 1.'
[ "$(grep -n '^## ' out | head -n 1)" = "$(grep -n '^## What else is not the same' out)" ] || fail 'what else changed is not first'
grep -q '^| version of cat *| w_2026_40 *| w_2026_41 *|$' out || fail 'not the versions'
lacks '| kernel'
lacks '| load'
has 'Only before: effort=3.'
has 'Only after: effort=4.'
[ "$(row baseline said 4)" = 0/6 ] && [ "$(row effort=2 given 4)" = 6/6 ] || fail 'not the outputs'
[ "$(row effort=2 'CPU time' 7)" = 'paired: 6 inputs' ] || fail 'not paired'
case $(row effort=2 'CPU time' 6) in +*) ;; *) fail "the change: $(row effort=2 'CPU time' 6)" ;; esac
grep -q '^| baseline *| baseline *| baseline ' out || fail 'no verdicts'

# once more by other programs, where they are
metric() { sqlite3 "$1" "SELECT i.key, avg(m.value) FROM metric m JOIN run r ON r.id = m.run JOIN variant v ON v.id = r.variant JOIN input i ON i.id = r.input
	JOIN experiment e ON e.id = r.experiment WHERE e.name = '$2' AND v.name = '$3' AND m.name = 'flux' AND r.phase = 'measured' GROUP BY i.key ORDER BY i.key"; }
expected=$({ metric A.db weekly effort=2; metric B.db weekly effort=2; } | awk -F'|' '($1 in x) { sum += ($2 - x[$1]) / x[$1]; n++ } { x[$1] = $2 }
	END { printf "%.2f", 100 * sum / n }')
case $(row effort=2 flux 6) in "$expected"*) ;; *) fail "flux: $(row effort=2 flux 6), not $expected" ;; esac
if command -v Rscript >/dev/null; then
	cpu() { sqlite3 "$1" "SELECT i.key, r.user_ns + r.sys_ns FROM run r JOIN variant v ON v.id = r.variant JOIN input i ON i.id = r.input
		JOIN experiment e ON e.id = r.experiment WHERE e.name = '$2' AND v.name = 'effort=2' AND r.phase = 'measured'"; }
	cpu A.db weekly >x.txt && cpu B.db weekly >y.txt && cpu B.db one >p.txt && cpu B.db two >q.txt
	cat >c.R <<-'END'
		read <- function(f) read.table(f, sep = "|")
		means <- function(f) { t <- read(f); tapply(log(t$V2), t$V1, mean) }
		x <- means("x.txt"); y <- means("y.txt"); both <- intersect(names(x), names(y))
		p <- log(read("p.txt")$V2); q <- log(read("q.txt")$V2)
		say <- function(w) cat(sprintf("%.3g\n", 100 * expm1(w$estimate)))
		say(suppressWarnings(wilcox.test(y[both] - x[both], conf.int = TRUE, exact = TRUE)))
		say(suppressWarnings(wilcox.test(q, p, conf.int = TRUE, exact = TRUE)))
	END
	Rscript --vanilla c.R >r.out 2>&1 || fail "R: $(cat r.out)"
	near() { awk -v x="$1" -v y="$2" 'BEGIN { x += 0; y += 0; exit !(x > 0.99 * y - 0.5 && x < 1.01 * y + 0.5) }' || fail "$1, and R says $2"; }
	near "$(row effort=2 'CPU time' 6 | tr -d +)" "$(sed -n 1p r.out)"
	compare B.db:one B.db:two
	near "$(row effort=2 'CPU time' 6 | tr -d +)" "$(sed -n 2p r.out)"
fi

# other inputs, or one alone: unpaired, and said so
compare B.db:weekly B.db:other
has 'UNPAIRED, where the tables say so'
lacks 'PAIRED ON INPUTS'
[ "$(row effort=2 'CPU time' 7)" = 'UNPAIRED: 7 inputs and 4 inputs' ] || fail "not unpaired: $(row effort=2 'CPU time' 7)"
has 'no input that both have gave it'
grep -q '^| experiment *| weekly *| other *|$' out || fail 'not the names'
compare B.db:one B.db:two
[ "$(row baseline 'CPU time' 7)" = 'UNPAIRED: 7 runs and 7 runs' ] || fail 'not the runs of one input'
[ "$(row baseline given 4)" = 1/1 ] || fail 'one input is no output'
compare B.db:weekly B.db:weekly --filter 'effort=2'
has 'Nothing that is on record'
[ "$(row effort=2 'CPU time' 6)" = '0 % [0, 0]' ] || fail 'the same is not the same'
lacks 'Only before'

# what the filter leaves out is not counted, and a side without runs is said to have none
compare A.db B.db:weekly --filter 'effort=2 input:a,b,new,old'
has 'Before: weekly in A.db, 6 runs between' # of it and the baseline, on three inputs
has 'After: weekly in B.db, 6 runs between'
has 'PAIRED ON INPUTS: 2 inputs are in both'
has 'Inputs in both: 2; before alone: 1; after alone: 1.'
compare A.db B.db:weekly --filter 'effort:3,4'
has 'Only before: effort=3.'
has 'Only after: effort=4.'
lacks 'Only before: effort=2'
cp A.db none.db
sqlite3 none.db "PRAGMA foreign_keys = OFF; DELETE FROM run"
compare A.db none.db
has 'After: weekly in none.db, which has no runs.'
has 'after: it has no runs'
lacks 'counted in different ways'
lacks 'no run went well'

# parts of one database: two machines, which a merge brought together, and two versions of what is measured
cp A.db node2.db
sqlite3 node2.db "PRAGMA foreign_keys = OFF; UPDATE host SET fingerprint = 'beef' || substr(fingerprint, 5), hostname = 'node2';
	UPDATE host_fact SET value = 'node2' WHERE name = 'hostname'; UPDATE run SET id = 'z' || substr(id, 2), user_ns = 2 * user_ns, sys_ns = 2 * sys_ns"
for t in step reading metric artifact condition; do sqlite3 node2.db "PRAGMA foreign_keys = OFF; UPDATE $t SET run = 'z' || substr(run, 2)"; done
"$SECATEUR" merge both.db A.db node2.db >out 2>err || fail 'not merged'
here=$(sqlite3 A.db 'SELECT hostname FROM host')
compare "both.db@host=$here" both.db:weekly@host=node2
has "Before: weekly in both.db@host=$here, 21 runs"
has 'After: weekly in both.db@host=node2, 21 runs'
grep -q "^| hostname *| $here *| node2 *|$" out || fail 'not the machines'
case $(row baseline 'CPU time' 6) in '+100 % [+100, +100]'*) ;; *) fail "twice is $(row baseline 'CPU time' 6)" ;; esac
compare both.db@host='beef*' node2.db
has 'Nothing that is on record'
[ "$(row baseline 'CPU time' 6 | sed 's/ (at.*//')" = '0 % [0, 0]' ] || fail 'a part is not what was merged'

: >version # what tells no version when it is first run may have any later on
run before.yaml --db V.db --filter 'input:old'
echo w_2026_42 >version
run before.yaml --db V.db --filter 'input:a,b,c'
echo w_2026_43 >version
run before.yaml --db V.db --filter 'input:d,e,f'
compare V.db@version=w_2026_42 'V.db@version=*_43'
has 'Before: weekly in V.db@version=w_2026_42, 9 runs'
has 'After: weekly in V.db@version=\*\_43, 9 runs'
grep -q '^| version of cat *| w_2026_42 *| w_2026_43 *|$' out || fail 'not the two versions'
compare "V.db@host=$here@version=w_2026_42" V.db@version=w_2026_42
[ "$(row baseline 'CPU time' 6 | sed 's/ (at.*//')" = '0 % [0, 0]' ] || fail 'the same part is not the same'
"$SECATEUR" report --compare A.db B.db:weekly -o c.rst 2>err && [ -s c.rst ] || fail 'no other format'

refuses() { # STATUS TEXT WORDS...
	status=$1 text=$2 got=0
	shift 2
	"$SECATEUR" report "$@" >out 2>err || got=$?
	[ $got = "$status" ] || fail "status $got, not $status: $*"
	grep -qF -- "$text" err || fail "does not say '$text': $*"
}
refuses 2 '--compare needs two values: BEFORE AFTER' --compare A.db
refuses 5 'C.db' --compare A.db C.db
refuses 5 'weekly' --compare A.db B.db
refuses 5 'weakly' --compare A.db B.db:weakly
refuses 2 '--compare and --gate do not go together' --compare A.db B.db:weekly --gate any=DROP
refuses 2 '--compare and --figures do not go together' --compare A.db B.db:weekly --figures f
refuses 2 'A.db: is a results database, and would be written over' --compare A.db B.db:weekly -o A.db
refuses 2 'csv is of a plan' --compare A.db B.db:weekly -f csv
refuses 5 "nothing was run on host 'node3'; did you mean 'node2'?" --compare both.db@host=node3 both.db
grep -qF "each host that is there: '$here', 'node2'" err || fail 'does not name the hosts'
refuses 5 "nothing was run with a program of version 'w_2026_44'; did you mean 'w_2026_42'?" --compare V.db V.db@version=w_2026_44
grep -qF "'w_2026_42' (cat), 'w_2026_43' (cat)" err || fail 'does not name the versions'
refuses 2 "'@hots=' is nothing to compare by; did you mean 'host'?" --compare both.db@hots=node2 both.db
refuses 2 '@version= wants a name' --compare both.db@version= both.db
