#!/bin/sh
# Runs small experiments and freezes their databases: schema.sql, and the rows of each case in CASE.sql. What was measured differs from
# one time to the next: run it only when a case needs other data, then SECATEUR_UPDATE=1 tests/cli/golden.sh, and read what changed.
# usage: tests/data/golden/make.sh SECATEUR
set -eu
secateur=$(realpath "$1")
golden=$(realpath "$(dirname "$0")")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export TMPDIR="$dir"

experiment() { # NAME INPUTS BLOCKS FACTORS VARIANTS COMMAND
	cat <<E
secateur: 1
name: $1
question: May it be packed faster?
workload:
  adapter: command
  steps: [{name: pack, command: $6, stdout: out.gz}]
inputs: [$2]
factors: {$4}
variants: [$5]
measure: {blocks: $3, warmup: 0, seed: 1, retries: 0}
quality:
  - {name: size, from: file_size, file: out.gz, unit: B, not_worse_than: 10 %, better: lower}
  - {from: command, command: [sh, -c, "printf 'missing\\\\tn/a\\\\tnever measured\\\\n'"], metrics: [{name: missing}]}
decide: {time: cpu, worth: 5 %}
E
}
run() { "$secateur" run "$1.yaml" --db "$1.db" -q || [ $? = 1 ]; }
# The topology is long and in no report; Student's t is in each database, and so in schema.sql; the folder is nobody's.
freeze() {
	sqlite3 "$1.db" 'UPDATE host SET hwloc_xml = NULL' '.dump --data-only' | grep -v '^INSERT INTO student_t ' |
		sed "s|$dir|/home/somebody|g" >"$golden/$1.sql"
}

inputs='{id: a, file: /bin/bash}, {id: b, file: /usr/bin/gzip}, {id: c, file: /bin/ls}, {id: d, file: /bin/tar}, {id: e, file: /bin/dd}, {id: f, file: /bin/cp},
  {id: g, file: /bin/mv}, {id: h, file: /bin/grep}'
level='level: {choice: [9, 6, 1]}'
pack='[gzip, -c, "-{level}", "{input.file}"]'

experiment none "$inputs" 8 "$level" '' "$pack" >none.yaml
experiment one "$inputs" 8 'level: {choice: [9, 1]}' 'vary_each: [level]' "$pack" >one.yaml
experiment two "$inputs" 8 "$level" 'vary_each: [level]' "$pack" >two.yaml
experiment one_input '{id: only, file: /bin/bash}' 8 "$level" 'vary_each: [level]' "$pack" >one_input.yaml
experiment one_block "$inputs" 1 "$level" 'vary_each: [level]' "$pack" >one_block.yaml
experiment failed "$inputs" 3 "$level" 'vary_each: [level]' '[sh, -c, "echo no {input.file} at {level} >&2; exit 3"]' >failed.yaml
experiment forty '{id: a, file: /bin/ls}, {id: b, file: /bin/cp}' 2 'level: {choice: [9, 1]}, try: {range: {from: 1, to: 20}}' \
	'cross: [level, try]' '[sh, -c, "gzip -c -{level} {input.file} # {try}"]' >forty.yaml
experiment missing "$inputs" 8 "$level" 'vary_each: [level]' "$pack" >missing.yaml
sed -i 's/metrics: \[{name: missing}\]/metrics: [{name: missing, within: 1 %}, {name: gone, within: 2 kB}]/' missing.yaml
for case in none one two one_input one_block failed forty missing; do
	run "$case"
	freeze "$case"
done

# planned, and nothing run yet
cp two.db not_run.db
sqlite3 not_run.db 'DELETE FROM run; DELETE FROM session; DELETE FROM verdict;'
freeze not_run

# hostile: names that no experiment file may give
cp two.db hostile.db
sqlite3 hostile.db <<'E'
UPDATE experiment SET name = 'a|b `c` <script>alert(1)</script> _d_ *e*', question = 'What of' || char(10) || '# lines | \\textbf{x} {color:red}$1$ &amp;?';
UPDATE variant SET change = 'level: 9 -> `|` ' || char(13) || char(10) || '<img src=x onerror=alert(1)>' WHERE name = 'level=6';
UPDATE variant SET name = '|a| `b` __c__ <b>d</b> "e"' WHERE name = 'level=6';
UPDATE variant SET name = '=1+1,' || char(10) || '\end{document} [x](y) &lt; ' || char(27) || '[31m 中文' WHERE name = 'level=1';
UPDATE metric SET name = 'si|ze_*x*' WHERE name = 'size';
UPDATE input SET key = 'a|`b`<i>' || char(9) || 'c' WHERE key = 'a';
E
freeze hostile
{
	sqlite3 two.db .schema '.dump --data-only student_t'
	echo 'PRAGMA application_id = 1397048129;'
	sqlite3 two.db "SELECT printf('PRAGMA user_version = %d;', user_version) FROM pragma_user_version"
} >"$golden/schema.sql"
