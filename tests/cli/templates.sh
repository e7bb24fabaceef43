#!/bin/sh
# What a template writes for another language, that language reads back: Python, JSON, YAML, a shell, and a program's arguments.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
cat >t.yaml <<'END'
secateur: 1
name: written
workload:
  adapter: command
  steps:
    - name: read
      command: [python3, "{here}/read.py", "{parts|args}", "{parts.dropped|args}"]
      stdout: said
  files:
    kept.py: {text: "kept = {parts|python}\ndropped = {parts.dropped|python}\nlevel = {level|python}\n"}
    kept.json: {text: "{\"kept\": {parts|json}, \"dropped\": {parts.dropped|json}, \"level\": {level|json}}\n"}
    kept.yaml: {text: "kept: {parts|yaml}\ndropped: {parts.dropped|yaml}\nlevel: {level|yaml}\n"}
    kept.sh: {text: "for x in {parts|shell}; do printf '%s\\0' \"$x\"; done\n"}
    kept.ini: {text: "[x]\nkept = {level|ini}\n"}
inputs: [{id: a}]
factors:
  parts: {set: {plain: [base_Psf, ext_Kron], odd: ["it's", "say \"hi\"", "a\\b", "tab\there", "two\nlines", "é # [x]: *y", "$HOME `id`"], number: ["-1.5e3", "007"], empty: [""]}}
  level: {choice: ["2.50", "yes & no", "True"]}
variants: [{drop_each: parts}, {vary_each: [level]}]
measure: {blocks: 1, warmup: 0, seed: 1, retries: 0}
END
cat >read.py <<'END'
import configparser, json, runpy, subprocess, sys
import yaml
parts = [["base_Psf", "ext_Kron"], ["it's", 'say "hi"', "a\\b", "tab\there", "two\nlines", "é # [x]: *y", "$HOME `id`"], [-1500.0, "007"], [""]]
python, text = runpy.run_path("kept.py"), json.load(open("kept.json"))
got = [{k: x[k] for k in ("kept", "dropped", "level")} for x in (python, text, yaml.safe_load(open("kept.yaml")))]
assert got[0]["kept"] == got[1]["kept"] and got[0]["dropped"] == got[1]["dropped"], got
# PyYAML is of YAML 1.1, to which -1.5e3 is no number
assert [str(x) for x in got[2]["kept"]] == ["-1.5e3" if x == -1500 else str(x) for x in got[1]["kept"]], got
assert sorted(map(str, got[1]["kept"] + got[1]["dropped"])) == sorted(str(x) for p in parts for x in p), got
assert len(got[1]["dropped"]) in (0, 1, 2, 7), got
as_text = lambda values: ["-1.5e3" if x == -1500 else x for x in values]
assert sys.argv[1:] == as_text(got[1]["kept"]) + as_text(got[1]["dropped"]), sys.argv
said = subprocess.run(["sh", "kept.sh"], stdout=subprocess.PIPE).stdout.decode().split("\0")[:-1]
assert said == as_text(got[1]["kept"]), said
ini = configparser.ConfigParser(interpolation=None)
ini.read("kept.ini")
assert ini["x"]["kept"] in ("2.50", "yes & no", "True")
assert got[0]["level"] in (2.5, "yes & no", True) and got[1]["level"] in (2.5, "yes & no", "True")
print("good")
END
python3 -c 'import yaml' 2>/dev/null || { echo 'python3-yaml is not there'; exit 77; }
"$SECATEUR" run t.yaml --db t.db -q 2>err || { "$SECATEUR" report --db t.db | sed -n '/^## Failures/,/^## C/p'; fail 'it is not read back'; }
[ "$(sqlite3 t.db "SELECT count(*) FROM run WHERE outcome = 'ok'")" = 7 ] || fail 'not all variants'

# a template's mistakes are shown in its own file
mkdir mistakes
printf 'one line\nnames -= {parts.droped|pyhton}\nok {parts|pyhton}\n' >mistakes/plugins.py.in
sed 's/kept.ini: .*/plugins.py: {from: mistakes\/plugins.py.in}/' t.yaml >bad.yaml
"$SECATEUR" check bad.yaml >out 2>err && fail 'a mistake in a template passes'
grep -q "mistakes/plugins.py.in:2:10: error: nothing is named 'parts.droped'; did you mean 'parts.dropped'?" err || fail 'not the place of the name'
grep -q "mistakes/plugins.py.in:3:4: error: there is no form 'pyhton'; did you mean 'python'?" err || fail 'not the place of the form'
