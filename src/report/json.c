/*
 * All of the evidence, in all its digits, but the runs one by one, which `secateur export` gives: reports/report.schema.json
 * says what stands where. What is absent is null and has its reason beside it, under its own name and "_reason", or in
 * "absent_reason". A change of these names, or of what they mean, is another SCHEMA.
 */
#include "report_json.h"
#include "secateur/model/dossier.h"
#include "secateur/report/report.h"

enum { SCHEMA = 1 };

/* --- a variant --------------------------------------------------------------------------------------------------- */

/* `is_metric`: it has values, not only digests. */
static void put_repeats(const struct writer *w, const struct repeats *r, bool is_metric)
{
	json_put_map(w->g, "repeats");
	put_count(w, "n_inputs", r->n_inputs);
	put_count(w, "n_differ", r->n_differ);
	if (is_metric && r->n_inputs > 0) {
		put_real(w, "sd", r->sd);
		put_real(w, "mean", r->mean);
	}
	yajl_gen_map_close(w->g);
}

static void put_cost(const struct writer *w, const struct cost *c, bool is_baseline)
{
	yajl_gen_map_open(w->g);
	put_text(w, "name", c->name);
	put_text(w, "unit", c->unit);
	put_truth(w, "is_primary", c->is_primary);
	put_change(w, "change", &c->change, is_baseline);
	put_change(w, "total", &c->total, is_baseline);
	yajl_gen_map_close(w->g);
}

/* A mean that is not known is one of a part that is not there. */
static void put_mean(const struct writer *w, const char *key, double mean)
{
	if (isnan(mean)) {
		put_absent(w, key, "no such part");
	} else {
		put_real(w, key, mean);
	}
}

