# How the runs of each variant spread.
# `gnuplot strip.gp` makes strip.svg and strip.png of strip.tsv.
cost = 'quanta'
scale = 1e-09
unit = 's'
least = 1869118000
most = 4391086000
bar = 42032800
modes = 0
array names[5]
names[1] = 'baseline'
names[2] = 'drop-base_SdssShape'
names[3] = 'may-2022'
names[4] = 'psf_iterations=1'
names[5] = 'psf_determiner=psfex'
names_wide = 20
name = 'strip'
note = 'not shown: drop-base_SdssCentroid, drop-base_Blendednes'

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
row = 46
top_edge = 20 + line + 12
foot = note eq '' ? 64 : 88
height = top_edge + row * |names| + foot

set lmargin at screen X(side)
set rmargin at screen X(width - 40)
set tmargin at screen Y(top_edge)
set bmargin at screen Y(height - foot)
bar = bar > 0 ? bar : (most > 0 ? 0.01 * most : 1)
set xrange [scale * (least - 2 * bar):scale * (most + 2 * bar)]
set yrange [0:|names|]
unset ytics
set grid xtics linetype 1 linewidth 1 linecolor rgb faint
y(i) = |names| - i

set label '' at screen X(20), Y(20) point pointtype 7 pointsize default linecolor rgb 0x0072b2
eval text("a run", 34, 20)
set object rectangle from screen X(100), screen Y(26) to screen X(112), screen Y(12) fillstyle solid 1.0 noborder fillcolor rgb 0xbbbbbb
eval text("how many", 118, 20)
set arrow from screen X(214), screen Y(28) to screen X(214), screen Y(10) nohead linewidth 2.5 linecolor rgb ink
eval text("median", 222, 20)
if (modes) {
	set label '' at screen X(310), Y(20) point pointtype 11 pointsize default linecolor rgb 0xd55e00
	eval text("middle of a group", 324, 20)
}
set label (unit eq '' ? cost : cost.' / '.unit) at screen X(0.5 * (side + width - 40)), Y(height - foot + 48) center textcolor rgb ink
do for [i = 1:|names|] {
	set label names[i] at screen X(side - 12), Y(top_edge + row * (i - 0.5)) right textcolor rgb ink
	set arrow from graph 0, first y(i) to graph 1, first y(i) nohead linewidth 1 linecolor rgb faint back
}
set label note at screen X(12), Y(height - 14) left textcolor rgb ink

do for [kind in "svg png"] {
	eval terminal(kind)
	small = kind eq "svg" ? 0.35 : 1.1
	plot 'strip.tsv' skip 1 using (strcol(3) eq "runs" ? scale * $4 : NaN):(y($1) + 0.32):(scale * ($4 - 0.5 * bar)):(scale * ($4 + 0.5 * bar)):(y($1) + 0.32):(y($1) + 0.32 + 0.56 * $5) with boxxyerror fillcolor rgb 0xbbbbbb, \
		'' skip 1 using (strcol(3) eq "run" ? scale * $4 : NaN):(y($1) + 0.06 + 0.2 * $5) with points pointtype 7 pointsize small linecolor rgb 0x0072b2, \
		'' skip 1 using (strcol(3) eq "median" ? scale * $4 : NaN):(y($1) + 0.04):(0):(0.86) with vectors nohead linewidth 2.5 linecolor rgb ink, \
		'' skip 1 using (strcol(3) eq "mode" ? scale * $4 : NaN):(y($1) + 0.9) with points pointtype 11 linecolor rgb 0xd55e00
	set output
}
