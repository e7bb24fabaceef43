/* Runs that are under way, as far as they leave something outside their folder: see the table of that name. */
#include "secateur/base/vec.h"
#include "store_private.h"

static bool put(struct store *s, enum statement which, int64_t experiment, const char *name, struct diag *d)
{
	return store_finish(
		s, store_begin(s, d) && store_put(s, d, which, CELLS(int_cell(experiment), text_cell(name))),
		d);
}

bool store_run_begins(struct store *s, int64_t experiment, const char *name, const char *scratch,
                      struct diag *d)
{
	return store_finish(s,
	                    store_begin(s, d) && store_put(s, d, PUT_UNDER_WAY,
	                                                   CELLS(int_cell(experiment), text_cell(name),
	                                                         text_cell(scratch))),
	                    d);
}

bool store_run_is_timed(struct store *s, int64_t experiment, const char *name, struct diag *d)
{
	return put(s, TIME_UNDER_WAY, experiment, name, d);
}

bool store_run_is_over(struct store *s, int64_t experiment, const char *name, struct diag *d)
{
	return put(s, END_UNDER_WAY, experiment, name, d);
}

bool store_killed_runs(struct store *s, int64_t experiment, struct arena *a, struct diag *d,
                       const struct killed_run **ret, size_t *n)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};
	VEC(struct killed_run) all = {0};

	query_start(&q, "SELECT name, scratch, is_timed FROM under_way WHERE experiment = ? ORDER BY name",
	            CELLS(int_cell(experiment)));
	while (query_next(&q)) {
		*vec_push(a, &all) = (struct killed_run){query_text(&q, 0, a), query_text(&q, 1, a),
		                                         query_int(&q, 2) != 0};
	}
	*ret = all.at;
	*n = all.n;
	return query_end(&q);
}
