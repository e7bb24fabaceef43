/*
 * For the eye: aligned columns, and verdicts in colours where the terminal has them. A table that is wider than the
 * page is folded: a block for each row, a line for each cell. Logs are cut by nobody.
 */
#include <string.h>

#include "report_text.h"
#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"
#include "secateur/report/report.h"

enum { GAP = 2, INDENT = 2, WIDTH_LEAST = 20, PROSE_MOST = 100 };

struct screen {
	FILE *out;
	struct arena *a;
	size_t columns;
	bool has_colours;
};

/* --- texts ------------------------------------------------------------------------------------------------------- */

static const char bold[] = "1", faint[] = "2";

static const struct verdict_colour {
	const char *word, *colour;
} colours[] = {{"DROP", "1;32"}, {"NO GAIN", "36"}, {"KEEP", "1;31"},   {"REQUIRED", "31"},
               {"FAILS", "31"},  {"NO-OP", "2"},    {"UNDECIDED", "33"}};

/* One line, without what a terminal obeys. */
static const char *clean(const struct screen *s, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	text_add_line(&b, text);
	return strbuf_take(&b, s->a);
}

static size_t columns_of(const char *text, size_t n)
{
	size_t columns = 0;

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_length(text + i, n - i);
		columns += utf8_columns(text + i, len);
	}
	return columns;
}

/* Bytes that fill at most so many columns, at least one character. */
static size_t bytes_within(const char *text, size_t n, size_t columns)
{
	size_t i = 0, used = 0;

	while (i < n) {
		const size_t len = utf8_length(text + i, n - i);
		used += utf8_columns(text + i, len);
		if (i > 0 && used > columns) {
			break;
		}
		i += len;
	}
	return i;
}

static void put_styled(const struct screen *s, const char *style, const char *text, size_t n)
{
	if (s->has_colours && style) {
		fprintf(s->out, "\033[%sm%.*s\033[0m", style, (int)n, text);
	} else {
		fwrite(text, 1, n, s->out);
	}
}

/* The colour of the verdict that the text is, or begins with; `*n`: its length. NULL: of none. */
static const char *colour_of(const char *text, size_t *n)
{
	for (size_t i = 0; i < sizeof(colours) / sizeof(*colours); i++) {
		const size_t m = strlen(colours[i].word);
		if (strncmp(text, colours[i].word, m) == 0 && strchr(" :", text[m])) {
			*n = m;
			return colours[i].colour;
		}
	}
	*n = 0;
	return NULL;
}

static void put_blanks(const struct screen *s, size_t n) { fprintf(s->out, "%*s", (int)n, ""); }

/* Bytes of the line that begins here: whole words, or as much of one as there is room for. "30 %" is one. */
static size_t line_length(const char *text, size_t width)
{
	const size_t all = strlen(text), most = bytes_within(text, all, width);
	size_t n = most;

	if (most == all) {
		return all;
	}
	while (n > 0 && (text[n] != ' ' || text[n + 1] == '%')) {
		n--;
	}
	return n > 0 ? n : most;
}

/* Lines of the page's width, as far as the eye follows one, all but the first behind a margin; the verdict that the text begins with in its colour. */
static void put_wrapped(const struct screen *s, const char *text, size_t margin)
{
	const size_t page = s->columns < PROSE_MOST ? s->columns : PROSE_MOST,
		     room = page > margin + WIDTH_LEAST ? page - margin : WIDTH_LEAST;
	size_t coloured;
	const char *colour = colour_of(text, &coloured);

	put_styled(s, colour, text, coloured);
	size_t n = line_length(text, room);
	fwrite(text + coloured, 1, n > coloured ? n - coloured : 0, s->out);
	for (text += n; *text; text += n) {
		text += strspn(text, " ");
		n = line_length(text, room);
		fputc('\n', s->out);
		put_blanks(s, margin);
		fwrite(text, 1, n, s->out);
	}
	fputc('\n', s->out);
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

static struct table clean_table(const struct screen *s, const struct table *t)
{
	const size_t n = t->n_columns * t->n_rows;
	const char **titles = NEW_ARRAY(s->a, const char *, t->n_columns),
		   **cells = NEW_ARRAY(s->a, const char *, n);
	struct table ret = *t;

	for (size_t i = 0; i < t->n_columns; i++) {
		titles[i] = clean(s, t->titles[i]);
	}
	for (size_t i = 0; i < n; i++) {
		cells[i] = clean(s, t->cells[i]);
	}
	ret.titles = titles;
	ret.cells = cells;
	return ret;
}

static size_t column_width(const struct table *t, size_t column)
{
	size_t width = columns_of(t->titles[column], strlen(t->titles[column]));

	for (size_t row = 0; row < t->n_rows; row++) {
		const char *cell = t->cells[row * t->n_columns + column];
		const size_t n = columns_of(cell, strlen(cell));
		width = n > width ? n : width;
	}
	return width;
}

/* No blank is left at the end of a line. */
static void put_row(const struct screen *s, const struct table *t, const char *const *cells,
                    const size_t *widths)
{
	const char *style = cells == t->titles ? bold : NULL;
	size_t left = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		const size_t n = strlen(cells[i]), missing = widths[i] - columns_of(cells[i], n);
		size_t coloured;
		const char *colour = colour_of(cells[i], &coloured);
		put_blanks(s, left + (t->numeric[i] ? missing : 0));
		put_styled(s, style ? style : colour, cells[i], style ? n : coloured);
		fputs(style ? "" : cells[i] + coloured, s->out);
		left = GAP + (t->numeric[i] ? 0 : missing);
	}
	fputc('\n', s->out);
}

