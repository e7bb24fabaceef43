/*
 * LaTeX: a whole document, for any of its engines. Texts come from experiment files, programs and logs: each is put on
 * one line, and what would be a command is escaped. A table may be longer than a page; where it is wider, it is set
 * smaller, then across, then with its cells broken.
 */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "report_text.h"
#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"
#include "secateur/report/report.h"

/* Without Latin Modern, pdfLaTeX would have T1 as bitmaps. What its fonts lack is told by its number. */
static const char preamble[] =
	"\\documentclass[a4paper]{article}\n"
	"\\usepackage[margin=20mm]{geometry}\n"
	"\\usepackage{array,booktabs,graphicx,longtable,pdflscape}\n"
	"\\newcommand*\\other[2]{U+#1}\n"
	"\\newcommand*\\known[2]{\\ifcsname u8:\\detokenize{#2}\\endcsname#2\\else U+#1\\fi}\n"
	"\\ifdefined\\Umathchar % XeLaTeX, LuaLaTeX\n"
	"\\renewcommand*\\other[2]{#2}\n"
	"\\else\n"
	"\\IfFileExists{lmodern.sty}{\\usepackage[T1]{fontenc}\\usepackage{lmodern}\\let\\other\\known}{}\n"
	"\\fi\n"
	"\\newcommand*\\cut{\\discretionary{}{}{}} % where a name may be broken\n"
	"\\setlength\\parindent{0pt}\\setlength\\parskip{\\medskipamount}\\setlength\\emergencystretch{10em}\n"
	"\\renewcommand\\arraystretch{1.2}\\setlength\\tabcolsep{4pt}\\setlength\\LTleft{0pt}\\setlength\\LTright{0pt plus 1fill}\n"
	"\\begin{document}\n";

/* --- texts ------------------------------------------------------------------------------------------------------- */

static const struct replacement {
	const char *from, *to;
} replacements[] = {
	{"\\", "\\textbackslash{}"},
	{"{", "\\{"},
	{"}", "\\}"},
	{"#", "\\#"},
	{"$", "\\$"},
	{"%", "\\%"},
	{"&", "\\&"},
	{"_", "\\_"},
	{"^", "\\textasciicircum{}"},
	{"~", "\\textasciitilde{}"},
	{"`", "\\`{}"},
	{"<", "\\textless{}"},
	{">", "\\textgreater{}"},
	{"|", "\\textbar{}"},
	{"[", "{[}"}, /* after the end of a row, and of an item, an argument would begin */
	{"*", "{*}"},
	{"≤", "$\\leq$"},
	{"≥", "$\\geq$"},
	{"±", "$\\pm$"},
	{"×", "$\\times$"},
	{"→", "$\\rightarrow$"},
};

static const char *replacement_of(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof(replacements) / sizeof(*replacements); i++) {
		if (strlen(replacements[i].from) == len && strncmp(replacements[i].from, s, len) == 0) {
			return replacements[i].to;
		}
	}
	return NULL;
}

enum { WORD_MOST = 20 };

/* A number has a minus sign, a name a hyphen. */
static bool is_minus(const char *s, size_t at)
{
	return s[at] == '-' && isdigit((unsigned char)s[at + 1]) &&
	       (at == 0 || !isalnum((unsigned char)s[at - 1]));
}

/* After a mark inside a name, and where a word has grown too long for any line. */
static bool may_break(const char *s, size_t at, size_t begun)
{
	return s[at + 1] && s[at + 1] != ' ' &&
	       (at - begun >= WORD_MOST || (strchr("_/=", s[at]) && isalpha((unsigned char)s[at + 1])));
}

/* At which a line may end: not inside an interval. */
static bool is_blank(const char *s, size_t at, bool is_number)
{
	return s[at] == ' ' &&
	       !(is_number && at > 0 && s[at - 1] == ',' && strchr("+-0123456789", s[at + 1]));
}

