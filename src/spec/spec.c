#include "secateur/spec/spec.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/spec.h"
#include "secateur/spec/schema.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

enum { FORMAT_VERSION = 1 };

static bool read_format(const struct yaml *y, void *into, struct yaml_reader *r)
{
	unsigned version = 0;

	(void)into;
	if (!read_count(y, &version, r)) {
		return false;
	}
	if (version != FORMAT_VERSION) {
		return diag_fail(r->diag, yaml_at(y), "format %u is not known; this version reads format %d",
		                 version, FORMAT_VERSION);
	}
	return true;
}

static const struct shape format_shape = {
	.kind = SHAPE_WHOLE, .least = FORMAT_VERSION, .most = FORMAT_VERSION};

static const struct field top_rows[] = {
	{"secateur", read_format, 0, true, "version of this format: 1", &format_shape},
	{"name", read_name, offsetof(struct spec, name), true, "names the experiment in the database"},
	{"question", read_text, offsetof(struct spec, question), false, "what the experiment is to answer"},
	{"hooks", spec_read_hooks, offsetof(struct spec, hooks), false, "programs around runs, never timed",
         &spec_hooks_shape},
	{"measure", spec_read_measure, offsetof(struct spec, measure), false, "how runs are made and counted",
         &spec_measure_shape},
	{"decide", spec_read_decide, offsetof(struct spec, decide), false, "how the runs are judged",
         &spec_decide_shape},
	{"report", spec_read_reports, offsetof(struct spec, reports), false, "what reports are written"},
	{"budget", spec_read_budget, offsetof(struct spec, budget), false,
         "what a run may take: the report has a ladder from today's latency to it", &spec_budget_shape},
	{"include", NULL, 0, false, "files beside this one, whose keys hold where it has none of its own",
         &shape_texts},
	/* the sections below */
	{"parameters", NULL, 0, false, "names for texts that templates use and --set changes",
         &spec_parameters_shape},
	{"factors", NULL, 0, false, "what can be changed: names for sets, choices and ranges",
         &spec_factors_shape},
	{"inputs", NULL, 0, false, "what every variant is run on", &spec_inputs_shape},
	{"workload", NULL, 0, true, "what is run, through an adapter"},
	{"timers", NULL, 0, false,
         "durations of parts of a run: of steps, or taken out of what it left behind"},
	{"quality", NULL, 0, false,
         "what is measured of what a run left behind, and what must not change of it"},
};

const struct part *spec_find_part(const struct part *(*row)(size_t i), const char *what,
                                  const struct yaml *name, struct yaml_reader *r)
{
	VEC(const char *) names = {0};
	const char *s = yaml_text(name);

	if (!s) {
		diag_fail(r->diag, yaml_at(name), "expected the name of an %s, not %s", what,
		          yaml_instead(name, r->arena));
		return NULL;
	}
	for (size_t i = 0; row(i); i++) {
		if (strcmp(row(i)->name, s) == 0) {
			return row(i);
		}
		*vec_push(r->arena, &names) = row(i)->name;
	}
	diag_fail(r->diag, yaml_at(name), "unknown %s '%s'%s", what, s,
	          near_hint(s, names.at, names.n, r->arena));
	return NULL;
}

static bool read_workload(const struct yaml *y, struct yaml_reader *r)
{
	static const char *const own[] = {"adapter"};
	const struct loader *l = r->context;

	if (!y) {
		return true; /* its absence is told with the other missing keys */
	}
	const struct yaml *name = yaml_named(y, "adapter", r);
	const struct part *p = name ? spec_find_part(l->options->adapter, "adapter", name, r) : NULL;
	if (!p) {
		return false;
	}
	void *params = arena_alloc(r->arena, p->size, alignof(max_align_t));
	l->spec->adapter = p->name;
	l->spec->workload = params;
	l->spec->workload_at = yaml_at(name);
	l->spec->workload_is_whole = yaml_fields(y, p->fields, p->n_fields, ROWS(own), params, r);
	return l->spec->workload_is_whole;
}

/* Read after the rows above, in this order: each may rest on those before it. */
static const struct section {
	const char *key;
	bool (*read)(const struct yaml *y, struct yaml_reader *r);
	bool names; /* it gives names that templates use */
} sections[] = {
	{"parameters", spec_read_parameters, true}, {"factors", spec_read_factors, true},
	{"inputs", spec_read_inputs, true},         {"workload", read_workload, false},
	{"timers", spec_read_timers, false},        {"quality", spec_read_quality, false},
};
/* read by the room that expands them */
static const char *const others[] = {"baseline", "variants", "exclude"};