static void put_rule(const struct screen *s, size_t columns)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < columns; i++) {
		strbuf_add(&b, "─");
	}
	put_styled(s, faint, b.text ? b.text : "", b.len);
	fputc('\n', s->out);
}

/* A row begins with its first cell; the others follow, each after its title. */
static void put_folded(const struct screen *s, const struct table *t)
{
	size_t width = 0;

	for (size_t i = 1; i < t->n_columns; i++) {
		const size_t n = columns_of(t->titles[i], strlen(t->titles[i]));
		width = n > width && n <= s->columns / 2 ? n : width;
	}
	for (size_t row = 0; row < t->n_rows; row++) {
		const char *const *cells = t->cells + row * t->n_columns;
		fputs(row > 0 ? "\n" : "", s->out);
		put_styled(s, bold, cells[0], strlen(cells[0]));
		fputc('\n', s->out);
		for (size_t i = 1; i < t->n_columns; i++) {
			const size_t n = strlen(t->titles[i]), columns = columns_of(t->titles[i], n);
			put_blanks(s, INDENT);
			put_styled(s, faint, t->titles[i], n);
			fputs(": ", s->out);
			put_blanks(s, columns < width ? width - columns : 0);
			put_wrapped(s, cells[i], INDENT + width + GAP);
		}
	}
}

static void put_table(const struct screen *s, const struct table *dirty)
{
	const struct table t = clean_table(s, dirty);
	size_t *widths = NEW_ARRAY(s->a, size_t, t.n_columns), total = 0;

	for (size_t i = 0; i < t.n_columns; i++) {
		widths[i] = column_width(&t, i);
		total += widths[i] + (i > 0 ? GAP : 0);
	}
	if (total > s->columns) {
		put_folded(s, &t);
		return;
	}
	put_row(s, &t, t.titles, widths);
	put_rule(s, total);
	for (size_t row = 0; row < t.n_rows; row++) {
		put_row(s, &t, t.cells + row * t.n_columns, widths);
	}
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static void put_heading(const struct screen *s, const char *text)
{
	const char *line = clean(s, text);
	const size_t columns = columns_of(line, strlen(line));

	put_styled(s, bold, line, strlen(line));
	fputc('\n', s->out);
	put_rule(s, columns < s->columns ? columns : s->columns);
}

static void put_element(const struct screen *s, const struct element *e)
{
	fputc('\n', s->out);
	switch (e->kind) {
	case ELEMENT_HEADING:
		put_heading(s, e->text);
		break;
	case ELEMENT_PARAGRAPH:
		put_wrapped(s, clean(s, e->text), 0);
		break;
	case ELEMENT_LIST:
		for (size_t i = 0; i < e->n_items; i++) {
			fputs("• ", s->out);
			put_wrapped(s, clean(s, e->items[i]), GAP);
		}
		break;
	case ELEMENT_TABLE:
		put_table(s, &e->table);
		break;
	case ELEMENT_VERBATIM:
		text_print_lines(s->out, "    ", e->text);
		break;
	case ELEMENT_FIGURE:
		put_wrapped(s, clean(s, arena_printf(s->a, "%s: %s.svg", e->figure->title, e->figure->path)),
		            0);
		break;
	}
}

static void whole(FILE *out, const struct document *doc, const struct page *page)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct screen s = {out, a, page->columns, page->has_colours};
	const char *title = clean(&s, doc->title);

	put_styled(&s, bold, title, strlen(title));
	fputc('\n', out);
	for (size_t i = 0; i < doc->n_elements; i++) {
		put_element(&s, &doc->elements[i]);
	}
}

const struct format_ops format_terminal = {
	.name = "terminal",
	.about = "for the eye: aligned, in colours, as wide as the terminal",
	.suffix = ".txt",
	.whole = whole,
};