/* Of clean text. "--" is a dash, "''" and ",," are quotation marks, but not with nothing between. */
static void add_escaped(struct strbuf *b, const char *s, size_t n, bool is_number)
{
	size_t begun = 0; /* since a line could be broken */

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_length(s + i, n - i);
		const char *to = is_number && is_minus(s, i) ? "$-$" : replacement_of(s + i, len);
		if (to) {
			strbuf_add(b, to);
		} else if (s[i] == ' ' && !is_blank(s, i, is_number)) {
			strbuf_addc(b, '~');
		} else if (len > 1) {
			strbuf_addf(b, "\\other{%04X}{%.*s}", (unsigned)utf8_code(s + i, len), (int)len,
			            s + i);
		} else {
			strbuf_add(b, i > 0 && s[i] == s[i - 1] && strchr("-',", s[i]) ? "{}" : "");
			strbuf_addc(b, s[i]);
		}
		begun = s[i] == ' ' ? i : begun;
		if (i + len < n && may_break(s, i + len - 1, begun)) {
			strbuf_add(b, "\\cut{}");
			begun = i;
		}
	}
}

static void print_text(FILE *out, const char *before, const char *text, const char *after)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT, b = STRBUF_INIT;

	text_add_line(&line, text);
	add_escaped(&b, line.text, line.len, false);
	fprintf(out, "%s%s%s", before, b.text ? b.text : "", after);
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

/*
 * What a page holds, in pt: A4 within its margins; GAP: two of \tabcolsep. A table is set in the first size in which no
 * column need be narrower than `least` characters, where it is not as narrow by itself.
 */
enum { UPRIGHT = 480, ACROSS = 725, GAP = 8 };
static const struct size {
	const char *name;
	double character, page, least;
} sizes[] = {{"small", 4.6, UPRIGHT, 24},
             {"footnotesize", 4.15, UPRIGHT, 20},
             {"footnotesize", 4.15, ACROSS, 20},
             {"scriptsize", 3.8, ACROSS, 14},
             {"tiny", 3.3, ACROSS, 0}};

static double most(double a, double b) { return a > b ? a : b; }

/* As wide as so many digits: capitals are wider, and what East Asia writes is twice as wide. */
static double characters(const char *s, size_t n)
{
	double width = 0.7; /* estimates err */

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_length(s + i, n - i);
		width += (double)utf8_columns(s + i, len);
		width += isupper((unsigned char)s[i]) || strchr("mw%@", s[i]) ? 0.5 : 0;
	}
	return width;
}

static double longest_word(const char *s, bool is_number)
{
	double width = 0;

	for (size_t n; *s; s += n + (s[n] == ' ')) {
		for (n = 0; s[n] && !is_blank(s, n, is_number); n++) {
		}
		width = most(width, characters(s, n));
	}
	return width;
}

/* In characters: as narrow as it may become, without breaking a word, and as wide as it likes to be. */
struct breadth {
	double least, most;
};

/* A title likes to have two lines. */
static struct breadth column_breadth(const struct table *t, size_t column)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;
	struct breadth ret = {1, 1};

	for (size_t row = 0; row <= t->n_rows; row++) {
		strbuf_reset(&line);
		text_add_line(&line,
		              row == 0 ? t->titles[column] : t->cells[(row - 1) * t->n_columns + column]);
		if (line.len > 0) {
			const double whole = characters(line.text, line.len);
			ret.least = most(ret.least, longest_word(line.text, t->numeric[column]));
			ret.most = most(ret.most, row == 0 ? whole / 2 : whole);
		}
	}
	ret.least = ret.least < WORD_MOST ? ret.least : WORD_MOST;
	ret.most = most(ret.least, ret.most);
	return ret;
}

static double room_of(const struct size *s, size_t n_columns)
{
	return (s->page - GAP * (double)n_columns) / s->character;
}

static double width_within(const struct breadth *b, double limit)
{
	return most(b->least, limit < b->most ? limit : b->most);
}

static double sum_within(const struct breadth *b, size_t n, double limit)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += width_within(&b[i], limit);
	}
	return sum;
}

/* So wide may a column be that all have room; HUGE_VAL: as wide as it likes. */
static double fair_width(const struct breadth *b, size_t n, double room)
{
	double low = 0, high = room;

	if (sum_within(b, n, HUGE_VAL) <= room) {
		return HUGE_VAL;
	}
	for (int i = 0; i < 40; i++) {
		const double middle = (low + high) / 2;
		*(sum_within(b, n, middle) > room ? &high : &low) = middle;
	}
	return low;
}

