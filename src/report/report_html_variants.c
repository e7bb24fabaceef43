/* What the page tells of each variant alone: to be unfolded, and to be filtered. */
#include "report_cells.h"
#include "report_columns.h"
#include "report_html.h"
#include "report_html_filter.h"
#include "report_words.h"
#include "secateur/base/strbuf.h"

/* The change of what decides, as in the evidence table but without its note. */
static const char *primary_cell(const struct html *h, const struct variant_evidence *v)
{
	const struct cost *c = find_cost(v, h->e->primary);

	if (!c || c->change.absent_reason || !has_values(v)) {
		return NULL;
	}
	return arena_printf(h->a, "%s %s", cost_title(c->name),
	                    v->is_baseline ? cell_value(c->change.reference, c->unit, h->a)
	                                   : cell_change(&c->change, true, h->a));
}

static void put_summary(const struct html *h, size_t variant)
{
	const struct variant_evidence *v = &h->e->variants[variant];
	const char *primary = primary_cell(h, v);

	fprintf(h->out, "<summary><b id=\"variant-%zu-name\" class=\"name\">", variant);
	html_text(h, v->name);
	fputs("</b> ", h->out);
	html_verdict(h, v->is_baseline ? "" : verdict_word(v->verdict));
	if (primary) {
		fputs(" <span>", h->out);
		html_text(h, primary);
		fputs("</span>", h->out);
	}
	if (v->change && *v->change) {
		fputs(" <span class=\"change\">", h->out);
		html_text(h, v->change);
		fputs("</span>", h->out);
	}
	fputs("</summary>\n", h->out);
}

static void put_variant(struct html *h, size_t variant)
{
	const struct variant_evidence *v = &h->e->variants[variant];
	struct sheet s = {.a = h->a, .e = h->e};
	AUTO_STRBUF struct strbuf marks = STRBUF_INIT;

	filter_add_marks(h->e, variant, &marks);
	fprintf(h->out,
	        "<details id=\"variant-%zu\" data-variant=\"%zu\" data-verdict=\"%s\" data-settings=\"%s\">\n",
	        variant, variant, word_of_verdict(v->verdict), marks.text ? marks.text : "");
	put_summary(h, variant);
	html_strip(h, v);
	report_variant(&s, v);
	h->label = arena_printf(h->a, "variant-%zu-name", variant);
	for (size_t i = 0; i < s.elements.n; i++) {
		html_element(h, &s.elements.at[i]);
	}
	fputs("</details>\n", h->out);
}

void html_variants(struct html *h)
{
	for (size_t i = 0; i < h->e->n_variants; i++) {
		put_variant(h, i);
	}
}
