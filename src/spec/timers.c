/* Durations of parts of a run: of its steps, or what extractors take out of its files. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/vec.h"
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

static bool read_unit(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *unit = NULL;

	if (!read_text(y, &unit, r)) {
		return false;
	}
	*(double *)into = num_time_unit(unit);
	return *(double *)into > 0 ||
	       diag_fail(r->diag, yaml_at(y), "'%s' is no unit of time: ns, us, ms, s, min, h or d", unit);
}

static const char *const kinds[] = {"wall", "cpu"};

static bool read_kind(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return spec_read_either(y, kinds, into, r);
}

static const struct field step_rows[] = {
	{"name", read_name, offsetof(struct timer, name), true, "names the timer"},
	{"step", read_name, offsetof(struct timer, step), true, "the step, all passes of it together"},
	{"of", read_kind, offsetof(struct timer, is_cpu), false, "wall time (the default) or CPU time",
         AS_WORDS(kinds)},
};

static const struct field source_rows[] = {
	{"name", read_name, offsetof(struct timer, name), true,
         "names the timer; without it, lsst_metadata gives every time by the name that it has"},
	{"unit", read_unit, offsetof(struct timer, unit_ns), false,
         "of the numbers: ns, us, ms, s, min, h or d; else the one that they come with, or seconds",
         &shape_text},
};
enum { N_SOURCE_ROWS = sizeof(source_rows) / sizeof(*source_rows) };

static bool read_source(const struct yaml *y, struct timer *t, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	const struct part *p = spec_find_part(l->options->extractor, "extractor", yaml_get(y, "from"), r);
	const char *own[N_SOURCE_ROWS + 1] = {"from"};
	struct field named[N_SOURCE_ROWS];
	VEC(const char *) others = {0};

	if (!p) {
		return false;
	}
	*vec_push(r->arena, &others) = "from";
	for (size_t i = 0; i < p->n_fields; i++) {
		*vec_push(r->arena, &others) = p->fields[i].key;
	}
	for (size_t i = 0; i < N_SOURCE_ROWS; i++) {
		own[i + 1] = source_rows[i].key;
		named[i] = source_rows[i];
		named[i].required = source_rows[i].required && !p->names_its_own;
	}
	void *params = arena_alloc(r->arena, p->size, alignof(max_align_t));
	bool ok = yaml_fields(y, named, N_SOURCE_ROWS, others.at, others.n, t, r);
	ok = ok && yaml_fields(y, p->fields, p->n_fields, own, N_SOURCE_ROWS + 1, params, r);
	struct criterion *c = NEW(r->arena, struct criterion);
	c->name = t->name;
	c->at = t->at;
	if (ok && !t->name && t->unit_ns > 0) {
		ok = diag_fail(r->diag, yaml_at(yaml_get(y, "unit")),
		               "'%s' names its times itself, with their units", p->name);
	}
	t->source = (struct quality_source){.extractor = p->name,
	                                    .params = params,
	                                    .is_whole = ok,
	                                    .as_written = y,
	                                    .metrics = c,
	                                    .n_metrics = t->name ? 1 : 0};
	return ok;
}

static bool name_is_new(const struct timer *all, const struct timer *last, struct diag *d)
{
	static const char *const taken[] = {"wall", "cpu", "peak_memory", EXACT_EVENT};

	for (size_t i = 0; last->name && i < sizeof(taken) / sizeof(*taken); i++) {
		if (strcmp(taken[i], last->name) == 0) {
			return diag_fail(
				d, last->at,
				"'%s' is measured of every run as a whole; a timer needs another name",
				last->name);
		}
	}
	for (const struct timer *t = all; last->name && t < last; t++) {
		if (t->name && strcmp(t->name, last->name) == 0) {
			return diag_fail(d, last->at, "the timer '%s' is named twice", last->name);
		}
	}
	return true;
}

static bool read_timer(const struct yaml *y, const struct timer *all, struct timer *t, struct yaml_reader *r)
{
	t->at = yaml_at(y);
	t->source.as_written = y;
	if (yaml_kind(y) != YAML_MAP || !yaml_get(y, "from") == !yaml_get(y, "step")) {
		return diag_fail(r->diag, t->at,
		                 "expected a map with a name and one of the keys 'from' and 'step'");
	}
	bool ok = yaml_get(y, "from") ? read_source(y, t, r) : yaml_fields(y, ROWS(step_rows), NULL, 0, t, r);
	return ok && name_is_new(all, t, r->diag);
}

const struct shape *spec_timers_shape(const struct spec_options *o, struct arena *a)
{
	static const struct shape of_step = SHAPE_OF_FIELDS(step_rows);
	struct shape *of_source = NEW(a, struct shape), *either = NEW(a, struct shape),
		     *list = NEW(a, struct shape);

	*of_source = (struct shape){.kind = SHAPE_PARTS,
	                            .key = "from",
	                            .part = o->extractor,
	                            .fields = source_rows,
	                            .n_fields = N_SOURCE_ROWS};
	*either = (struct shape)SHAPE_EITHER_OF(&of_step, of_source);
	*list = (struct shape){.kind = SHAPE_LIST, .of = either};
	return list;
}

bool spec_read_timers(const struct yaml *y, struct yaml_reader *r)
{
	struct spec *s = ((struct loader *)r->context)->spec;
	bool ok = true;

	if (!y) {
		return true;
	}
	if (yaml_kind(y) != YAML_LIST) {
		return diag_fail(r->diag, yaml_at(y), "expected a list, not %s", yaml_kind_name(y));
	}
	struct timer *timers = NEW_ARRAY(r->arena, struct timer, yaml_count(y));
	s->timers = timers;
	s->n_timers = yaml_count(y);
	for (size_t i = 0; i < yaml_count(y); i++) {
		ok = read_timer(yaml_item(y, i), timers, &timers[i], r) && ok;
	}
	return ok;
}
