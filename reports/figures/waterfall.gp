side = column * names_wide + 28
width = side + 520 > 700 ? side + 520 : 700
row = 32
top_edge = 20 + line * 2 + 14
foot = 64
height = top_edge + row * |names| + foot

set lmargin at screen X(side)
set rmargin at screen X(width - 40)
set tmargin at screen Y(top_edge)
set bmargin at screen Y(height - foot)
set xrange [0:1.06 * scale * most]
set yrange [0:|names|]
unset ytics
set grid xtics linetype 1 linewidth 1 linecolor rgb faint
y(i) = |names| - i - 0.5

set object rectangle from screen X(14), screen Y(26) to screen X(26), screen Y(14) fillstyle solid 1.0 noborder fillcolor rgb 0x0072b2
eval text("latency", 34, 20)
set object rectangle from screen X(114), screen Y(26) to screen X(126), screen Y(14) fillstyle solid 1.0 noborder fillcolor rgb 0x56b4e9
eval text("what a cut saves, by the product", 134, 20)
if (measured) {
	set label '' at screen X(420), Y(20) point pointtype 13 pointsize default linecolor rgb 0xd55e00
	eval text("after it, as measured together", 434, 20)
}
eval dash(12, 20 + line)
eval text(sprintf("the target, %g %s", scale * target, unit), 50, 20 + line)
set arrow from scale * target, graph 0 to scale * target, graph 1 nohead linewidth 1.6 dashtype 2 linecolor rgb ink front
set label sprintf("wall time / %s; intervals of products hold together at %.4g %%", unit, level) at screen X(0.5 * (side + width - 40)), Y(height - foot + 48) center textcolor rgb ink
do for [i = 1:|names|] {
	set label names[i] at screen X(side - 12), Y(top_edge + row * (i - 0.5)) right textcolor rgb ink
}

do for [kind in "svg png"] {
	eval terminal(kind)
	plot for [k = 1:2] 'waterfall.tsv' skip 1 using (strcol(2) eq word("whole cut", k) ? scale * $3 : NaN):(y($0)):(scale * $3):(scale * $4):(y($0) - 0.32):(y($0) + 0.32) with boxxyerror fillcolor rgb (k == 1 ? 0x0072b2 : 0x56b4e9), \
		'' skip 1 using (scale * $5):(y($0)):(scale * ($6 - $5)):(0) with vectors nohead linewidth 2 linecolor rgb ink, \
		'' skip 1 using (scale * $8):(y($0) - 0.42):(scale * ($9 - $8)):(0) with vectors nohead linewidth 1 linecolor rgb 0xd55e00, \
		'' skip 1 using (scale * $7):(y($0) - 0.42) with points pointtype 13 linecolor rgb 0xd55e00
	set output
}
