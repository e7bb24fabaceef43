/** From a dossier to the evidence. Pure but for memory. */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/plan/plan.h"
#include "secateur/stats/adjust.h"
#include "secateur/stats/distribution.h"
#include "secateur/store/store.h"

void table_pairs(struct table *t, size_t reference, size_t variant)
{
	const size_t asked[] = {reference, variant, t->n_blocks};

	if (memcmp(t->pairs_of, asked, sizeof(asked)) == 0) {
		return;
	}
	memcpy(t->pairs_of, asked, sizeof(asked));
	t->n_pairs = 0;
	for (size_t b = 0; b < t->n_blocks; b++) {
		t->n_pairs += table_pair_of(t, reference, variant, b, &t->pairs[t->n_pairs]);
	}
}

const char *table_why_no_pair(const struct table *t, size_t reference, size_t variant)
{
	const struct dossier_variant *v = t->from->variants;
	bool has_reference = false, has_own = false, is_moved = false, is_recounted = false, is_begun = false;

	for (size_t b = t->from->n_warmup; b < t->n_blocks; b++) {
		struct pair p;
		table_pair_of(t, reference, variant, b, &p);
		const bool is_whole = table_is_ok(p.reference) && table_is_ok(p.own);
		is_begun = is_begun || p.reference;
		has_reference = has_reference || table_is_ok(p.reference);
		has_own = has_own || table_is_ok(p.own);
		is_moved = is_moved || (is_whole && p.reference->host != p.own->host);
		is_recounted = is_recounted || (is_whole && p.reference->accounting != p.own->accounting);
	}
	return !is_begun        ? "no run was made"
	       : !has_reference ? arena_printf(t->arena, "no run of %s went well", v[reference].name)
	       : !has_own       ? arena_printf(t->arena, "no run of %s went well", v[variant].name)
	       : is_moved       ? "not run on one machine in any block"
	       : is_recounted   ? "not counted in one way in any block"
	                        : "no block in which both went well";
}

bool table_has_value(const struct table *t, size_t reference, size_t variant, size_t what,
                     struct dossier_value (*of)(const struct dossier *, const struct dossier_run *, size_t))
{
	const size_t both[] = {reference, variant};

	for (size_t i = 0; i < 2; i++) {
		for (size_t k = t->own[both[i]]; k < t->own[both[i] + 1]; k++) {
			if (dossier_has_value(of(t->from, t->ok[k], what))) {
				return true;
			}
		}
	}
	return false;
}

size_t observation_of(const struct table *t, const struct dossier_run *r)
{
	return t->from->n_inputs == 1 ? r->trial.block : r->trial.input;
}

struct change change_from(const struct estimate *e, bool from_logs, double reference)
{
	struct change c = {.n = e->n,
	                   .estimate = e->at,
	                   .low = e->low,
	                   .high = e->high,
	                   .level = e->level,
	                   .p = e->p,
	                   .reference = reference,
	                   .absent_reason = e->absent_reason};

	if (from_logs) {
		c.estimate = expm1(e->at);
		c.low = expm1(e->low);
		c.high = expm1(e->high);
	}
	return c;
}

/* Three failures in a row settle a variant, and with it those that are compared with it: see plan.h. */
static void find_settled(struct table *t)
{
	for (size_t v = 0; v < t->from->n_variants; v++) {
		size_t row = 0, reference = t->from->variants[v].reference;
		t->settled[v] = reference < v ? t->settled[reference] : SIZE_MAX;
		for (size_t b = t->from->n_warmup; b < t->n_blocks && b < t->settled[v]; b++) {
			const struct dossier_run *r = table_run(t, v, b);
			if ((b - t->from->n_warmup) % t->from->n_blocks == 0) {
				row = 0; /* of another database */
			}
			if (!r && t->from->is_duet) {
				continue; /* a block of others */
			}
			row = r && !table_is_ok(r) ? row + 1 : 0;
			if (row == FAILURES_THAT_SETTLE) {
				t->settled[v] = b;
			}
		}
	}
}

