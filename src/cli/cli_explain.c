/* The experiment as it was understood: what the file leaves out is there with its default. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/num.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/report/words.h"
#include "secateur/stats/spending.h"

static void print_parameters(const struct spec *s)
{
	printf("\nParameters\n");
	for (size_t i = 0; i < s->parameters.n; i++) {
		const struct binding *b = &s->parameters.at[i];
		printf("  %-20s %s\n", b->name, b->n > 0 ? b->items[0] : "");
	}
}

static void print_level(const struct factor *f, const struct level *l)
{
	printf("    %s", l->name);
	for (size_t i = 0; f->kind == FACTOR_SET && i < l->n_items; i++) {
		printf("%s%s", i ? ", " : ": ", l->items[i]);
	}
	printf("%s", l->required ? " (required)" : "");
	for (size_t i = 0; i < l->n_users; i++) {
		printf("%s%s", i ? ", " : " (goes with it: ", f->levels[l->users[i]].name);
	}
	printf("%s\n", l->n_users > 0 ? ")" : "");
}

static void print_factors(const struct spec *s)
{
	printf("\nFactors\n");
	for (size_t i = 0; i < s->n_factors; i++) {
		const struct factor *f = &s->factors[i];
		printf("  %s, %s\n", f->name, f->kind == FACTOR_SET ? "a set" : "a choice");
		for (size_t k = 0; k < f->n_levels; k++) {
			print_level(f, &f->levels[k]);
		}
	}
}

static void print_inputs(const struct spec *s)
{
	printf("\nInputs\n");
	for (size_t i = 0; i < s->n_inputs; i++) {
		const struct input *in = &s->inputs[i];
		printf("  %-20s", in->id);
		for (size_t k = 0; k < in->n_columns; k++) {
			if (strcmp(in->columns[k].name, "input.id") != 0) {
				printf(" %s=%s", in->columns[k].name + strlen("input."),
				       in->columns[k].items[0]);
			}
		}
		putchar('\n');
	}
	for (size_t i = 0; i < s->n_uncovered; i++) {
		const struct uncovered *x = &s->uncovered[i];
		printf("  %-20s left out: ra %.5f, dec %.5f is in no polygon of %s\n", x->id, x->ra, x->dec,
		       s->inside);
	}
}

static const char *or_none(bool is_there, const char *text) { return is_there ? text : "none"; }

static void print_limits(const struct limits *l, struct arena *a)
{
	printf("  limits               wall %s, cpu %s, soft cpu %s, memory %s,\n",
	       or_none(l->wall_ns > 0, num_show_duration(l->wall_ns, a)),
	       or_none(l->cpu_ns > 0, num_show_duration(l->cpu_ns, a)),
	       or_none(l->soft_cpu_ns > 0, num_show_duration(l->soft_cpu_ns, a)),
	       or_none(l->memory_bytes > 0, num_show_bytes(l->memory_bytes, a)));
	printf("                       processes %s, file %s, output %s\n",
	       or_none(l->processes > 0, arena_printf(a, "%u", l->processes)),
	       or_none(l->file_bytes > 0, num_show_bytes(l->file_bytes, a)),
	       or_none(l->output_bytes > 0, num_show_bytes(l->output_bytes, a)));
}

/* Of a plan that stops when all is settled: when that is looked at. */
static void print_looks(const struct study *st)
{
	struct look looks[LOOKS_MOST];
	size_t n = engine_looks(st, looks);

	for (size_t i = 0; i < n; i++) {
		printf("%s%zu",
		       i == 0      ? "  looked at after      "
		       : i + 1 < n ? ", "
		                   : " and ",
		       looks[i].blocks);
	}
	printf("%s", n ? " blocks: what is settled then is run no more\n" : "");
}

static void print_blocks(const struct decide *d, const struct measure *m)
{
	if (d->is_race && m->least_blocks > 0) {
		printf("  blocks               %u to %u in each stage of the search that measures time\n",
		       m->least_blocks, m->blocks);
	} else {
		printf("  blocks               %s%u after %u of warm-up%s\n",
		       m->least_blocks ? "at most " : "", m->blocks, m->warmup,
		       m->duet ? ", of a variant and its reference at once" : "");
	}
}

static void print_measure(const struct study *st, struct arena *a)
{
	const struct measure *m = &st->spec->measure;
	static const char *const caches[N_CACHE_POLICIES] = {
		[CACHE_AS_IS] = "as-is", [CACHE_WARM] = "warm", [CACHE_DROP] = "drop"};

	printf("\nMeasured\n  counters            ");
	for (size_t i = 0; i < m->n_counters; i++) {
		printf(" %s", m->counters[i].s);
	}
	printf("%s\n", m->exact ? " " EXACT_EVENT : "");
	print_blocks(&st->spec->decide, m);
	print_looks(st);
	printf("  cores of a run       %u\n", m->cores);
	printf("  runs at once         %s\n",
	       m->parallel ? arena_printf(a, "%u", m->parallel) : "as many as do not disturb each other");
	printf("  retries              %u, of a run that was disturbed\n", m->retries);
	printf("  page cache           %s\n", caches[m->cache]);
	printf("  padding              %s\n", m->unpadded ? "no" : "yes");
	printf("  accounting           %s\n",
	       m->accounting == ACCOUNT_PROCESS ? "process" : "the best that the machine has");
	printf("  seed                 %" PRIu64 "\n", m->seed);
	print_limits(&m->limits, a);
}

