/* The plan: written once, compared for ever after; and what a search adds to it. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/hash.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/model/variant.h"
#include "secateur/store/store.h"
#include "store_private.h"

/* A plan on its way in. */
struct freezing {
	struct store *s;
	struct diag *d;
	struct arena *a;
	int64_t experiment;
};

static bool put_settings(struct freezing *f, int64_t variant, const struct variant *v, size_t n_factors)
{
	bool ok = true;

	for (size_t i = 0; i < n_factors && ok; i++) {
		const struct setting *set = &v->settings[i];
		const struct factor *factor = set->factor;
		struct cell kind = word_cell(&store_factor_kinds, factor->kind);

		if (factor->kind == FACTOR_CHOICE) {
			ok = store_put(f->s, f->d, PUT_SETTING,
			               CELLS(int_cell(variant), text_cell(factor->name), kind,
			                     text_cell(factor->levels[set->level].name), int_cell(1)));
			continue;
		}
		for (size_t j = 0; j < factor->n_levels && ok; j++) {
			ok = store_put(f->s, f->d, PUT_SETTING,
			               CELLS(int_cell(variant), text_cell(factor->name), kind,
			                     text_cell(factor->levels[j].name), int_cell(set->kept[j])));
		}
	}
	return ok;
}

static bool next_variant_id(struct freezing *f, int64_t *ret)
{
	return store_number(f->s, "SELECT coalesce(max(id), 0) + 1 FROM variant", f->d, ret);
}

/* Row numbers. A reference may be its own, or of a variant that is yet to come. */
struct variant_row {
	int64_t id, reference;
	bool is_added;
};

static bool put_variant(struct freezing *f, const struct variant *v, size_t n_factors, struct variant_row row)
{
	return store_put(f->s, f->d, PUT_VARIANT,
	                 CELLS(int_cell(row.id), int_cell(f->experiment), int_cell((int64_t)v->index),
	                       text_cell(digest_hex(&v->id, f->a)), text_cell(v->name),
	                       word_cell(&store_variant_kinds, v->kind), int_cell(row.reference),
	                       text_cell(v->change), text_cell(v->config), text_cell(v->config_diff),
	                       int_cell(row.is_added), text_cell(v->effective),
	                       text_cell(v->effective_diff))) &&
	       put_settings(f, row.id, v, n_factors);
}

static bool put_variants(struct freezing *f, const struct store_plan *p)
{
	int64_t first = 0;
	bool ok = next_variant_id(f, &first);

	for (size_t i = 0; i < p->variants->n && ok; i++) {
		struct variant v = p->variants->at[i];

		v.index = i;
		ok = put_variant(
			f, &v, p->spec->n_factors,
			(struct variant_row){first + (int64_t)i, first + (int64_t)v.reference, false});
	}
	return ok;
}

static const char *joined(const struct binding *b, struct arena *a)
{
	AUTO_STRBUF struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < b->n; i++) {
		strbuf_add(&text, i ? " " : "");
		strbuf_add(&text, b->items[i]);
	}
	return strbuf_take(&text, a);
}

static bool put_inputs(struct freezing *f, const struct spec *spec)
{
	static const char prefix[] = "input.";
	bool ok = true;

	for (size_t i = 0; i < spec->n_inputs && ok; i++) {
		const struct input *in = &spec->inputs[i];

		ok = store_put(f->s, f->d, PUT_INPUT,
		               CELLS(int_cell(f->experiment), int_cell((int64_t)i), text_cell(in->id)));
		int64_t id = sqlite3_last_insert_rowid(f->s->db);

		for (size_t j = 0; j < in->n_columns && ok; j++) {
			const struct binding *b = &in->columns[j];
			bool prefixed = strncmp(b->name, prefix, strlen(prefix)) == 0;

			ok = store_put(f->s, f->d, PUT_INPUT_COLUMN,
			               CELLS(int_cell(id),
			                     text_cell(b->name + (prefixed ? strlen(prefix) : 0)),
			                     text_cell(joined(b, f->a))));
		}
	}
	return ok;
}

static bool put_criteria(struct freezing *f, const struct spec *spec)
{
	int64_t ordinal = 0;
	bool ok = true;

	for (size_t i = 0; i < spec->n_quality; i++) {
		for (size_t j = 0; j < spec->quality[i].n_metrics && ok; j++) {
			const struct criterion *c = &spec->quality[i].metrics[j];

			ok = store_put(f->s, f->d, PUT_CRITERION,
			               CELLS(int_cell(f->experiment), int_cell(ordinal++), text_cell(c->name),
			                     text_cell(c->unit), word_cell(&store_margins, c->kind),
			                     !criterion_is_judged(c) ? null_cell() : real_cell(c->margin),
			                     int_cell(c->is_relative), word_cell(&store_betters, c->better)));
		}
	}
	return ok;
}

static struct cell budget_cell(nsec_t ns) { return ns > 0 ? int_cell(ns) : null_cell(); }

