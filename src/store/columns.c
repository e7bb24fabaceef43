/* Readings, metrics and artifacts: rows of (run, name, value) spread into columns, one for each name. */
#include <stdalign.h>

#include "load_private.h"
#include "secateur/model/reading.h"

/** Columns as their names come: cells of one size, one for each run. */
struct columns {
	struct loading *l;
	size_t cell;
	struct interned met; /* names, also those of other experiments' rows alone */
	uint32_t last;       /* name that was met */
	VEC(uint32_t)
	own; /* of each name that was met its column, from 1; 0: none of these runs had it so far */
	struct interned names;   /* of the columns */
	VEC(const char *) units; /* the first one seen */
	VEC(unsigned char *) at;
};

/* A column for the last name. */
static void add_column(struct columns *c)
{
	*vec_push(c->l->scratch, &c->at) =
		arena_alloc_array(c->l->a, c->l->out->n_runs, c->cell, alignof(max_align_t));
	vec_push(c->l->scratch, &c->units);
}

/* After one name mostly comes the one that came after it the last time. */
static uint32_t met(struct columns *c, struct bytes name)
{
	const uint32_t next = c->last + 1 < c->met.names.n ? c->last + 1 : 0;

	c->last = c->met.names.n > 0 && bytes_are(name, c->met.names.at[next]) ? next
	                                                                       : intern_bytes(&c->met, name);
	while (c->own.n <= c->last) {
		vec_push(c->l->scratch, &c->own);
	}
	return c->last;
}

static unsigned char *cell_of(struct columns *c, uint32_t name, uint32_t run)
{
	uint32_t *own = &c->own.at[name];

	if (!*own) {
		*own = intern(&c->names, c->met.names.at[name]) + 1;
		while (c->at.n < *own) {
			add_column(c);
		}
	}
	return c->at.at[*own - 1] + run * c->cell;
}

/* In the order of ranks. */
static void rank_columns(const struct columns *c, const uint32_t *ranks, const void **ret)
{
	for (uint32_t i = 0; i < c->names.names.n; i++) {
		ret[ranks[i]] = c->at.at[i];
	}
}

/* --- values ------------------------------------------------------------------------------------------------------- */

struct value_row {
	uint32_t name;
	const char *unit; /* NULL also where the name's is known */
	struct dossier_value value;
};

static const void *value_at(void *arg, uint32_t run, const void *row)
{
	return cell_of(arg, ((const struct value_row *)row)->name, run);
}

static void put_value(void *arg, uint32_t run, void *row)
{
	struct columns *c = arg;
	const struct value_row *r = row;

	*(struct dossier_value *)(void *)cell_of(c, r->name, run) = r->value;
	const char **unit = &c->units.at[c->own.at[r->name] - 1];
	*unit = *unit ? *unit : r->unit;
}

/* What was counted for a part of the time only is kept for nothing. */
static struct dossier_value value_of(struct loading *l, struct query *q, bool has_share)
{
	const char *absence = store_kept(l, query_bytes(q, 4));

	if (!absence && has_share && !reading_is_trusted(query_real(q, 5))) {
		absence = "counted for a part of the time only";
	}
	return absence ? (struct dossier_value){0, absence} : (struct dossier_value){query_real(q, 2), ""};
}

/* A query gives: run, name, value, unit, absent_reason, enabled_share. */
static bool read_values(struct columns *c, const char *sql, bool has_share)
{
	struct loading *l = c->l;
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};
	const struct held_ops ops = {sizeof(struct value_row), value_at, put_value, c};
	struct held_rows *held = held_new(l->ids, &ops, l->scratch);

	for (query_start(&q, sql, NULL, 0); query_next(&q);) {
		struct value_row *row = held_next(held, query_bytes(&q, 0));
		row->name = met(c, query_bytes(&q, 1));
		const uint32_t own = c->own.at[row->name];
		row->unit = own && c->units.at[own - 1] ? NULL : store_kept(l, query_bytes(&q, 3));
		row->value = value_of(l, &q, has_share);
	}
	held_end(held);
	return query_end(&q);
}

bool store_load_readings(struct loading *l)
{
	struct columns c = {
		.l = l, .cell = sizeof(struct dossier_value), .met.arena = l->scratch, .names.arena = l->a};

	/* an index would go through the table in the order of random ids */
	if (!read_values(
		    &c,
		    "SELECT run, event, value, unit, absent_reason, enabled_share FROM reading NOT INDEXED"
		    " WHERE step IS NULL",
		    true)) {
		return false;
	}
	size_t n = c.names.names.n;
	const uint32_t *ranks = intern_ranks(&c.names, 0, l->scratch);
	const char **events = NEW_ARRAY(l->a, const char *, n), **units = NEW_ARRAY(l->a, const char *, n);
	const struct dossier_value **readings = NEW_ARRAY(l->a, const struct dossier_value *, n);

	for (size_t i = 0; i < n; i++) {
		events[ranks[i]] = c.names.names.at[i];
		units[ranks[i]] = c.units.at[i];
	}
	rank_columns(&c, ranks, (const void **)readings);
	l->out->readings = readings;
	l->out->events = events;
	l->out->event_units = units;
	l->out->n_events = n;
	return true;
}

