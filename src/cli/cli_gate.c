/*
 * Gates: what verdicts a build may rest on. "no-win=DROP,NO GAIN" wants one of these of that variant, "drop-*=DROP" of every one of that name,
 * "any:drop-*=DROP" of one of them at least. Names may hold '=' themselves: verdicts begin behind the last.
 */
#include <fnmatch.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/near.h"
#include "secateur/model/evidence.h"
#include "secateur/report/words.h"

static const enum verdict verdicts[] = {VERDICT_DROP,  VERDICT_KEEP,  VERDICT_NO_GAIN,  VERDICT_REQUIRED,
                                        VERDICT_FAILS, VERDICT_NO_OP, VERDICT_UNDECIDED};
enum { N_VERDICTS = sizeof(verdicts) / sizeof(*verdicts) };

struct gate {
	const char *as_written, *pattern;
	bool is_any;      /* one is enough */
	unsigned allowed; /* a bit for each verdict */
};

/* --- reading -------------------------------------------------------------------------------------- */

/* "no gain", "no-gain" and "NO_GAIN" are NO GAIN. */
static const char *plain_word(const char *s, size_t n, struct arena *a)
{
	char *word = arena_strndup(a, s, n);

	for (char *p = word; *p; p++) {
		*p = *p == '-' || *p == '_' ? ' ' : *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
	}
	return word;
}

static bool read_verdict(struct cli *c, struct gate *g, const char *s, size_t n)
{
	const char *word = plain_word(s, n, c->arena), *names[N_VERDICTS];

	for (size_t i = 0; i < N_VERDICTS; i++) {
		names[i] = verdict_word(verdicts[i]);
		if (strcmp(plain_word(names[i], strlen(names[i]), c->arena), word) == 0) {
			g->allowed |= 1U << verdicts[i];
			return true;
		}
	}
	diag_fail(c->diag, NOWHERE, "--gate %s: '%.*s' is no verdict%s", g->as_written, (int)n, s,
	          near_hint(word, names, N_VERDICTS, c->arena));
	diag_help(c->diag, "DROP, KEEP, NO GAIN, REQUIRED, FAILS, NO-OP or UNDECIDED, several with commas");
	return false;
}

static bool read_gate(struct cli *c, const char *text, struct gate *ret)
{
	const char *split = strrchr(text, '=');
	struct gate g = {.as_written = text};
	bool ok = true;

	if (!split || split == text || !split[1]) {
		return diag_fail(c->diag, NOWHERE,
		                 "--gate wants a variant and a verdict such as 'lean=DROP', not '%s'", text);
	}
	g.pattern = arena_strndup(c->arena, text, (size_t)(split - text));
	for (const char *s = split + 1; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL) {
		ok = read_verdict(c, &g, s, strcspn(s, ",")) && ok;
	}
	*ret = g;
	return ok;
}

/* --- whom it is about ----------------------------------------------------------------------------- */

static bool is_meant(const struct gate *g, const struct variant_evidence *v)
{
	return !v->is_baseline && (strcmp(g->pattern, v->name) == 0 || fnmatch(g->pattern, v->name, 0) == 0);
}

static size_t count_meant(const struct gate *g, const struct evidence *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		n += is_meant(g, &e->variants[i]);
	}
	return n;
}

static bool find_meant(struct cli *c, const struct evidence *e, struct gate *g)
{
	VEC(const char *) names = {0};

	if (count_meant(g, e) == 0 &&
	    (strcmp(g->pattern, "any") == 0 || strncmp(g->pattern, "any:", 4) == 0)) {
		g->pattern = g->pattern[3] ? g->pattern + 4 : "*";
		g->is_any = true;
	}
	if (count_meant(g, e) > 0) {
		return true;
	}
	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		if (!v->is_baseline) {
			*vec_push(c->arena, &names) = v->name;
		} else if (strcmp(v->name, g->pattern) == 0) {
			return diag_fail(c->diag, NOWHERE, "--gate %s: there is no verdict on the baseline",
			                 g->as_written);
		}
	}
	return diag_fail(c->diag, NOWHERE, "--gate %s: no variant%s is named '%s'%s", g->as_written,
	                 e->filter ? " that --filter selects" : "", g->pattern,
	                 near_hint(g->pattern, names.at, names.n, c->arena));
}

/* --- whether it holds ----------------------------------------------------------------------------- */

static bool is_allowed(const struct gate *g, const struct variant_evidence *v)
{
	return g->allowed & 1U << v->verdict;
}

static bool holds(struct cli *c, const struct evidence *e, const struct gate *g)
{
	size_t n_held = 0, n_meant = count_meant(g, e);

	for (size_t i = 0; i < e->n_variants; i++) {
		n_held += is_meant(g, &e->variants[i]) && is_allowed(g, &e->variants[i]);
	}
	if (n_held == n_meant || (g->is_any && n_held > 0)) {
		return true;
	}
	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		if (is_meant(g, v) && !is_allowed(g, v)) {
			diag_fail(c->diag, NOWHERE, "--gate %s does not hold: %s is %s: %s", g->as_written,
			          v->name, verdict_word(v->verdict), v->why);
		}
	}
	return false;
}

bool cli_gates(struct cli *c, const struct evidence *e, struct gates *ret)
{
	struct gate *all = NEW_ARRAY(c->arena, struct gate, c->gates.n);
	bool ok = true;

	for (size_t i = 0; i < c->gates.n; i++) {
		ok = read_gate(c, c->gates.at[i], &all[i]) && find_meant(c, e, &all[i]) && ok;
	}
	*ret = (struct gates){all, c->gates.n};
	return ok;
}

bool cli_gates_hold(struct cli *c, const struct evidence *e, const struct gates *gates)
{
	bool ok = true;

	for (size_t i = 0; i < gates->n; i++) {
		ok = holds(c, e, &gates->at[i]) && ok;
	}
	return ok;
}
