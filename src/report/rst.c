/*
 * reStructuredText, as docutils and Sphinx read it. Texts come from experiment files, programs and logs: each is put on
 * one line, and what would be markup in it is escaped. A backslash before any character but a blank is that character.
 */
#include <ctype.h>
#include <string.h>

#include "report_text.h"
#include "secateur/base/strbuf.h"
#include "secateur/report/report.h"

/* "1. ", "iv) ", "a. " would begin a list; any mark, something: "- ", ".. ", ":name: ", "-a", "====". */
static bool begins_block(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n])) {
		n++;
	}
	return n == 0 || ((s[n] == '.' || s[n] == ')') && (!s[n + 1] || s[n + 1] == ' '));
}

static bool needs_escape(const char *text, size_t at)
{
	switch (text[at]) {
	case '\\':
	case '`':
	case '*':
	case '|':
		return true;
	case '_': /* a reference ends in one; inside a word it is none, and names are full of it */
		return !isalnum((unsigned char)text[at + 1]);
	case ':': /* at its end, "::" would make of what follows a block as it is */
		return at > 0 && text[at - 1] == ':';
	default:
		return false;
	}
}

/* A text at the beginning of a block. */
static void add_escaped(struct strbuf *b, const char *text)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;

	text_add_line(&line, text);
	for (size_t i = 0; i < line.len; i++) {
		strbuf_add(b, needs_escape(line.text, i) || (i == 0 && begins_block(line.text)) ? "\\" : "");
		strbuf_addc(b, line.text[i]);
	}
}

/* No blank is left behind the prefix of an empty text. */
static void print_line(FILE *out, const char *prefix, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t n;

	strbuf_add(&b, prefix);
	add_escaped(&b, text);
	for (n = b.len; n > 0 && b.text[n - 1] == ' '; n--) {
	}
	fprintf(out, "%.*s\n", (int)n, b.text);
}

/* An underline may be longer than its title, but no shorter: bytes are at least as many as columns. */
static void print_heading(FILE *out, char underline, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	add_escaped(&b, text);
	if (b.len == 0) {
		return;
	}
	fprintf(out, "%s\n", b.text);
	for (size_t i = 0; i < b.len || i < 4; i++) {
		fputc(underline, out);
	}
	fputc('\n', out);
}

static void print_row(FILE *out, const struct table *t, const char *const *cells)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		print_line(out, i == 0 ? "   * - " : "     - ", cells[i]);
	}
}

/* To docutils, a header without a row below it is a mistake. */
static void print_table(FILE *out, const struct table *t)
{
	fprintf(out, ".. list-table::\n%s\n", t->n_rows > 0 ? "   :header-rows: 1\n" : "");
	print_row(out, t, t->titles);
	for (size_t row = 0; row < t->n_rows; row++) {
		print_row(out, t, t->cells + row * t->n_columns);
	}
}

/* To docutils, a block without a line is a mistake. */
static void print_verbatim(FILE *out, const char *text)
{
	if (text[strspn(text, " \t\r\n")]) {
		fputs("::\n\n", out);
		text_print_lines(out, "   ", text);
	}
}

static void begin(FILE *out, const struct document *doc) { print_heading(out, '=', doc->title); }

static void heading(FILE *out, const char *text) { print_heading(out, '-', text); }

static void paragraph(FILE *out, const char *text) { print_line(out, "", text); }

static void item(FILE *out, const char *text) { print_line(out, "- ", text); }

static void figure(FILE *out, const struct figure *f)
{
	AUTO_STRBUF struct strbuf title = STRBUF_INIT, uri = STRBUF_INIT;

	text_add_line(&title, f->title); /* as it is, in an option */
	text_add_uri(&uri, f->path);
	fprintf(out, ".. figure:: %s.svg\n   :alt: %s\n", uri.text, title.text ? title.text : "");
}

const struct format_ops format_rst = {
	.name = "rst",
	.about = "reStructuredText, for a technote",
	.suffix = ".rst",
	.begin = begin,
	.heading = heading,
	.paragraph = paragraph,
	.item = item,
	.table = print_table,
	.verbatim = print_verbatim,
	.figure = figure,
};
