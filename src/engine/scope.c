#include "engine_private.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/design/design.h"
#include "secateur/model/factor.h"
#include "secateur/workload/workload.h"

static const struct scope *inside(const struct binding *at, size_t n, const struct scope *outer,
                                  struct arena *a)
{
	struct scope *s = NEW(a, struct scope);

	*s = (struct scope){at, n, outer};
	return s;
}

/* The input's columns, "scratch" and "run", known by name alone. */
static const struct scope *late_names(const struct spec *s, struct arena *a)
{
	const struct input *first = &s->inputs[0];
	struct binding *at = NEW_ARRAY(a, struct binding, first->n_columns + 2);

	for (size_t i = 0; i < first->n_columns; i++) {
		at[i] = (struct binding){.name = first->columns[i].name, .late = true};
	}
	at[first->n_columns] = (struct binding){.name = "scratch", .late = true};
	at[first->n_columns + 1] = (struct binding){.name = "run", .late = true};
	return inside(at, first->n_columns + 2, &s->parameters, a);
}

/* The factors, known by name and levels alone; `last`: one more name, or NULL. */
static const struct scope *factor_names(const struct spec *s, const char *last, const struct scope *outer,
                                        struct arena *a)
{
	struct binding *at = NEW_ARRAY(a, struct binding, s->n_factors + 1);

	for (size_t i = 0; i < s->n_factors; i++) {
		const struct factor *f = &s->factors[i];
		const char **levels = NEW_ARRAY(a, const char *, f->n_levels);
		for (size_t j = 0; j < f->n_levels; j++) {
			levels[j] = f->levels[j].name;
		}
		at[i] = (struct binding){.name = f->name,
		                         .late = true,
		                         .levels = levels,
		                         .n_levels = f->n_levels,
		                         .is_set = f->kind == FACTOR_SET};
	}
	at[s->n_factors] = (struct binding){.name = last, .late = true};
	return inside(at, s->n_factors + (last != NULL), outer, a);
}

const struct scope *scope_of_names(const struct spec *s, struct arena *a)
{
	return factor_names(s, "iteration", late_names(s, a), a);
}

const struct scope *scope_of_run_names(const struct spec *s, struct arena *a)
{
	return factor_names(s, NULL, late_names(s, a), a);
}

const struct scope *scope_of_quality_names(const struct spec *s, struct arena *a)
{
	const struct scope *names = scope_of_run_names(s, a);
	struct binding *own = NEW(a, struct binding);

	*own = (struct binding){.name = BASELINE_NAME, .late = true};
	return scope_find(names, BASELINE_NAME, strlen(BASELINE_NAME)) ? names : inside(own, 1, names, a);
}

const struct scope *scope_with_baseline(const struct scope *of_run, const char *dir, struct arena *a)
{
	struct binding *own = NEW(a, struct binding);

	*own = scope_bind(BASELINE_NAME, dir, a);
	return inside(own, 1, of_run, a);
}

const struct scope *scope_of_setup_names(const struct spec *s, struct arena *a)
{
	return factor_names(s, NULL, &s->parameters, a);
}

const struct scope *scope_of_setup(const struct spec *s, const struct variant *v, struct arena *a)
{
	return inside(design_bindings(v->settings, s->n_factors, a), s->n_factors, &s->parameters, a);
}

const struct scope *scope_of_variant(const struct spec *s, const struct variant *v, struct arena *a)
{
	return inside(design_bindings(v->settings, s->n_factors, a), s->n_factors, late_names(s, a), a);
}

/* Of characters that folders, collections and schemas may have; two names stay two. */
static const char *plain_name(const char *name, struct arena *a)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.=+-/";
	char *s = arena_strdup(a, name);
	bool is_plain = true;

	for (char *p = s + strspn(s, plain); *p; p += strspn(p, plain)) {
		*p = '_';
		is_plain = false;
	}
	if (is_plain) {
		return s;
	}
	struct hasher *h = hash_begin(a);
	hash_text(h, name);
	const struct digest digest = hash_end(h);
	return arena_printf(a, "%s.%.8s", s, digest_hex(&digest, a));
}

bool study_takes_all(const struct study *st)
{
	const struct workload_ops *w = st->spec->adapter ? workload_find(st->spec->adapter) : NULL;

	return w && w->takes_all && w->takes_all(st->spec->workload);
}

const char *run_name(const struct study *st, const struct trial *t, unsigned attempt, struct arena *a)
{
	const char *again = attempt > 1 ? arena_printf(a, "-%u", attempt) : "";
	const char *phase = t->phase == PHASE_COUNTED ? "count" : "b";

	const char *input = study_takes_all(st) ? "all" : st->spec->inputs[t->input].id;

	return plain_name(arena_printf(a, "%s/%s/%s/%s%03u%s", st->spec->name,
	                               st->variants.at[t->variant].name, input, phase,
	                               t->phase == PHASE_COUNTED ? t->position : t->block, again),
	                  a);
}

static bool is_named(const struct study *st, const struct trial *t, unsigned attempt, const char *name)
{
	AUTO_ARENA struct arena *a = arena_new();

	return strcmp(run_name(st, t, attempt, a), name) == 0;
}

/* The first number at or behind `s`; `otherwise`: there is none. */
static uint32_t number_in(const char *s, uint32_t otherwise)
{
	static const char figures[] = "0123456789";
	AUTO_ARENA struct arena *a = arena_new();
	const char *at = s + strcspn(s, figures);
	int64_t n = 0;

	return num_int(arena_strndup(a, at, strspn(at, figures)), 0, UINT32_MAX, &n) ? (uint32_t)n
	                                                                             : otherwise;
}

/* But for its numbers a name is not taken apart: what it was made of may have had any characters. */
bool run_named(const struct study *st, const char *name, struct trial *ret)
{
	const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
	const char *again = last + strcspn(last, "-.");
	const size_t n_inputs = study_takes_all(st) ? 1 : st->spec->n_inputs;
	const uint32_t number = number_in(last, 0), attempt = *again == '-' ? number_in(again, 1) : 1;
	const bool is_count = *last == 'c';

	for (size_t i = 0; i < st->variants.n * n_inputs; i++) {
		*ret = (struct trial){.block = number,
		                      .position = number,
		                      .variant = (uint32_t)(i / n_inputs),
		                      .input = (uint32_t)(i % n_inputs),
		                      .phase = is_count ? PHASE_COUNTED : PHASE_MEASURED};
		if (is_named(st, ret, attempt, name)) {
			return true;
		}
	}
	return false;
}

const struct scope *scope_of_run(const struct spec *s, const struct variant *v, const struct input *in,
                                 const char *scratch, const char *run, struct arena *a)
{
	struct binding *own = NEW_ARRAY(a, struct binding, 2);

	own[0] = scope_bind("scratch", scratch, a);
	own[1] = run ? scope_bind("run", run, a) : (struct binding){.name = "run", .late = true};
	const struct scope *outer =
		in ? inside(in->columns, in->n_columns, inside(own, 2, &s->parameters, a), a)
		   : inside(own, 2, late_names(s, a), a);
	return inside(design_bindings(v->settings, s->n_factors, a), s->n_factors, outer, a);
}

const struct scope *scope_of_trial(const struct study *st, const struct trial *t, const char *scratch,
                                   const char *run, struct arena *a)
{
	const struct input *in = study_takes_all(st) ? NULL : &st->spec->inputs[t->input];

	return scope_of_run(st->spec, &st->variants.at[t->variant], in, scratch, run, a);
}