static const struct yaml *list_or_null(const struct yaml *root, const char *key, struct yaml_reader *r)
{
	const struct yaml *y = yaml_get(root, key);

	if (y && yaml_kind(y) != YAML_LIST) {
		diag_fail(r->diag, yaml_at(y), "expected a list, not %s", yaml_instead(y, r->arena));
		return NULL;
	}
	return y;
}

static void apply_options(struct spec *s, const struct spec_options *o)
{
	s->measure.seed = o->seed ? *o->seed : s->measure.seed;
	if (o->blocks) {
		s->measure.blocks = o->blocks;
		s->measure.least_blocks = 0;
	}
	s->measure.parallel = o->parallel_auto ? 0 : o->parallel ? o->parallel : s->measure.parallel;
}

static struct spec *defaults(const struct source *in, const char *here, struct arena *a)
{
	static const struct text counters[] = {
		{"task-clock", {0}}, {"page-faults", {0}}, {"context-switches", {0}}};
	struct spec *s = NEW(a, struct spec);

	*s = (struct spec){
		.path = in->name,
		.here = arena_strdup(a, here),
		.source = in,
		.as_written = in->text,
		.question = "",
		.measure = {.cores = 1,
	                    .parallel = 1,
	                    .blocks = 10,
	                    .warmup = 1,
	                    .seed = 1,
	                    .retries = 1,
	                    .accounting = ACCOUNT_CGROUP2},
		.decide = {.time = "cpu", .worth = 0.01, .confidence = 0.95},
	};
	s->measure.counters = counters;
	s->measure.n_counters = sizeof(counters) / sizeof(*counters);
	return s;
}

bool spec_parse(const struct source *in, const char *here, const struct spec_options *o, struct arena *a,
                struct diag *d, struct spec **ret)
{
	struct spec *s = defaults(in, here, a);
	struct loader l = {s, o};
	struct yaml_reader r = {a, d, &l};
	const struct yaml *root;

	if (!yaml_parse(in, a, d, &root)) {
		return false;
	}
	root = spec_include(root, in->name, here, &r);
	if (!root) {
		return false;
	}
	yaml_fields(root, ROWS(top_rows), ROWS(others), s, &r);
	if (yaml_kind(root) != YAML_MAP) {
		return false;
	}
	s->names_ok = true;
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		bool good = sections[i].read(yaml_get(root, sections[i].key), &r);
		s->names_ok = s->names_ok && (good || !sections[i].names);
	}
	spec_check_held_out(s, d);
	s->baseline = yaml_get(root, "baseline");
	s->variants = list_or_null(root, "variants", &r);
	s->exclude = list_or_null(root, "exclude", &r);
	apply_options(s, o);
	*ret = s;
	return true;
}

static const struct shape *workload_shape(const struct spec_options *o, struct arena *a)
{
	struct shape *s = NEW(a, struct shape);

	*s = (struct shape){.kind = SHAPE_PARTS, .key = "adapter", .part = o->adapter};
	return s;
}

const struct shape *spec_shape(const struct spec_options *o, const struct field *more, size_t n_more,
                               struct arena *a)
{
	size_t n = sizeof(top_rows) / sizeof(*top_rows);
	struct field *rows = NEW_ARRAY(a, struct field, n + n_more);
	struct shape *s = NEW(a, struct shape);

	for (size_t i = 0; i < n + n_more; i++) {
		rows[i] = i < n ? top_rows[i] : more[i - n];
		if (strcmp(rows[i].key, "workload") == 0) {
			rows[i].shape = workload_shape(o, a);
		} else if (strcmp(rows[i].key, "quality") == 0) {
			rows[i].shape = spec_quality_shape(o, a);
		} else if (strcmp(rows[i].key, "report") == 0) {
			rows[i].shape = spec_reports_shape(o, a);
		} else if (strcmp(rows[i].key, "timers") == 0) {
			rows[i].shape = spec_timers_shape(o, a);
		}
	}
	*s = (struct shape){.kind = SHAPE_FIELDS, .fields = rows, .n_fields = n + n_more};
	return s;
}

bool spec_load(const char *path, const struct spec_options *o, struct arena *a, struct diag *d,
               struct spec **ret)
{
	struct source *in = NEW(a, struct source);
	char *here = NULL;
	size_t size = 0;

	in->name = arena_strdup(a, path);
	return fs_read(path, SPEC_MOST_BYTES, a, d, &in->text, &size) && spec_source_is_text(in, size, d) &&
	       fs_dir_of(path, a, d, &here) && spec_parse(in, here, o, a, d, ret);
}
