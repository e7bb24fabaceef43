#!/bin/sh
# pdfLaTeX makes a document of a report in LaTeX, with nothing beyond the margins, and in it stands each text as it was, however hostile.
set -eu
fail() { tail -n 20 ./*.out 2>/dev/null || :; echo "$1"; exit 1; }
command -v pdflatex >/dev/null && kpsewhich booktabs.sty pdflscape.sty lmodern.sty >found && [ "$(wc -l <found)" = 3 ] || {
	echo 'skipped: no pdflatex with booktabs, pdflscape and lmodern (texlive-latex-base, texlive-latex-recommended, lmodern)'
	exit 77
}
command -v pdftotext >/dev/null || { echo 'skipped: pdftotext is not installed (poppler-utils)'; exit 77; }
latex() { pdflatex -interaction=nonstopmode -halt-on-error "$1.tex" >"$1.out" || fail "$1: LaTeX does not take it"; }

for name in everything wide empty; do
	cp "$SOURCE_DIR/tests/data/report/$name.tex" .
	latex $name
	latex $name # a longtable's columns are known to the second run
	! grep -a Overfull $name.log || fail "$name: beyond the margins"
done
pdftotext -layout everything.pdf - | grep -q '−38.7 %' || fail 'a number has no minus'

# a character that the fonts lack is told by its number; of letters that they have none is lost
hostile=$SOURCE_DIR/tests/data/report/hostile.texts
"$REPORT_TEXTS" latex <"$hostile" >hostile.tex
latex hostile
pdftotext -layout hostile.pdf - | sed "s/’/'/g; s/  */ /g; s/^ //" >texts
LC_ALL=C grep -v '[^ -~]' "$hostile" | while IFS= read -r text; do
	grep -qxF -e "$text" texts || fail "'$text' is lost"
done
grep -q '^é ł U+03A9 U+4E2D.*± ≤ ≥ × → ' texts || fail 'letters are lost'