static void print_hooks(const struct hooks *h, struct arena *a)
{
	static const char *const names[N_HOOKS] = {[HOOK_SETUP] = "setup",
	                                           [HOOK_PREPARE] = "prepare",
	                                           [HOOK_CONCLUDE] = "conclude",
	                                           [HOOK_CLEANUP] = "cleanup"};

	if (!h->as_written) {
		return;
	}
	printf("\nHooks, each given up after %s\n",
	       num_show_duration(h->limit_ns ? h->limit_ns : 3600 * NSEC_PER_SEC, a));
	for (enum hook_kind kind = 0; kind < N_HOOKS; kind++) {
		const struct hook *own = &h->at[kind];
		if (own->n > 0) {
			printf("  %-20s", names[kind]);
			for (size_t i = 0; i < own->n; i++) {
				printf(" %s", own->argv[i].s);
			}
			putchar('\n');
		}
	}
}

static const char *margin_of(const struct criterion *c, struct arena *a)
{
	const char *unit = c->unit ? c->unit : "";
	const char *size = c->is_relative ? arena_printf(a, "%s %%", num_show_real(100 * c->margin, a))
	                                  : arena_printf(a, "%s %s", num_show_real(c->margin, a), unit);

	return c->kind == MARGIN_COVARIATE ? "what a run was given, never judged"
	       : !criterion_is_judged(c)   ? "shown, never judged"
	       : c->kind == MARGIN_WITHIN  ? arena_printf(a, "within %s", size)
	                                   : arena_printf(a, "not worse than %s, %s is better", size,
                                                         c->better == BETTER_LOWER ? "lower" : "higher");
}

static void print_timers(const struct spec *s)
{
	if (s->n_timers > 0) {
		printf("\nTimers\n");
	}
	for (size_t i = 0; i < s->n_timers; i++) {
		const struct timer *t = &s->timers[i];
		printf("  %-20s %s\n", t->name ? t->name : "(all there are)",
		       !t->step    ? t->source.extractor
		       : t->is_cpu ? "CPU time of its step"
		                   : "wall time of its step");
	}
}

static void print_quality(const struct spec *s, struct arena *a)
{
	printf("\nQuality\n");
	for (size_t i = 0; i < s->n_quality; i++) {
		const struct quality_source *q = &s->quality[i];
		for (size_t k = 0; k < q->n_metrics; k++) {
			printf("  %-20s from %s, %s\n", q->metrics[k].name, q->extractor,
			       margin_of(&q->metrics[k], a));
		}
	}
}

static void print_decide(const struct decide *d, struct arena *a)
{
	printf("\nDecided\n");
	printf("  by                   %s%s\n", d->time, d->is_race ? ", in a search" : "");
	printf("  worth                %s %%\n", num_show_real(100 * d->worth, a));
	if (d->error_rate == ERROR_FALSE_DISCOVERY) {
		printf("  false_discovery      %.10g %%\n", 100 * (1 - d->confidence));
	} else {
		printf("  confidence           %s %%\n", num_show_real(100 * d->confidence, a));
	}
}

static void print_budget(const struct budget *b, struct arena *a)
{
	if (b->latency_ns > 0) {
		printf("\nBudget\n  latency              %s\n", num_show_duration(b->latency_ns, a));
		printf("  baseline             %s\n",
		       b->baseline_ns > 0 ? num_show_duration(b->baseline_ns, a) : "as it is measured");
	}
}

static void print_reports(const struct reports *r)
{
	if (r->n_formats > 0) {
		printf("\nReports\n  formats             ");
	}
	for (size_t i = 0; i < r->n_formats; i++) {
		printf(" %s", r->formats[i].s);
	}
	printf("%s", r->n_formats == 0 ? "" : r->figures ? ", with figures\n" : "\n");
}

void cli_explain(const struct cli *c, const struct study *st)
{
	const struct spec *s = st->spec;

	print_parameters(s);
	print_factors(s);
	print_inputs(s);
	print_measure(st, c->arena);
	print_hooks(&s->hooks, c->arena);
	print_timers(s);
	print_quality(s, c->arena);
	print_decide(&s->decide, c->arena);
	print_budget(&s->budget, c->arena);
	print_reports(&s->reports);
	printf("\nThe baseline renders to\n");
	text_print_lines(stdout, "  ", st->variants.at[0].config);
}
