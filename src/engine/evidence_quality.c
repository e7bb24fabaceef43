/* What each variant does to the quality of the output. */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/equivalence.h"

enum {
	WORST_MARGINS = 2, /* what a single input may change by, in margins */
	NOISE_MARGINS = 3, /* standard errors of repeats that a margin must be wider than */
};

/** What the pairs of one metric gave. */
struct metric_pairs {
	size_t n, n_pairs,
		n_lost; /* differences; pairs in which the reference has a value; of them, without the variant's */
	bool no_ratio;        /* in some pair the reference is 0 and the variant is not */
	const char *why;      /* of the last pair without a value */
	const char *why_lost; /* of the first pair in which the reference has one */
	double sum;           /* of the reference's values */
};

static const char *absence(struct dossier_value v) { return dossier_why_absent(v, "not looked for"); }

/* Adds one pair: a difference (a relative one when the margin is), or the reason why there is none. */
static void add_pair(struct table *t, struct metric_pairs *p, struct dossier_value x, struct dossier_value y,
                     bool relative)
{
	double d = y.value - x.value;

	p->n_pairs += dossier_has_value(x) && y.absence;
	if (!dossier_has_value(x) || !dossier_has_value(y)) {
		/* without a row it was not looked for */
		if (dossier_has_value(x) && y.absence && p->n_lost++ == 0) {
			p->why_lost = absence(y);
		}
		p->why = absence(dossier_has_value(x) ? y : x);
	} else if (relative && d != 0 && x.value == 0) {
		p->no_ratio = true;
		p->why = "the reference is 0 on some input: no relative change";
	} else {
		t->y[p->n++] = relative && d != 0 ? d / fabs(x.value) : d;
		p->sum += x.value;
	}
}

/* Fills y with the pairs' differences and key with their inputs. */
static struct metric_pairs pair_metric(struct table *t, size_t variant, size_t metric, bool relative)
{
	struct metric_pairs p = {0};

	table_pairs(t, t->from->variants[variant].reference, variant);
	for (size_t i = 0; i < t->n_pairs; i++) {
		const struct pair *runs = &t->pairs[i];
		t->key[p.n] = runs->own->trial.input;
		add_pair(t, &p, dossier_metric(t->from, runs->reference, metric),
		         dossier_metric(t->from, runs->own, metric), relative);
	}
	return p;
}

static struct equivalence_request request_of(const struct criterion *c, double alpha)
{
	enum harm harm = c->kind == MARGIN_WITHIN     ? HARM_BOTH
	                 : c->better == BETTER_HIGHER ? HARM_LOWER
	                                              : HARM_HIGHER;

	return (struct equivalence_request){c->margin, WORST_MARGINS * c->margin, harm, alpha};
}

/* One input on which nothing changed says too little of the others to pass. */
static enum judgement judgement_of(const struct equivalence *e)
{
	switch (e->result) {
	case EQUIVALENCE_IDENTICAL:
		return e->mean.n > 1 ? JUDGED_IDENTICAL : JUDGED_UNDECIDED;
	case EQUIVALENCE_BROKEN:
		return JUDGED_OUTSIDE;
	case EQUIVALENCE_SHOWN:
		return e->n_bad > 0 ? JUDGED_ONE_OUTSIDE : JUDGED_WITHIN;
	case EQUIVALENCE_OPEN:
		break;
	}
	return e->n_bad > 0 ? JUDGED_ONE_OUTSIDE : JUDGED_UNDECIDED;
}

/* How the reference's own repeats differ, in the unit of the change. */
static double repeat_sd(const struct repeats *of, bool relative)
{
	double scale = relative ? fabs(of->mean) : 1;

	return scale > 0 ? of->sd / scale : 0;
}

/* The mean number of measured runs on an input. */
static double runs_on_input(const struct table *t)
{
	return fmax(1, (double)(t->n_blocks - t->from->n_warmup) / (double)t->from->n_inputs);
}

static void judge_metric(struct table *t, size_t n, struct quality_change *q)
{
	struct equivalence_request ask = request_of(&q->criterion, (1 - t->facts->quality_confidence) / 2);
	struct equivalence e = stats_equivalence(t->x, n, &ask);

	q->n_bad = e.n_bad;
	q->bad_bound = e.bad_bound;
	q->n_needed = e.n_needed;
	q->judgement = q->n_lost > 0 ? JUDGED_LOST : e.absent_reason ? JUDGED_UNDECIDED : judgement_of(&e);
}

