# From today's latency to the target, cut by cut.
# `gnuplot waterfall.gp` makes waterfall.svg and waterfall.png of waterfall.tsv.
scale = 1e-09
unit = 's'
most = 300000000000
target = 60000000000
level = 95.11136846863337
measured = 1
array names[3]
names[1] = 'today'
names[2] = 'may-2022'
names[3] = 'all, as measured'
names_wide = 16
name = 'waterfall'
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
width = side + 520 > 700 ? side + 520 : 700
row = 32
top_edge = 20 + line * 2 + 14
foot = 64
height = top_edge + row * |names| + foot

set lmargin at screen X(side)
set rmargin at screen X(width - 40)
set tmargin at screen Y(top_edge)
set bmargin at screen Y(height - foot)
set xrange [0:1.06 * scale * most]
set yrange [0:|names|]
unset ytics
set grid xtics linetype 1 linewidth 1 linecolor rgb faint
y(i) = |names| - i - 0.5

set object rectangle from screen X(14), screen Y(26) to screen X(26), screen Y(14) fillstyle solid 1.0 noborder fillcolor rgb 0x0072b2
eval text("latency", 34, 20)
set object rectangle from screen X(114), screen Y(26) to screen X(126), screen Y(14) fillstyle solid 1.0 noborder fillcolor rgb 0x56b4e9
eval text("what a cut saves, by the product", 134, 20)
if (measured) {
	set label '' at screen X(420), Y(20) point pointtype 13 pointsize default linecolor rgb 0xd55e00
	eval text("after it, as measured together", 434, 20)
}
eval dash(12, 20 + line)
eval text(sprintf("the target, %g %s", scale * target, unit), 50, 20 + line)
set arrow from scale * target, graph 0 to scale * target, graph 1 nohead linewidth 1.6 dashtype 2 linecolor rgb ink front
set label sprintf("wall time / %s; intervals of products hold together at %.4g %%", unit, level) at screen X(0.5 * (side + width - 40)), Y(height - foot + 48) center textcolor rgb ink
do for [i = 1:|names|] {
	set label names[i] at screen X(side - 12), Y(top_edge + row * (i - 0.5)) right textcolor rgb ink
}

do for [kind in "svg png"] {
	eval terminal(kind)
	plot for [k = 1:2] 'waterfall.tsv' skip 1 using (strcol(2) eq word("whole cut", k) ? scale * $3 : NaN):(y($0)):(scale * $3):(scale * $4):(y($0) - 0.32):(y($0) + 0.32) with boxxyerror fillcolor rgb (k == 1 ? 0x0072b2 : 0x56b4e9), \
		'' skip 1 using (scale * $5):(y($0)):(scale * ($6 - $5)):(0) with vectors nohead linewidth 2 linecolor rgb ink, \
		'' skip 1 using (scale * $8):(y($0) - 0.42):(scale * ($9 - $8)):(0) with vectors nohead linewidth 1 linecolor rgb 0xd55e00, \
		'' skip 1 using (scale * $7):(y($0) - 0.42) with points pointtype 13 linecolor rgb 0xd55e00
	set output
}