/* By counting: as many passes over the runs as over the variants would be a square. */
static void sort_by_variant(struct table *t)
{
	const struct dossier *from = t->from;

	t->ok = NEW_ARRAY(t->arena, const struct dossier_run *, from->n_runs);
	t->own = NEW_ARRAY(t->arena, size_t, from->n_variants + 2);
	for (size_t i = 0; i < from->n_runs; i++) {
		t->own[from->runs[i].trial.variant + 2] += table_is_ok(&from->runs[i]);
	}
	for (size_t v = 1; v <= from->n_variants; v++) {
		t->own[v + 1] += t->own[v];
	}
	for (size_t i = 0; i < from->n_runs; i++) {
		if (table_is_ok(&from->runs[i])) {
			t->ok[t->own[from->runs[i].trial.variant + 1]++] = &from->runs[i];
		}
	}
}

/* By when their first runs began; those that were planted all began at 0, and stay in the plan's order. */
static void order_in_time(struct table *t)
{
	AUTO_ARENA struct arena *scratch = arena_new();
	const struct dossier *from = t->from;
	double *first = NEW_ARRAY(scratch, double, t->n_rows);

	for (size_t b = 0; b < t->n_rows; b++) {
		first[b] = INFINITY;
	}
	for (size_t i = 0; i < from->n_runs; i++) {
		const struct trial *at = &from->runs[i].trial;
		if (at->phase == PHASE_MEASURED && at->block < t->n_rows) {
			first[at->block] = fmin(first[at->block], (double)from->runs[i].started);
		}
	}
	const size_t *order = stats_order(first, t->n_rows, scratch);
	t->when = NEW_ARRAY(t->arena, size_t, t->n_rows);
	for (size_t i = 0; i < t->n_rows; i++) {
		t->when[order[i]] = i;
	}
}

struct table table_of(const struct dossier *from, const struct evidence *facts, struct arena *a)
{
	struct table t = {.from = from, .facts = facts, .arena = a};

	t.n_blocks = t.n_rows = dossier_rows(from);

	t.runs = NEW_ARRAY(a, const struct dossier_run *, from->n_variants *t.n_rows);
	t.settled = NEW_ARRAY(a, size_t, from->n_variants);
	const size_t room = t.n_blocks > from->n_inputs ? t.n_blocks : from->n_inputs;
	t.pairs = NEW_ARRAY(a, struct pair, t.n_blocks + 1);
	t.pairs_of[0] = SIZE_MAX;
	t.x = NEW_ARRAY(a, double, room);
	t.y = NEW_ARRAY(a, double, room);
	t.key = NEW_ARRAY(a, size_t, room);
	for (size_t i = 0; i < from->n_runs; i++) {
		const struct dossier_run *r = &from->runs[i];
		if (r->trial.phase == PHASE_MEASURED && r->trial.block < t.n_blocks) {
			t.runs[r->trial.variant * t.n_rows + r->trial.block] = r;
		}
	}
	order_in_time(&t);
	find_settled(&t);
	sort_by_variant(&t);
	return t;
}

/* --- failures and counts ---------------------------------------------------------------------------- */

struct failures {
	VEC(struct failure) all; /* most frequent first */
	struct arena *arena;
};

static void add_failure(struct failures *f, const struct dossier_run *r)
{
	const char *reason = r->reason ? r->reason : "failed";
	size_t i = 0;

	while (i < f->all.n && strcmp(f->all.at[i].reason, reason) != 0) {
		i++;
	}
	if (i == f->all.n) {
		*vec_push(f->arena, &f->all) = (struct failure){.reason = reason};
	}
	f->all.at[i].n++;
	f->all.at[i].log_tail = f->all.at[i].log_tail ? f->all.at[i].log_tail : r->log_tail;
	for (; i > 0 && f->all.at[i - 1].n < f->all.at[i].n; i--) {
		struct failure held = f->all.at[i];
		f->all.at[i] = f->all.at[i - 1];
		f->all.at[i - 1] = held;
	}
}

bool changes_nothing(const struct dossier *from, size_t variant)
{
	const char *diff = from->variants[variant].effective_diff;

	return variant > 0 && variant < screens_from(from) && diff && !*diff;
}

