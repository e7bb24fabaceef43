/*
 * One page that needs nothing else: style and script are inside, and its policy lets no request leave. Without the script it
 * can be read, too; with it, tables are sorted and filtered, and cells show all their digits. Texts come from experiment
 * files, programs and logs: each is put on one line, and what would be markup in it is escaped.
 */
#include <ctype.h>
#include <string.h>

#include "report_cells.h"
#include "report_html.h"
#include "report_text.h"
#include "report_words.h"
#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"

extern const char embedded_page_css[], embedded_page_js[];

/* --- texts ------------------------------------------------------------------------------------------------------- */

static void put_escaped(FILE *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (text[i]) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(text[i], out);
		}
	}
}

void html_text(const struct html *h, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	text_add_line(&b, text);
	put_escaped(h->out, b.text, b.len);
}

/* "-winpos" and "->", which a browser would break behind the hyphen. */
static bool is_held_together(const char *word, size_t n)
{
	return n > 1 && n < 40 && word[0] == '-' && !isdigit((unsigned char)word[1]);
}

/* A text between elements. */
static void put_words(const struct html *h, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	text_add_line(&b, text);
	for (size_t i = 0, n; i < b.len; i += n + 1) {
		const char *word = b.text + i;
		n = strcspn(word, " ");
		const bool is_held = is_held_together(word, n);
		fputs(is_held ? "<span class=\"word\">" : "", h->out);
		put_escaped(h->out, word, n);
		fputs(is_held ? "</span>" : "", h->out);
		fputs(i + n < b.len ? " " : "", h->out);
	}
}

/* The verdict that the text is, or begins with; `*n`: its length, 0 without one. */
static enum verdict verdict_of(const char *text, size_t *n)
{
	for (enum verdict v = VERDICT_DROP; v <= VERDICT_UNDECIDED; v++) {
		const size_t m = strlen(verdict_word(v));
		if (strncmp(text, verdict_word(v), m) == 0 && strchr(" :", text[m])) {
			*n = m;
			return v;
		}
	}
	*n = 0;
	return VERDICT_BASELINE;
}

void html_verdict(const struct html *h, const char *text)
{
	size_t n;
	const enum verdict v = verdict_of(text, &n);

	if (n > 0) {
		fprintf(h->out, "<span class=\"verdict %s\">%.*s</span>%s", word_of_verdict(v), (int)n, text,
		        text[n] == ' ' ? " " : "");
	}
	put_words(h, text + n);
}

/* --- elements ----------------------------------------------------------------------------------------------------- */

/* Its index among the variants that are told of, when it has the name of one; else their number. */
static size_t find_variant(const struct html *h, const char *name)
{
	size_t i = 0;

	while (h->e && i < h->e->n_variants && strcmp(h->e->variants[i].name, name) != 0) {
		i++;
	}
	return i;
}

static void put_row_head(const struct html *h, const char *text, bool is_of_variant)
{
	const size_t v = is_of_variant ? find_variant(h, text) : SIZE_MAX;

	if (h->e && v < h->e->n_variants) {
		fprintf(h->out, "<tr data-variant=\"%zu\"%s><th scope=\"row\"><a href=\"#variant-%zu\">", v,
		        h->e->variants[v].is_baseline ? " class=\"baseline\"" : "", v);
		html_text(h, text);
		fputs("</a></th>", h->out);
	} else {
		fputs("<tr><th scope=\"row\">", h->out);
		html_text(h, text);
		fputs("</th>", h->out);
	}
}

/* A verdict at the end of a row stays in sight. */
static const char *class_of(const struct table *t, size_t column)
{
	return t->numeric[column] ? " class=\"number\""
	       : column > 0 && column + 1 == t->n_columns && strcmp(t->titles[column], "verdict") == 0
	               ? " class=\"stuck\""
	               : "";
}

static void put_cell(const struct html *h, const struct table *t, size_t at)
{
	const char *exact = t->exact ? t->exact[at] : NULL;

	fprintf(h->out, "<td%s", class_of(t, at % t->n_columns));
	if (exact) {
		fputs(" title=\"", h->out);
		html_text(h, exact);
		fputc('"', h->out);
	}
	fputc('>', h->out);
	html_verdict(h, t->cells[at]);
	fputs("</td>", h->out);
}

