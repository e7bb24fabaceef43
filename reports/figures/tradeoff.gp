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
