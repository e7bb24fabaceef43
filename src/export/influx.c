/* Line protocol: one point a run, at the time it began. What is absent is no field. */
#include <inttypes.h>
#include <string.h>

#include "export_words.h"
#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/num.h"
#include "secateur/export/export.h"
#include "secateur/store/store.h"

static const char special[] = ",= "; /* in keys and tags */

/* The protocol has no empty tag, and none that ends in a backslash, which would escape what follows: such a one gets an underscore. */
static void put_tag(FILE *out, const char *key, const char *value, struct arena *a)
{
	if (value && *value) {
		fprintf(out, ",%s=%s%s", key, export_escaped(value, special, a),
		        value[strlen(value) - 1] == '\\' ? "_" : "");
	}
}

static void put_number(FILE *out, const char *prefix, const char *name, double x, struct arena *a)
{
	fprintf(out, ",%s%s=%s", prefix, export_escaped(name, special, a), num_show_real(x, a));
}

static void put_values(const struct dossier *d, const struct dossier_run *r, FILE *out, struct arena *a)
{
	for (size_t i = 0; i < d->n_events; i++) {
		const struct dossier_value x = dossier_reading(d, r, i);
		if (export_has_value(x)) {
			put_number(out, "reading.", d->events[i], x.value, a);
		}
	}
	for (size_t i = 0; i < d->n_metrics; i++) {
		const struct dossier_value x = dossier_metric(d, r, i);
		if (export_has_value(x)) {
			put_number(out, "metric.", d->metrics[i].name, x.value, a);
		}
	}
}

/* Two runs of one variant may begin in one millisecond: their positions tell them apart. */
static void put_run(const struct dossier *d, const struct dossier_run *r, FILE *out, struct arena *a)
{
	fputs("secateur_run", out);
	put_tag(out, "experiment", d->name, a);
	put_tag(out, "variant", d->variants[r->trial.variant].name, a);
	put_tag(out, "input", d->inputs[r->trial.input], a);
	put_tag(out, "host", export_host(d, r), a);
	put_tag(out, "phase", store_word_of_phase(r->trial.phase), a);
	put_tag(out, "outcome", store_word_of_outcome(r->kind), a);
	put_tag(out, "position", arena_printf(a, "%" PRIu32, r->trial.position), a);
	fprintf(out, " block=%" PRIu32 "i,replicate=%" PRIu32 "i,attempt=%" PRIu32 "i,counts=%s",
	        dossier_block_of(d, r), r->replicate, r->attempt, dossier_counts(d, r) ? "true" : "false");
	if (export_has_started(r)) {
		fprintf(out, ",wall_s=%s,user_s=%s,sys_s=%s,peak_memory_bytes=%" PRIu64 "i",
		        export_seconds(r->wall_ns, a), export_seconds(r->user_ns, a),
		        export_seconds(r->sys_ns, a), r->peak_memory_bytes);
	}
	put_values(d, r, out, a);
	fprintf(out, " %" PRId64 "\n", r->started);
}

static bool write_influx(const struct export_source *from, FILE *out, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)d;
	for (size_t i = 0; i < from->from->n_runs; i++) {
		put_run(from->from, &from->from->runs[i], out, a);
		arena_reset(a);
	}
	return true;
}

const struct export_ops export_influx = {
	.name = "influx",
	.about = "InfluxDB's line protocol, a point a run: for dashboards over time",
	.write = write_influx,
};
