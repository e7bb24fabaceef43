#include "secateur/engine/try.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/metric.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"
#include "secateur/report/words.h"

/** What is tried, and what to say of it. */
struct showing {
	struct cli *cli;
	const struct variant *variant;
	const char *reference; /* its name */
	const struct input *input;
	bool failed;
};

/* --- what is asked for -------------------------------------------------------------------------------- */

static bool find_variant(struct cli *c, const struct study *st, size_t *ret)
{
	const char *name = c->value[OPTION_VARIANT] ? c->value[OPTION_VARIANT] : "baseline";
	VEC(const char *) names = {0};

	for (size_t i = 0; i < st->variants.n; i++) {
		*vec_push(c->arena, &names) = st->variants.at[i].name;
		if (strcmp(st->variants.at[i].name, name) == 0) {
			*ret = i;
			return true;
		}
	}
	return diag_fail(c->diag, NOWHERE, "there is no variant '%s'%s", name,
	                 near_hint(name, names.at, names.n, c->arena));
}

static bool find_input(struct cli *c, const struct spec *s, size_t *ret)
{
	const char *id = c->value[OPTION_INPUT];
	VEC(const char *) ids = {0};

	for (size_t i = 0; i < s->n_inputs; i++) {
		*vec_push(c->arena, &ids) = s->inputs[i].id;
		if (!id || strcmp(s->inputs[i].id, id) == 0) {
			*ret = i;
			return true;
		}
	}
	return diag_fail(c->diag, NOWHERE, "there is no input '%s'%s", id,
	                 near_hint(id, ids.at, ids.n, c->arena));
}

/* --- what came of it ----------------------------------------------------------------------------------- */

static void print_readings(const struct readings *r, struct arena *a)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct reading *x = &r->at[i];
		if (x->absent_reason) {
			printf("  %-24s n/a (%s)\n", strbuf_shown(x->event, a),
			       strbuf_shown(x->absent_reason, a));
		} else if (strcmp(x->unit, "ns") == 0) {
			printf("  %-24s %s\n", strbuf_shown(x->event, a),
			       num_show_duration((nsec_t)x->value, a));
		} else {
			printf("  %-24s %s%s%s\n", strbuf_shown(x->event, a), num_show_real(x->value, a),
			       strcmp(x->unit, "1") == 0 ? "" : " ",
			       strcmp(x->unit, "1") == 0 ? "" : x->unit);
		}
	}
}

static void print_steps(const struct outcome *o, struct arena *a)
{
	printf("\nSteps\n");
	for (size_t i = 0; i < o->n_steps; i++) {
		const struct step_outcome *s = &o->steps[i];
		printf("  %-24s ",
		       s->iteration > 1 ? arena_printf(a, "%s (%u)", s->name, s->iteration) : s->name);
		if (s->kind == OUTCOME_NO_START) {
			puts("did not start");
		} else {
			printf("%s wall, %s CPU, %s%s\n", num_show_duration(s->wall_ns, a),
			       num_show_duration(s->user_ns + s->sys_ns, a),
			       num_show_bytes(s->peak_memory_bytes, a),
			       s->kind == OUTCOME_OK ? "" : ", failed");
		}
	}
	if (o->reason) {
		printf("  %s\n", strbuf_shown(o->reason, a));
	}
	if (o->log_tail && *o->log_tail) {
		printf("\nThe end of its log\n");
		text_print_lines(stdout, "  ", o->log_tail);
	}
}

static void print_findings(const struct findings *f, struct arena *a)
{
	if (f->metrics.n + f->artifacts.n > 0) {
		printf("\nQuality\n");
	}
	for (size_t i = 0; i < f->metrics.n; i++) {
		const struct metric *m = &f->metrics.at[i];
		if (m->absent_reason) {
			printf("  %-24s n/a (%s)\n", strbuf_shown(m->name, a),
			       strbuf_shown(m->absent_reason, a));
		} else {
			printf("  %-24s %s %s\n", strbuf_shown(m->name, a), num_show_real(m->value, a),
			       strbuf_shown(m->unit, a));
		}
	}
	for (size_t i = 0; i < f->artifacts.n; i++) {
		const struct artifact *x = &f->artifacts.at[i];
		printf("  %-24s %.16s... %s\n", x->name, digest_hex(&x->sha256, a), x->path ? x->path : "");
	}
}

