#!/bin/sh
# pandoc, which reads Jira's markup, gives back each text of a report as it was, however hostile.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
command -v pandoc >/dev/null || { echo 'skipped: pandoc is not installed (pandoc)'; exit 77; }

hostile=$SOURCE_DIR/tests/data/report/hostile.texts
"$REPORT_TEXTS" jira <"$hostile" >hostile.wiki
# it knows references by number, and leaves them as they are
pandoc -f jira -t html --wrap=none hostile.wiki 2>err | sed 's/&amp;\(#[0-9]*;\)/\&\1/g; s/<pre><code>/<pre>/; s/<\/code><\/pre>/<\/pre>/' >hostile.html
! grep -E '<(u|em|strong|del|sub|sup|img|code|blockquote|script)\b' hostile.html || fail 'a text became markup'
sed 's/ class="[a-z]*"//g; s/<a href=[^>]*>//g; s/<\/a>//g' hostile.html >plain.html
python3 "$SOURCE_DIR/tests/helpers/html_texts.py" plain.html >out 2>err || fail 'not only texts'
grep -v '&#65;' "$hostile" | while IFS= read -r text; do # that one would be read twice
	[ "$(cut -f2- out | grep -cxF -e "$text")" -ge 4 ] || fail "'$text' is lost"
done
