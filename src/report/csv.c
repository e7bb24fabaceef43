/*
 * RFC 4180: a row for each variant and measure, costs and quality, in all their digits. What is absent is empty, and
 * the last column says why. Truths are 1 and 0.
 */
#include "secateur/base/csv.h"

#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_text.h"
#include "report_words.h"
#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/report/report.h"

static const char titles[] =
	"experiment,variant,change,reference,is_baseline,verdict,why,n_runs,n_failed,n_blocks,"
	"kind,measure,unit,is_primary,is_relative,n,reference_mean,estimate,low,high,level,p,p_adjusted,"
	"total_estimate,total_low,total_high,margin_kind,margin,better,judgement,absent_reason";

struct writer {
	FILE *out;
	struct arena *a;
	const struct evidence *e;
};

/* A text is one line, and no terminal obeys it. NULL: an empty cell. */
static void put(const struct writer *w, const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (text) {
		text_add_line(&b, text);
	}
	csv_put(w->out, b.text);
	fputc(',', w->out);
}

static void put_count(const struct writer *w, size_t n) { fprintf(w->out, "%zu,", n); }

static void put_real(const struct writer *w, bool is_there, double x)
{
	put(w, is_there && isfinite(x) ? num_show_real(x, w->a) : NULL);
}

static void put_variant(const struct writer *w, const struct variant_evidence *v)
{
	put(w, w->e->experiment);
	put(w, v->name);
	put(w, v->change);
	put(w, v->reference);
	put_count(w, v->is_baseline);
	put(w, word_of_verdict(v->verdict));
	put(w, v->why);
	put_count(w, v->n_runs);
	put_count(w, v->n_failed);
	put_count(w, v->n_blocks);
}

static bool has_change(const struct variant_evidence *v, const struct change *c)
{
	return !v->is_baseline && !c->absent_reason;
}

/* A baseline has no change, only its mean. */
static void put_change(const struct writer *w, const struct variant_evidence *v, const struct change *c)
{
	const bool is_there = has_change(v, c), is_bounded = is_there && has_interval(c);

	put_count(w, c->n);
	put_real(w, !c->absent_reason, c->reference);
	put_real(w, is_there, c->estimate);
	put_real(w, is_bounded, c->low);
	put_real(w, is_bounded, c->high);
	put_real(w, is_bounded, c->level);
	put_real(w, is_bounded, c->p);
}

static void end_row(const struct writer *w, const struct variant_evidence *v, const struct change *c)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const char *why = c->absent_reason;

	if (has_change(v, c)) {
		why = interval_absent(c, w->a);
	}
	text_add_line(&b, why ? why : "");
	csv_put(w->out, b.text);
	fputs("\r\n", w->out);
}

static void put_cost(const struct writer *w, const struct variant_evidence *v, const struct cost *c)
{
	const bool has_total = has_change(v, &c->total), is_bounded = has_total && has_interval(&c->total);

	put_variant(w, v);
	put(w, "cost");
	put(w, c->name);
	put(w, c->unit);
	put_count(w, c->is_primary);
	put_count(w, true);
	put_change(w, v, &c->change);
	put_real(w, c->is_primary && has_change(v, &c->change), v->p_adjusted);
	put_real(w, has_total, c->total.estimate);
	put_real(w, is_bounded, c->total.low);
	put_real(w, is_bounded, c->total.high);
	fputs(",,,,", w->out);
	end_row(w, v, &c->change);
}

static void put_part(const struct writer *w, const struct variant_evidence *v, const struct time_part *p)
{
	put_variant(w, v);
	put(w, p->is_timer ? "timer" : "step");
	put(w, p->name);
	put(w, "ns");
	put_count(w, false);
	put_count(w, true);
	put_change(w, v, &p->change);
	fputs(",,,,,,,,", w->out);
	end_row(w, v, &p->change);
}

static void put_rung(const struct writer *w, const struct rung *r)
{
	for (size_t i = 0; i < w->e->n_variants; i++) {
		const struct variant_evidence *v = &w->e->variants[i];
		if (strcmp(v->name, r->variant) == 0) {
			put_variant(w, v);
			put(w, "rung");
			put(w, "wall");
			put(w, "ns");
			put_count(w, false);
			put_count(w, true);
			put_change(w, v, &r->change);
			fputs(",,,,,,,,", w->out);
			end_row(w, v, &r->change);
		}
	}
}

static void put_quality(const struct writer *w, const struct variant_evidence *v,
                        const struct quality_change *q)
{
	const bool is_judged = criterion_is_judged(&q->criterion);

	put_variant(w, v);
	put(w, "quality");
	put(w, q->criterion.name);
	put(w, q->criterion.unit);
	put_count(w, false);
	put_count(w, q->criterion.is_relative);
	put_change(w, v, &q->change);
	fputs(",,,,", w->out);
	put(w, word_of_margin(q->criterion.kind));
	put_real(w, is_judged, q->criterion.margin);
	put(w, word_of_better(q->criterion.better));
	put(w, v->is_baseline ? NULL : word_of_judgement(q->judgement));
	end_row(w, v, &q->change);
}

static void whole(FILE *out, const struct document *doc, const struct page *page)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct writer w = {out, a, doc->evidence};

	(void)page;
	fprintf(out, "%s\r\n", titles);
	for (size_t i = 0; i < w.e->n_variants; i++) {
		const struct variant_evidence *v = &w.e->variants[i];
		for (size_t k = 0; k < v->n_costs; k++) {
			put_cost(&w, v, &v->costs[k]);
		}
		for (size_t k = 0; k < v->n_parts; k++) {
			put_part(&w, v, &v->parts[k]);
		}
		for (size_t k = 0; k < v->n_qualities; k++) {
			put_quality(&w, v, &v->qualities[k]);
		}
	}
	for (size_t i = 0; w.e->ladder && i < w.e->ladder->n; i++) {
		put_rung(&w, &w.e->ladder->rungs[i]);
	}
}

const struct format_ops format_csv = {
	.name = "csv",
	.about = "a row for each variant and measure, unrounded: for R, pandas, spreadsheets",
	.suffix = ".csv",
	.is_data = true,
	.whole = whole,
};
