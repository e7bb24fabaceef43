#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/vec.h"
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

/* The unit may be given by itself, before or after the margin, or with the margin: all must say the same. */
static bool takes_unit(const struct yaml *y, const char *unit, struct criterion *c, struct yaml_reader *r)
{
	if (c->unit && strcmp(unit, c->unit) != 0) {
		return diag_fail(r->diag, yaml_at(y), "in %s here, but in %s above", unit, c->unit);
	}
	c->unit = unit;
	return true;
}

static bool read_unit(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *unit = NULL;

	return read_text(y, &unit, r) && takes_unit(y, unit, into, r);
}

/* "1 %": a share of the reference's value. "0.5" or "0.5 mas": in the metric's unit. */
static bool read_margin(const struct yaml *y, struct criterion *c, struct yaml_reader *r)
{
	const char *s = yaml_text(y);
	double x = 0;

	if (s && num_percent(s, &x)) {
		c->is_relative = true;
	} else {
		size_t n = s ? strcspn(s, " ") : 0;
		const char *unit = s ? s + n + strspn(s + n, " ") : "";
		if (!s || !num_real(arena_strndup(r->arena, s, n), &x)) {
			s = NULL;
		} else if (*unit && !takes_unit(y, unit, c, r)) {
			return false;
		}
	}
	if (!s) {
		return diag_fail(r->diag, yaml_at(y), "expected a margin such as '1 %%' or '0.005', not %s",
		                 yaml_instead(y, r->arena));
	}
	if (!(x > 0)) {
		return diag_fail(r->diag, yaml_at(y), "a margin is more than 0");
	}
	c->margin = x;
	return true;
}

static bool read_within(const struct yaml *y, void *into, struct yaml_reader *r)
{
	((struct criterion *)into)->kind = MARGIN_WITHIN;
	return read_margin(y, into, r);
}

static bool read_not_worse(const struct yaml *y, void *into, struct yaml_reader *r)
{
	((struct criterion *)into)->kind = MARGIN_NOT_WORSE_THAN;
	return read_margin(y, into, r);
}

static bool read_covariate(const struct yaml *y, void *into, struct yaml_reader *r)
{
	bool is_covariate = false;
	const bool ok = read_bool(y, &is_covariate, r);

	if (is_covariate) {
		((struct criterion *)into)->kind = MARGIN_COVARIATE;
	}
	return ok;
}

static const char *const betters[] = {"lower", "higher"};

static bool read_better(const struct yaml *y, void *into, struct yaml_reader *r)
{
	bool is_higher = false, ok = spec_read_either(y, betters, &is_higher, r);

	if (ok) {
		((struct criterion *)into)->better = is_higher ? BETTER_HIGHER : BETTER_LOWER;
	}
	return ok;
}

static const struct shape margin_shape = {
	.kind = SHAPE_EITHER,
	.of = &shape_real,
	.other = &(const struct shape){.kind = SHAPE_QUANTITY,
                                       .pattern = "^[+]?[0-9.]+([eE][+-]?[0-9]+)? *[^0-9. ].*$"}};
static const struct shape truth = {.kind = SHAPE_BOOL};
static const struct field criterion_rows[] = {
	{"name", read_name, offsetof(struct criterion, name), true, "names the metric"},
	{"unit", read_unit, 0, false, "the metric's unit", &shape_text},
	{"within", read_within, 0, false, "margin to both sides: equivalence", &margin_shape},
	{"not_worse_than", read_not_worse, 0, false, "margin to the worse side: non-inferiority",
         &margin_shape},
	{"better", read_better, 0, false, "which is the better one", AS_WORDS(betters)},
	{"covariate", read_covariate, 0, false,
         "true: it says what a run was given, as the size of a database that grows; it is not judged, and reports look at costs along it",
         &truth},
};
enum { N_CRITERION_ROWS = sizeof(criterion_rows) / sizeof(*criterion_rows) };

/* `is_entry`: it stands with its extractor's keys, among which what is unknown has been told. */
static bool read_criterion(const struct yaml *y, bool is_entry, struct criterion *c, struct yaml_reader *r)
{
	VEC(const char *) others = {0};

	for (size_t i = 0; is_entry && i < yaml_count(y); i++) {
		*vec_push(r->arena, &others) = yaml_text(yaml_key(y, i));
	}
	if (!yaml_fields(y, criterion_rows, N_CRITERION_ROWS, others.at, others.n, c, r)) {
		return false;
	}
	c->at = yaml_at(yaml_get(y, "name"));
	const struct yaml *not_worse = yaml_get(y, "not_worse_than");
	const struct yaml *judged = not_worse               ? not_worse
	                            : yaml_get(y, "within") ? yaml_get(y, "within")
	                                                    : yaml_get(y, "better");
	const struct yaml *covariate = yaml_get(y, "covariate");
	bool is_covariate = false;

	if (judged && covariate && read_bool(covariate, &is_covariate, r) && is_covariate) {
		return diag_fail(r->diag, yaml_at(judged),
		                 "'%s' is a covariate: what a run was given is not judged", c->name);
	}
	if (not_worse && yaml_get(y, "within")) {
		return diag_fail(r->diag, yaml_at(not_worse), "'%s' has two margins; choose one", c->name);
	}
	if (not_worse && c->better == BETTER_UNSAID) {
		return diag_fail(r->diag, yaml_at(not_worse),
		                 "'%s' needs 'better: lower' or 'better: higher'", c->name);
	}
	return true;
}

