/* How the runs of a variant spread; whether they fall in two groups, and what the group of a run goes with. */
#include "engine_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/adjust.h"
#include "secateur/stats/diagnose.h"

enum { LEAST_UNITS = 10, QUARTERS = 4 };
static const double VALLEY = .5; /* so much of what lies about the smaller group may lie between the two */

/** A variant's runs, each in one of two groups. */
struct grouped {
	const struct table *t;
	const struct variant_evidence *variants;
	size_t n_variants;
	const struct series *of;
	size_t variant;
	double p;                /* of one hump; 1 where there is no valley */
	bool *is_upper;          /* of each run */
	size_t *category;        /* of each run, by what is looked at now */
	VEC(const char *) names; /* of the categories */
	VEC(struct group_link) links;
};

/* --- what a run may go with: each fills the categories, and says what they are; NULL: nothing -------------------- */

static size_t category_called(struct grouped *g, const char *name)
{
	size_t i = 0;

	while (i < g->names.n && strcmp(g->names.at[i], name) != 0) {
		i++;
	}
	if (i == g->names.n) {
		*vec_push(g->t->arena, &g->names) = name;
	}
	return i;
}

static void name_numbers(struct grouped *g, size_t n, const char *what)
{
	for (size_t i = 0; i < n; i++) {
		*vec_push(g->t->arena, &g->names) = arena_printf(g->t->arena, "%s %zu", what, i + 1);
	}
}

static const char *by_input(struct grouped *g)
{
	for (size_t i = 0; i < g->t->from->n_inputs; i++) {
		*vec_push(g->t->arena, &g->names) = g->t->from->inputs[i];
	}
	for (size_t i = 0; i < g->of->n; i++) {
		g->category[i] = g->of->at[i].input;
	}
	return "the input";
}

/* Where each input comes once: the other variant's run on it tells whether it is a hard one. */
static const char *by_partner(struct grouped *g)
{
	const struct dossier *from = g->t->from;
	size_t partner = g->variant ? from->variants[g->variant].reference : 1;

	if (partner >= g->n_variants || g->variants[partner].series.n == 0 || from->n_made_blocks > 0) {
		return NULL;
	}
	const struct series *of = &g->variants[partner].series;
	double *value = NEW_ARRAY(g->t->arena, double, g->t->n_blocks),
	       *x = NEW_ARRAY(g->t->arena, double, of->n);
	for (size_t i = 0; i < of->n; i++) {
		x[i] = value[of->at[i].block] = of->at[i].value;
	}
	const double median = stats_median(x, of->n);
	const char *name = from->variants[partner].name;
	*vec_push(g->t->arena, &g->names) =
		arena_printf(g->t->arena, "where %s takes less than its median", name);
	*vec_push(g->t->arena, &g->names) = arena_printf(g->t->arena, "where %s takes more", name);
	*vec_push(g->t->arena, &g->names) = arena_printf(g->t->arena, "where %s has no run", name);
	for (size_t i = 0; i < g->of->n; i++) {
		double beside = value[g->of->at[i].block];
		g->category[i] = beside > 0 ? beside > median : 2;
	}
	return arena_printf(g->t->arena, "the input, as %s shows it", name);
}

static const char *by_machine(struct grouped *g)
{
	name_numbers(g, g->t->from->n_hosts ? g->t->from->n_hosts : 1, "machine");
	for (size_t i = 0; i < g->of->n; i++) {
		g->category[i] = g->of->at[i].host;
	}
	return "the machine";
}

static const char *by_cores(struct grouped *g)
{
	for (size_t i = 0; i < g->of->n; i++) {
		g->category[i] = category_called(g, g->of->at[i].cpus ? g->of->at[i].cpus : "not on record");
	}
	for (size_t i = 0; i < g->names.n; i++) {
		g->names.at[i] = arena_printf(g->t->arena, "CPUs %s", g->names.at[i]);
	}
	return "the cores";
}

static const char *by_position(struct grouped *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->of->n; i++) {
		g->category[i] = g->of->at[i].position;
		n = g->category[i] >= n ? g->category[i] + 1 : n;
	}
	name_numbers(g, n, "place");
	return "the place in the block";
}