static void print_row(FILE *out, const struct table *t, const char *const *cells)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT, b = STRBUF_INIT;

	for (size_t i = 0; i < t->n_columns; i++) {
		strbuf_reset(&line);
		strbuf_reset(&b);
		text_add_line(&line, cells[i]);
		add_escaped(&b, line.text, line.len, t->numeric[i]);
		fprintf(out, "%s%s", i > 0 ? " & " : "", b.text ? b.text : "");
	}
	fputs(" \\\\\n", out);
}

/* A head that stands on each page. */
static void print_long(FILE *out, const struct table *t, const struct breadth *b, const struct size *s,
                       double limit)
{
	fprintf(out, "{\\%s\n\\begin{longtable}{@{}", s->name);
	for (size_t i = 0; i < t->n_columns; i++) {
		fprintf(out, ">{\\%s\\arraybackslash}p{%.1fpt}", t->numeric[i] ? "raggedleft" : "raggedright",
		        width_within(&b[i], limit) * s->character);
	}
	fputs("@{}}\n\\toprule\n", out);
	print_row(out, t, t->titles);
	fputs("\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n", out);
	for (size_t row = 0; row < t->n_rows; row++) {
		print_row(out, t, t->cells + row * t->n_columns);
	}
	fputs("\\end{longtable}}\n", out);
}

static void print_table(FILE *out, const struct table *t)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct breadth *b = NEW_ARRAY(a, struct breadth, t->n_columns);
	const struct size *s = sizes;
	double limit;

	for (size_t i = 0; i < t->n_columns; i++) {
		b[i] = column_breadth(t, i);
	}
	while ((limit = fair_width(b, t->n_columns, room_of(s, t->n_columns))) < s->least) {
		s++;
	}
	fputs(s->page > UPRIGHT ? "\\begin{landscape}\n" : "", out);
	print_long(out, t, b, s, limit);
	fputs(s->page > UPRIGHT ? "\\end{landscape}\n" : "", out);
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

/* Blanks as many as there are, lines as long as they are: those that are too long are broken. */
static void print_verbatim(FILE *out, const char *text)
{
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT, b = STRBUF_INIT;

	text_add_lines(&lines, text);
	fputs("\\medskip\n{\\setlength\\parskip{0pt}\\footnotesize\\ttfamily\\raggedright\n", out);
	for (size_t i = 0, n; i < lines.len; i += n) {
		const size_t blanks = strspn(lines.text + i, " \t");
		for (size_t k = 0; k < blanks; k++) {
			strbuf_add(&b, lines.text[i + k] == ' ' ? "\\ " : "\\ \\ \\ \\ ");
		}
		n = blanks + strcspn(lines.text + i + blanks, " \t\n");
		add_escaped(&b, lines.text + i + blanks, n - blanks, false);
		if (lines.text[i + n] == '\n') {
			fprintf(out, "\\strut %s\\par\n", b.text ? b.text : "");
			strbuf_reset(&b);
			n++;
		}
	}
	fputs("}\n", out);
}

static void begin(FILE *out, const struct document *doc)
{
	fputs(preamble, out);
	print_text(out, "{\\LARGE\\bfseries ", doc->title, "\\par}\n");
}

static void heading(FILE *out, const char *text) { print_text(out, "\\section*{", text, "}\n"); }

static void paragraph(FILE *out, const char *text) { print_text(out, "", text, "\n"); }

static void item(FILE *out, const char *text) { print_text(out, "\\item ", text, "\n"); }

/* The engine takes the end that it knows: of .svg and .png the latter. */
static void figure(FILE *out, const struct figure *f)
{
	fprintf(out,
	        "\\begin{center}\n\\includegraphics[width=\\linewidth,height=0.85\\textheight,keepaspectratio]"
	        "{\\detokenize{%s}}\n\\end{center}\n",
	        f->path);
}

const struct format_ops format_latex = {
	.name = "latex",
	.about = "LaTeX, a whole document with booktabs, for a paper",
	.suffix = ".tex",
	.begin = begin,
	.heading = heading,
	.paragraph = paragraph,
	.item = item,
	.table = print_table,
	.verbatim = print_verbatim,
	.figure = figure,
	.list_begin = "\\begin{itemize}\n",
	.list_end = "\\end{itemize}\n",
	.end = "\n\\end{document}\n",
};
