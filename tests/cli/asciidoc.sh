#!/bin/sh
# Asciidoctor reads a report in AsciiDoc without a word, and gives back each text as it was, however hostile: in headings, paragraphs, lists,
# tables and logs.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
command -v asciidoctor >/dev/null || { echo 'skipped: asciidoctor is not installed (asciidoctor)'; exit 77; }
texts() { # FILE: its texts, after the element that each is in; an apostrophe is made a curved one
	asciidoctor -e -s -a showtitle --failure-level INFO -o out.html "$1" 2>err || fail "$1: asciidoctor complains"
	[ ! -s err ] || fail "$1: asciidoctor complains"
	python3 "$SOURCE_DIR/tests/helpers/html_texts.py" out.html 2>err | sed "s/’/'/g" >out
	[ ! -s err ] || fail "$1: not only texts"
}

# what is markup is seen to be
echo 'an *emphasis*' >wrong.adoc
asciidoctor -e -s -o wrong.html wrong.adoc
! python3 "$SOURCE_DIR/tests/helpers/html_texts.py" wrong.html >out 2>err || fail 'markup is taken'

hostile=$SOURCE_DIR/tests/data/report/hostile.texts
"$REPORT_TEXTS" asciidoc <"$hostile" >hostile.adoc
texts hostile.adoc
while IFS= read -r text; do # a heading, a paragraph, an item, a cell
	[ "$(cut -f2- out | grep -cxF -e "$text")" -ge 4 ] || fail "'$text' is lost"
done <"$hostile"
sed -n '/<pre>/,/<\/pre>/p' out.html | sed 's/.*<pre>//; s/<\/pre>.*//; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' >log
cmp log "$hostile" || fail 'the log is not as it was'

for file in "$SOURCE_DIR"/tests/data/report/*.adoc; do
	texts "$file"
done