bool table_is_settled(const struct table *t, size_t variant, size_t block)
{
	return block > t->settled[variant] || changes_nothing(t->from, variant);
}

/* Not run since failures had settled it. Replicates, which other databases brought, were never planned here. */
static bool is_left_out(const struct table *t, size_t variant, size_t block)
{
	return !table_run(t, variant, block) && table_is_settled(t, variant, block) &&
	       block < t->from->n_warmup + t->from->n_blocks;
}

size_t count_made(const struct table *t, size_t variant, size_t rows)
{
	size_t n = 0;

	for (size_t b = t->from->n_warmup; b < rows; b++) {
		struct pair p;
		table_pair(t, variant, b, &p);
		n += p.own && (!t->from->is_duet || p.reference);
	}
	return n;
}

static bool ends_early(const struct table *t, size_t variant)
{
	return variant > 0 && (t->settled[variant] != SIZE_MAX || changes_nothing(t->from, variant));
}

static void count_runs(struct table *t, size_t variant, struct variant_evidence *v)
{
	struct failures failures = {.arena = t->arena};

	for (size_t b = t->from->n_warmup; b < t->n_blocks; b++) {
		struct pair p;
		bool complete = table_pair(t, variant, b, &p), skipped = is_left_out(t, variant, b);
		if (t->from->is_duet && (!p.own || !p.reference)) {
			continue; /* a block of others: both of a duet are stored, or none */
		}
		bool failed = p.own && !table_is_ok(p.own);
		v->n_runs += p.own != NULL;
		v->n_blocks += complete;
		v->n_incomplete += !complete && !skipped && (p.own || p.reference);
		v->n_failed_alone += failed && table_is_ok(p.reference);
		v->n_skipped += skipped;
		if (failed) {
			v->n_failed++;
			add_failure(&failures, p.own);
		}
	}
	v->failures = failures.all.at;
	v->n_failures = failures.all.n;
	if (t->from->is_duet && ends_early(t, variant)) {
		size_t planned = t->facts->n_own_blocks;
		v->n_skipped = planned > v->n_runs ? planned - v->n_runs : 0;
	}
}

/* --- the whole -------------------------------------------------------------------------------------- */

struct variant_evidence weigh_variant(struct table *t, size_t variant)
{
	const struct dossier_variant *d = &t->from->variants[variant];
	struct variant_evidence v = {.name = d->name,
	                             .change = d->change,
	                             .config_diff = d->config_diff,
	                             .effective_diff = d->effective_diff,
	                             .settings = d->settings,
	                             .n_settings = d->n_settings,
	                             .reference = t->from->variants[d->reference].name,
	                             .is_baseline = variant == 0,
	                             .drops_something = d->kind == VARIANT_DROP,
	                             .p_adjusted = 1,
	                             .alpha_share = 1,
	                             .joint_confidence = t->facts->joint_confidence};

	count_runs(t, variant, &v);
	v.n_made = count_made(t, variant, t->n_rows);
	v.costs = costs_of(t, variant, &v.n_costs);
	v.parts = parts_of(t, variant, &v.n_parts);
	v.qualities = qualities_of(t, variant, &v.n_qualities);
	v.sameness = sameness_of(t, variant, &v.n_sameness);
	return v;
}

void weigh_adjust(enum error_rate rate, struct variant_evidence *v, size_t n, struct arena *a)
{
	double *p = NEW_ARRAY(a, double, n);

	for (size_t i = 1; i < n; i++) {
		const struct cost *c = primary_of(&v[i]);
		p[i] = c && !c->change.absent_reason ? fmin(1, c->change.p / v[i].alpha_share) : 1;
	}
	if (n > 1) {
		stats_adjust(rate == ERROR_FAMILY ? ADJUST_HOLM : ADJUST_BH, p + 1, n - 1, p + 1);
	}
	for (size_t i = 1; i < n; i++) {
		v[i].p_adjusted = p[i];
	}
}

void weigh_set_levels(struct evidence *e, double together)
{
	double alpha = (1 - e->confidence) * together / (double)(e->n_compared ? e->n_compared : 1);

	e->joint_confidence = 1 - alpha;
	e->n_least = stats_signed_rank_least(e->joint_confidence);
	e->quality_confidence = 1 - 2 * alpha;
}