static int is_shown(const struct dirent *e) { return e->d_name[0] != '.'; }

/* Those at the top of the run's folder. */
static void print_files(const char *dir, struct cli *c)
{
	struct dirent **all = NULL;
	int n = scandir(dir, &all, is_shown, alphasort);

	printf("\nFiles in its folder\n");
	for (int i = 0; i < n; i++) {
		struct stat st;
		const char *path = fs_join(c->arena, dir, all[i]->d_name);
		if (lstat(path, &st) == 0) {
			bool is_file = S_ISREG(st.st_mode);
			printf("  %-24s %s\n", all[i]->d_name,
			       is_file               ? num_show_bytes((uint64_t)st.st_size, c->arena)
			       : S_ISDIR(st.st_mode) ? "a folder"
			                             : "no file");
		}
		free(all[i]);
	}
	free(all);
}

static void print_differences(const struct showing *s)
{
	const struct variant *v = s->variant;

	if (*v->config_diff) {
		printf("\nDifference from %s\n", s->reference);
		text_print_lines(stdout, "  ", v->config_diff);
	}
	if (v->effective) {
		bool differs = v->effective_diff && *v->effective_diff;
		printf("\nIn force%s%s\n", differs ? ", difference from " : "", differs ? s->reference : "");
		text_print_lines(stdout, "  ", differs ? v->effective_diff : v->effective);
	}
}

static void show(const struct outcome *o, const struct findings *f, const char *dir, void *arg)
{
	struct showing *s = arg;
	struct arena *a = s->cli->arena;

	s->failed = o->kind != OUTCOME_OK;
	printf("%s on %s: %s\n", s->variant->name, s->input->id, s->failed ? "failed" : "ok");
	if (*s->variant->change) {
		printf("%s\n", s->variant->change);
	}
	printf("\nConfiguration\n");
	text_print_lines(stdout, "  ", s->variant->config);
	print_differences(s);
	print_steps(o, a);
	printf("\nCounted\n");
	print_readings(&o->readings, a);
	print_findings(f, a);
	printf("\nWhat went on around it\n");
	print_readings(&o->conditions, a);
	if (o->disturbed) {
		printf("  disturbed: %s\n", o->disturbed);
	}
	print_files(dir, s->cli);
	fflush(stdout);
}

static enum exit_status main_try(struct cli *c)
{
	const struct run_options o = {.scratch = c->value[OPTION_SCRATCH],
	                              .keep_scratch = c->value[OPTION_KEEP_SCRATCH] != NULL};
	struct study st;
	struct run_summary sum;
	size_t variant = 0, input = 0;

	if (!cli_prepare(c, &st)) {
		return EXIT_USAGE;
	}
	bool found = find_variant(c, &st, &variant);

	if (!find_input(c, st.spec, &input) || !found) {
		return EXIT_USAGE;
	}
	if (!engine_ask_one(&st, variant, c->arena, c->diag)) {
		return EXIT_USAGE;
	}
	const struct variant *v = &st.variants.at[variant];
	struct showing s = {.cli = c,
	                    .variant = v,
	                    .reference = st.variants.at[v->reference].name,
	                    .input = &st.spec->inputs[input]};
	const struct try_request q = {&st, variant, input, &o, show, &s};
	enum engine_end end = engine_try(&q, c->arena, c->diag, &sum);

	cli_tell_kept(c, &sum);
	return end == ENGINE_DONE && s.failed ? EXIT_RUNS_FAILED : cli_status(end);
}

static const enum option_id options[] = {OPTION_INPUT, OPTION_KEEP_SCRATCH, OPTION_SCRATCH, OPTION_SET,
                                         OPTION_VARIANT};

const struct command command_try = {
	.name = "try",
	.usage = "FILE",
	.about = "make one run, and print all that is seen of it",
	.text = "Makes one run of one variant on one input, hooks and all, and prints what it was given, how its steps ended, what\n"
		"was counted, what its quality is, what went on around it and what it wrote. Nothing is stored: it is the way to\n"
		"get an experiment right before it is made. The run's folder stays when the run fails, or with --keep-scratch.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_try,
};
