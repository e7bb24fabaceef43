# What each variant changes, with its interval, the most saving first.
# `gnuplot forest.gp` makes forest.svg and forest.png of forest.tsv.
cost = 'quanta'
worth = 1
levels = ', with intervals at 99.167 %'
shown = 4
widest = 20
verdicts = '"DROP" "KEEP"'
low = -33.44309702697242
high = 15.728308422499133
name = 'forest'
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

side = column * widest + 28
width = side + 520 > 700 ? side + 520 : 700
top = 74
row = 24
foot = note eq '' ? 64 : 88
height = top + row * (shown + 0.6) + foot

set lmargin at screen X(side)
set rmargin at screen X(width - 30)
set tmargin at screen Y(top)
set bmargin at screen Y(height - foot)
set xrange [low:high]
set yrange [0.2:shown + 0.8]
unset ytics
set xtics format "%g %%"
set grid xtics linetype 1 linewidth 1 linecolor rgb faint
y(i) = shown - i
at(effect) = 100 * effect < high ? 100 * effect : high

set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 dashtype solid linecolor rgb ink back
x = 20
do for [v in verdicts] {
	eval mark(shape_of(v), colour_of(v), x, 20)
	eval text(v, x + 14, 20)
	x = x + wide(v) + 40
}
if (worth > 0) {
	eval dash(12, 20 + line)
	eval text(sprintf("−%g %%, what is worth a change", worth), 50, 20 + line)
	set arrow from -worth, graph 0 to -worth, graph 1 nohead linewidth 1.6 dashtype 2 linecolor rgb ink back
}
set label "change in ".cost.levels at screen X(0.5 * (side + width - 30)), Y(height - foot + 48) center textcolor rgb ink
set label note at screen X(12), Y(height - 14) left textcolor rgb ink

# a label for each row, if empty: gnuplot 5.4 falls over labels of which none has a place
do for [kind in "svg png"] {
	eval terminal(kind)
	plot 'forest.tsv' skip 1 every ::::shown - 1 using (100 * $7):(y($0)):(100 * ($8 - $7)):(0) with vectors nohead linewidth 2 linecolor rgb ink, \
		'' skip 1 every ::::shown - 1 using (strcol(5) eq "UNDECIDED" ? at($6) : NaN):(y($0)) with points pointtype 7 linecolor rgb 0xffffff, \
		for [v in verdicts] '' skip 1 every ::::shown - 1 using (strcol(5) eq v ? at($6) : NaN):(y($0)) \
			with points pointtype shape_of(v) linecolor rgb colour_of(v), \
		'' skip 1 every ::::shown - 1 using (high):(y($0)):(100 * $6 > high ? sprintf("%+.0f %% →", 100 * $6) : "") with labels right offset -1.5, 0 textcolor rgb ink, \
		'' skip 1 every ::::shown - 1 using (low):(y($0)):1 with labels right offset -1, 0 textcolor rgb ink
	set output
}