static void put_parts(const struct writer *w, const struct variant_evidence *v)
{
	json_put_list(w->g, "parts");
	for (size_t i = 0; i < v->n_parts; i++) {
		const struct time_part *p = &v->parts[i];
		yajl_gen_map_open(w->g);
		put_text(w, "name", p->name);
		put_text(w, "kind", p->is_timer ? "timer" : "step");
		put_change(w, "change", &p->change, v->is_baseline);
		put_mean(w, "reference_mean", p->change.reference);
		put_mean(w, "own_mean", p->own);
		put_mean(w, "share", p->share);
		put_truth(w, "is_notable", p->is_notable);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
}

static void put_margin(const struct writer *w, const struct criterion *c)
{
	put_text(w, "name", c->name);
	put_text(w, "unit", c->unit);
	put_text(w, "margin_kind", word_of_margin(c->kind));
	if (!criterion_is_judged(c)) {
		put_null(w, "margin");
	} else {
		put_real(w, "margin", c->margin);
	}
	put_truth(w, "is_relative", c->is_relative);
	put_text(w, "better", word_of_better(c->better));
}

/* What decides: a judged change that is there. */
static void put_judgement(const struct writer *w, const struct quality_change *q)
{
	put_count(w, "n_bad", q->n_bad);
	put_real(w, "bad_bound", q->bad_bound);
	if (q->n_needed == 0) {
		put_absent(w, "n_needed",
		           q->judgement == JUDGED_UNDECIDED ? "not known" : "it is not undecided");
	} else {
		put_needed(w, q->n_needed);
	}
}

static void put_quality(const struct writer *w, const struct quality_change *q, bool is_baseline)
{
	yajl_gen_map_open(w->g);
	put_margin(w, &q->criterion);
	put_change(w, "change", &q->change, is_baseline);
	put_text(w, "judgement", word_of_judgement(q->judgement));
	put_count(w, "n_pairs", q->n_pairs);
	put_count(w, "n_lost", q->n_lost);
	put_text(w, "why_lost", q->why_lost);
	if (!q->change.absent_reason && !is_baseline && criterion_is_judged(&q->criterion)) {
		put_judgement(w, q);
	}
	if (q->repeat_sd > 0) {
		put_real(w, "repeat_sd", q->repeat_sd);
	} else {
		put_absent(w, "repeat_sd", "the reference has no repeats on one input, or all are equal");
	}
	put_repeats(w, &q->repeats, true);
	put_truth(w, "is_too_noisy", q->is_too_noisy);
	yajl_gen_map_close(w->g);
}

static void put_outputs(const struct writer *w, const struct variant_evidence *v)
{
	json_put_list(w->g, "outputs");
	for (size_t i = 0; i < v->n_sameness; i++) {
		const struct sameness *m = &v->sameness[i];
		yajl_gen_map_open(w->g);
		put_text(w, "name", m->name);
		put_count(w, "n_same", m->n_same);
		put_count(w, "n_pairs", m->n_pairs);
		put_truth(w, "is_unsteady", m->is_unsteady);
		put_repeats(w, &m->repeats, false);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
}

static void put_failures(const struct writer *w, const struct variant_evidence *v)
{
	json_put_list(w->g, "failures");
	for (size_t i = 0; i < v->n_failures; i++) {
		yajl_gen_map_open(w->g);
		put_text(w, "reason", v->failures[i].reason);
		put_count(w, "n", v->failures[i].n);
		put_text(w, "log_tail", v->failures[i].log_tail);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
}

static void put_verdict(const struct writer *w, const struct variant_evidence *v)
{
	put_text(w, "verdict", word_of_verdict(v->verdict));
	put_text(w, "why", v->why);
	put_truth(w, "by_interval", v->by_interval);
	if (v->is_baseline) {
		put_absent(w, "p_adjusted", "it is the baseline");
	} else {
		put_real(w, "p_adjusted", v->p_adjusted);
	}
}

/* A choice has the level chosen, a set each of its components. */
static void put_settings(const struct writer *w, const struct variant_evidence *v)
{
	json_put_list(w->g, "settings");
	for (size_t i = 0; i < v->n_settings; i++) {
		const struct dossier_setting *s = &v->settings[i];
		yajl_gen_map_open(w->g);
		put_text(w, "factor", s->factor);
		put_text(w, s->is_component ? "component" : "level", s->level);
		if (s->is_component) {
			put_truth(w, "is_kept", s->is_kept);
		}
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
}

static void put_variant(const struct writer *w, const struct variant_evidence *v)
{
	yajl_gen_map_open(w->g);
	put_text(w, "name", v->name);
	put_text(w, "change", v->change);
	put_text(w, "reference", v->reference);
	put_settings(w, v);
	put_truth(w, "is_baseline", v->is_baseline);
	put_truth(w, "drops_something", v->drops_something);
	put_verdict(w, v);
	put_count(w, "n_runs", v->n_runs);
	put_count(w, "n_failed", v->n_failed);
	put_count(w, "n_failed_alone", v->n_failed_alone);
	put_count(w, "n_skipped", v->n_skipped);
	put_count(w, "settled_after", v->settled_after);
	put_count(w, "n_blocks", v->n_blocks);
	put_count(w, "n_incomplete", v->n_incomplete);
	json_put_list(w->g, "costs");
	for (size_t i = 0; i < v->n_costs; i++) {
		put_cost(w, &v->costs[i], v->is_baseline);
	}
	yajl_gen_array_close(w->g);
	put_parts(w, v);
	json_put_list(w->g, "qualities");
	for (size_t i = 0; i < v->n_qualities; i++) {
		put_quality(w, &v->qualities[i], v->is_baseline);
	}
	yajl_gen_array_close(w->g);
	put_outputs(w, v);
	put_failures(w, v);
	put_distribution(w, v);
	put_tradeoff(w, v);
	put_text(w, "config_diff", v->config_diff);
	put_text(w, "effective_diff", v->effective_diff);
	yajl_gen_map_close(w->g);
}

/* --- paths, the screen and the noise -------------------------------------------------------------------------- */

static void put_step(const struct writer *w, const struct path_step *s)
{
	yajl_gen_map_open(w->g);
	put_text(w, "change", s->change);
	put_text(w, "why", s->why);
	put_count(w, "n_tried", s->n_tried);
	put_count(w, "n_runs", s->n_runs);
	put_count(w, "n_planned", s->n_planned);
	if (!s->why) {
		put_change(w, "primary", &s->primary, false);
		put_real(w, "so_far", s->so_far);
		put_text(w, "harm", s->harm);
	}
	yajl_gen_map_close(w->g);
}

static void put_path(const struct writer *w, const struct path_evidence *p)
{
	yajl_gen_map_open(w->g);
	put_text(w, "to", p->to);
	put_truth(w, "has_arrived", p->has_arrived);
	json_put_list(w->g, "steps");
	for (size_t i = 0; i < p->n; i++) {
		put_step(w, &p->steps[i]);
	}
	yajl_gen_array_close(w->g);
	if (p->whole) {
		put_change(w, "whole", p->whole, false);
	} else {
		put_absent(w, "whole", "it was not measured beside its reference");
	}
	yajl_gen_map_close(w->g);
}

/* Bounds are there where an interval is. */
static void put_latency(const struct writer *w, const struct latency *l)
{
	put_real(w, "latency", l->at);
	put_real(w, "low", l->low);
	put_real(w, "high", l->high);
}

static void put_named_latency(const struct writer *w, const char *name, const struct latency *l)
{
	json_put_map(w->g, name);
	put_latency(w, l);
	put_real(w, "level", l->level);
	yajl_gen_map_close(w->g);
}

static void put_rung(const struct writer *w, const struct rung *r)
{
	yajl_gen_map_open(w->g);
	put_text(w, "variant", r->variant);
	put_text(w, "change", r->cut);
	put_text(w, "reference", r->beside);
	put_change(w, "wall", &r->change, false);
	put_latency(w, &r->product);
	put_text(w, "measured_by", r->measured_by);
	put_change(w, "measured", &r->measured, false);
	if (r->measured.absent_reason) {
		put_absent(w, "together", r->measured.absent_reason);
	} else {
		put_named_latency(w, "together", &r->together);
	}
	yajl_gen_map_close(w->g);
}

static void put_rungs(const struct writer *w, const struct ladder *l)
{
	json_put_list(w->g, "rungs");
	for (size_t i = 0; i < l->n; i++) {
		put_rung(w, &l->rungs[i]);
	}
	yajl_gen_array_close(w->g);
	json_put_list(w->g, "left_out");
	for (size_t i = 0; i < l->n_left_out; i++) {
		yajl_gen_map_open(w->g);
		put_text(w, "variant", l->left_out[i].variant);
		put_text(w, "why", l->left_out[i].why);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
}

static void put_ladder(const struct writer *w)
{
	const struct ladder *l = w->e->ladder;

	if (!l) {
		put_null(w, "ladder");
		return;
	}
	json_put_map(w->g, "ladder");
	put_real(w, "target", l->target);
	put_real(w, "today", l->today.at);
	put_real(w, "today_low", l->today.low);
	put_real(w, "today_high", l->today.high);
	put_count(w, "n_today", l->n_today);
	put_truth(w, "is_in_use", l->n_today == 0);
	put_real(w, "level", l->level);
	put_rungs(w, l);
	put_count(w, "n_enough", l->n_enough);
	put_change(w, "beyond", &l->beyond, false);
	put_latency(w, &l->end);
	put_truth(w, "is_measured", l->is_measured);
	put_text(w, "settled_by", l->settled_by);
	if (l->settled_by) {
		put_named_latency(w, "settled", &l->settled);
	} else {
		put_null(w, "settled");
	}
	put_truth(w, "is_met", l->is_met);
	put_text(w, "is_reached", word_of_reach(l->reach));
	put_text(w, "entry", l->entry);
	yajl_gen_map_close(w->g);
}

static void put_effect(const struct writer *w, const struct screen_effect *x)
{
	yajl_gen_map_open(w->g);
	put_text(w, "component", x->component);
	put_real(w, "average", x->average);
	put_real(w, "low", x->low);
	put_real(w, "high", x->high);
	put_real(w, "alone", x->alone);
	put_real(w, "last", x->last);
	put_count(w, "n_failed", x->n_failed);
	put_count(w, "n_dropped", x->n_dropped);
	put_truth(w, "is_nominated", x->is_nominated);
	yajl_gen_map_close(w->g);
}

static void put_screen(const struct writer *w)
{
	const struct screen_evidence *s = &w->e->screen;

	if (s->n == 0) {
		put_null(w, "screen");
		return;
	}
	json_put_map(w->g, "screen");
	put_text(w, "absent_reason", s->absent_reason);
	put_count(w, "n_runs", s->n_runs);
	put_count(w, "n_failed", s->n_failed);
	put_count(w, "n_skipped", s->n_skipped);
	if (!s->absent_reason) {
		put_real(w, "confidence", s->confidence);
		json_put_list(w->g, "effects");
		for (size_t i = 0; i < s->n; i++) {
			put_effect(w, &s->effects[i]);
		}
		yajl_gen_array_close(w->g);
		put_texts(w, "pairs", s->pairs, s->n_pairs);
	}
	yajl_gen_map_close(w->g);
}

static void put_outlier(const struct writer *w, const struct outlier *o)
{
	yajl_gen_map_open(w->g);
	put_text(w, "variant", o->variant);
	put_text(w, "input", o->input);
	put_count(w, "block", o->block);
	put_real(w, "ratio", o->ratio);
	put_text(w, "partner", o->partner);
	if (o->has_switches) {
		put_real(w, "switches", o->switches);
	} else {
		put_absent(w, "switches", "not counted");
	}
	if (o->has_switches && o->partner) {
		put_real(w, "partner_switches", o->partner_switches);
	}
	yajl_gen_map_close(w->g);
}

static void put_findings(const struct writer *w, const struct noise *x)
{
	json_put_list(w->g, "findings");
	for (size_t i = 0; i < x->n_findings; i++) {
		yajl_gen_map_open(w->g);
		put_text(w, "about", x->findings[i].about);
		put_truth(w, "is_flagged", x->findings[i].flagged);
		put_text(w, "text", x->findings[i].text);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
	json_put_list(w->g, "outliers");
	for (size_t i = 0; i < x->n_outliers; i++) {
		put_outlier(w, &x->outliers[i]);
	}
	yajl_gen_array_close(w->g);
}

static void put_noise(const struct writer *w, const struct noise *x)
{
	yajl_gen_map_open(w->g);
	put_text(w, "cost", x->cost);
	put_text(w, "absent_reason", x->absent_reason);
	if (!x->absent_reason) {
		put_count(w, "n_blocks", x->n_blocks);
		put_count(w, "n_variants", x->n_variants);
		put_real(w, "sd", x->sd);
		put_real(w, "mad", x->mad);
		put_count(w, "n", x->n);
		put_real(w, "detectable", x->detectable);
		put_needed(w, x->n_needed);
		put_findings(w, x);
	}
	yajl_gen_map_close(w->g);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static void put_decision(const struct writer *w)
{
	const struct evidence *e = w->e;

	json_put_map(w->g, "decision");
	put_text(w, "primary", e->primary);
	put_text(w, "parts_of", e->parts_of);
	put_real(w, "worth", e->worth);
	put_real(w, "confidence", e->confidence);
	put_text(w, "error_rate", word_of_error_rate(e->error_rate));
	put_real(w, "joint_confidence", e->joint_confidence);
	put_real(w, "quality_confidence", e->quality_confidence);
	put_count(w, "n_compared", e->n_compared);
	put_count(w, "n_settled", e->n_settled);
	put_count(w, "n_least", e->n_least);
	json_put_list(w->g, "looks");
	for (size_t i = 0; i < e->n_looks; i++) {
		const struct evidence_look *k = &e->looks[i];
		yajl_gen_map_open(w->g);
		put_count(w, "blocks", k->blocks);
		put_real(w, "share", k->share);
		put_count(w, "n_held", k->n_held);
		put_count(w, "n_settled", k->n_settled);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
	yajl_gen_map_close(w->g);
}

static void put_runs(const struct writer *w)
{
	const struct evidence *e = w->e;

	json_put_map(w->g, "runs");
	put_count(w, "n_runs", e->n_runs);
	put_count(w, "n_planned", e->n_planned);
	put_count(w, "n_replicated", e->n_replicated);
	put_count(w, "n_inputs", e->n_inputs);
	put_count(w, "n_blocks", e->n_blocks);
	put_count(w, "n_own_blocks", e->n_own_blocks);
	put_count(w, "n_warmup", e->n_warmup);
	put_text(w, "first_utc", e->first_run_utc);
	put_text(w, "last_utc", e->last_run_utc);
	put_count(w, "max_parallel", e->max_parallel);
	put_truth(w, "is_duet", e->is_duet);
	put_text(w, "cache", word_of_cache(e->cache));
	put_text(w, "threads", e->threads);
	put_count(w, "n_disturbed", e->n_disturbed);
	put_count(w, "n_again", e->n_again);
	put_count(w, "n_again_disturbed", e->n_again_disturbed);
	json_put_map(w->g, "n_counted");
	for (int i = 0; i < N_ACCOUNTINGS; i++) {
		put_count(w, word_of_accounting((enum accounting)i), e->n_counted[i]);
	}
	yajl_gen_map_close(w->g);
	put_text(w, "filter", e->filter);
	put_count(w, "n_left_out", e->n_left_out);
	yajl_gen_map_close(w->g);
}

static void put_surroundings(const struct writer *w)
{
	const struct evidence *e = w->e;

	json_put_text(w->g, "versions");
	put_facts(w, e->versions, e->n_versions);
	json_put_list(w->g, "hosts");
	for (size_t i = 0; i < e->n_hosts; i++) {
		put_facts(w, e->hosts[i].at, e->hosts[i].n);
	}
	yajl_gen_array_close(w->g);
	put_texts(w, "uncontrolled", e->uncontrolled, e->n_uncontrolled);
}

static void put_lists(const struct writer *w)
{
	const struct evidence *e = w->e;

	json_put_list(w->g, "variants");
	for (size_t i = 0; i < e->n_variants; i++) {
		put_variant(w, &e->variants[i]);
	}
	yajl_gen_array_close(w->g);
	json_put_list(w->g, "paths");
	for (size_t i = 0; i < e->n_paths; i++) {
		put_path(w, &e->paths[i]);
	}
	yajl_gen_array_close(w->g);
	put_ladder(w);
	put_screen(w);
	json_put_list(w->g, "factorials");
	for (size_t i = 0; i < e->n_factorials; i++) {
		put_factorial(w, &e->factorials[i]);
	}
	yajl_gen_array_close(w->g);
	json_put_list(w->g, "joint_savings");
	for (size_t i = 0; i < e->n_joint_savings; i++) {
		put_joint_saving(w, &e->joint_savings[i]);
	}
	yajl_gen_array_close(w->g);
	json_put_list(w->g, "scalings");
	for (size_t i = 0; i < e->n_scalings; i++) {
		put_scaling(w, &e->scalings[i]);
	}
	yajl_gen_array_close(w->g);
	json_put_list(w->g, "noises");
	for (size_t i = 0; i < e->n_noises; i++) {
		put_noise(w, &e->noises[i]);
	}
	yajl_gen_array_close(w->g);
}

static void whole(FILE *out, const struct document *doc, const struct page *page)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct writer w = {json_begin(), a, doc->evidence};

	(void)page;
	yajl_gen_map_open(w.g);
	put_count(&w, "schema", SCHEMA);
	put_text(&w, "experiment", w.e->experiment);
	put_text(&w, "question", w.e->question);
	put_text(&w, "tool_version", w.e->tool_version);
	put_text(&w, "plan_sha256", w.e->plan_sha256);
	json_put_whole(w.g, "seed", (int64_t)w.e->seed);
	put_decision(&w);
	put_runs(&w);
	put_lists(&w);
	put_surroundings(&w);
	yajl_gen_map_close(w.g);
	json_end(w.g, out);
}

const struct format_ops format_json = {
	.name = "json",
	.about = "all of the evidence, unrounded: reports/report.schema.json describes it",
	.suffix = ".json",
	.is_data = true,
	.whole = whole,
};
