/* Readings, metrics and artifacts: rows of (run, name, value) spread into tables of runs x names.
 */
#include "load_private.h"

/* A column of the table runs x names, as its rows come. */
struct placed {
	uint32_t run, name;
};
struct placed_value {
	struct placed at;
	struct dossier_value value;
};
struct placed_digest {
	struct placed at;
	struct digest sha256;
};

/* Columns: run, name, value, unit, absent_reason, enabled_share. */
struct values {
	struct interned names;
	VEC(const char *) units; /* of each name: the first one seen */
	VEC(struct placed_value) at;
};

static bool read_values(struct loading *l, const char *sql, struct values *v)
{
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q, sql, NULL, 0); query_next(&q);) {
		uint32_t run;

		if (!intern_find(&l->ids, query_peek(&q, 0), &run)) {
			continue; /* another experiment's */
		}
		uint32_t name = intern(&v->names, query_peek(&q, 1));

		while (v->units.n <= name) {
			vec_push(l->scratch, &v->units);
		}
		if (!v->units.at[name]) {
			v->units.at[name] = store_kept(l, query_peek(&q, 3));
		}
		*vec_push(l->scratch, &v->at) = (struct placed_value){
			{run, name},
			{.is_there = true,
		         .value = query_real(&q, 2),
		         .enabled_share = query_real(&q, 5),
		         .absent_reason = store_kept(l, query_peek(&q, 4))},
		};
	}
	return query_end(&q);
}

/* n_runs x names, each name at its rank; what no row names is not there. */
static const struct dossier_value *spread_values(struct loading *l, const struct values *v,
                                                 const uint32_t *ranks)
{
	size_t n = v->names.names.n;
	struct dossier_value *all = NEW_ARRAY(l->a, struct dossier_value, l->out->n_runs * n);

	for (size_t i = 0; i < v->at.n; i++) {
		const struct placed_value *p = &v->at.at[i];

		all[p->at.run * n + ranks[p->at.name]] = p->value;
	}
	return all;
}

bool store_load_readings(struct loading *l)
{
	struct values v = {.names.arena = l->a};

	if (!read_values(l,
	                 "SELECT run, event, value, unit, absent_reason, enabled_share FROM reading"
	                 " WHERE step IS NULL",
	                 &v)) {
		return false;
	}
	size_t n = v.names.names.n;
	const uint32_t *ranks = intern_ranks(&v.names, 0, l->scratch);
	const struct dossier_value *all = spread_values(l, &v, ranks);
	const char **events = NEW_ARRAY(l->a, const char *, n), **units = NEW_ARRAY(l->a, const char *, n);

	for (size_t i = 0; i < n; i++) {
		events[ranks[i]] = v.names.names.at[i];
		units[ranks[i]] = v.units.at[i];
	}
	for (size_t i = 0; i < l->out->n_runs; i++) {
		l->runs[i].readings = all + i * n;
	}
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
	struct values v = {.names.arena = l->a};
	struct criterion *criteria = NULL;

	if (!load_criteria(l, &v.names, &criteria)) {
		return false;
	}
	size_t n_criteria = v.names.names.n;

	if (!read_values(l, "SELECT run, name, value, unit, absent_reason, NULL FROM metric", &v)) {
		return false;
	}
	size_t n = v.names.names.n;
	const uint32_t *ranks = intern_ranks(&v.names, n_criteria, l->scratch);
	const struct dossier_value *all = spread_values(l, &v, ranks);
	struct criterion *metrics = NEW_ARRAY(l->a, struct criterion, n);

	for (size_t i = 0; i < n; i++) {
		struct criterion *m = &metrics[ranks[i]];

		*m = i < n_criteria ? criteria[i] : (struct criterion){.name = v.names.names.at[i]};
		if (!m->unit && i < v.units.n) {
			m->unit = v.units.at[i];
		}
	}
	for (size_t i = 0; i < l->out->n_runs; i++) {
		l->runs[i].metrics = all + i * n;
	}
	l->out->metrics = metrics;
	l->out->n_metrics = n;
	return true;
}

bool store_load_artifacts(struct loading *l)
{
	struct interned names = {.arena = l->a};
	VEC(struct placed_digest) digests = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q, "SELECT run, name, sha256 FROM artifact", NULL, 0); query_next(&q);) {
		struct placed_digest p;

		if (!intern_find(&l->ids, query_peek(&q, 0), &p.at.run)) {
			continue;
		}
		p.at.name = intern(&names, query_peek(&q, 1));
		p.sha256 = query_digest(&q, 2);
		*vec_push(l->scratch, &digests) = p;
	}
	if (!query_end(&q)) {
		return false;
	}
	size_t n = names.names.n;
	const uint32_t *ranks = intern_ranks(&names, 0, l->scratch);
	const char **sorted = NEW_ARRAY(l->a, const char *, n);
	struct dossier_digest *all = NEW_ARRAY(l->a, struct dossier_digest, l->out->n_runs * n);

	for (size_t i = 0; i < n; i++) {
		sorted[ranks[i]] = names.names.at[i];
	}
	for (size_t i = 0; i < digests.n; i++) {
		const struct placed_digest *p = &digests.at[i];

		all[p->at.run * n + ranks[p->at.name]] = (struct dossier_digest){true, p->sha256};
	}
	for (size_t i = 0; i < l->out->n_runs; i++) {
		l->runs[i].artifacts = all + i * n;
	}
	l->out->artifacts = sorted;
	l->out->n_artifacts = n;
	return true;
}