/* The criteria take the first columns, so that the experiment's order comes before that of names. */
static bool load_criteria(struct columns *c, struct criterion **ret)
{
	struct loading *l = c->l;
	VEC(struct criterion) criteria = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q,
	                 "SELECT metric, unit, kind, margin, is_relative, better FROM criterion "
	                 "WHERE experiment = ?"
	                 " ORDER BY ordinal",
	                 CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		uint32_t number = intern(&c->names, query_peek(&q, 0));

		while (c->at.n <= number) {
			add_column(c);
		}
		*vec_push(l->scratch, &criteria) = (struct criterion){
			.name = c->names.names.at[number],
			.unit = query_text(&q, 1, l->a),
			.kind = (enum margin_kind)query_word(&q, 2, &store_margins),
			.margin = query_real(&q, 3),
			.is_relative = query_int(&q, 4) != 0,
			.better = (enum better)query_word(&q, 5, &store_betters),
		};
	}
	*ret = criteria.at;
	return query_end(&q);
}

bool store_load_metrics(struct loading *l)
{
	struct columns c = {
		.l = l, .cell = sizeof(struct dossier_value), .met.arena = l->scratch, .names.arena = l->a};
	struct criterion *criteria = NULL;

	if (!load_criteria(&c, &criteria)) {
		return false;
	}
	size_t n_criteria = c.names.names.n;

	if (!read_values(&c, "SELECT run, name, value, unit, absent_reason FROM metric", false)) {
		return false;
	}
	size_t n = c.names.names.n;
	const uint32_t *ranks = intern_ranks(&c.names, n_criteria, l->scratch);
	struct criterion *metrics = NEW_ARRAY(l->a, struct criterion, n);
	const struct dossier_value **measured = NEW_ARRAY(l->a, const struct dossier_value *, n);

	for (size_t i = 0; i < n; i++) {
		struct criterion *m = &metrics[ranks[i]];

		*m = i < n_criteria ? criteria[i] : (struct criterion){.name = c.names.names.at[i]};
		m->unit = m->unit ? m->unit : c.units.at[i];
	}
	rank_columns(&c, ranks, (const void **)measured);
	l->out->measured = measured;
	l->out->metrics = metrics;
	l->out->n_metrics = n;
	return true;
}

/* --- artifacts ---------------------------------------------------------------------------------------------------- */

struct digest_row {
	uint32_t name;
	struct digest sha256;
};

static const void *digest_at(void *arg, uint32_t run, const void *row)
{
	return cell_of(arg, ((const struct digest_row *)row)->name, run);
}

static void put_digest(void *arg, uint32_t run, void *row)
{
	const struct digest_row *r = row;

	*(struct dossier_digest *)(void *)cell_of(arg, r->name, run) =
		(struct dossier_digest){true, r->sha256};
}

bool store_load_artifacts(struct loading *l)
{
	struct columns c = {
		.l = l, .cell = sizeof(struct dossier_digest), .met.arena = l->scratch, .names.arena = l->a};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};
	const struct held_ops ops = {sizeof(struct digest_row), digest_at, put_digest, &c};
	struct held_rows *held = held_new(l->ids, &ops, l->scratch);

	for (query_start(&q, "SELECT run, name, sha256 FROM artifact", NULL, 0); query_next(&q);) {
		struct digest_row *row = held_next(held, query_bytes(&q, 0));
		*row = (struct digest_row){met(&c, query_bytes(&q, 1)), query_digest(&q, 2)};
	}
	held_end(held);
	if (!query_end(&q)) {
		return false;
	}
	size_t n = c.names.names.n;
	const uint32_t *ranks = intern_ranks(&c.names, 0, l->scratch);
	const char **sorted = NEW_ARRAY(l->a, const char *, n);
	const struct dossier_digest **digests = NEW_ARRAY(l->a, const struct dossier_digest *, n);

	for (size_t i = 0; i < n; i++) {
		sorted[ranks[i]] = c.names.names.at[i];
	}
	rank_columns(&c, ranks, (const void **)digests);
	l->out->digests = digests;
	l->out->artifacts = sorted;
	l->out->n_artifacts = n;
	return true;
}
