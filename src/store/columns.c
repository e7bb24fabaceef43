/* Readings, metrics and artifacts: rows of (run, name, value) spread into columns, one for each name. */
#include "load_private.h"
#include "secateur/model/reading.h"

/** Columns as their names come. Queries give: run, name, value, unit, absent_reason, enabled_share. */
struct columns {
	struct interned names;
	VEC(const char *) units; /* of each name: the first one seen */
	VEC(struct dossier_value *) at;
};

static struct dossier_value *column_of(struct loading *l, struct columns *c, uint32_t name)
{
	while (c->at.n <= name) {
		*vec_push(l->scratch, &c->at) = NEW_ARRAY(l->a, struct dossier_value, l->out->n_runs);
		vec_push(l->scratch, &c->units);
	}
	return c->at.at[name];
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

static bool read_columns(struct loading *l, const char *sql, bool has_share, struct columns *c)
{
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q, sql, NULL, 0); query_next(&q);) {
		uint32_t run;

		if (!run_ids_find(l->ids, query_bytes(&q, 0), &run)) {
			continue; /* another experiment's */
		}
		uint32_t name = intern_bytes(&c->names, query_bytes(&q, 1));

		column_of(l, c, name)[run] = value_of(l, &q, has_share);
		if (!c->units.at[name]) {
			c->units.at[name] = store_kept(l, query_bytes(&q, 3));
		}
	}
	return query_end(&q);
}

/* In the order of ranks. */
static const struct dossier_value *const *rank_columns(struct loading *l, const struct columns *c,
                                                       const uint32_t *ranks)
{
	const struct dossier_value **ret = NEW_ARRAY(l->a, const struct dossier_value *, c->names.names.n);

	for (uint32_t i = 0; i < c->names.names.n; i++) {
		ret[ranks[i]] =
			i < c->at.n ? c->at.at[i] : NEW_ARRAY(l->a, struct dossier_value, l->out->n_runs);
	}
	return ret;
}

bool store_load_readings(struct loading *l)
{
	struct columns c = {.names.arena = l->a};

	/* an index would go through the table in the order of random ids */
	if (!read_columns(
		    l,
		    "SELECT run, event, value, unit, absent_reason, enabled_share FROM reading NOT INDEXED"
		    " WHERE step IS NULL",
		    true, &c)) {
		return false;
	}
	size_t n = c.names.names.n;
	const uint32_t *ranks = intern_ranks(&c.names, 0, l->scratch);
	const char **events = NEW_ARRAY(l->a, const char *, n), **units = NEW_ARRAY(l->a, const char *, n);

	for (size_t i = 0; i < n; i++) {
		events[ranks[i]] = c.names.names.at[i];
		units[ranks[i]] = c.units.at[i];
	}
	l->out->readings = rank_columns(l, &c, ranks);
	l->out->events = events;
	l->out->event_units = units;
	l->out->n_events = n;
	return true;
}

/* The criteria take the first numbers, so that the experiment's order comes before that of names.
 */
static bool load_criteria(struct loading *l, struct interned *names, struct criterion **ret)
{
	VEC(struct criterion) criteria = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q,
	                 "SELECT metric, unit, kind, margin, is_relative, better FROM criterion "
	                 "WHERE experiment = ?"
	                 " ORDER BY ordinal",
	                 CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		uint32_t number = intern(names, query_peek(&q, 0));

		*vec_push(l->scratch, &criteria) = (struct criterion){
			.name = names->names.at[number],
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
	struct columns c = {.names.arena = l->a};
	struct criterion *criteria = NULL;

	if (!load_criteria(l, &c.names, &criteria)) {
		return false;
	}
	size_t n_criteria = c.names.names.n;

	if (!read_columns(l, "SELECT run, name, value, unit, absent_reason FROM metric", false, &c)) {
		return false;
	}
	size_t n = c.names.names.n;
	const uint32_t *ranks = intern_ranks(&c.names, n_criteria, l->scratch);
	struct criterion *metrics = NEW_ARRAY(l->a, struct criterion, n);

	for (size_t i = 0; i < n; i++) {
		struct criterion *m = &metrics[ranks[i]];

		*m = i < n_criteria ? criteria[i] : (struct criterion){.name = c.names.names.at[i]};
		if (!m->unit && i < c.units.n) {
			m->unit = c.units.at[i];
		}
	}
	l->out->measured = rank_columns(l, &c, ranks);
	l->out->metrics = metrics;
	l->out->n_metrics = n;
	return true;
}

bool store_load_artifacts(struct loading *l)
{
	struct interned names = {.arena = l->a};
	VEC(struct dossier_digest *) columns = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q, "SELECT run, name, sha256 FROM artifact", NULL, 0); query_next(&q);) {
		uint32_t run;

		if (!run_ids_find(l->ids, query_bytes(&q, 0), &run)) {
			continue;
		}
		uint32_t name = intern_bytes(&names, query_bytes(&q, 1));
		while (columns.n <= name) {
			*vec_push(l->scratch, &columns) =
				NEW_ARRAY(l->a, struct dossier_digest, l->out->n_runs);
		}
		columns.at[name][run] = (struct dossier_digest){true, query_digest(&q, 2)};
	}
	if (!query_end(&q)) {
		return false;
	}
	size_t n = names.names.n;
	const uint32_t *ranks = intern_ranks(&names, 0, l->scratch);
	const char **sorted = NEW_ARRAY(l->a, const char *, n);
	const struct dossier_digest **digests = NEW_ARRAY(l->a, const struct dossier_digest *, n);

	for (size_t i = 0; i < n; i++) {
		sorted[ranks[i]] = names.names.at[i];
		digests[ranks[i]] = columns.at[i];
	}
	l->out->digests = digests;
	l->out->artifacts = sorted;
	l->out->n_artifacts = n;
	return true;
}
