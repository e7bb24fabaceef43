#!/bin/sh
# A page in a real browser: it sorts, filters, unfolds and shows all digits, by keyboard as well, on wide screens and narrow ones, with three
# variants and with forty; it says nothing in the console and asks for nothing from anywhere. What an experiment, a program or a log says is no
# markup in it.
set -eu
fail() { cat err 2>/dev/null || :; echo "$1"; exit 1; }
for python in python3 /usr/bin/python3 none; do
	! "$python" -c 'import selenium' 2>/dev/null || break
done
command -v chromium >/dev/null && command -v chromedriver >/dev/null && [ $python != none ] || {
	echo 'skipped: no browser that a program can drive (chromium, chromium-driver, python3-selenium)'
	exit 77
}
texts() { "$python" "$SOURCE_DIR/tests/helpers/html_texts.py" --page "$1" >out 2>err || fail "$1: not as a page is"; }

# each text comes back as it was, however hostile: in a heading, a paragraph, an item, a cell, a log
hostile=$SOURCE_DIR/tests/data/report/hostile.texts
"$REPORT_TEXTS" html <"$hostile" >texts.html
texts texts.html
while IFS= read -r text; do
	[ "$(cut -f2- out | grep -cxF -e "$text")" -ge 4 ] || fail "'$text' is lost"
done <"$hostile"
sed -n '/^pre\t/,$p' out | sed '1s/^pre\t//' >log
cmp log "$hostile" || fail 'the log is not as it was'
sed 's|<p>|<p><em>x</em>|' texts.html >wrong.html
! "$python" "$SOURCE_DIR/tests/helpers/html_texts.py" --page wrong.html >out 2>err || fail 'markup is taken'
for file in "$SOURCE_DIR"/tests/data/report/*.html; do
	texts "$file"
done

# with figures, where there is who draws them
figures=
! command -v gnuplot >/dev/null || figures='--figures figures'

# so many levels, so many parts that can go, and one that cannot
experiment() { # LEVELS PARTS
	cat <<END
secateur: 1
name: page
question: "Which '<img src=x onerror=alert(1)>' can go?"
workload:
  adapter: command
  steps:
    - name: work
      command: [sh, -c, 'case \$1 in *need*) ;; *) echo "</pre><script>alert(2)</script>" >&2; exit 1 ;; esac; i=0; while [ \$i -lt \$(((\$2 + 1) * 200)) ]; do i=\$((i + 1)); done; echo \$2', sh, "{parts}", "{level}"]
      stdout: out.txt
inputs: [{id: a}, {id: b}, {id: c}]
factors:
  level: {choice: [$(seq -s ', ' 0 "$1")]}
  parts: {set: [need, $(seq -s ', ' -f '<b>%.0f"' 1 "$2")]}
variants: [vary_each: [level], drop_each: parts]
measure: {blocks: 3, warmup: 0, seed: 1}
quality:
  - {name: size, from: text, file: out.txt, capture: "([0-9]+)", within: 50 %}
END
}
for sizes in '1 1' '19 20'; do
	name=$(echo "$sizes" | tr ' ' -)
	# shellcheck disable=SC2086
	experiment $sizes >e.yaml
	"$SECATEUR" run e.yaml --db "$name.db" -q 2>err || [ $? = 1 ] || fail 'no runs'
	# shellcheck disable=SC2086
	"$SECATEUR" report --db "$name.db" -o "$name.html" $figures 2>err || fail 'no report'
	"$SECATEUR" report --db "$name.db" -o "$name.json" 2>err || fail 'no report'
	texts "$name.html"
	[ -z "$figures" ] || grep -q '<figure><img' "$name.html" || fail 'no figure'
done
rm -rf figures
# of no plan, and so without variants
"$SECATEUR" search "$SOURCE_DIR/tests/data/search.yaml" --simulate iid15 --db s.db -o search.html -q 2>err || fail 'no search'
texts search.html

"$python" "$SOURCE_DIR/tests/helpers/browse.py" 1-1 19-20 search >out 2>err || fail 'a page does not do as it is told'
