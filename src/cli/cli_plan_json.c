/* The plan for programs, in the words of the results database. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/json.h"
#include "secateur/base/template.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/plan/plan.h"

static const char *const kinds[] = {
	[VARIANT_BASELINE] = "baseline", [VARIANT_DROP] = "drop",   [VARIANT_VARY] = "vary",
	[VARIANT_CROSS] = "cross",       [VARIANT_NAMED] = "named", [VARIANT_SCREEN] = "screen",
	[VARIANT_PATH] = "path",
};

/* A level's name; the names of the components of a set. */
static void put_settings(yajl_gen g, const struct setting *settings, size_t n)
{
	json_put_map(g, "settings");
	for (size_t i = 0; i < n; i++) {
		const struct factor *f = settings[i].factor;
		if (f->kind == FACTOR_CHOICE) {
			json_put_pair(g, f->name, f->levels[settings[i].level].name);
			continue;
		}
		json_put_list(g, f->name);
		for (size_t k = 0; k < f->n_levels; k++) {
			if (settings[i].kept[k]) {
				json_put_text(g, f->levels[k].name);
			}
		}
		yajl_gen_array_close(g);
	}
	yajl_gen_map_close(g);
}

static void put_variant(yajl_gen g, const struct study *s, const struct variant *v)
{
	yajl_gen_map_open(g);
	json_put_pair(g, "name", v->name);
	json_put_pair(g, "kind", kinds[v->kind]);
	json_put_text(g, "against");
	if (v->kind == VARIANT_BASELINE) {
		yajl_gen_null(g);
	} else {
		json_put_text(g, s->variants.at[v->reference].name);
	}
	json_put_pair(g, "change", v->change);
	put_settings(g, v->settings, s->spec->n_factors);
	json_put_pair(g, "config", v->config);
	json_put_pair(g, "diff", v->config_diff);
	if (v->effective_diff) {
		json_put_pair(g, "effective_diff", v->effective_diff);
	}
	yajl_gen_map_close(g);
}

/* All columns, the id among them. */
static void put_input(yajl_gen g, const struct input *in)
{
	yajl_gen_map_open(g);
	json_put_pair(g, "id", in->id);
	for (size_t i = 0; i < in->n_columns; i++) {
		const struct binding *b = &in->columns[i];
		const char *name = b->name + strlen("input.");
		if (strcmp(name, "id") != 0) {
			json_put_pair(g, name, b->n > 0 ? b->items[0] : "");
		}
	}
	yajl_gen_map_close(g);
}

static void put_trials(yajl_gen g, const struct study *s)
{
	json_put_list(g, "trials");
	for (size_t i = 0; i < plan_count(s->plan); i++) {
		const struct trial *t = plan_at(s->plan, i);
		if (plan_state(s->plan, t) != TRIAL_LEFT) {
			continue;
		}
		yajl_gen_map_open(g);
		json_put_whole(g, "block", t->block);
		json_put_whole(g, "position", t->position);
		json_put_pair(g, "phase", t->phase == PHASE_WARMUP ? "warmup" : "measured");
		json_put_pair(g, "input", s->spec->inputs[t->input].id);
		json_put_pair(g, "variant", s->variants.at[t->variant].name);
		yajl_gen_map_close(g);
	}
	yajl_gen_array_close(g);
}

bool cli_plan_json(const struct study *s, const struct selection *part, struct diag *d)
{
	yajl_gen g = json_begin();

	yajl_gen_map_open(g);
	json_put_pair(g, "experiment", s->spec->name);
	json_put_whole(g, "seed", (int64_t)s->spec->measure.seed);
	json_put_list(g, "variants");
	for (size_t i = 0; i < s->variants.n; i++) {
		if (!part || part->variants[i]) {
			put_variant(g, s, &s->variants.at[i]);
		}
	}
	yajl_gen_array_close(g);
	json_put_list(g, "inputs");
	for (size_t i = 0; i < s->spec->n_inputs; i++) {
		if (!part || part->inputs[i]) {
			put_input(g, &s->spec->inputs[i]);
		}
	}
	yajl_gen_array_close(g);
	put_trials(g, s);
	yajl_gen_map_close(g);
	return json_end(g, stdout) || diag_fail(d, NOWHERE, "standard output: %s", strerror(errno));
}
