/**
 * Metrics that LSST's pipelines measure of their own output (lsst.verify, analysis_tools), whichever of its files holds them:
 *
 *   metricvalue_<package>_<metric>*.yaml    one Measurement
 *   *.verify.json                           a Job: a list of Measurements
 *   *_metrics*.json                         a bundle: for each analysis tool, a list of them
 *
 * A metric is named as its Measurement says, package.metric; one without a package, as they are in bundles, is tool.metric.
 */
#include <math.h>
#include <string.h>

#include "quality_series.h"
#include "quality_tree.h"
#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/criterion.h"
#include "secateur/quality/lsst.h"

enum { MOST_METRICS = 1000 };

struct params {
	struct text files, value; /* value.s is NULL: all that there are */
	struct reduction_said of;
};

static const struct field rows[] = {
	{"files", read_template, offsetof(struct params, files), true,
         "the files, below the run's folder: a pattern such as **/metricvalue_*, **/*.verify.json, **/*_metrics*.json"},
	{"value", read_template, offsetof(struct params, value), false,
         "the metric: package.metric, or tool.metric in a bundle (all that there are, by these names)"},
	{"of", read_reduction_said, offsetof(struct params, of), false,
         "sum, mean, median, min, max, first, last or count, where a metric was measured more than once",
         &reduction_shape},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	bool ok = template_check(p->files, names, a, d);

	return template_check(p->value, names, a, d) && ok;
}

static bool check_whole(const void *params, const struct criterion *metrics, size_t n, struct arena *a,
                        struct diag *d)
{
	const struct params *p = params;

	(void)a;
	return !p->value.s || n <= 1 ||
	       diag_fail(d, metrics[1].at,
	                 "with a 'value' it gives one metric: give '%s' an entry of its own, or leave the "
	                 "value out",
	                 metrics[1].name);
}

/* --- what is in the files ------------------------------------------------------------------------- */

struct measured {
	const char *name, *unit;
	struct series numbers;
	const char *why; /* not NULL: one of them is no number */
};

/** All that was found so far. */
struct collection {
	VEC(struct measured) all;
	struct reduction_said of;
	struct arena *own, *a; /* for what is read; for names and reasons */
};

static struct measured *measured_as(struct collection *c, const char *name)
{
	for (size_t i = 0; i < c->all.n; i++) {
		if (strcmp(c->all.at[i].name, name) == 0) {
			return &c->all.at[i];
		}
	}
	struct measured *m = vec_push(c->own, &c->all);
	*m = (struct measured){.name = arena_strdup(c->a, name), .numbers = {.of = c->of.how}};
	return m;
}

/* Without one, it is a plain number. */
static const char *unit_of(struct json_object *measurement)
{
	struct json_object *unit = json_member(measurement, "unit");
	const char *s = unit ? json_object_get_string(unit) : "";

	return *s ? s : "1";
}

static const char *no_value(struct collection *c, const struct measured *m, const char *file,
                            struct json_object *value, double *ret)
{
	const char *why = value ? json_number(value, m->name, file, c->a, ret)
	                        : arena_printf(c->a, "%s of %s is null", m->name, file);

	if (!why && !isfinite(*ret)) {
		why = arena_printf(c->a, "%s of %s is %s", m->name, file, isnan(*ret) ? "NaN" : "infinite");
	}
	return why;
}

/* NULL, or why the file as a whole is of no use. `tool` is NULL outside bundles. */
static const char *read_measurement(struct collection *c, const char *file, const char *tool,
                                    struct json_object *x)
{
	struct json_object *metric = json_member(x, "metric");
	const char *name =
		json_object_is_type(metric, json_type_string) ? json_object_get_string(metric) : "";
	double value = 0;

	if (!*name) {
		return arena_printf(c->a, "%s holds a measurement that does not name its metric", file);
	}
	struct measured *m =
		measured_as(c, tool && !strchr(name, '.') ? arena_printf(c->own, "%s.%s", tool, name) : name);
	if (c->all.n > MOST_METRICS) {
		return arena_printf(c->a, "they hold more than %d metrics by their names", MOST_METRICS);
	}
	const char *why = no_value(c, m, file, json_member(x, "value"), &value);
	if (why) {
		m->why = m->why ? m->why : why;
		return NULL;
	}
	const char *unit = unit_of(x);
	m->unit = m->unit ? m->unit : arena_strdup(c->a, unit);
	if (!m->why && strcmp(m->unit, unit) != 0) {
		m->why = arena_printf(c->a, "it is in %s and, in %s, in %s", m->unit, file,
		                      quality_shown(unit, c->a));
	}
	series_add(&m->numbers, value, c->own);
	return NULL;
}

static const char *no_metrics(struct collection *c, const char *file)
{
	return arena_printf(c->a, "%s holds no metrics: it is neither a Measurement, a Job nor a bundle",
	                    file);
}

static const char *read_list(struct collection *c, const char *file, const char *tool,
                             struct json_object *list)
{
	const char *why = json_object_is_type(list, json_type_array) ? NULL : no_metrics(c, file);

	for (size_t i = 0; !why && i < json_object_array_length(list); i++) {
		why = read_measurement(c, file, tool, json_object_array_get_idx(list, i));
	}
	return why;
}

