/* What `hyperfine --export-json` writes, so that scripts made for it work: a variant is a command, its settings are parameters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/json.h"
#include "secateur/base/vec.h"
#include "secateur/export/export.h"
#include "secateur/model/dossier.h"

struct times {
	VEC(double) wall;
	double user, sys; /* sums */
};

static int by_value(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double median_of(const struct times *t, struct arena *a)
{
	size_t n = t->wall.n;
	double *x = arena_copy(a, t->wall.at, n * sizeof(*x), _Alignof(double));

	qsort(x, n, sizeof(*x), by_value);
	return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static struct times times_of(const struct dossier *d, size_t variant, struct arena *a)
{
	struct times t = {0};

	for (size_t i = 0; i < d->n_runs; i++) {
		const struct dossier_run *r = &d->runs[i];
		if (r->trial.variant == variant && dossier_counts(d, r)) {
			*vec_push(a, &t.wall) = (double)r->wall_ns / 1e9;
			t.user += (double)r->user_ns / 1e9;
			t.sys += (double)r->sys_ns / 1e9;
		}
	}
	return t;
}

static void put_pair(yajl_gen g, const char *name, double x)
{
	json_put_text(g, name);
	json_put_real(g, x);
}

static void put_parameters(yajl_gen g, const struct dossier_variant *v, struct arena *a)
{
	json_put_map(g, "parameters");
	for (size_t i = 0; i < v->n_settings; i++) {
		const struct dossier_setting *s = &v->settings[i];
		json_put_text(g, s->is_component ? arena_printf(a, "%s.%s", s->factor, s->level) : s->factor);
		json_put_text(g, !s->is_component ? s->level : s->is_kept ? "1" : "0");
	}
	yajl_gen_map_close(g);
}

static void put_runs(yajl_gen g, const struct times *t)
{
	json_put_list(g, "times");
	for (size_t i = 0; i < t->wall.n; i++) {
		json_put_real(g, t->wall.at[i]);
	}
	yajl_gen_array_close(g);
	json_put_list(g, "exit_codes");
	for (size_t i = 0; i < t->wall.n; i++) {
		yajl_gen_integer(g, 0);
	}
	yajl_gen_array_close(g);
}

static void put_result(yajl_gen g, const struct dossier_variant *v, const struct times *t, struct arena *a)
{
	size_t n = t->wall.n;
	double sum = 0, squares = 0, least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		sum += t->wall.at[i];
		least = fmin(least, t->wall.at[i]);
		most = fmax(most, t->wall.at[i]);
	}
	double mean = sum / (double)n;
	for (size_t i = 0; i < n; i++) {
		squares += (t->wall.at[i] - mean) * (t->wall.at[i] - mean);
	}
	yajl_gen_map_open(g);
	json_put_pair(g, "command", v->name);
	put_pair(g, "mean", mean);
	if (n > 1) {
		put_pair(g, "stddev", sqrt(squares / (double)(n - 1)));
	} else {
		json_put_text(g, "stddev");
		yajl_gen_null(g); /* as hyperfine has it of a single run */
	}
	put_pair(g, "median", median_of(t, a));
	put_pair(g, "user", t->user / (double)n);
	put_pair(g, "system", t->sys / (double)n);
	put_pair(g, "min", least);
	put_pair(g, "max", most);
	put_runs(g, t);
	put_parameters(g, v, a);
	yajl_gen_map_close(g);
}

static bool write_hyperfine(const struct export_source *from, FILE *out, struct diag *d)
{
	yajl_gen g = json_begin();

	yajl_gen_map_open(g);
	json_put_list(g, "results");
	for (size_t i = 0; i < from->from->n_variants; i++) {
		const struct dossier_variant *v = &from->from->variants[i];
		struct times t = times_of(from->from, i, from->arena);
		if (t.wall.n > 0) {
			put_result(g, v, &t, from->arena);
		} else {
			diag_warn(d, NOWHERE, "variant '%s' is left out: none of its runs counts", v->name);
		}
	}
	yajl_gen_array_close(g);
	yajl_gen_map_close(g);
	json_end(g, out); /* what went wrong with the file is asked of it once, at its end */
	return true;
}

const struct export_ops export_hyperfine = {
	.name = "hyperfine",
	.about =
		"JSON as hyperfine --export-json writes it, wall times by variant: for scripts that plot those",
	.write = write_hyperfine,
};
