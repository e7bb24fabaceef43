/* One row a run, as RFC 4180 has it but for line ends, which are line feeds. What is absent is empty. */
#include <inttypes.h>
#include <string.h>

#include "export_words.h"
#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/csv.h"
#include "secateur/base/num.h"
#include "secateur/export/export.h"
#include "secateur/store/store.h"

static const char fixed_columns[] =
	"experiment,variant,reference,input,phase,block,replicate,position,attempt,counts,started_utc,outcome,reason,disturbed,"
	"host,accounting,wall_s,user_s,sys_s,peak_memory_bytes";

static void put_next(FILE *out, const char *s)
{
	fputc(',', out);
	csv_put(out, s);
}

/* A level of a choice stands in the factor's column; of a set, each component has one. */
static const char *setting_column(const struct dossier_setting *s, struct arena *a)
{
	return s->is_component ? arena_printf(a, "setting.%s.%s", s->factor, s->level)
	                       : arena_printf(a, "setting.%s", s->factor);
}

static void put_titles(const struct dossier *d, FILE *out, struct arena *a)
{
	const struct dossier_variant *baseline = d->variants;

	fputs(fixed_columns, out);
	for (size_t i = 0; i < baseline->n_settings; i++) {
		put_next(out, setting_column(&baseline->settings[i], a));
	}
	if (d->n_counts > 0) {
		put_next(out, "exact_instructions");
	}
	for (size_t i = 0; i < d->n_events; i++) {
		put_next(out, arena_printf(a, "reading.%s", d->events[i]));
	}
	for (size_t i = 0; i < d->n_metrics; i++) {
		put_next(out, arena_printf(a, "metric.%s", d->metrics[i].name));
	}
	fputc('\n', out);
}

/* The k-th setting of one variant is that of the k-th column: all have the same factors and components, in order of name. */
static void put_settings(const struct dossier *d, const struct dossier_variant *v, FILE *out)
{
	for (size_t i = 0; i < d->variants->n_settings; i++) {
		const struct dossier_setting *s = i < v->n_settings ? &v->settings[i] : NULL;
		put_next(out, !s ? NULL : s->is_component ? (s->is_kept ? "1" : "0") : s->level);
	}
}

static void put_costs(const struct dossier_run *r, FILE *out, struct arena *a)
{
	if (!export_has_started(r)) {
		fputs(",,,,", out);
		return;
	}
	put_next(out, export_seconds(r->wall_ns, a));
	put_next(out, export_seconds(r->user_ns, a));
	put_next(out, export_seconds(r->sys_ns, a));
	put_next(out, arena_printf(a, "%" PRIu64, r->peak_memory_bytes));
}

/* Of the variant on the input: they were counted in a pass of their own. */
static void put_count(const struct dossier *d, const struct trial *t, FILE *out, struct arena *a)
{
	const char *text = NULL;

	for (size_t i = 0; i < d->n_counts; i++) {
		const struct dossier_count *c = &d->counts[i];
		if (c->variant == t->variant && c->input == t->input && c->repeat == 0 && !c->absent_reason) {
			text = num_show_real(c->value, a);
		}
	}
	put_next(out, text);
}

static void put_run(const struct dossier *d, const struct dossier_run *r, FILE *out, struct arena *a)
{
	const struct dossier_variant *v = &d->variants[r->trial.variant];

	csv_put(out, d->name);
	put_next(out, v->name);
	put_next(out, d->variants[v->reference].name);
	put_next(out, d->inputs[r->trial.input]);
	put_next(out, store_word_of_phase(r->trial.phase));
	fprintf(out, ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%d", dossier_block_of(d, r),
	        r->replicate, r->trial.position, r->attempt, dossier_counts(d, r));
	put_next(out, clock_iso8601(r->started, a));
	put_next(out, store_word_of_outcome(r->kind));
	put_next(out, r->reason);
	put_next(out, r->disturbed);
	put_next(out, export_host(d, r));
	put_next(out, store_word_of_accounting(r->accounting));
	put_costs(r, out, a);
	put_settings(d, v, out);
	if (d->n_counts > 0) {
		put_count(d, &r->trial, out, a);
	}
	for (size_t i = 0; i < d->n_events; i++) {
		const struct dossier_value x = dossier_reading(d, r, i);
		put_next(out, export_has_value(x) ? num_show_real(x.value, a) : NULL);
	}
	for (size_t i = 0; i < d->n_metrics; i++) {
		const struct dossier_value x = dossier_metric(d, r, i);
		put_next(out, export_has_value(x) ? num_show_real(x.value, a) : NULL);
	}
	fputc('\n', out);
}

static bool write_csv(const struct export_source *from, FILE *out, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)d;
	put_titles(from->from, out, a);
	for (size_t i = 0; i < from->from->n_runs; i++) {
		put_run(from->from, &from->from->runs[i], out, a);
		arena_reset(a);
	}
	return true;
}

const struct export_ops export_csv = {
	.name = "csv",
	.about = "a table of runs, with their settings, readings and metrics: for R, pandas, spreadsheets",
	.write = write_csv,
};
