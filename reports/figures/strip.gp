side = column * names_wide + 28
width = side + 520 > 700 ? side + 520 : 700
row = 46
top_edge = 20 + line + 12
foot = note eq '' ? 64 : 88
height = top_edge + row * |names| + foot

set lmargin at screen X(side)
set rmargin at screen X(width - 40)
set tmargin at screen Y(top_edge)
set bmargin at screen Y(height - foot)
bar = bar > 0 ? bar : (most > 0 ? 0.01 * most : 1)
set xrange [scale * (least - 2 * bar):scale * (most + 2 * bar)]
set yrange [0:|names|]
unset ytics
set grid xtics linetype 1 linewidth 1 linecolor rgb faint
y(i) = |names| - i

set label '' at screen X(20), Y(20) point pointtype 7 pointsize default linecolor rgb 0x0072b2
eval text("a run", 34, 20)
set object rectangle from screen X(100), screen Y(26) to screen X(112), screen Y(12) fillstyle solid 1.0 noborder fillcolor rgb 0xbbbbbb
eval text("how many", 118, 20)
set arrow from screen X(214), screen Y(28) to screen X(214), screen Y(10) nohead linewidth 2.5 linecolor rgb ink
eval text("median", 222, 20)
if (modes) {
	set label '' at screen X(310), Y(20) point pointtype 11 pointsize default linecolor rgb 0xd55e00
	eval text("middle of a group", 324, 20)
}
set label (unit eq '' ? cost : cost.' / '.unit) at screen X(0.5 * (side + width - 40)), Y(height - foot + 48) center textcolor rgb ink
do for [i = 1:|names|] {
	set label names[i] at screen X(side - 12), Y(top_edge + row * (i - 0.5)) right textcolor rgb ink
	set arrow from graph 0, first y(i) to graph 1, first y(i) nohead linewidth 1 linecolor rgb faint back
}
set label note at screen X(12), Y(height - 14) left textcolor rgb ink

do for [kind in "svg png"] {
	eval terminal(kind)
	small = kind eq "svg" ? 0.35 : 1.1
	plot 'strip.tsv' skip 1 using (strcol(3) eq "runs" ? scale * $4 : NaN):(y($1) + 0.32):(scale * ($4 - 0.5 * bar)):(scale * ($4 + 0.5 * bar)):(y($1) + 0.32):(y($1) + 0.32 + 0.56 * $5) with boxxyerror fillcolor rgb 0xbbbbbb, \
		'' skip 1 using (strcol(3) eq "run" ? scale * $4 : NaN):(y($1) + 0.06 + 0.2 * $5) with points pointtype 7 pointsize small linecolor rgb 0x0072b2, \
		'' skip 1 using (strcol(3) eq "median" ? scale * $4 : NaN):(y($1) + 0.04):(0):(0.86) with vectors nohead linewidth 2.5 linecolor rgb ink, \
		'' skip 1 using (strcol(3) eq "mode" ? scale * $4 : NaN):(y($1) + 0.9) with points pointtype 11 linecolor rgb 0xd55e00
	set output
}
