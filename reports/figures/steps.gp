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
