/*
 * GitHub's Markdown, which CommonMark readers and pandoc understand too. Texts come from experiment
 * files, programs and logs: what Markdown would take for markup is escaped, and control characters
 * never get through.
 */
#include <ctype.h>
#include <string.h>

#include "report_text.h"
#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/report/report.h"

static bool is_word(char c) { return isalnum((unsigned char)c) || (unsigned char)c >= 0x80; }

/* Whether Markdown could take the character at `at` for markup. */
static bool needs_escape(const char *text, size_t at)
{
	const char before = at > 0 ? text[at - 1] : ' ', after = text[at + 1];

	switch (text[at]) {
	case '\\':
	case '`':
	case '*':
	case '<':
	case '|':
	case '~':
	case '$':
		return true;
	case '_': /* inside a word it is no emphasis, and names are full of it */
		return !is_word(before) || !is_word(after);
	case '&': /* &lt; */
		return isalpha((unsigned char)after) || after == '#';
	case '(':
	case '[':
	case ':': /* [text](target), [text][label], [label]: target */
		return before == ']';
	default:
		return false;
	}
}

/* "1. ", "- ", "# " would begin a list or a heading: the place of the character that does it, or
 * the text's length. */
static size_t block_marker(const char *text)
{
	const size_t digits = strspn(text, "0123456789");

	if (digits > 0 && (text[digits] == '.' || text[digits] == ')')) {
		return digits;
	}
	return *text && strchr("#+-=>[", *text) ? 0 : strlen(text);
}

/* As one line. */
static void add_escaped(struct strbuf *b, const char *text, bool begins_block)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;

	text_add_line(&line, text);
	const char *s = line.text ? line.text : "";
	const size_t marker = begins_block ? block_marker(s) : line.len;

	for (size_t i = 0; i < line.len; i++) {
		strbuf_add(b, i == marker || needs_escape(s, i) ? "\\" : "");
		strbuf_addc(b, s[i]);
	}
}

static void print_line(FILE *out, const char *prefix, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	add_escaped(&b, text, true);
	fprintf(out, "%s%s\n", prefix, b.text ? b.text : "");
}

static void cell_text(struct strbuf *b, const char *text)
{
	strbuf_reset(b);
	add_escaped(b, text, false);
}

static size_t count_characters(const struct strbuf *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->len; i++) {
		n += ((unsigned char)b->text[i] & 0xc0) != 0x80;
	}
	return n;
}

static size_t column_width(const struct table *t, size_t column)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t width = 3;

	for (size_t row = 0; row <= t->n_rows; row++) {
		cell_text(&b, row == 0 ? t->titles[column] : t->cells[(row - 1) * t->n_columns + column]);
		const size_t n = count_characters(&b);
		width = n > width ? n : width;
	}
	return width;
}

static void print_padding(FILE *out, char c, size_t n)
{
	while (n-- > 0) {
		fputc(c, out);
	}
}

static void print_row(FILE *out, const struct table *t, const char *const *cells, const size_t *widths)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t->n_columns; i++) {
		cell_text(&b, cells[i]);
		const size_t missing = widths[i] - count_characters(&b);
		fputs("| ", out);
		print_padding(out, ' ', t->numeric[i] ? missing : 0);
		fputs(b.text ? b.text : "", out);
		print_padding(out, ' ', t->numeric[i] ? 1 : missing + 1);
	}
	fputs("|\n", out);
}

static void print_table(FILE *out, const struct table *t)
{
	AUTO_ARENA struct arena *a = arena_new();
	size_t *widths = NEW_ARRAY(a, size_t, t->n_columns);

	for (size_t i = 0; i < t->n_columns; i++) {
		widths[i] = column_width(t, i);
	}
	print_row(out, t, t->titles, widths);
	for (size_t i = 0; i < t->n_columns; i++) {
		fputs("| ", out);
		print_padding(out, '-', widths[i] - t->numeric[i]);
		fputs(t->numeric[i] ? ": " : " ", out);
	}
	fputs("|\n", out);
	for (size_t row = 0; row < t->n_rows; row++) {
		print_row(out, t, t->cells + row * t->n_columns, widths);
	}
}

/* The longest run of backticks, plus one: a fence that the text cannot close. */
static size_t fence_length(const char *text)
{
	size_t longest = 2;

	for (size_t n; *text; text += n ? n : 1) {
		n = strspn(text, "`");
		longest = n > longest ? n : longest;
	}
	return longest + 1;
}

static void print_verbatim(FILE *out, const char *text)
{
	const size_t fence = fence_length(text);

	print_padding(out, '`', fence);
	fputs("text\n", out);
	text_print_lines(out, "", text);
	print_padding(out, '`', fence);
	fputc('\n', out);
}

static void begin(FILE *out, const struct document *doc) { print_line(out, "# ", doc->title); }

static void heading(FILE *out, const char *text) { print_line(out, "## ", text); }

static void paragraph(FILE *out, const char *text) { print_line(out, "", text); }

static void item(FILE *out, const char *text) { print_line(out, "- ", text); }

static void figure(FILE *out, const struct figure *f)
{
	AUTO_STRBUF struct strbuf title = STRBUF_INIT, uri = STRBUF_INIT;

	add_escaped(&title, f->title, false);
	text_add_uri(&uri, f->path);
	fprintf(out, "![%s](%s.svg)\n", title.text ? title.text : "", uri.text);
}

const struct format_ops format_markdown = {
	.name = "markdown",
	.about = "GitHub's Markdown, to be pasted into an RFC",
	.suffix = ".md",
	.begin = begin,
	.heading = heading,
	.paragraph = paragraph,
	.item = item,
	.table = print_table,
	.verbatim = print_verbatim,
	.figure = figure,
};
