/* How the runs of variants spread, and what they go with, as JSON. */
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
		if (!d->absent_reason) {
			put_real(w, "groups_p", d->p);
		}
		put_groups(w, d);
	}
	put_text(w, "groups_absent_reason", d->absent_reason);
	yajl_gen_map_close(w->g);
}

void put_tradeoff(const struct writer *w, const struct variant_evidence *v)
{
	const struct tradeoff *x = &v->tradeoff;

	json_put_map(w->g, "tradeoff");
	put_text(w, "absent_reason", x->absent_reason);
	if (!x->absent_reason) {
		put_real(w, "saving", x->saving);
		put_text(w, "worst", x->worst);
		put_real(w, "used", x->used);
		put_real(w, "used_most", x->used_most);
		put_truth(w, "is_on_front", x->is_on_front);
	}
	yajl_gen_map_close(w->g);
}

static void put_slope(const struct writer *w, const char *key, const struct slope *x)
{
	json_put_map(w->g, key);
	put_text(w, "absent_reason", x->absent_reason);
	put_count(w, "n", x->n);
	if (!x->absent_reason) {
		put_real(w, "at", x->at);
		put_real(w, "low", x->low);
		put_real(w, "high", x->high);
		put_real(w, "p", x->p);
		put_real(w, "p_adjusted", x->p_adjusted);
	}
	yajl_gen_map_close(w->g);
}

void put_scaling(const struct writer *w, const struct scaling *c)
{
	yajl_gen_map_open(w->g);
	put_text(w, "column", c->column);
	put_real(w, "from", c->from);
	put_real(w, "to", c->to);
	put_truth(w, "is_flagged", c->flagged);
	json_put_list(w->g, "variants");
	for (size_t i = 0; i < c->n_variants; i++) {
		yajl_gen_map_open(w->g);
		put_text(w, "variant", c->variants[i].variant);
		put_text(w, "reference", c->variants[i].reference);
		put_slope(w, "own", &c->variants[i].own);
		put_slope(w, "beside", &c->variants[i].beside);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
	put_count(w, "n_timers_tested", c->n_timers_tested);
	json_put_list(w->g, "timers");
	for (size_t i = 0; i < c->n_timers; i++) {
		yajl_gen_map_open(w->g);
		put_text(w, "timer", c->timers[i].timer);
		put_slope(w, "slope", &c->timers[i].slope);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
	yajl_gen_map_close(w->g);
}

static void put_effects(const struct writer *w, const char *key, const struct factor_effect *all, size_t n)
{
	json_put_list(w->g, key);
	for (size_t i = 0; i < n; i++) {
		const struct change *c = &all[i].change;
		yajl_gen_map_open(w->g);
		put_text(w, "what", all[i].what);
		put_text(w, "with", all[i].with);
		put_text(w, "absent_reason", c->absent_reason);
		put_count(w, "n", c->n);
		if (!c->absent_reason) {
			put_real(w, "estimate", c->estimate);
			put_interval(w, c);
			put_real(w, "p_adjusted", all[i].p_adjusted);
		}
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
}

void put_factorial(const struct writer *w, const struct factorial *f)
{
	yajl_gen_map_open(w->g);
	put_text(w, "absent_reason", f->absent_reason);
	put_texts(w, "factors", f->factors, f->n_factors);
	put_count(w, "n_variants", f->n_variants);
	put_count(w, "n_blocks", f->n_blocks);
	put_text(w, "beside", f->beside);
	put_effects(w, "mains", f->mains, f->n_mains);
	put_effects(w, "interactions", f->interactions, f->n_interactions);
	put_effects(w, "shares", f->shares, f->n_shares);
	yajl_gen_map_close(w->g);
}

void put_joint_saving(const struct writer *w, const struct joint_saving *x)
{
	yajl_gen_map_open(w->g);
	put_text(w, "variant", x->variant);
	put_text(w, "reference", x->reference);
	put_texts(w, "parts", x->parts, x->n_parts);
	put_texts(w, "left_out", x->left_out, x->n_left_out);
	put_count(w, "n_blocks", x->n_blocks);
	put_change(w, "together", &x->together, false);
	put_change(w, "sum", &x->sum, false);
	put_change(w, "beyond", &x->beyond, false);
	yajl_gen_map_close(w->g);
}