/* Sets f->experiment. */
static bool put_plan(struct freezing *f, const struct store_plan *p, const char *name)
{
	const struct spec *spec = p->spec;
	const int64_t per_round = blocks_per_round(spec->measure.duet, p->variants->n);
	bool ok = store_put(
		f->s, f->d, PUT_EXPERIMENT,
		CELLS(text_cell(name), text_cell(spec->question),
	              text_cell(spec->as_written ? spec->as_written : ""),
	              text_cell(digest_hex(p->digest, f->a)), int_cell((int64_t)spec->measure.seed),
	              text_cell(spec->decide.time), real_cell(spec->decide.worth),
	              real_cell(spec->decide.confidence), int_cell(spec->measure.blocks * per_round),
	              int_cell(spec->measure.warmup * per_round),
	              text_cell(clock_iso8601(clock_wall(), f->a)), int_cell(spec->measure.duet),
	              text_cell(spec->path_of), text_cell(spec->path_to),
	              spec->path_of ? int_cell(spec->path_step) : null_cell(),
	              word_cell(&store_error_rates, spec->decide.error_rate),
	              spec->measure.least_blocks ? int_cell(spec->measure.least_blocks * per_round)
	                                         : null_cell(),
	              budget_cell(spec->budget.latency_ns), budget_cell(spec->budget.baseline_ns)));

	f->experiment = sqlite3_last_insert_rowid(f->s->db);
	return ok && put_variants(f, p) && put_inputs(f, spec) && put_criteria(f, spec);
}

/*
 * The plan asked for is written beside the frozen one, inside a transaction that is taken back, so
 * that sqlite does the comparing. Always false.
 */
static bool refuse_change(struct freezing *f, const struct store_plan *p, int64_t frozen)
{
	/* No name in an experiment file ends in a line feed. */
	const char *name = arena_printf(f->a, "%s\n", p->spec->name);
	const char *between =
		arena_printf(f->a, "the plan in %s differs from the experiment file", f->s->path);

	if (!put_plan(f, p, name) || !store_tell_differences(f->s, f->experiment, frozen, between, f->d)) {
		return false;
	}
	diag_help(f->d,
	          "use another database (--db), or restore the file: the database has it as "
	          "it was frozen, in "
	          "spec_yaml of table experiment; programs of another version are another pipeline, too: "
	          "session_version has what they were");
	return false;
}

/* Another budget is the same plan: it is kept from now on. */
static bool keep_budget(struct freezing *f, const struct budget *b)
{
	return store_put(
		f->s, f->d, SET_BUDGET,
		CELLS(budget_cell(b->latency_ns), budget_cell(b->baseline_ns), int_cell(f->experiment)));
}

/* `*ret` is 0 when there is none of this name. */
static bool find_frozen(struct freezing *f, const struct store_plan *p, int64_t *ret, bool *is_same)
{
	AUTO_QUERY struct query q = {.store = f->s, .diag = f->d};

	*ret = 0;
	query_start(&q, "SELECT id, plan_sha256 FROM experiment WHERE name = ?",
	            CELLS(text_cell(p->spec->name)));
	if (query_next(&q)) {
		*ret = query_int(&q, 0);
		*is_same = strcmp(query_peek(&q, 1), digest_hex(p->digest, f->a)) == 0 ||
		           (p->older && strcmp(query_peek(&q, 1), digest_hex(p->older, f->a)) == 0);
	}
	return query_end(&q);
}

static bool freeze(struct freezing *f, const struct store_plan *p)
{
	int64_t frozen;
	bool is_same = false;

	if (!find_frozen(f, p, &frozen, &is_same)) {
		return false;
	}
	if (!frozen) {
		return put_plan(f, p, p->spec->name);
	}
	if (!is_same) {
		return refuse_change(f, p, frozen);
	}
	f->experiment = frozen;
	return keep_budget(f, &p->spec->budget);
}

bool store_freeze(struct store *s, const struct store_plan *p, struct diag *d, int64_t *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct freezing f = {.s = s, .d = d, .a = a};

	if (!store_finish(s, store_begin(s, d) && freeze(&f, p), d)) {
		return false;
	}
	*ret = f.experiment;
	return true;
}

/* --- what a search adds to a frozen plan ------------------------------------------------------------ */

/* Row numbers of the variant to come and of its reference. */
static bool place_variant(struct freezing *f, const struct variant *v, struct variant_row *ret)
{
	AUTO_QUERY struct query q = {.store = f->s, .diag = f->d};
	int64_t next = 0;

	query_start(
		&q,
		"SELECT count(*), max(CASE WHEN ordinal = ?2 THEN id END) FROM variant WHERE experiment = ?1",
		CELLS(int_cell(f->experiment), int_cell((int64_t)v->reference)));
	if (query_next(&q)) {
		next = query_int(&q, 0);
		ret->reference = query_int(&q, 1);
	}
	if (!query_end(&q) || !next_variant_id(f, &ret->id)) {
		return false;
	}
	if ((int64_t)v->index != next || (int64_t)v->reference >= next) {
		return diag_fail(f->d, NOWHERE,
		                 "%s: variant '%s' cannot be number %zu, from number %zu, after %lld",
		                 f->s->path, v->name, v->index, v->reference, (long long)next);
	}
	ret->is_added = true;
	return true;
}

bool store_add_variant(struct store *s, int64_t experiment, const struct variant *v, size_t n_factors,
                       struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct freezing f = {.s = s, .d = d, .a = a, .experiment = experiment};
	struct variant_row row = {0};

	return store_finish(
		s, store_begin(s, d) && place_variant(&f, v, &row) && put_variant(&f, v, n_factors, row), d);
}

bool store_add_block(struct store *s, int64_t experiment, const struct store_block *b, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	int rc = store_try(s, PUT_BLOCK,
	                   CELLS(int_cell(experiment), int_cell(b->number), text_cell(b->stage),
	                         text_cell(digest_hex(b->key, a)), int_cell(b->input)));

	if (rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_UNIQUE) {
		return diag_fail(d, NOWHERE,
		                 "%s: block %u, or one of the same key, is in the database already", s->path,
		                 b->number);
	}
	return rc == SQLITE_DONE || store_fail(s, "write a block", d);
}
