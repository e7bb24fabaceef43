/* Whether repeats of one configuration on one input give the same: only then is a difference between two configurations theirs. */
#include "engine_private.h"

#include <math.h>

#include "secateur/base/arena.h"

/* Not of blocks that are not looked at. */
static bool is_seen(const struct table *t, const struct dossier_run *r)
{
	return r->trial.phase != PHASE_MEASURED || r->trial.block < t->n_blocks;
}

typedef bool differ_fn(const struct dossier *from, const struct dossier_run *x, const struct dossier_run *y,
                       size_t i);

/* Repeats are those of one machine: others may have other libraries. */
static size_t place_of(const struct table *t, const struct dossier_run *r)
{
	return r->host * t->from->n_inputs + r->trial.input;
}

static size_t count_places(const struct table *t)
{
	return t->from->n_inputs * (t->from->n_hosts ? t->from->n_hosts : 1);
}

static struct repeats count_repeats(const struct table *t, size_t variant, size_t i, differ_fn *differ)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct dossier_run **first = NEW_ARRAY(a, const struct dossier_run *, count_places(t));
	bool *again = NEW_ARRAY(a, bool, t->from->n_inputs), *differs = NEW_ARRAY(a, bool, t->from->n_inputs);
	struct repeats ret = {0};

	for (size_t k = t->own[variant]; k < t->own[variant + 1]; k++) {
		const struct dossier_run *r = t->ok[k], **before = &first[place_of(t, r)];
		size_t input = r->trial.input;
		if (!is_seen(t, r)) {
			continue;
		}
		if (*before) {
			again[input] = true;
			differs[input] = differs[input] || differ(t->from, *before, r, i);
		} else {
			*before = r;
		}
	}
	for (size_t input = 0; input < t->from->n_inputs; input++) {
		ret.n_inputs += again[input];
		ret.n_differ += differs[input];
	}
	return ret;
}

static bool outputs_differ(const struct dossier *from, const struct dossier_run *x,
                           const struct dossier_run *y, size_t i)
{
	const struct dossier_digest *p = dossier_digest(from, x, i), *q = dossier_digest(from, y, i);

	return p->is_there != q->is_there || (p->is_there && !digest_equal(&p->sha256, &q->sha256));
}

struct repeats repeats_of_output(const struct table *t, size_t variant, size_t output)
{
	return count_repeats(t, variant, output, outputs_differ);
}

static bool metrics_differ(const struct dossier *from, const struct dossier_run *x,
                           const struct dossier_run *y, size_t i)
{
	const struct dossier_value p = dossier_metric(from, x, i), q = dossier_metric(from, y, i);

	return dossier_has_value(p) != dossier_has_value(q) || (dossier_has_value(p) && p.value != q.value);
}

/* The pooled standard deviation, and the mean of all runs. */
static void set_spread(const struct table *t, size_t variant, size_t metric, struct repeats *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *n = NEW_ARRAY(a, double, count_places(t)), *mean = NEW_ARRAY(a, double, count_places(t));
	double squares = 0, sum = 0, n_all = 0, df = 0;

	for (size_t k = t->own[variant]; k < t->own[variant + 1]; k++) {
		const struct dossier_value v = dossier_metric(t->from, t->ok[k], metric);
		if (dossier_has_value(v) && is_seen(t, t->ok[k])) {
			size_t i = place_of(t, t->ok[k]);
			double before = v.value - mean[i];
			mean[i] += before / ++n[i];
			squares += before * (v.value - mean[i]); /* Welford 1962 */
			df += n[i] > 1;
			sum += v.value;
			n_all++;
		}
	}
	ret->sd = df > 0 ? sqrt(squares / df) : 0;
	ret->mean = n_all > 0 ? sum / n_all : 0;
}

static struct repeats count_metric(const struct table *t, size_t variant, size_t metric)
{
	struct repeats ret = count_repeats(t, variant, metric, metrics_differ);

	set_spread(t, variant, metric, &ret);
	return ret;
}

/* A reference's are asked for again with each variant that is compared with it. Those of the blocks of a look are few, and not kept. */
struct repeats repeats_of_metric(struct table *t, size_t variant, size_t metric)
{
	if (t->n_blocks != t->n_rows) {
		return count_metric(t, variant, metric);
	}
	if (!t->repeats) {
		t->repeats = NEW_ARRAY(t->arena, struct repeats *, t->from->n_variants * t->from->n_metrics);
	}
	struct repeats **known = &t->repeats[variant * t->from->n_metrics + metric];
	if (!*known) {
		*known = NEW(t->arena, struct repeats);
		**known = count_metric(t, variant, metric);
	}
	return **known;
}
