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
