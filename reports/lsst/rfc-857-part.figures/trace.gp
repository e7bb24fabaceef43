# What each run took, in the order in which they were made.
# `gnuplot trace.gp` makes trace.svg and trace.png of trace.tsv.
cost = 'quanta'
scale = 1e-09
unit = 's'
most = 4391086000
disturbed = 0
array groups[5]
groups[1] = 'baseline'
groups[2] = 'drop-base_SdssShape'
groups[3] = 'may-2022'
groups[4] = 'psf_iterations=1'
groups[5] = 'psf_determiner=psfex'
groups_wide = 20
name = 'trace'
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

side = 90
area_width = 640
area_height = 320
width = side + area_width + 30
entry = column * groups_wide + 40
across = int(floor((width - 12) / entry)) < 1 ? 1 : int(floor((width - 12) / entry))
lines = int(ceil(1.0 * |groups| / across))
top_edge = 20 + line * (lines + (disturbed ? 1 : 0)) + 10
foot = note eq '' ? 64 : 88
height = top_edge + area_height + foot

set lmargin at screen X(side)
set rmargin at screen X(side + area_width)
set tmargin at screen Y(top_edge)
set bmargin at screen Y(top_edge + area_height)
set border 3 linewidth 1 linecolor rgb ink
set yrange [0:most > 0 ? 1.08 * scale * most : 1]
set xrange [-0.5:*]
set grid linetype 1 linewidth 1 linecolor rgb faint

do for [i = 1:|groups|] {
	eval mark(shape_in(i), colour_in(i, |groups|), 20 + entry * ((i - 1) % across), 20 + line * ((i - 1) / across))
	set label groups[i] at screen X(34 + entry * ((i - 1) % across)), Y(20 + line * ((i - 1) / across)) left textcolor rgb ink
}
if (disturbed) {
	set label '' at screen X(20), Y(20 + line * lines) point pointtype 6 pointsize default linewidth 2 linecolor rgb 0xd55e00
	eval text("disturbed", 34, 20 + line * lines)
}
set label "number of the run" at screen X(side + 0.5 * area_width), Y(top_edge + area_height + 48) center textcolor rgb ink
set label (unit eq '' ? cost : cost.' / '.unit) at screen X(16), Y(top_edge + 0.5 * area_height) center rotate by 90 textcolor rgb ink
set label note at screen X(12), Y(height - 14) left textcolor rgb ink

do for [kind in "svg png"] {
	eval terminal(kind)
	small = kind eq "svg" ? 0.45 : 1.4
	plot for [i = |groups|:1:-1] 'trace.tsv' skip 1 using ($3 == i ? $1 : NaN):(scale * $4) with points pointtype shape_in(i) pointsize small linecolor rgb colour_in(i, |groups|), \
		'' skip 1 using ($7 > 0 ? $1 : NaN):(scale * $4) with points pointtype 6 linewidth 2 linecolor rgb 0xd55e00
	set output
}
