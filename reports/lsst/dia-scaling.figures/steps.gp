# Where the time of each variant goes, step by step.
# `gnuplot steps.gp` makes steps.svg and steps.png of steps.tsv.
cost = 'wall time'
scale = 1e-09
unit = 's'
most = 3264075791.666667
array names[3]
names[1] = 'baseline'
names[2] = 'threshold=5.0'
names[3] = 'forced=False'
names_wide = 13
array steps[5]
steps[1] = 'calibrate'
steps[2] = 'characterizeImage'
steps[3] = 'diaPipe'
steps[4] = 'imageDifference'
steps[5] = 'isr'
steps_wide = 17
name = 'steps'
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
row = 26
entry = column * steps_wide + 40
across = int(floor((width - 12) / entry)) < 1 ? 1 : int(floor((width - 12) / entry))
lines = int(ceil(1.0 * |steps| / across))
top_edge = 20 + line * lines + 10
foot = note eq '' ? 64 : 88
height = top_edge + row * |names| + foot

set lmargin at screen X(side)
set rmargin at screen X(width - 40)
set tmargin at screen Y(top_edge)
set bmargin at screen Y(height - foot)
set xrange [0:1.05 * scale * most]
set yrange [0:|names|]
unset ytics
set grid xtics linetype 1 linewidth 1 linecolor rgb faint
y(i) = |names| - i + 0.5
colour(i) = int(word("0x0072b2 0xe69f00 0x009e73 0xcc79a7 0x56b4e9 0xd55e00 0xf0e442 0xbbbbbb", i))

do for [i = 1:|steps|] {
	left = 14 + entry * ((i - 1) % across)
	top = 20 + line * ((i - 1) / across)
	set object rectangle from screen X(left), screen Y(top + 6) to screen X(left + 12), screen Y(top - 6) fillstyle solid 1.0 border linecolor rgb ink fillcolor rgb colour(i)
	set label steps[i] at screen X(left + 20), Y(top) left textcolor rgb ink
}
set label (cost.' / '.unit) at screen X(0.5 * (side + width - 40)), Y(height - foot + 48) center textcolor rgb ink
do for [i = 1:|names|] {
	set label names[i] at screen X(side - 12), Y(top_edge + row * (i - 0.5)) right textcolor rgb ink
}
set label note at screen X(12), Y(height - 14) left textcolor rgb ink
set style fill solid 1.0 border linecolor rgb 0xffffff

do for [kind in "svg png"] {
	eval terminal(kind)
	plot for [i = 1:|steps|] 'steps.tsv' skip 1 using ($4 == i ? scale * $5 : NaN):(y($1)):(scale * $5):(scale * ($5 + $6)):(y($1) - 0.34):(y($1) + 0.34) with boxxyerror fillcolor rgb colour(i)
	set output
}
