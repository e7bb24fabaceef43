# What crossed choices do, each and together.
# `gnuplot factors.gp` makes factors.svg and factors.png of factors.tsv.
cost = 'CPU time'
level = 95
low = -99.70153672399816
high = 30.546684131090412
array names[3]
names[1] = 'level: 6 -> 3'
names[2] = 'tool: xz -> zstd'
names[3] = 'level: 6 -> 3 × tool: xz -> zstd'
names_wide = 32
firsts = '1 2 3 4'
name = 'factors'
note = ''

# Dark on white; colours by Okabe and Ito, and shapes beside them, so that no figure needs its colours. Places are told in pixels, from the left
# and from the top, since each terminal has another idea of the size of a letter.
set encoding utf8
set minussign
set datafile separator "\t"
set datafile commentschars ""
letter = 14   # the height of texts
column = 8.2  # the width of a letter, at most
line = 22
ink = 0x222222
faint = 0xdddddd
set border 1 linewidth 1 linecolor rgb ink
set tics out scale 0.5 nomirror textcolor rgb ink
set style fill solid 1.0 noborder
unset key
X(x) = 1.0 * x / width
Y(y) = 1 - 1.0 * y / height
# the step of tics on a scale so long that their numbers have room between
ten(x) = 10 ** floor(log10(x))
round_up(x) = ten(x) * (x <= 2 * ten(x) ? 2 : x <= 5 * ten(x) ? 5 : 10)
apart(low, high, pixels) = round_up(65.0 * (high - low) / pixels)
wide(text) = column * strlen(text)
text(words, x, y) = sprintf("set label \"%s\" at screen %.6f, %.6f left textcolor rgb ink", words, X(x), Y(y))
mark(shape, colour, x, y) = sprintf("set label '' at screen %.6f, %.6f point pointtype %d pointsize default linecolor rgb %d", X(x), Y(y), shape, colour)
# a line as wide as the one before is dashed where that was, in SVG: another width tells them apart
dash(x, y) = sprintf("set arrow from screen %.6f, %.6f to screen %.6f, %.6f nohead linewidth 1.6 dashtype 2 linecolor rgb ink", X(x), Y(y), X(x + 30), Y(y))
colour_of(verdict) = verdict eq "DROP" ? 0x009e73 : verdict eq "KEEP" ? 0xd55e00 : verdict eq "NO GAIN" ? 0x0072b2 : verdict eq "UNDECIDED" ? 0x767676 : 0xcc79a7
shape_of(verdict) = verdict eq "DROP" ? 7 : verdict eq "KEEP" ? 5 : verdict eq "NO GAIN" ? 9 : verdict eq "UNDECIDED" ? 6 : 13
# of groups of runs: the first is the baseline, and of two the second may be all others
shape_in(i) = int(word("7 5 9 13 11 15", i))
colour_in(i, n) = int(word(n > 2 ? "0x222222 0xe69f00 0x0072b2 0xd55e00 0x009e73 0xcc79a7" : "0x222222 0x56b4e9", i))
terminal(kind) = kind eq "svg" \
	? sprintf("set terminal svg noenhanced dashed size %d,%d font 'sans-serif,%d' background '#ffffff' name '%s'; set output '%s.svg'; set pointsize 0.8", width, height, letter, name, name) \
	: sprintf("set terminal pngcairo noenhanced size %d,%d font 'sans,%d' fontscale 1.5 linewidth 2 background '#ffffff'; set output '%s.png'; set pointsize 2.4", 2 * width, 2 * height, letter, name)

side = column * names_wide + 28
width = side + 480 > 700 ? side + 480 : 700
top_edge = 52
row = 18  # a line of a name; rows have as many as their names
gap = 8
foot = note eq '' ? 64 : 88
rows = words(firsts) - 1
first(i) = int(word(firsts, i))
above(i) = row * (first(i) - 1) + gap * (i - 0.5)
middle(i) = above(i) + 0.5 * row * (first(i + 1) - first(i))
body = row * |names| + gap * (rows + 1)
height = top_edge + body + foot

set lmargin at screen X(side)
set rmargin at screen X(width - 40)
set tmargin at screen Y(top_edge)
set bmargin at screen Y(height - foot)
set xrange [low:high]
set yrange [body:0]
unset ytics
set xtics apart(low, high, width - 40 - side) format "%g %%"
set grid xtics linetype 1 linewidth 1 linecolor rgb faint
y(i) = middle(int(i) + 1)

eval mark(7, 0x0072b2, 20, 20)
eval text("a change, on average over the others", 34, 20)
eval mark(13, 0xd55e00, 320, 20)
eval text("two together, beyond both: above 0 they save less", 334, 20)
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb ink back
set label sprintf("effect on %s, with intervals at %.4g %%", cost, level) at screen X(0.5 * (side + width - 40)), Y(height - foot + 48) center textcolor rgb ink
do for [i = 1:rows] {
	do for [k = first(i):first(i + 1) - 1] {
		set label names[k] at screen X(side - 12), Y(top_edge + above(i) + row * (k - first(i) + 0.5)) right textcolor rgb ink
	}
}
set label note at screen X(12), Y(height - 14) left textcolor rgb ink

do for [kind in "svg png"] {
	eval terminal(kind)
	plot 'factors.tsv' skip 1 using (100 * $6):(y($0)):(100 * ($7 - $6)):(0) with vectors nohead linewidth 2 linecolor rgb ink, \
		'' skip 1 using (strcol(1) eq "main" ? 100 * $5 : NaN):(y($0)) with points pointtype 7 linecolor rgb 0x0072b2, \
		'' skip 1 using (strcol(1) eq "interaction" ? 100 * $5 : NaN):(y($0)) with points pointtype 13 linecolor rgb 0xd55e00
	set output
}
