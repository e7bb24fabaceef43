/* How the runs of a variant spread, and what they go with, as JSON. */
#include "report_json.h"

static void put_link(const struct writer *w, const struct group_link *l)
{
	yajl_gen_map_open(w->g);
	put_text(w, "with", l->with);
	put_real(w, "p", l->p);
	put_real(w, "share", l->share);
	put_truth(w, "is_flagged", l->flagged);
	json_put_list(w->g, "shares");
	for (size_t i = 0; i < l->n_shares; i++) {
		yajl_gen_map_open(w->g);
		put_text(w, "name", l->shares[i].name);
		put_count(w, "n", l->shares[i].n);
		put_count(w, "n_upper", l->shares[i].n_upper);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
	yajl_gen_map_close(w->g);
}

static void put_groups(const struct writer *w, const struct distribution *d)
{
	json_put_list(w->g, "groups");
	for (size_t i = 0; i < 2 && d->has_groups; i++) {
		yajl_gen_map_open(w->g);
		put_real(w, "centre", d->groups[i].centre);
		put_count(w, "n", d->groups[i].n);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
	json_put_list(w->g, "links");
	for (size_t i = 0; i < d->n_links; i++) {
		put_link(w, &d->links[i]);
	}
	yajl_gen_array_close(w->g);
}

void put_distribution(const struct writer *w, const struct variant_evidence *v)
{
	const struct distribution *d = &v->distribution;

	json_put_map(w->g, "distribution");
	put_text(w, "unit", v->series.unit);
	put_count(w, "n", d->n);
	if (d->n > 0) {
		put_real(w, "least", d->least);
		put_real(w, "lower", d->lower);
		put_real(w, "median", d->median);
		put_real(w, "upper", d->upper);
		put_real(w, "most", d->most);
		put_groups(w, d);
	}
	put_text(w, "groups_absent_reason", d->absent_reason);
	yajl_gen_map_close(w->g);
}