static void copy_facts(const struct dossier *from, struct evidence *e)
{
	*e = (struct evidence){
		.experiment = from->name,
		.question = from->question,
		.primary = from->primary,
		.parts_of = parts_of_what(from),
		.worth = from->worth,
		.confidence = from->confidence,
		.error_rate = from->error_rate,
		.seed = from->seed,
		.plan_sha256 = from->plan_sha256,
		.n_inputs = from->n_inputs,
		.inputs = from->inputs,
		.n_blocks = from->n_blocks,
		.n_warmup = from->n_warmup,
		.n_own_blocks = from->n_blocks / blocks_per_round(from->is_duet, from->n_variants),
		.is_duet = from->is_duet,
		.n_planned = (from->is_duet ? 2 : from->n_variants) * (from->n_blocks + from->n_warmup),
		.first_run_utc = from->first_run_utc,
		.last_run_utc = from->last_run_utc,
		.tool_version = from->tool_version,
		.max_parallel = from->max_parallel,
		.cache = from->cache,
		.threads = from->threads,
		.versions = from->versions,
		.n_versions = from->n_versions,
		.hosts = from->hosts,
		.n_hosts = from->n_hosts,
		.n_variants = screens_from(from),
		.n_compared = screens_from(from) - 1,
	};
	for (size_t i = 0; i < from->n_runs; i++) {
		const struct dossier_run *r = &from->runs[i];
		const bool is_first = r->attempt <= 1;
		e->n_counted[r->accounting]++;
		e->n_runs += is_first;
		e->n_again += !is_first;
		e->n_disturbed += is_first && r->disturbed;
		e->n_again_disturbed += !is_first && r->disturbed;
		e->n_replicated += is_first && r->replicate > 0;
	}
	e->n_planned += e->n_replicated;
}

/* At the levels that are set. */
static struct variant_evidence *weigh_at_levels(struct table *t, struct evidence *e)
{
	struct arena *a = t->arena;
	struct variant_evidence *variants = NEW_ARRAY(a, struct variant_evidence, e->n_variants);
	for (size_t i = 0; i < e->n_variants; i++) {
		variants[i] = weigh_variant(t, i);
	}
	weigh_adjust(e->error_rate, variants, e->n_variants, a);
	e->n_settled = 0;
	for (size_t i = 0; i < e->n_variants; i++) {
		judge(e, &variants[i], a);
		e->n_settled += variants[i].by_interval;
	}
	e->variants = variants;
	return variants;
}

/*
 * With a bound on false discoveries: at the level of R variants, for the largest R of which as many are settled at it. That is Benjamini
 * and Hochberg's step-up, with the least level that settles a variant, quality and all, in place of its p; R that lie between two tries
 * are settled by fewer still.
 */
static struct variant_evidence *weigh_blocks(struct table *t, struct evidence *e)
{
	size_t together = e->error_rate == ERROR_FAMILY || e->n_compared == 0 ? 1 : e->n_compared;

	weigh_set_levels(e, (double)together);
	struct variant_evidence *variants = weigh_at_levels(t, e);
	while (together > 1 && e->n_settled < together) {
		together = e->n_settled ? e->n_settled : 1;
		weigh_set_levels(e, (double)together);
		variants = weigh_at_levels(t, e);
	}
	return variants;
}

static struct variant_evidence *weigh_table(struct table *t, struct evidence *e)
{
	const bool has_looks = t->from->n_least_blocks > 0 && e->n_compared > 0;
	struct variant_evidence *variants = has_looks ? weigh_looks(t, e) : weigh_blocks(t, e);

	weigh_screen(t, e->confidence, &e->screen);
	for (size_t i = e->n_variants; i < t->from->n_variants; i++) {
		struct variant_evidence v = {0};
		count_runs(t, i, &v);
		e->screen.n_skipped += looks_are_over(e) ? looks_skipped(t, e, i) : v.n_skipped;
	}
	const size_t of_warmup = t->from->n_warmup / blocks_per_round(e->is_duet, t->from->n_variants);
	e->n_left_out_runs = e->screen.n_skipped;
	for (size_t i = 0; i < e->n_variants; i++) {
		const size_t warmup = changes_nothing(t->from, i) ? of_warmup : 0;
		e->n_left_out_runs += (e->is_duet ? 2 : 1) * (variants[i].n_skipped + warmup);
	}
	return variants;
}

