#include "cli_private.h"

#include <stdio.h>
#include <string.h>

#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/design/design.h"
#include "secateur/model/explanation.h"
#include "secateur/model/spec.h"
#include "secateur/spec/spec.h"

bool cli_number(struct cli *c, enum option_id id, int64_t least, int64_t most, int64_t *ret)
{
	const char *s = c->value[id];

	return !s || num_int(s, least, most, ret) ||
	       diag_fail(c->diag, NOWHERE, "--%s wants a whole number from %lld to %lld, not '%s'",
	                 option_rows[id].name, (long long)least, (long long)most, s);
}

bool cli_alone(struct cli *c, enum option_id id, const enum option_id *others, size_t n)
{
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		if (c->value[others[i]]) {
			ok = diag_fail(c->diag, NOWHERE, "--%s and --%s do not go together",
			               option_rows[id].name, option_rows[others[i]].name);
		}
	}
	return ok;
}

bool cli_share(struct cli *c, enum option_id id, double *ret)
{
	const char *s = c->value[id];
	double x = *ret;
	bool ok = !s || num_percent(s, &x) || num_real(s, &x);

	if (!ok || !(x > 0 && x < 1)) {
		return diag_fail(c->diag, NOWHERE, "--%s wants a share such as '2 %%' or 0.02, not '%s'",
		                 option_rows[id].name, s);
	}
	*ret = x;
	return true;
}

bool cli_prepare(struct cli *c, struct study *ret)
{
	int64_t seed = 0, blocks = 0, jobs = 0;
	const char *said = c->value[OPTION_JOBS];
	const bool is_auto = said && strcmp(said, "auto") == 0;
	bool ok = cli_number(c, OPTION_SEED, 0, INT64_MAX, &seed);

	ok = cli_number(c, OPTION_BLOCKS, 1, 1000 * 1000 * 1000, &blocks) && ok;
	ok = (is_auto || cli_number(c, OPTION_JOBS, 1, 1000, &jobs)) && ok;
	uint64_t chosen = (uint64_t)seed;
	struct spec_options o = {.parameters = c->sets.at,
	                         .n_parameters = c->sets.n,
	                         .seed = c->value[OPTION_SEED] ? &chosen : NULL,
	                         .blocks = (unsigned)blocks,
	                         .parallel = (unsigned)jobs,
	                         .parallel_auto = is_auto};
	if (!ok || !engine_prepare(c->words.at[0], &o, c->arena, c->diag, ret)) {
		return false;
	}
	c->spec = ret->spec;
	return true;
}

void cli_tell_left_out(const struct spec *s, FILE *out, struct arena *a)
{
	enum { SHOWN = 10 };

	if (!s->inside) {
		return;
	}
	fprintf(out, "%zu of %s lie inside %s%s", s->n_inputs,
	        num_show_count(s->n_inputs + s->n_uncovered, "input", "inputs", a), s->inside,
	        s->n_uncovered > 0 ? "; left out:" : "");
	for (size_t i = 0; i < s->n_uncovered && i < SHOWN; i++) {
		fprintf(out, "%s %s", i ? "," : "", s->uncovered[i].id);
	}
	if (s->n_uncovered > SHOWN) {
		fprintf(out, " and %zu more", s->n_uncovered - SHOWN);
	}
	fputc('\n', out);
}

bool cli_prepare_and_ask(struct cli *c, struct study *ret)
{
	if (!cli_prepare(c, ret)) {
		return false;
	}
	cli_tell_left_out(ret->spec, stderr, c->arena);
	return engine_ask(ret, c->arena, c->diag);
}

const char *cli_db(const struct cli *c) { return c->value[OPTION_DB] ? c->value[OPTION_DB] : "results.db"; }

bool cli_select(struct cli *c, const struct study *study, struct selection *ret, bool *is_part)
{
	const char *filter = c->value[OPTION_FILTER];

	*is_part = filter != NULL;
	return !filter || engine_select(study, filter, c->arena, c->diag, ret);
}

bool cli_spares_db(struct cli *c)
{
	const char *path = c->value[OPTION_OUTPUT];

	return !path || !fs_is_same(path, cli_db(c)) ||
	       diag_fail(c->diag, NOWHERE, "%s: is the results database, and would be written over", path);
}

bool cli_open(struct cli *c, enum store_mode mode, struct store **ret)
{
	return store_open(cli_db(c), mode, c->diag, ret);
}

static bool find_experiment(struct cli *c, const char **ret)
{
	struct study study;

	if (c->value[OPTION_EXPERIMENT] || c->words.n == 0) {
		*ret = c->value[OPTION_EXPERIMENT];
		return true;
	}
	if (!cli_prepare(c, &study)) {
		diag_help(c->diag, "FILE is an experiment; a results database is named with --db");
		return false;
	}
	*ret = study.spec->name;
	return true;
}

enum exit_status cli_find(struct cli *c, struct store **db, const char **name)
{
	if (!find_experiment(c, name)) {
		return EXIT_USAGE;
	}
	return cli_open(c, STORE_READ, db) ? EXIT_DONE : EXIT_DATABASE;
}

enum exit_status cli_evidence(struct cli *c, struct evidence *ret)
{
	const char *name = NULL;
	struct store *db = NULL;
	enum exit_status status = cli_find(c, &db, &name);

	if (status != EXIT_DONE) {
		return status;
	}
	enum engine_end end = engine_evidence_on(db, name, c->value[OPTION_FILTER], c->arena, c->diag, ret);
	store_close(db);
	return cli_status(end);
}

enum exit_status cli_explain_numbers(struct cli *c, struct explanation **ret, size_t *n)
{
	struct explain_number *numbers = NEW_ARRAY(c->arena, struct explain_number, c->numbers.n / 2);
	struct explain_request q = {.filter = c->value[OPTION_FILTER],
	                            .numbers = numbers,
	                            .n = c->numbers.n / 2,
	                            .arena = c->arena};
	struct store *db = NULL;

	for (size_t i = 0; i < q.n; i++) {
		numbers[i] = (struct explain_number){c->numbers.at[2 * i], c->numbers.at[2 * i + 1]};
	}
	*n = q.n;
	*ret = NEW_ARRAY(c->arena, struct explanation, q.n);
	enum exit_status status = cli_find(c, &db, &q.experiment);

	if (status != EXIT_DONE) {
		return status;
	}
	enum engine_end end = engine_explain(db, &q, c->diag, *ret);
	store_close(db);
	return cli_status(end);
}

void cli_print_paths(const struct study *s, struct arena *a)
{
	for (size_t i = 0; i < s->variants.n_paths; i++) {
		const struct path *p = &s->variants.paths[i];
		const struct variant *from = &s->variants.at[p->from], *to = &s->variants.at[p->to];
		struct variants first = {0};

		design_step(s->spec, from->settings, to->settings, a, &first);
		printf("\npath from %s to %s, after all of these: one change a step, the one that saves most first\n  ",
		       from->name, to->name);
		for (size_t k = 1; k < first.n; k++) {
			printf("%s%s", k > 1 ? ", " : "", first.at[k].name);
		}
		printf(": %zu at first, at most %zu more variants\n", first.n - 1,
		       (first.n - 1) * first.n / 2);
	}
}
