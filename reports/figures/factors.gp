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
