/*
 * Which variants are shown. A variant has a mark for each thing that may be asked for: of a choice "7=3", setting 7 as variant 3,
 * the first with that level, has it; of a set "7-", without the component that setting 7 is, and "7*", with all from setting 7 on.
 * What no two variants differ in is not asked.
 */
#include <string.h>

#include "report_cells.h"
#include "report_html.h"
#include "report_html_filter.h"
#include "report_words.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"

static size_t first_with_level(const struct evidence *e, size_t setting, const char *level)
{
	size_t v = 0;

	while (strcmp(e->variants[v].settings[setting].level, level) != 0) {
		v++;
	}
	return v;
}

/* The settings of one factor that begin here. */
static size_t settings_of_factor(const struct variant_evidence *v, size_t first)
{
	size_t n = 1;

	while (first + n < v->n_settings && v->settings[first].is_component &&
	       strcmp(v->settings[first + n].factor, v->settings[first].factor) == 0) {
		n++;
	}
	return n;
}

static bool keeps_all(const struct variant_evidence *v, size_t first, size_t n)
{
	for (size_t i = first; i < first + n; i++) {
		if (!v->settings[i].is_kept) {
			return false;
		}
	}
	return true;
}

void filter_add_marks(const struct evidence *e, size_t variant, struct strbuf *b)
{
	const struct variant_evidence *v = &e->variants[variant];

	for (size_t i = 0, n; i < v->n_settings; i += n) {
		n = settings_of_factor(v, i);
		if (!v->settings[i].is_component) {
			strbuf_addf(b, "%s%zu=%zu", b->len ? " " : "", i,
			            first_with_level(e, i, v->settings[i].level));
			continue;
		}
		if (keeps_all(v, i, n)) {
			strbuf_addf(b, "%s%zu*", b->len ? " " : "", i);
		}
		for (size_t k = i; k < i + n; k++) {
			if (!v->settings[k].is_kept) {
				strbuf_addf(b, "%s%zu-", b->len ? " " : "", k);
			}
		}
	}
}

static void begin_choice(const struct html *h, const char *name, const char *title)
{
	fputs("<label>", h->out);
	html_text(h, title);
	fprintf(h->out, " <select name=\"%s\"><option value=\"\">any</option>", name);
}

static void end_choice(const struct html *h) { fputs("</select></label>\n", h->out); }

static void choose_level(const struct html *h, size_t setting)
{
	const struct evidence *e = h->e;
	const struct dossier_setting *s = &e->variants[0].settings[setting];
	size_t n = 0;

	for (size_t v = 0; v < e->n_variants; v++) {
		n += first_with_level(e, setting, e->variants[v].settings[setting].level) == v;
	}
	if (n < 2) {
		return;
	}
	begin_choice(h, "setting", s->factor);
	for (size_t v = 0; v < e->n_variants; v++) {
		const char *level = e->variants[v].settings[setting].level;
		if (first_with_level(e, setting, level) == v) {
			fprintf(h->out, "<option value=\"%zu=%zu\">", setting, v);
			html_text(h, level);
			fputs("</option>", h->out);
		}
	}
	end_choice(h);
}

static bool is_dropped_somewhere(const struct evidence *e, size_t setting)
{
	for (size_t v = 0; v < e->n_variants; v++) {
		if (!e->variants[v].settings[setting].is_kept) {
			return true;
		}
	}
	return false;
}

static void choose_components(const struct html *h, size_t first, size_t n)
{
	const struct evidence *e = h->e;
	bool begun = false;

	for (size_t i = first; i < first + n; i++) {
		if (!is_dropped_somewhere(e, i)) {
			continue;
		}
		if (!begun) {
			begin_choice(h, "setting", e->variants[0].settings[first].factor);
			fprintf(h->out, "<option value=\"%zu*\">all of it</option>", first);
			begun = true;
		}
		fprintf(h->out, "<option value=\"%zu-\">without ", i);
		html_text(h, e->variants[0].settings[i].level);
		fputs("</option>", h->out);
	}
	if (begun) {
		end_choice(h);
	}
}

static void choose_verdict(const struct html *h)
{
	begin_choice(h, "verdict", "verdict");
	for (enum verdict x = VERDICT_DROP; x <= VERDICT_UNDECIDED; x++) {
		bool is_there = false;
		for (size_t i = 0; i < h->e->n_variants; i++) {
			is_there = is_there || h->e->variants[i].verdict == x;
		}
		if (is_there) {
			fprintf(h->out, "<option value=\"%s\">%s</option>", word_of_verdict(x),
			        verdict_word(x));
		}
	}
	end_choice(h);
}

void html_filter(const struct html *h)
{
	if (!h->e || h->e->n_variants < 2) {
		return;
	}
	fputs("<details class=\"filter\" hidden><summary>Filter variants</summary>\n"
	      "<form id=\"filter\" role=\"search\" aria-label=\"Variants shown\">\n"
	      "<label>name or change <input type=\"search\" name=\"text\" autocomplete=\"off\"></label>\n",
	      h->out);
	choose_verdict(h);
	const struct variant_evidence *baseline = &h->e->variants[0];
	for (size_t i = 0, n; i < baseline->n_settings; i += n) {
		n = settings_of_factor(baseline, i);
		if (baseline->settings[i].is_component) {
			choose_components(h, i, n);
		} else {
			choose_level(h, i);
		}
	}
	fputs("<p><output></output> <button type=\"button\">Show all</button></p>\n</form>\n</details>\n",
	      h->out);
}