static struct quality_change change_of_metric(struct table *t, size_t variant, size_t metric)
{
	struct quality_change q = {.criterion = t->from->metrics[metric], .bad_bound = 1};
	struct metric_pairs p = pair_metric(t, variant, metric, q.criterion.is_relative);

	double reference = p.n ? p.sum / (double)p.n : 0;
	q.n_pairs = p.n_pairs;
	q.n_lost = p.n_lost;
	q.why_lost = p.why_lost;
	q.repeats = repeats_of_metric(t, variant, metric);
	const size_t other = t->from->variants[variant].reference;
	const char *why = p.n ? NULL : p.why ? p.why : table_why_no_pair(t, other, variant);
	q.change = (struct change){.n = p.n,
	                           .reference = reference,
	                           .absent_reason = why,
	                           .is_elsewhere =
	                                   why && table_has_value(t, other, variant, metric, dossier_metric)};
	if (variant == 0) {
		return q;
	}
	struct repeats of = repeats_of_metric(t, other, metric);
	q.repeat_sd = repeat_sd(&of, q.criterion.is_relative);
	size_t n = stats_mean_by_key(t->y, t->key, p.n, t->x);
	if (p.no_ratio) {
		q.change.absent_reason = p.why;
	} else if (n > 0) {
		struct estimate m = stats_t(t->x, n, t->facts->quality_confidence);
		q.change = change_from(&m, false, reference);
	}
	if (!criterion_is_judged(&q.criterion)) {
		return q;
	}
	if (q.change.absent_reason) {
		q.judgement = q.n_lost > 0 ? JUDGED_LOST : JUDGED_UNDECIDED;
	} else {
		judge_metric(t, n, &q);
	}
	q.is_too_noisy =
		q.repeat_sd > 0 && q.criterion.margin < NOISE_MARGINS * q.repeat_sd / sqrt(runs_on_input(t));
	if (q.is_too_noisy && q.judgement != JUDGED_LOST) {
		q.judgement = JUDGED_UNDECIDED;
	}
	return q;
}

static bool is_artifact(const struct dossier *from, const char *name)
{
	for (size_t i = 0; i < from->n_artifacts; i++) {
		if (strcmp(from->artifacts[i], name) == 0) {
			return true;
		}
	}
	return false;
}

size_t metric_called(const struct dossier *from, const char *name)
{
	size_t i = 0;

	while (i < from->n_metrics && strcmp(from->metrics[i].name, name) != 0) {
		i++;
	}
	return i;
}

const struct quality_change *qualities_of(struct table *t, size_t variant, size_t *n)
{
	VEC(struct quality_change) all = {0};

	for (size_t i = 0; i < t->from->n_metrics; i++) {
		/* an output compared by digest has a name, but no value */
		if (!is_artifact(t->from, t->from->metrics[i].name)) {
			*vec_push(t->arena, &all) = change_of_metric(t, variant, i);
		}
	}
	*n = all.n;
	return all.at;
}

static void compare_output(const struct table *t, size_t variant, size_t output, struct sameness *ret)
{
	struct pair p;

	for (size_t b = 0; b < t->n_blocks; b++) {
		if (table_pair(t, variant, b, &p) && dossier_digest(t->from, p.reference, output)->is_there) {
			/* an output that is missing is not the same */
			const struct dossier_digest *x = dossier_digest(t->from, p.reference, output),
						    *y = dossier_digest(t->from, p.own, output);
			ret->n_pairs++;
			ret->n_same += y->is_there && digest_equal(&x->sha256, &y->sha256);
		}
	}
	struct repeats of = repeats_of_output(t, t->from->variants[variant].reference, output);
	ret->is_unsteady = ret->repeats.n_differ > 0 || of.n_differ > 0;
}

const struct sameness *sameness_of(struct table *t, size_t variant, size_t *n)
{
	struct sameness *all = NEW_ARRAY(t->arena, struct sameness, t->from->n_artifacts);

	*n = t->from->n_artifacts;
	for (size_t i = 0; i < *n; i++) {
		all[i].name = t->from->artifacts[i];
		all[i].repeats = repeats_of_output(t, variant, i);
		if (variant > 0) {
			compare_output(t, variant, i, &all[i]);
		}
	}
	return all;
}
