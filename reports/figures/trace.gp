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
