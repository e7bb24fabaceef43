/* Runs that are under way, as far as they leave something outside their folder: see the table of that name. */
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

bool store_was_killed(struct store *s, int64_t experiment, const char *name, struct arena *a, struct diag *d,
                      struct killed_run *ret)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	*ret = (struct killed_run){0};
	query_start(&q, "SELECT scratch, is_timed FROM under_way WHERE experiment = ? AND name = ?",
	            CELLS(int_cell(experiment), text_cell(name)));
	if (query_next(&q)) {
		*ret = (struct killed_run){true, query_int(&q, 1) != 0, query_text(&q, 0, a)};
	}
	return query_end(&q);
}
