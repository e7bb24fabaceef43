/*
 * Jira's and Confluence's wiki markup. Texts come from experiment files, programs and logs: each is put on one line, and
 * what would be markup in it gets a backslash; where a backslash is no help, a character reference.
 */
#include <ctype.h>
#include <string.h>

#include "report_text.h"
#include "secateur/base/strbuf.h"
#include "secateur/report/report.h"

static bool is_word(char c) { return isalnum((unsigned char)c) || (unsigned char)c >= 0x80; }

/* "(x)", "(*r)", "(off)", ":)" are pictures; two backslashes end a line; "&lt;" is a reference. Signs of numbers stay. */
static bool needs_reference(const char *text, size_t at)
{
	const char before = at > 0 ? text[at - 1] : ' ', after = text[at + 1];

	switch (text[at]) {
	case '\\':
	case '|':
	case '~':
	case '^':
		return true;
	case '+':
		return !is_word(after);
	case '?':
		return before == '?';
	case '&':
		return isalpha((unsigned char)after) || after == '#';
	case '(':
		return !isdigit((unsigned char)after) && strcspn(text + at, ")") <= 4;
	case ':':
	case ';':
		return after && strchr("()DPpO|-", after);
	default:
		return false;
	}
}

/* Around words "_" and "-" are markup, and before a blank they may begin a list: but not where a word follows them. */
static bool needs_backslash(const char *text, size_t at)
{
	return strchr("{}[]!*", text[at]) || (strchr("_-", text[at]) && !is_word(text[at + 1]));
}

/* "# ", "bq. ", "h1. " would begin a list, a quotation, a heading. */
static bool begins_block(const char *s)
{
	return *s == '#' || strncmp(s, "bq.", 3) == 0 ||
	       (s[0] == 'h' && isdigit((unsigned char)s[1]) && s[2] == '.');
}

static void add_escaped(struct strbuf *b, const char *text)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;

	text_add_line(&line, text);
	for (size_t i = 0; i < line.len; i++) {
		if (needs_reference(line.text, i) || (i == 0 && begins_block(line.text))) {
			strbuf_addf(b, "&#%d;", line.text[i]);
		} else {
			strbuf_add(b, needs_backslash(line.text, i) ? "\\" : "");
			strbuf_addc(b, line.text[i]);
		}
	}
}

static void print_line(FILE *out, const char *prefix, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	add_escaped(&b, text);
	fprintf(out, "%s%s\n", prefix, b.text ? b.text : "");
}

/* An empty cell would make two marks one: there is a blank in each. */
static void print_row(FILE *out, const struct table *t, const char *const *cells, const char *mark)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t->n_columns; i++) {
		strbuf_reset(&b);
		add_escaped(&b, cells[i]);
		fprintf(out, "%s %s ", mark, b.text ? b.text : "");
	}
	fprintf(out, "%s\n", mark);
}

static void print_table(FILE *out, const struct table *t)
{
	print_row(out, t, t->titles, "||");
	for (size_t row = 0; row < t->n_rows; row++) {
		print_row(out, t, t->cells + row * t->n_columns, "|");
	}
}

/* Nothing can be escaped in it: a log that would close it gets a blank after its brace. */
static void print_verbatim(FILE *out, const char *text)
{
	static const char close[] = "{noformat";
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;

	text_add_lines(&lines, text);
	fputs("{noformat}\n", out);
	for (const char *s = lines.text ? lines.text : "", *at; *s; s = at) {
		at = strstr(s, close);
		at = at ? at + 1 : s + strlen(s);
		fprintf(out, "%.*s%s", (int)(at - s), s, *at ? " " : "");
	}
	fputs("{noformat}\n", out);
}

static void begin(FILE *out, const struct document *doc) { print_line(out, "h1. ", doc->title); }

static void heading(FILE *out, const char *text) { print_line(out, "h2. ", text); }

static void paragraph(FILE *out, const char *text) { print_line(out, "", text); }

static void item(FILE *out, const char *text) { print_line(out, "* ", text); }

/* Pictures are attached to an issue, where there are no folders. */
static void figure(FILE *out, const struct figure *f) { fprintf(out, "!%s.png!\n", f->name); }

const struct format_ops format_jira = {
	.name = "jira",
	.about = "Jira's and Confluence's wiki markup",
	.suffix = ".wiki",
	.begin = begin,
	.heading = heading,
	.paragraph = paragraph,
	.item = item,
	.table = print_table,
	.verbatim = print_verbatim,
	.figure = figure,
};
