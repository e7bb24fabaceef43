#!/bin/sh
# docutils reads a report in reStructuredText without a warning, and finds nothing in it but headings, texts, lists, tables and logs:
# what an experiment, a program or a log says is no markup.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
python3 -c 'import docutils' 2>/dev/null || { echo 'skipped: python3 has no docutils (python3-docutils)'; exit 77; }
texts() { python3 "$SOURCE_DIR/tests/helpers/docutils_texts.py" "$@" >out 2>err || fail "$*: docutils does not take it"; }
has() { grep -qxF "$(printf '%b' "$1")" out || { cat out; fail "no '$1'"; }; }

# a document that is wrong is seen to be
echo 'an *emphasis' >wrong.rst
! python3 "$SOURCE_DIR/tests/helpers/docutils_texts.py" wrong.rst >out 2>err || fail 'a warning is none'
echo 'an *emphasis*' >wrong.rst
! python3 "$SOURCE_DIR/tests/helpers/docutils_texts.py" wrong.rst >out 2>err || fail 'markup is taken'

texts "$SOURCE_DIR"/tests/data/report/*.rst
has 'entry\tparagraph\tpet|`ro` # **x** _y_ [a](http://b) <b>&lt;'
has 'entry\tparagraph\t-41.2 % [-43.0, -39.3]'
has 'section\tparagraph\tbranches: n/a in every run (not counted on this processor)'

cat >hostile.yaml <<'END'
secateur: 1
name: -hostile.
question: ".. raw:: html <script>alert(1)</script> |s| `r`_ a_ __ *e* \\ ::"
workload:
  adapter: command
  steps: [{name: say_, command: [sh, -c, 'printf "%s\n" "$1" ".. raw:: html" "" "   <script>" >&2; printf "\tred \033[31m::\n" >&2; exit "$2"', sh, "{word}", "{fails}"]}]
inputs: [{id: _a_}, {id: "-"}]
factors:
  word: {choice: ["plain", "::", "*", "`code`_", "|sub|_ [1]_", "<script>"]}
  fails: {choice: ["0", "1"]}
variants: [vary_each: [word, fails]]
measure: {blocks: 2, warmup: 0, seed: 1}
quality:
  - {name: _marks_, from: text, file: say_.log, count: "raw", within: 1 %}
  - {name: none_, from: text, file: nothing_.log, count: "raw"}
END
"$SECATEUR" run hostile.yaml --db h.db -q 2>err || [ $? -eq 1 ] || fail 'no runs'
"$SECATEUR" report --db h.db -f rst -o hostile.rst 2>err || fail 'no report'
texts hostile.rst
has 'document\ttitle\t-hostile.'
has 'document\tparagraph\t.. raw:: html <script>alert(1)</script> |s| `r`_ a_ __ *e* \\ ::'
has 'entry\tparagraph\tword: plain -> |sub|_ [1]_'
has 'entry\tparagraph\tword: plain -> <script>'
has 'entry\tparagraph\tword: plain -> ::'
grep -qxF '   <script>' out || fail 'the log is not as it was'
! grep -q "$(printf '\033')" hostile.rst || fail 'a log can speak to the terminal'

# the other way round: what is no format is told, with those that there are
"$SECATEUR" report --db h.db -f rts >out 2>err && fail 'rts is a format' || :
grep -q "unknown format 'rts'; did you mean 'rst'?" err || fail 'no hint'
grep -q 'markdown: ' err && grep -q 'rst: ' err || fail 'the formats are not told'