static void put_table(const struct html *h, const struct table *t)
{
	const bool is_of_variants = strcmp(t->titles[0], "variant") == 0, has_heads = !t->numeric[0];

	fprintf(h->out, "<div class=\"scroll\" role=\"group\" aria-labelledby=\"%s\"><table>\n<thead><tr>",
	        h->label);
	for (size_t i = 0; i < t->n_columns; i++) {
		fprintf(h->out, "<th scope=\"col\"%s>", class_of(t, i));
		html_text(h, t->titles[i]);
		fputs("</th>", h->out);
	}
	fputs("</tr></thead>\n<tbody>\n", h->out);
	for (size_t row = 0; row < t->n_rows; row++) {
		const size_t first = row * t->n_columns;
		if (has_heads) {
			put_row_head(h, t->cells[first], is_of_variants);
		} else {
			fputs("<tr>", h->out);
		}
		for (size_t i = has_heads; i < t->n_columns; i++) {
			put_cell(h, t, first + i);
		}
		fputs("</tr>\n", h->out);
	}
	fputs("</tbody>\n</table></div>\n", h->out);
}

static void put_list(const struct html *h, const struct element *e)
{
	fputs("<ul>\n", h->out);
	for (size_t i = 0; i < e->n_items; i++) {
		fputs("<li>", h->out);
		html_verdict(h, e->items[i]);
		fputs("</li>\n", h->out);
	}
	fputs("</ul>\n", h->out);
}

/* Of a difference, what is removed and what is added. */
static const char *tag_of_line(const char *line, bool is_diff)
{
	return is_diff && strncmp(line, "- ", 2) == 0   ? "del"
	       : is_diff && strncmp(line, "+ ", 2) == 0 ? "ins"
	                                                : NULL;
}

/* The parser takes away a line end that follows the tag. */
static void put_lines(const struct html *h, const struct element *e)
{
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;

	text_add_lines(&lines, e->text);
	fputs("<pre>\n", h->out);
	for (size_t i = 0, n; i < lines.len; i += n + 1) {
		const char *line = lines.text + i, *tag = tag_of_line(line, e->is_diff);
		n = strcspn(line, "\n");
		fprintf(h->out, "%s%s%s", tag ? "<" : "", tag ? tag : "", tag ? ">" : "");
		put_escaped(h->out, line, n);
		fprintf(h->out, "%s%s%s\n", tag ? "</" : "", tag ? tag : "", tag ? ">" : "");
	}
	fputs("</pre>\n", h->out);
}

/* As a picture of its own inside the page: names and styles of one figure do not reach another, and nothing in it is obeyed. */
static void put_figure(const struct html *h, const struct figure *f)
{
	AUTO_STRBUF struct strbuf uri = STRBUF_INIT;

	text_add_uri(&uri, f->svg);
	fputs("<figure><img alt=\"", h->out);
	html_text(h, f->title);
	fprintf(h->out, "\" src=\"data:image/svg+xml,%s\"><figcaption>", uri.text ? uri.text : "");
	html_text(h, f->title);
	fputs("</figcaption></figure>\n", h->out);
}

void html_element(const struct html *h, const struct element *e)
{
	switch (e->kind) {
	case ELEMENT_HEADING:
		fprintf(h->out, "<h%u>", h->level);
		html_text(h, e->text);
		fprintf(h->out, "</h%u>\n", h->level);
		break;
	case ELEMENT_PARAGRAPH:
		fputs("<p>", h->out);
		put_words(h, e->text);
		fputs("</p>\n", h->out);
		break;
	case ELEMENT_LIST:
		put_list(h, e);
		break;
	case ELEMENT_TABLE:
		put_table(h, &e->table);
		break;
	case ELEMENT_VERBATIM:
		put_lines(h, e);
		break;
	case ELEMENT_FIGURE:
		put_figure(h, e->figure);
		break;
	}
}

/* --- sections ----------------------------------------------------------------------------------------------------- */

static const char variants_title[] = "Each variant";

struct section {
	const char *id, *title;
};

struct sections {
	struct section *at;
	size_t n, cap;
};