static const char *by_time(struct grouped *g)
{
	static const char *const names[QUARTERS] = {"first quarter of the runs", "second quarter",
	                                            "third quarter", "last quarter"};

	size_t n = 1;
	for (size_t i = 0; i < g->of->n; i++) {
		n = g->of->at[i].order >= n ? g->of->at[i].order + 1 : n;
	}
	for (size_t i = 0; i < QUARTERS; i++) {
		*vec_push(g->t->arena, &g->names) = names[i];
	}
	for (size_t i = 0; i < g->of->n; i++) {
		g->category[i] = g->of->at[i].order * (size_t)QUARTERS / n;
	}
	return "time";
}

static const char *by_disturbance(struct grouped *g)
{
	*vec_push(g->t->arena, &g->names) = "not disturbed";
	*vec_push(g->t->arena, &g->names) = "disturbed";
	for (size_t i = 0; i < g->of->n; i++) {
		g->category[i] = g->of->at[i].is_disturbed;
	}
	return "disturbance";
}

/* --- tests -------------------------------------------------------------------------------------------------------- */

static int by_share_of_upper(const void *left, const void *right)
{
	const struct group_share *a = left, *b = right;
	double x = (double)a->n_upper / (double)a->n, y = (double)b->n_upper / (double)b->n;

	return x != y         ? (x < y) - (x > y)
	       : a->n != b->n ? (a->n < b->n) - (a->n > b->n)
	                      : strcmp(a->name, b->name);
}

static const struct group_share *shares_of(const struct grouped *g, size_t *n)
{
	struct group_share *all = NEW_ARRAY(g->t->arena, struct group_share, g->names.n);

	for (size_t i = 0; i < g->names.n; i++) {
		all[i].name = g->names.at[i];
	}
	for (size_t i = 0; i < g->of->n; i++) {
		all[g->category[i]].n++;
		all[g->category[i]].n_upper += g->is_upper[i];
	}
	*n = 0;
	for (size_t i = 0; i < g->names.n; i++) {
		if (all[i].n > 0) {
			all[(*n)++] = all[i];
		}
	}
	qsort(all, *n, sizeof(*all), by_share_of_upper);
	return all;
}

/* False where it cannot be told. */
static bool look(struct grouped *g, const char *(*by)(struct grouped *g))
{
	g->names.n = 0;
	const char *with = by(g);
	if (!with) {
		return false;
	}
	struct association x = stats_association(g->is_upper, g->category, g->of->n, g->names.n);
	if (x.absent_reason) {
		return false;
	}
	struct group_link *l = vec_push(g->t->arena, &g->links);
	*l = (struct group_link){.with = with, .p = x.p, .share = x.share};
	l->shares = shares_of(g, &l->n_shares);
	return true;
}

static void look_at_all(struct grouped *g)
{
	static const char *(*const all[])(struct grouped * g) = {by_machine, by_cores, by_position, by_time,
	                                                         by_disturbance};

	if (!look(g, by_input) && g->t->from->n_inputs > 1) {
		look(g, by_partner);
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		look(g, all[i]);
	}
	double *p = NEW_ARRAY(g->t->arena, double, g->links.n);
	for (size_t i = 0; i < g->links.n; i++) {
		p[i] = g->links.at[i].p;
	}
	stats_adjust(ADJUST_HOLM, p, g->links.n, p);
	for (size_t i = 0; i < g->links.n; i++) {
		g->links.at[i].p = p[i];
		g->links.at[i].flagged = p[i] < 1 - g->t->facts->confidence;
	}
}

static int strongest_first(const void *left, const void *right)
{
	const struct group_link *a = left, *b = right;

	return a->flagged != b->flagged ? b->flagged - a->flagged
	       : a->share != b->share   ? (a->share < b->share) - (a->share > b->share)
	                                : strcmp(a->with, b->with);
}

/* --- groups ------------------------------------------------------------------------------------------------------- */

/* Where the group is the input's, inputs are what fell in two groups, and not so many runs. */
static size_t units_of(const struct grouped *g)
{
	const struct group_link *first = g->links.at;

	if (g->links.n == 0 || strcmp(first->with, "the input") != 0 || !first->flagged ||
	    first->share < .5) {
		return g->of->n;
	}
	return first->n_shares < LEAST_UNITS ? LEAST_UNITS : first->n_shares;
}

