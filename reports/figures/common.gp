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