/* What the runs are like, one by one: no verdict rests on it. */
static void describe_runs(struct table *t, struct evidence *e, struct variant_evidence *variants)
{
	const struct series *all = series_of(t);

	for (size_t i = 0; i < e->n_variants; i++) {
		variants[i].series = all[i];
	}
	weigh_distributions(t, variants, e->n_variants);
	weigh_tradeoffs(t, variants, e->n_variants);
	weigh_factorials(t, e);
	weigh_joint_savings(t, e);
	weigh_scaling(t, e);
}

static void begin(const struct dossier *from, struct arena *a, struct evidence *e)
{
	copy_facts(from, e);
	e->uncontrolled = uncontrolled(from, a, &e->n_uncontrolled);
}

void weigh_variants(const struct dossier *from, struct arena *a, struct evidence *ret)
{
	struct evidence e;

	begin(from, a, &e);
	struct table t = table_of(from, &e, a);
	weigh_table(&t, &e);
	*ret = e;
}

void weigh_for_simulation(const struct dossier *from, struct arena *a, struct evidence *ret, bool *position)
{
	struct evidence e;

	begin(from, a, &e);
	struct table t = table_of(from, &e, a);
	weigh_table(&t, &e);
	*position = noise_flags_position(&t);
	*ret = e;
}

void engine_weigh(const struct dossier *from, struct arena *a, struct evidence *ret)
{
	struct evidence e;

	begin(from, a, &e);
	struct table t = table_of(from, &e, a);
	struct noises *noises = noises_begin(&t);
	describe_runs(&t, &e, weigh_table(&t, &e));
	e.noises = noises_end(noises, &e, a, &e.n_noises);
	e.ladder = ladder_of(&t, &e, &(struct way_points){0});
	*ret = e;
}

size_t variant_called(const struct evidence *e, const char *name)
{
	size_t i = 0;

	while (i < e->n_variants && strcmp(e->variants[i].name, name) != 0) {
		i++;
	}
	return i;
}

bool evidence_is_of_plan(const struct dossier *from, struct diag *d)
{
	if (from->n_made_blocks > 0) {
		diag_fail(d, NOWHERE, "'%s' is no plan, but a search", from->name);
		diag_help(d, "`secateur search` with its file tells what it found, and makes no run again");
		return false;
	}
	return true;
}

void weigh_ladder(const struct dossier *from, const struct way_points *paths, struct arena *a,
                  struct evidence *e)
{
	struct table t = table_of(from, e, a);

	e->ladder = ladder_of(&t, e, paths);
}

bool engine_evidence(struct store *db, const char *name, struct arena *a, struct diag *d,
                     struct evidence *ret)
{
	struct dossier *from = NEW(a, struct dossier);
	struct way_points paths = {0};

	if (!store_load(db, name, a, d, from)) {
		return false;
	}
	if (!evidence_is_of_plan(from, d)) {
		return false;
	}
	engine_weigh(from, a, ret);
	if (!weigh_paths(db, from, a, d, ret, &paths)) {
		return false;
	}
	if (paths.n > 0 && ret->ladder) {
		weigh_ladder(from, &paths, a, ret);
	}
	return true;
}

bool engine_judge(struct store *db, struct arena *a, struct diag *d)
{
	const char *const *names = NULL;
	size_t n = 0;
	bool ok = store_names(db, a, d, &names, &n);

	for (size_t i = 0; ok && i < n; i++) {
		struct dossier *from = NEW(a, struct dossier);
		struct evidence e;
		ok = store_load(db, names[i], a, d, from);
		if (ok && from->n_made_blocks == 0) {
			engine_weigh(from, a, &e);
			ok = store_verdicts(db, from->experiment, &e, d);
		}
	}
	return ok;
}
