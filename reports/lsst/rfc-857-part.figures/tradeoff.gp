# What each variant saves, against the share of its margin that the worst judged metric uses.
# `gnuplot tradeoff.gp` makes tradeoff.svg and tradeoff.png of tradeoff.tsv.
array names[3]
names[1] = '1 psf_iterations=1'
names[2] = '2 may-2022'
names[3] = '3 psf_determiner=psfex'
names_wide = 22
cost = 'quanta'
worth = 1
shown = 3
low = -11.149476650695412
high = 31.918373080144907
bottom = -6.25
top = 125
front = 2
area_width = 600
area_height = 380
verdicts = '"DROP" "KEEP"'
name = 'tradeoff'
note = 'not shown: drop-base_SdssCentroid, drop-base_SdssShape, drop-base_Blendednes'

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

side = 100
names_width = column * names_wide + 12
width = side + area_width + 30
columns = floor((width - 24) / names_width) < 1 ? 1 : int(floor((width - 24) / names_width))
lines = int(ceil(1.0 * shown / columns))
top_edge = 96
foot = 68 + 18 * lines + (note eq '' ? 8 : 30)
height = top_edge + area_height + foot

set lmargin at screen X(side)
set rmargin at screen X(side + area_width)
set tmargin at screen Y(top_edge)
set bmargin at screen Y(top_edge + area_height)
set border 3 linewidth 1 linecolor rgb ink
set xrange [low:high]
set yrange [bottom:top]
set format x "%g %%"
set format y "%g %%"
set grid linetype 1 linewidth 1 linecolor rgb faint

set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 dashtype solid linecolor rgb ink back
x = 20
do for [v in verdicts] {
	eval mark(shape_of(v), colour_of(v), x, 20)
	eval text(v, x + 14, 20)
	x = x + wide(v) + 40
}
eval mark(1, ink, x, 20)
eval text("baseline", x + 14, 20)
set arrow from graph 0, first 100 to graph 1, first 100 nohead linewidth 1.6 dashtype 2 linecolor rgb ink back
eval dash(12, 20 + line)
legend = worth > 0 ? sprintf("the margin, and %g %%, what is worth a change", worth) : "the margin"
eval text(legend, 50, 20 + line)
if (worth > 0) { set arrow from worth, graph 0 to worth, graph 1 nohead linewidth 1.6 dashtype 2 linecolor rgb ink back }
set arrow from screen X(12), screen Y(20 + 2 * line) to screen X(42), screen Y(20 + 2 * line) nohead linewidth 2.5 linecolor rgb 0x56b4e9
eval text("front: nothing saves as much and uses less", 50, 20 + 2 * line)
set label sprintf("saving in %s, beside the baseline", cost) at screen X(side + 0.5 * area_width), Y(top_edge + area_height + 48) center textcolor rgb ink
set label "margin used by the worst metric" at screen X(16), Y(top_edge + 0.5 * area_height) center rotate by 90 textcolor rgb ink
do for [i = 1:shown] {
	set label names[i] at screen X(12 + names_width * ((i - 1) / lines)), Y(top_edge + area_height + 76 + 18 * ((i - 1) % lines)) left textcolor rgb ink
}
set label note at screen X(12), Y(height - 14) left textcolor rgb ink
drawn(share) = 100 * share < top ? 100 * share : top
at(saving) = 100 * saving > low ? 100 * saving : low

do for [kind in "svg png"] {
	eval terminal(kind)
	plot 'tradeoff.tsv' skip 1 every ::::(front > 0 ? front - 1 : 0) using (front > 0 ? at($4) : NaN):(drawn($6)) with steps linewidth 2.5 linecolor rgb 0x56b4e9, \
		'' skip 1 using (at($4)):(drawn($6)):(0):(drawn(valid(7) ? $7 : 1e9) - drawn($6)) with vectors nohead linewidth 1 linecolor rgb 0xaaaaaa, \
		'' skip 1 using ($11 > 0 ? at($4) : NaN):(drawn($6)):(100 * $9 - at($4)):(100 * $10 - drawn($6)) with vectors nohead linewidth 1 linecolor rgb 0x999999, \
		'' skip 1 every ::::0 using (0):(0) with points pointtype 1 linewidth 2 linecolor rgb ink, \
		for [v in verdicts] '' skip 1 using (strcol(3) eq v ? at($4) : NaN):(drawn($6)) with points pointtype shape_of(v) linecolor rgb colour_of(v), \
		'' skip 1 using (100 * $9):(100 * $10):1 with labels center textcolor rgb ink
	set output
}
