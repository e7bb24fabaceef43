/* Runs that are under way, as far as they leave something outside their folder: see the table of that name. */
#include "store_private.h"

static bool put(struct store *s, enum statement which, int64_t experiment, const char *name, struct diag *d)
{
	return store_finish(
		s, store_begin(s, d) && store_put(s, d, which, CELLS(int_cell(experiment), text_cell(name))),
		d);
}

bool store_run_begins(struct store *s, int64_t experiment, const char *name, struct diag *d)
{
	return put(s, PUT_UNDER_WAY, experiment, name, d);
}

bool store_run_is_over(struct store *s, int64_t experiment, const char *name, struct diag *d)
{
	return put(s, END_UNDER_WAY, experiment, name, d);
}

bool store_was_killed(struct store *s, int64_t experiment, const char *name, struct diag *d, bool *ret)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	query_start(&q, "SELECT 1 FROM under_way WHERE experiment = ? AND name = ?",
	            CELLS(int_cell(experiment), text_cell(name)));
	*ret = query_next(&q);
	return query_end(&q);
}
