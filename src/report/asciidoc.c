/*
 * AsciiDoc, as Asciidoctor reads it. Texts come from experiment files, programs and logs: each is put on one line, and
 * what would be markup in it is written as a character reference, which no step of the processor looks into.
 */
#include <ctype.h>
#include <string.h>

#include "report_text.h"
#include "secateur/base/strbuf.h"
#include "secateur/report/report.h"

static bool is_word(char c) { return isalnum((unsigned char)c) || (unsigned char)c >= 0x80; }

/* "--" is a dash, "..." an ellipsis, "::" ends a term, "$$" quotes, "(C)", "(R)" and "(TM)" are signs: all but their beginning. */
static bool continues(const char *text, size_t at)
{
	const char before = at > 0 ? text[at - 1] : ' ';

	switch (text[at]) {
	case '-':
	case '.':
	case ':':
	case '$':
		return before == text[at];
	case ')':
		return before == 'C' || before == 'R' || before == 'M';
	default:
		return false;
	}
}

static bool needs_reference(const char *text, size_t at)
{
	const char before = at > 0 ? text[at - 1] : ' ', after = text[at + 1];

	if (strchr("`*#^~|<>[{\\", text[at])) {
		return true;
	}
	switch (text[at]) {
	case '_': /* inside a word it is no emphasis, and names are full of it */
		return !is_word(before) || !is_word(after);
	case '+': /* signs of numbers stay */
		return !isdigit((unsigned char)after);
	case ';': /* two end a term, and a reference ends in one */
		return before == ';' || (at > 0 && needs_reference(text, at - 1));
	case '&':
		return isalpha((unsigned char)after) || after == '#';
	default:
		return continues(text, at);
	}
}

static void add_escaped(struct strbuf *b, const char *text)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;

	text_add_line(&line, text);
	for (size_t i = 0; i < line.len; i++) {
		if (needs_reference(line.text, i)) {
			strbuf_addf(b, "&#%d;", line.text[i]);
		} else {
			strbuf_addc(b, line.text[i]);
		}
	}
}

/* A mark, a number, "a. " or "NOTE: " would begin something else than a paragraph. */
static bool begins_block(const char *s)
{
	size_t n = 0;

	while (isalpha((unsigned char)s[n]) || (unsigned char)s[n] >= 0x80) {
		n++;
	}
	return n == 0 || s[n] == '.' || s[n] == ')' || s[n] == ':';
}

/* An attribute that is empty keeps the text from the beginning of its line. */
static void print_line(FILE *out, const char *prefix, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	add_escaped(&b, text);
	const char *s = b.text ? b.text : "";
	fprintf(out, "%s%s%s\n", prefix, begins_block(s) ? "{empty}" : "", s);
}

static void print_row(FILE *out, const struct table *t, const char *const *cells)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t->n_columns; i++) {
		strbuf_reset(&b);
		add_escaped(&b, cells[i]);
		fprintf(out, "|%s\n", b.text ? b.text : "");
	}
}

/* As wide as its cells are. */
static void print_table(FILE *out, const struct table *t)
{
	fputs("[%autowidth%header,cols=\"", out);
	for (size_t i = 0; i < t->n_columns; i++) {
		fprintf(out, "%s%c", i > 0 ? "," : "", t->numeric[i] ? '>' : '<');
	}
	fputs("\"]\n|===\n", out);
	print_row(out, t, t->titles);
	for (size_t row = 0; row < t->n_rows; row++) {
		fputc('\n', out);
		print_row(out, t, t->cells + row * t->n_columns);
	}
	fputs("|===\n", out);
}

/* A line of dots, longer than any that the text begins a line with: a fence that it cannot close. */
static size_t fence_length(const char *lines)
{
	size_t longest = 3;

	for (const char *s = lines; *s; s += strcspn(s, "\n") + 1) {
		const size_t n = strspn(s, ".");
		longest = n > longest ? n : longest;
	}
	return longest + 1;
}

/* Obeyed in logs, too, unless a backslash stands before it. */
static bool is_directive(const char *line)
{
	static const char *const names[] = {"include::", "ifdef::", "ifndef::", "ifeval::", "endif::"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strncmp(line, names[i], strlen(names[i])) == 0) {
			return true;
		}
	}
	return false;
}

static void print_fence(FILE *out, size_t n)
{
	while (n-- > 0) {
		fputc('.', out);
	}
	fputc('\n', out);
}

/* "<1>" is no callout in it. */
static void print_verbatim(FILE *out, const char *text)
{
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;

	text_add_lines(&lines, text);
	if (lines.len == 0) {
		return;
	}
	const size_t fence = fence_length(lines.text);
	fputs("[subs=specialchars]\n", out);
	print_fence(out, fence);
	for (size_t i = 0, n; i < lines.len; i += n + 1) {
		n = strcspn(lines.text + i, "\n");
		fprintf(out, "%s%.*s\n", is_directive(lines.text + i) ? "\\" : "", (int)n, lines.text + i);
	}
	print_fence(out, fence);
}

static void begin(FILE *out, const struct document *doc) { print_line(out, "= ", doc->title); }

static void heading(FILE *out, const char *text) { print_line(out, "== ", text); }

static void paragraph(FILE *out, const char *text) { print_line(out, "", text); }

static void item(FILE *out, const char *text) { print_line(out, "* ", text); }

static void figure(FILE *out, const struct figure *f)
{
	AUTO_STRBUF struct strbuf title = STRBUF_INIT, uri = STRBUF_INIT;

	add_escaped(&title, f->title);
	text_add_uri(&uri, f->path);
	fprintf(out, "image::%s.svg[\"", uri.text);
	for (size_t i = 0; i < title.len; i++) {
		fprintf(out, title.text[i] == '"' ? "&#34;" : "%c", title.text[i]);
	}
	fputs("\"]\n", out);
}

const struct format_ops format_asciidoc = {
	.name = "asciidoc",
	.about = "AsciiDoc, for Asciidoctor and Antora",
	.suffix = ".adoc",
	.begin = begin,
	.heading = heading,
	.paragraph = paragraph,
	.item = item,
	.table = print_table,
	.verbatim = print_verbatim,
	.figure = figure,
};
