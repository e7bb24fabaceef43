side = 90
area_width = 600
area_height = 280
panel = area_height + 84
width = side + area_width + 30
entry = column * groups_wide + 40
across = int(floor((width - 12) / entry)) < 1 ? 1 : int(floor((width - 12) / entry))
lines = int(ceil(1.0 * |groups| / across))
top_edge = 20 + line * (lines + 1) + 10
height = top_edge + panel * |columns| + (note eq '' ? 0 : 24)

set lmargin at screen X(side)
set rmargin at screen X(side + area_width)
set border 3 linewidth 1 linecolor rgb ink
set yrange [0:most > 0 ? 1.08 * scale * most : 1]
set offsets graph 0.03, graph 0.03, 0, 0
set autoscale xfix
set grid linetype 1 linewidth 1 linecolor rgb faint
top(k) = top_edge + panel * (k - 1)

do for [kind in "svg png"] {
	eval terminal(kind)
	small = kind eq "svg" ? 0.55 : 1.7
	do for [i = 1:|groups|] {
		eval mark(shape_in(i), colour_in(i, |groups|), 20 + entry * ((i - 1) % across), 20 + line * ((i - 1) / across))
		set label groups[i] at screen X(34 + entry * ((i - 1) % across)), Y(20 + line * ((i - 1) / across)) left textcolor rgb ink
	}
	set arrow from screen X(12), screen Y(20 + line * lines) to screen X(42), screen Y(20 + line * lines) nohead linewidth 1.5 linecolor rgb ink
	eval text("the median of the slopes of all pairs", 50, 20 + line * lines)
	set label note at screen X(12), Y(height - 14) left textcolor rgb ink
	set multiplot
	do for [k = 1:|columns|] {
		set tmargin at screen Y(top(k))
		set bmargin at screen Y(top(k) + area_height)
		set label columns[k] at screen X(side + 0.5 * area_width), Y(top(k) + area_height + 48) center textcolor rgb ink
		set label (unit eq '' ? cost : cost.' / '.unit) at screen X(16), Y(top(k) + 0.5 * area_height) center rotate by 90 textcolor rgb ink
		plot for [i = |groups|:1:-1] 'scaling.tsv' skip 1 using ($1 == k && $3 == i && strcol(4) ne "slope" ? $5 : NaN):(scale * $6) with points pointtype shape_in(i) pointsize small linecolor rgb colour_in(i, |groups|), \
			for [i = 1:|groups|] '' skip 1 using ($1 == k && $3 == i && strcol(4) eq "slope" ? $5 : NaN):(scale * $6) with lines linewidth 1.5 linecolor rgb colour_in(i, |groups|)
		unset label
		unset arrow
	}
	unset multiplot
	set output
}
