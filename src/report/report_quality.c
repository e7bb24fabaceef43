/* What each variant does to the quality of the output, judged or not, and whether outputs are the
 * same. */
#include "report_cells.h"
#include "report_columns.h"
#include "report_sheet.h"
#include "secateur/base/num.h"

static const struct change *quality_change(const struct variant_evidence *v, size_t i)
{
	return &v->qualities[i].change;
}

static const char *quality_name(const struct variant_evidence *v, size_t i)
{
	return v->qualities[i].criterion.name;
}

static const char *quality_unit(const struct variant_evidence *v, size_t i)
{
	return v->qualities[i].criterion.unit;
}

/* "sources (± 1 %)"; the unit stands in the margin or in the baseline's row */
static const char *quality_column(const struct variant_evidence *v, size_t i, struct arena *a)
{
	const struct criterion *c = &v->qualities[i].criterion;

	return !criterion_is_judged(c) ? c->name : arena_printf(a, "%s (%s)", c->name, cell_margin(c, a));
}

static const char *judgement_word(enum judgement j)
{
	switch (j) {
	case JUDGED_OUTSIDE:
		return " OUTSIDE";
	case JUDGED_ONE_OUTSIDE:
		return " OUTSIDE on one input";
	case JUDGED_UNDECIDED:
		return " UNDECIDED";
	case JUDGED_LOST:
		return " LOST";
	case JUDGED_IDENTICAL:
		return " IDENTICAL";
	case JUDGED_WITHIN:
	case JUDGED_NOT:
		break;
	}
	return "";
}

static bool quality_is_relative(const struct variant_evidence *v, size_t i)
{
	return v->qualities[i].criterion.is_relative;
}

static const char *quality_remark(const struct variant_evidence *v, size_t i, struct arena *a)
{
	const struct quality_change *q = &v->qualities[i];
	const bool in_part = q->judgement == JUDGED_LOST && q->n_lost < q->n_pairs;

	return arena_printf(a, "%s%s%s", thin_remark(quality_change, v, v->n_qualities, i, a),
	                    judgement_word(q->judgement),
	                    in_part ? arena_printf(a, " in %zu of %zu pairs", q->n_lost, q->n_pairs) : "");
}

const struct view view_of_qualities = {quality_change, quality_name,        quality_unit,
                                       quality_column, quality_is_relative, quality_remark};

static struct columns choose(struct sheet *s, bool is_judged)
{
	const struct variant_evidence *v = &s->e->variants[0];
	struct columns ret = {0};

	for (size_t i = 0; i < v->n_qualities; i++) {
		if (criterion_is_judged(&v->qualities[i].criterion) == is_judged) {
			*vec_push(s->a, &ret) = i;
		}
	}
	return ret;
}

/* What was not seen on so many inputs may still be there on others. */
static void say_bound(struct sheet *s)
{
	double least = 1;
	size_t n = 0;

	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		for (size_t k = 0; k < v->n_qualities; k++) {
			const struct quality_change *q = &v->qualities[k];
			if (q->judgement != JUDGED_NOT && q->n_bad == 0 && q->bad_bound < least) {
				least = q->bad_bound;
				n = q->change.n;
			}
		}
	}
	if (n > 0) {
		sheet_say(s,
		          "An input that changes by more than twice the margin may still be one of those not "
		          "tried: %s without one %s, at 95 %%, no more than that they are fewer than "
		          "%s of all; 59 inputs would show 5 %%.",
		          num_show_count(n, "input", "inputs", s->a), n == 1 ? "shows" : "show",
		          num_show_percent(least, 3, s->a));
	}
}

static void report_judged(struct sheet *s, const struct columns *judged)
{
	sheet_heading(s, "Quality");
	if (judged->n == 0) {
		sheet_paragraph(s, "No quality metric has a margin: nothing here says that the "
		                   "output stays good.");
		return;
	}
	sheet_say(s,
	          "Change of each judged metric, with its interval at %s; the margin stands in the "
	          "title. Percent are of the reference's value. A value without a word is shown "
	          "to be within its margin, and no input to change for the worse by more than twice "
	          "that; IDENTICAL: it changed on no input. The baseline's row gives its own means.",
	          cell_joint_level(s->e, s->e->quality_confidence, s->a));
	view_tables(s, &view_of_qualities, judged);
	say_bound(s);
}

static void report_unjudged(struct sheet *s, const struct columns *unjudged)
{
	if (unjudged->n > 0) {
		sheet_heading(s, "Also measured");
		sheet_paragraph(s, "Metrics without a margin: shown, not judged; exploratory.");
		view_present(s, &view_of_qualities, unjudged);
	}
}

void report_qualities(struct sheet *s)
{
	if (s->e->n_variants > 0) {
		struct columns judged = choose(s, true), unjudged = choose(s, false);
		report_judged(s, &judged);
		report_unjudged(s, &unjudged);
	}
}