static bool name_is_new(const struct criterion *c, const struct spec *s, const struct quality_source *last,
                        struct diag *d)
{
	for (const struct quality_source *q = s->quality; q <= last; q++) {
		for (size_t i = 0; i < q->n_metrics; i++) {
			if (strcmp(q->metrics[i].name, c->name) == 0) {
				return diag_fail(d, c->at, "the metric '%s' is named twice", c->name);
			}
		}
	}
	return true;
}

/* The metrics of an entry: the one it names itself, or those it lists. */
static bool read_metrics(const struct yaml *y, struct quality_source *q, struct yaml_reader *r)
{
	const struct spec *s = ((struct loader *)r->context)->spec;
	const struct yaml *list = yaml_get(y, "metrics");
	size_t n = list ? yaml_count(list) : 1;
	struct criterion *metrics = NEW_ARRAY(r->arena, struct criterion, n);
	bool ok = true;

	q->metrics = metrics;
	if (list && yaml_kind(list) != YAML_LIST) {
		return diag_fail(r->diag, yaml_at(list), "expected a list of metrics, not %s",
		                 yaml_instead(list, r->arena));
	}
	if (n == 0) {
		return diag_fail(r->diag, yaml_at(list), "the list is empty");
	}
	for (size_t i = 0; i < n; i++) {
		struct criterion c = {0};
		const struct yaml *item = list ? yaml_item(list, i) : y;
		bool good = read_criterion(item, !list, &c, r) && name_is_new(&c, s, q, r->diag);
		ok = ok && good;
		if (good) {
			metrics[q->n_metrics++] = c;
		}
	}
	return ok;
}

/* What is said of one metric stands with its name. */
static bool stands_apart(const struct yaml *y, struct yaml_reader *r)
{
	bool ok = true;

	for (size_t i = 0; i < yaml_count(y); i++) {
		for (size_t j = 0; j < N_CRITERION_ROWS; j++) {
			if (strcmp(yaml_text(yaml_key(y, i)), criterion_rows[j].key) == 0) {
				ok = diag_fail(r->diag, yaml_at(yaml_key(y, i)),
				               "'%s' is said of each metric: put it into 'metrics'",
				               criterion_rows[j].key);
			}
		}
	}
	return ok;
}

static bool read_source(const struct yaml *y, struct quality_source *q, struct yaml_reader *r)
{
	const char *own[N_CRITERION_ROWS + 2] = {"from", "metrics"};
	const struct loader *l = r->context;

	q->as_written = y;
	const struct yaml *from = yaml_named(y, "from", r);
	const struct part *p = from ? spec_find_part(l->options->extractor, "extractor", from, r) : NULL;
	if (!p) {
		return false;
	}
	for (size_t i = 0; i < N_CRITERION_ROWS; i++) {
		own[i + 2] = criterion_rows[i].key;
	}
	void *params = arena_alloc(r->arena, p->size, alignof(max_align_t));
	q->extractor = p->name;
	q->params = params;
	bool ok = yaml_fields(y, p->fields, p->n_fields, own, N_CRITERION_ROWS + 2, params, r);
	q->is_whole = ok;
	ok = (!yaml_get(y, "metrics") || stands_apart(y, r)) && ok;
	return read_metrics(y, q, r) && ok;
}

static const struct shape listed = SHAPE_LIST_OF(AS_FIELDS(criterion_rows));

const struct shape *spec_quality_shape(const struct spec_options *o, struct arena *a)
{
	static const char *const either[] = {"name", "metrics"};
	struct field *rows = NEW_ARRAY(a, struct field, N_CRITERION_ROWS + 1);
	struct shape *entry = NEW(a, struct shape), *list = NEW(a, struct shape);

	for (size_t i = 0; i < N_CRITERION_ROWS; i++) {
		rows[i] = criterion_rows[i];
		rows[i].required = false; /* where metrics are listed, each has its own */
	}
	rows[N_CRITERION_ROWS] =
		(struct field){.key = "metrics", .about = "several metrics of one source", .shape = &listed};
	*entry = (struct shape){.kind = SHAPE_PARTS,
	                        .key = "from",
	                        .part = o->extractor,
	                        .fields = rows,
	                        .n_fields = N_CRITERION_ROWS + 1,
	                        .one_of = SHAPE_KEYS(either)};
	*list = (struct shape){.kind = SHAPE_LIST, .of = entry};
	return list;
}

bool spec_read_quality(const struct yaml *y, struct yaml_reader *r)
{
	struct spec *s = ((struct loader *)r->context)->spec;
	bool ok = true;

	if (!y) {
		return true;
	}
	if (yaml_kind(y) != YAML_LIST) {
		return diag_fail(r->diag, yaml_at(y), "expected a list, not %s", yaml_instead(y, r->arena));
	}
	struct quality_source *sources = NEW_ARRAY(r->arena, struct quality_source, yaml_count(y));
	s->quality = sources;
	s->n_quality = yaml_count(y);
	for (size_t i = 0; i < yaml_count(y); i++) {
		ok = read_source(yaml_item(y, i), &sources[i], r) && ok;
	}
	return ok;
}