static bool is_taken(const struct sections *all, const char *id)
{
	for (size_t i = 0; i < all->n; i++) {
		if (strcmp(all->at[i].id, id) == 0) {
			return true;
		}
	}
	return false;
}

/* "s-where-the-time-went": letters and digits of the title, so that links to it last; of its own. */
static const char *id_for(const struct html *h, const struct sections *all, const char *title)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	strbuf_addc(&b, 's');
	for (const char *s = title; *s; s++) {
		if (isalnum((unsigned char)*s)) {
			strbuf_add(&b, s == title || !isalnum((unsigned char)s[-1]) ? "-" : "");
			strbuf_addc(&b, (char)tolower((unsigned char)*s));
		}
	}
	const char *id = arena_strdup(h->a, b.text);
	for (size_t i = 2; is_taken(all, id); i++) {
		id = arena_printf(h->a, "%s-%zu", b.text, i);
	}
	return id;
}

static void add_section(const struct html *h, struct sections *all, const char *title)
{
	const char *id = id_for(h, all, title);

	*vec_push(h->a, all) = (struct section){id, title};
}

static bool has_variants(const struct html *h) { return h->e && h->e->n_variants > 0; }

static struct sections sections_of(const struct html *h, const struct document *doc)
{
	struct sections all = {0};

	for (size_t i = 0; i < doc->n_elements; i++) {
		if (doc->elements[i].kind == ELEMENT_HEADING) {
			add_section(h, &all, doc->elements[i].text);
		}
	}
	if (has_variants(h)) {
		add_section(h, &all, variants_title);
	}
	return all;
}

static void put_contents(const struct html *h, const struct sections *all)
{
	if (all->n == 0) {
		return;
	}
	fputs("<nav aria-label=\"Contents\">\n<ul>\n", h->out);
	for (size_t i = 0; i < all->n; i++) {
		fprintf(h->out, "<li><a href=\"#%s\">", all->at[i].id);
		html_text(h, all->at[i].title);
		fputs("</a></li>\n", h->out);
	}
	fputs("</ul>\n</nav>\n", h->out);
}

static void begin_section(struct html *h, const struct section *s)
{
	fprintf(h->out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", s->id, s->id);
	html_text(h, s->title);
	fputs("</h2>\n", h->out);
	h->label = s->id;
}

static void put_main(struct html *h, const struct document *doc, const struct sections *all)
{
	const struct section *next = all->at;

	fputs("<main id=\"main\" tabindex=\"-1\">\n", h->out);
	for (size_t i = 0; i < doc->n_elements; i++) {
		if (doc->elements[i].kind == ELEMENT_HEADING) {
			fputs(next > all->at ? "</section>\n" : "", h->out);
			begin_section(h, next++);
		} else {
			html_element(h, &doc->elements[i]);
		}
	}
	fputs(next > all->at ? "</section>\n" : "", h->out);
	if (has_variants(h)) {
		begin_section(h, next);
		html_variants(h);
		fputs("</section>\n", h->out);
	}
	fputs("</main>\n", h->out);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static void put_head(const struct html *h, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
	      "base-uri 'none'; form-action 'none'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n<title>",
	      h->out);
	html_text(h, title);
	fprintf(h->out, "</title>\n<style>\n%s</style>\n</head>\n", embedded_page_css);
}

static void whole(FILE *out, const struct document *doc, const struct page *page)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct html h = {.out = out, .a = a, .e = doc->evidence, .label = "title", .level = 3};
	const struct sections all = sections_of(&h, doc);

	(void)page;
	put_head(&h, doc->title);
	fputs("<body>\n<a class=\"skip\" href=\"#main\">To the report</a>\n<header>\n<h1 id=\"title\">", out);
	html_text(&h, doc->title);
	fputs("</h1>\n</header>\n<div class=\"aside\">\n", out);
	put_contents(&h, &all);
	html_filter(&h);
	fputs("</div>\n", out);
	put_main(&h, doc, &all);
	fprintf(out, "<script>\n%s</script>\n</body>\n</html>\n", embedded_page_js);
}

const struct format_ops format_html = {
	.name = "html",
	.about = "one page for a browser, with sorting, filters and all digits; needs no network",
	.suffix = ".html",
	.whole = whole,
};
