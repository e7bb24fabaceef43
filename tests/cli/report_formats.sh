#!/bin/sh
# A report in the format that is asked for, by name or by the end of the file's name; on a terminal it is for the eye. Rows of CSV say what
# the database says, and what has no such rows says so before it runs anything.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
unset COLUMNS NO_COLOR || :
"$SECATEUR" run "$SOURCE_DIR/tests/data/small.yaml" --set actor="$ACTOR" --set work=1 --blocks 2 --db r.db -q 2>err || [ $? = 1 ]
report() { "$SECATEUR" report --db r.db "$@" 2>err; }

for pair in markdown.md html.html rst.rst latex.tex jira.wiki asciidoc.adoc csv.csv json.json terminal.txt markdown.out; do
	report -f "${pair%.*}" >named || fail "no ${pair%.*}"
	report -o "x.${pair#*.}" || fail "no .${pair#*.}"
	cmp named "x.${pair#*.}" || fail ".${pair#*.} is not ${pair%.*}"
done
report >out && cmp out x.md || fail 'a pipe gets something else than Markdown'
report -f markdown -o y.csv && cmp y.csv x.md || fail 'a name of a format is not above the end of a name'
report -f jsn >out && fail 'jsn is a format'
grep -q "unknown format 'jsn'; did you mean 'json'?" err || fail 'no hint'
for name in markdown html rst latex jira asciidoc csv json terminal; do
	grep -q "help: $name: " err || fail "$name is not told"
done

# what is no plan's evidence has no rows; nothing was run for it
"$SECATEUR" search "$SOURCE_DIR/tests/data/search.yaml" --db s.db -f csv >out 2>err && fail 'a search in CSV' || [ $? = 2 ] || fail 'another status'
grep -q "csv is of a plan's evidence, as .secateur report. has it: there is none here" err || fail 'not said why'
grep -q 'help: latex: ' err && ! grep -q 'help: json: ' err || fail 'not told which formats there are'
[ "$(sqlite3 s.db 'SELECT count(*) FROM run')" = 0 ] || fail 'it began'
"$SECATEUR" simulate --studies 1 --noise iid15 -o s.json >out 2>err && fail 'a table of simulations as evidence' || [ $? = 2 ]

# CSV and the database: row for row
cat >rows.py <<'END'
import csv, sqlite3

COARSE = {"identical": "within", "one_outside": "outside", "": None}
said = {(r["variant"], r["kind"], r["measure"]): r for r in csv.DictReader(open("x.csv", newline="", encoding="utf-8"))
        if r["kind"] in ("cost", "quality")}
held = sqlite3.connect("r.db").execute("""
    SELECT v.name, d.kind, measure, n_blocks, d.verdict, d.why, judgement, reference_mean, estimate, low, high, absent_reason
    FROM verdict d JOIN variant v ON v.id = d.variant""").fetchall()
assert len(held) == len(said) > 20
for variant, kind, measure, n, verdict, why, judgement, mean, estimate, low, high, reason in held:
    r = said[variant, kind, measure]
    assert (int(r["n"]), r["verdict"], r["why"]) == (n, verdict, why or ""), r
    if verdict == "baseline":
        assert r["estimate"] == r["low"] == r["judgement"] == "", r
    else:
        assert COARSE.get(r["judgement"], r["judgement"]) == judgement, r
        assert (float(r["estimate"]) if r["estimate"] else None) == estimate, r
        assert not r["low"] or (float(r["low"]), float(r["high"])) == (low, high), r
        assert (r["absent_reason"] == "") == (r["low"] != ""), r
    assert reason in (None, r["absent_reason"]), r
    assert reason or float(r["reference_mean"]) == mean, r
END
python3 rows.py >out 2>err || fail 'the rows are not those of the database'

# on a terminal
on_terminal() { env "$@" script -qec "stty cols $columns; '$SECATEUR' report --db r.db" typescript >out 2>err </dev/null; }
escape=$(printf '\033')
columns=400
on_terminal TERM=xterm || fail 'no terminal'
grep -q "^• $escape\[[0-9;]*m[A-Z ]*$escape\[0m light" out || fail 'a verdict without its colour'
grep -q 'variant.*verdict' out || fail 'a wide table is folded'
columns=60
on_terminal TERM=xterm NO_COLOR=1 || fail 'no terminal'
! grep -q "$escape" out || fail 'NO_COLOR is not heard'
grep -q '^  verdict: ' out || fail 'a table is too wide'
on_terminal TERM=dumb COLUMNS=400 || fail 'no terminal'
! grep -q "$escape" out || fail 'a dumb terminal gets escapes'
grep -q 'variant.*verdict' out || fail 'COLUMNS is not heard'