/* What it tells of itself has keys that begin with two underscores. */
static const char *read_bundle(struct collection *c, const char *file, struct json_object *root)
{
	const char *why = NULL;

	json_object_object_foreach(root, tool, list)
	{
		if (!why && strncmp(tool, "__", 2) != 0) {
			why = read_list(c, file, tool, list);
		}
	}
	return why;
}

static const char *read_file(void *arg, const char *file, struct json_object *root)
{
	if (!json_object_is_type(root, json_type_object)) {
		return no_metrics(arg, file);
	}
	struct json_object *job = json_member(root, "measurements");

	if (json_object_is_type(json_member(root, "metric"), json_type_string)) {
		return read_measurement(arg, file, NULL, root);
	}
	return job ? read_list(arg, file, NULL, job) : read_bundle(arg, file, root);
}

const char *lsst_metrics_read(const char *path, struct arena *a, struct lsst_metrics *ret)
{
	AUTO_ARENA struct arena *own = arena_new();
	AUTO_JSON struct json_object *root = NULL;
	struct collection c = {.own = own, .a = a};
	const char *slash = strrchr(path, '/'), *why = tree_of_file(path, tree_of_either, own, a, &root);

	*ret = (struct lsst_metrics){0};
	why = why ? why : read_file(&c, slash ? slash + 1 : path, root);
	if (why) {
		return why;
	}
	struct lsst_measured *all = NEW_ARRAY(a, struct lsst_measured, c.all.n);
	for (size_t i = 0; i < c.all.n; i++) {
		all[i] = (struct lsst_measured){c.all.at[i].name, c.all.at[i].unit};
	}
	*ret = (struct lsst_metrics){all, c.all.n};
	return NULL;
}

/* --- what is told --------------------------------------------------------------------------------- */

/* As a metric of this name; `asked_unit`: the one that the experiment file has it in, or NULL. */
static struct metric told(struct collection *c, struct measured *m, const char *name, const char *asked_unit)
{
	struct metric ret = {.name = name, .absent_reason = m->why};
	const char *unit = c->of.how == OF_COUNT ? "1" : m->unit;

	if (!ret.absent_reason && m->numbers.n > 1 && !c->of.is_said) {
		ret.absent_reason = arena_printf(
			c->a, "it was measured %zu times: say by `of` what is made of that", m->numbers.n);
	} else if (!ret.absent_reason && asked_unit && strcmp(asked_unit, unit) != 0) {
		ret.absent_reason = arena_printf(c->a, "it is in %s, but the experiment file has it in %s",
		                                 unit, asked_unit);
	}
	if (!ret.absent_reason) {
		ret.unit = unit;
		series_value(&m->numbers, &ret.value);
		ret.absent_reason = isfinite(ret.value) ? NULL : "not a finite number";
	}
	return ret;
}

/* `as`: how the experiment file names what the files name `asked`. */
static void give_asked(struct collection *c, const char *asked, const struct criterion *as,
                       struct findings *ret)
{
	VEC(const char *) known = {0};

	for (size_t i = 0; i < c->all.n; i++) {
		if (strcmp(c->all.at[i].name, asked) == 0) {
			struct metric m = told(c, &c->all.at[i], as->name, as->unit);
			if (m.absent_reason) {
				findings_add_absent(ret, c->a, m.name, m.absent_reason);
			} else {
				findings_add(ret, c->a, m.name, m.value, m.unit);
			}
			return;
		}
		*vec_push(c->own, &known) = c->all.at[i].name;
	}
	findings_add_absent(ret, c->a, as->name,
	                    arena_printf(c->a, "no file holds the metric %s%s", quality_shown(asked, c->a),
	                                 near_hint(asked, known.at, known.n, c->a)));
}

/* Those that were asked for are there: what is extra gives way to them. */
static void give_all(struct collection *c, const struct quality_input *in, struct findings *ret)
{
	for (size_t i = 0; i < in->n_metrics; i++) {
		give_asked(c, in->metrics[i].name, &in->metrics[i], ret);
	}
	for (size_t i = 0; i < c->all.n; i++) {
		findings_add_extra(ret, c->a, told(c, &c->all.at[i], c->all.at[i].name, NULL));
	}
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	AUTO_ARENA struct arena *own = arena_new();
	struct collection c = {.of = p->of, .own = own, .a = a};
	const char *files = template_text(p->files, in->scope, ",", a, d);
	const char *asked = p->value.s ? template_text(p->value, in->scope, ",", a, d) : NULL;

	if (!files || (p->value.s && !asked)) {
		return false;
	}
	const char *why = tree_each(files, tree_of_either, in, own, a, read_file, &c);
	for (size_t i = 0; why && i < in->n_metrics; i++) {
		findings_add_absent(ret, a, in->metrics[i].name, why);
	}
	if (!why && asked) {
		give_asked(&c, asked, &in->metrics[0], ret);
		only_first(in, a, ret);
	} else if (!why) {
		give_all(&c, in, ret);
	}
	return true;
}

const struct quality_ops quality_lsst_metric = {
	.part = {.name = "lsst_metric",
                 .about = "metrics that LSST's pipelines measure: MetricValues, Jobs, metric bundles",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.gives_many = true,
	.check = check,
	.check_whole = check_whole,
	.extract = extract,
};