static void set_groups(const struct grouped *g, struct distribution *d)
{
	double *x = NEW_ARRAY(g->t->arena, double, g->of->n);

	d->has_groups = true;
	for (size_t group = 0; group < 2; group++) {
		size_t n = 0;
		for (size_t i = 0; i < g->of->n; i++) {
			if (g->is_upper[i] == (group == 1)) {
				x[n++] = g->of->at[i].value;
			}
		}
		d->groups[group].n = n;
		d->groups[group].centre = stats_median(x, n);
	}
	d->links = g->links.at;
	d->n_links = g->links.n;
}

/* What groups go with is looked at where there may be any: an adjusted p is no smaller. */
static void split(struct grouped *g, const double *x, const struct modes *m)
{
	const size_t n = g->of->n;

	if (stats_valley(x, n, m) >= VALLEY) {
		return;
	}
	g->p = stats_modes_p(m->ratio, n);
	if (g->p >= 1 - g->t->facts->confidence) {
		return;
	}
	g->is_upper = NEW_ARRAY(g->t->arena, bool, n);
	g->category = NEW_ARRAY(g->t->arena, size_t, n);
	for (size_t i = 0; i < n; i++) {
		g->is_upper[i] = x[i] > m->split;
	}
	look_at_all(g);
	qsort(g->links.at, g->links.n, sizeof(*g->links.at), strongest_first);
	g->p = stats_modes_p(m->ratio, units_of(g));
}

/* NULL: it can be told. */
static const char *find_groups(struct grouped *g)
{
	const struct series *s = g->of;
	AUTO_ARENA struct arena *a = arena_new();
	double *x = NEW_ARRAY(a, double, s->n);

	for (size_t i = 0; i < s->n; i++) {
		if (!(s->at[i].value > 0)) {
			return "a value is not positive";
		}
		x[i] = log(s->at[i].value);
	}
	struct modes m = stats_modes(x, s->n);
	if (!m.absent_reason) {
		split(g, x, &m);
	}
	return m.absent_reason;
}

static struct distribution spread_of(const struct series *s)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *x = NEW_ARRAY(a, double, s->n);

	for (size_t i = 0; i < s->n; i++) {
		x[i] = s->at[i].value;
	}
	struct five f = stats_five(x, s->n);
	return (struct distribution){.n = s->n,
	                             .least = f.least,
	                             .lower = f.lower,
	                             .median = f.median,
	                             .upper = f.upper,
	                             .most = f.most};
}

/* Of all variants in which groups can be told, by Holm. */
static void adjust(const struct table *t, struct variant_evidence *variants, size_t n, struct grouped *all)
{
	double *p = NEW_ARRAY(t->arena, double, n);
	size_t n_looked_at = 0;

	for (size_t v = 0; v < n; v++) {
		if (!variants[v].distribution.absent_reason) {
			p[n_looked_at++] = all[v].p;
		}
	}
	stats_adjust(ADJUST_HOLM, p, n_looked_at, p);
	for (size_t v = 0, i = 0; v < n; v++) {
		struct distribution *d = &variants[v].distribution;
		if (!d->absent_reason) {
			d->p = p[i++];
			if (d->p < 1 - t->facts->confidence) {
				set_groups(&all[v], d);
			}
		}
	}
}

void weigh_distributions(const struct table *t, struct variant_evidence *variants, size_t n)
{
	struct grouped *all = NEW_ARRAY(t->arena, struct grouped, n);

	for (size_t v = 0; v < n; v++) {
		const struct series *s = &variants[v].series;
		struct distribution *d = &variants[v].distribution;
		all[v] = (struct grouped){
			.t = t, .variants = variants, .n_variants = n, .of = s, .variant = v, .p = 1};
		*d = (struct distribution){.absent_reason = s->absent_reason};
		if (s->n > 0) {
			*d = spread_of(s);
			d->absent_reason = find_groups(&all[v]);
		}
	}
	adjust(t, variants, n, all);
}
