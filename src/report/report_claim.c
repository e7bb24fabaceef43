/* What the evidence comes to: how many changes may be made, which, and what stands against the
 * others. */
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

static const struct {
	enum verdict verdict;
	const char *one, *many; /* what is said of so many variants */
} groups[] = {
	{VERDICT_DROP, "may be made (DROP)", "may be made (DROP)"},
	{VERDICT_NO_GAIN, "does no harm and saves too little (NO GAIN)",
         "do no harm and save too little (NO GAIN)"},
	{VERDICT_KEEP, "may not be made (KEEP)", "may not be made (KEEP)"},
	{VERDICT_REQUIRED, "takes away what is needed (REQUIRED)", "take away what is needed (REQUIRED)"},
	{VERDICT_FAILS, "does not run (FAILS)", "do not run (FAILS)"},
	{VERDICT_NO_OP, "changes nothing that is in force (NO-OP)",
         "change nothing that is in force (NO-OP)"},
	{VERDICT_UNDECIDED, "is undecided (UNDECIDED)", "are undecided (UNDECIDED)"},
};
enum { N_GROUPS = sizeof(groups) / sizeof(*groups) };

static size_t count(const struct evidence *e, enum verdict v)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		n += !e->variants[i].is_baseline && e->variants[i].verdict == v;
	}
	return n;
}

static size_t count_changes(const struct evidence *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		n += !e->variants[i].is_baseline;
	}
	return n;
}

/* Runs that are neither made nor left out with a reason. */
static size_t count_missing(const struct evidence *e)
{
	const size_t accounted = e->n_runs + e->n_left_out_runs;

	return e->n_planned > accounted ? e->n_planned - accounted : 0;
}

static bool judges_quality(const struct evidence *e)
{
	const struct variant_evidence *v = e->variants;

	for (size_t i = 0; i < v->n_qualities; i++) {
		if (criterion_is_judged(&v->qualities[i].criterion)) {
			return true;
		}
	}
	return false;
}

static void say_counts(struct sheet *s)
{
	const struct evidence *e = s->e;
	const size_t n = count_changes(e);
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const char *separator = "";

	if (n == 0) {
		sheet_paragraph(s, "No variant has been compared with the baseline: "
		                   "there is no claim to make.");
		return;
	}
	strbuf_addf(&b, "Of %zu %s, ", n, n == 1 ? "change" : "changes");
	for (size_t i = 0; i < N_GROUPS; i++) {
		const size_t k = count(e, groups[i].verdict);
		if (k > 0) {
			strbuf_addf(&b, "%s%zu %s", separator, k, k == 1 ? groups[i].one : groups[i].many);
			separator = ", ";
		}
	}
	strbuf_addf(&b, ". The smallest saving worth a change is %s of %s.", cell_percent(e->worth, s->a),
	            cost_title(e->primary));
	if (!judges_quality(e)) {
		strbuf_add(&b, " No quality metric has a margin: the verdicts rest on cost alone.");
	}
	if (count(e, VERDICT_DROP) > 1) {
		strbuf_add(&b, " Each was judged by itself: that two may be made one by one");
		strbuf_add(&b, " does not say that both may be made together.");
	}
	sheet_paragraph(s, strbuf_take(&b, s->a));
}

static void say_progress(struct sheet *s)
{
	const size_t missing = count_missing(s->e);

	if (s->e->filter) {
		sheet_say(
			s,
			"This report is of a part, by the filter '%s': it leaves out %zu variant%s, and inputs where the filter "
			"names some. Intervals and p hold for all variants together.",
			s->e->filter, s->e->n_left_out, s->e->n_left_out == 1 ? "" : "s");
	} else if (missing > 0) {
		sheet_say(s, "This report is an interim one: %zu of %zu planned runs %s missing.", missing,
		          s->e->n_planned, missing == 1 ? "is" : "are");
	}
}

/* No interval knows of it. */
static void say_imported(struct sheet *s)
{
	if (imported_from(s->e->hosts, s->e->n_hosts)) {
		sheet_paragraph(
			s,
			"The runs were imported, and not interleaved: what machines, hours and load differed by between the "
			"runs of one variant and those of another is in every change below, and in no interval. A claim "
			"holds as far as these were alike.");
	}
}

/* "CPU time -80.0 % [-81.7, -78.1]; catalogue identical". */
static const char *saving(const struct sheet *s, const struct variant_evidence *v, const struct cost *c)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "%s %s", cost_title(c->name), cell_change(&c->change, true, s->a));
	for (size_t i = 0; i < v->n_sameness; i++) {
		const struct sameness *m = &v->sameness[i];
		if (m->n_pairs > 0 && m->n_same == m->n_pairs) {
			strbuf_addf(&b, "; %s identical", m->name);
		}
	}
	return strbuf_take(&b, s->a);
}

static const char *clause(const struct sheet *s, const struct variant_evidence *v)
{
	const struct cost *c = find_cost(v, s->e->primary);

	if (v->verdict == VERDICT_DROP && c && !c->change.absent_reason) {
		return saving(s, v, c);
	}
	if (v->verdict == VERDICT_REQUIRED || v->verdict == VERDICT_FAILS) {
		return "every run fails, see Failures";
	}
	return v->why ? v->why : "";
}

/** Variants of which the same is said stand in one line, where the first of them does. */
struct said {
	const char *text;
	const char *names;
};

static void say_verdict(struct said *all, size_t *n, const char *name, const char *text, struct arena *a)
{
	size_t i = 0;

	while (i < *n && (!*text || strcmp(all[i].text, text) != 0)) {
		i++;
	}
	*n += i == *n;
	all[i].text = text;
	all[i].names = all[i].names ? arena_printf(a, "%s, %s", all[i].names, name) : name;
}

static void list_verdicts(struct sheet *s)
{
	struct lines items = {0};

	for (size_t i = 0; i < N_GROUPS; i++) {
		struct said *all = NEW_ARRAY(s->a, struct said, s->e->n_variants);
		size_t n = 0;
		for (size_t k = 0; k < s->e->n_variants; k++) {
			const struct variant_evidence *v = &s->e->variants[k];
			if (!v->is_baseline && v->verdict == groups[i].verdict) {
				say_verdict(all, &n, v->name, clause(s, v), s->a);
			}
		}
		for (size_t k = 0; k < n; k++) {
			lines_say(s, &items, "%s %s%s%s", verdict_word(groups[i].verdict), all[k].names,
			          *all[k].text ? ": " : "", all[k].text);
		}
	}
	sheet_list(s, &items);
}

void report_claim(struct sheet *s)
{
	if (s->e->question && *s->e->question) {
		sheet_paragraph(s, s->e->question);
	}
	say_progress(s);
	say_counts(s);
	say_imported(s);
	list_verdicts(s);
	if (s->e->ladder) {
		sheet_say(s, "Latency of at most %s", ladder_end(s));
	}
}
