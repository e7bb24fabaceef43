/** JSON Lines: a value on each line; blank lines are passed over. */
#include <math.h>
#include <string.h>

#include "quality_series.h"
#include "quality_tree.h"
#include "secateur/base/arena.h"

/** What must stand where in a line, for the line to count. */
struct condition {
	struct text path, value;
};

struct params {
	struct text file, path; /* path.s is NULL: the lines themselves are counted */
	enum reduction of;
	struct src_loc of_at;
	struct conditions {
		const struct condition *at;
		size_t n;
	} where;
};

static bool read_of(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct params *p = into;

	p->of_at = yaml_at(y);
	return read_reduction(y, &p->of, r);
}

static bool read_where(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct condition *at = NEW_ARRAY(r->arena, struct condition, yaml_count(y));
	bool ok = true;

	if (yaml_kind(y) != YAML_MAP || yaml_count(y) == 0) {
		return diag_fail(r->diag, yaml_at(y), "expected a map such as {/event: end}");
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		ok = read_pointer(yaml_key(y, i), &at[i].path, r) && ok;
		ok = read_template(yaml_item(y, i), &at[i].value, r) && ok;
	}
	*(struct conditions *)into = (struct conditions){at, yaml_count(y)};
	return ok;
}

static const struct shape where_shape = {
	.kind = SHAPE_NAMED, .pattern = "^(/.*)?$", .of = &shape_text, .some = true};

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, file), true,
         "the file of JSON lines, below the run's folder"},
	{"path", read_pointer, offsetof(struct params, path), false,
         "a JSON Pointer to the number in each line; may be left out for count", &pointer_shape},
	{"of", read_of, 0, true,
         "sum, mean, median, min, max, first or last of the numbers; count: how many lines have something there",
         &reduction_shape},
	{"where", read_where, offsetof(struct params, where), false,
         "JSON Pointers and the texts there of the lines that count, such as {/event: end} (all lines)",
         &where_shape},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	bool ok = template_check(p->file, names, a, d);

	ok = template_check(p->path, names, a, d) && ok;
	for (size_t i = 0; i < p->where.n; i++) {
		ok = template_check(p->where.at[i].path, names, a, d) && ok;
		ok = template_check(p->where.at[i].value, names, a, d) && ok;
	}
	return ok;
}

static bool check_whole(const void *params, const struct criterion *metrics, size_t n, struct arena *a,
                        struct diag *d)
{
	const struct params *p = params;

	(void)metrics, (void)n, (void)a;
	return p->path.s || p->of == OF_COUNT ||
	       diag_fail(d, p->of_at, "of which numbers? 'path' is missing");
}

/** What is asked of each line, with all holes filled. */
struct asked {
	const char *file, *path; /* path is NULL: the line itself */
	struct {
		const char *path, *value;
	} * where;
	size_t n_where;
	struct arena *own; /* for numbers; lines are parsed in an arena that is emptied after each */
};

static bool fill(const struct params *p, const struct quality_input *in, struct arena *own, struct diag *d,
                 struct asked *q)
{
	bool ok = true;

	q->own = own;
	q->n_where = p->where.n;
	q->where = arena_alloc_array(own, p->where.n, sizeof(*q->where), alignof(max_align_t));
	if (p->path.s) {
		q->path = template_text(p->path, in->scope, ",", own, d);
		ok = q->path != NULL;
	}
	for (size_t i = 0; i < p->where.n; i++) {
		q->where[i].path = template_text(p->where.at[i].path, in->scope, ",", own, d);
		q->where[i].value = template_text(p->where.at[i].value, in->scope, ",", own, d);
		ok = q->where[i].path && q->where[i].value && ok;
	}
	return ok;
}

static bool is_meant(struct json_object *line, const struct asked *q, struct arena *scratch)
{
	for (size_t i = 0; i < q->n_where; i++) {
		struct json_object *x = NULL;
		const char *why;
		if (!json_follow(line, q->where[i].path, q->file, scratch, &x, &why)) {
			return false;
		}
		/* numbers as they are written, null as "null" */
		const char *text = x ? json_object_get_string(x) : "null";
		if (strcmp(text, q->where[i].value) != 0) {
			return false;
		}
	}
	return true;
}

/* NULL, or why the line makes a value impossible. */
static const char *add_line(const struct text_line *l, const struct asked *q, struct series *s,
                            struct arena *scratch)
{
	AUTO_JSON struct json_object *line = NULL;
	struct json_object *x = NULL;
	struct json_error e;
	const char *why = NULL;
	double value = 0;

	if (!json_parse(l->s, l->len, &line, &e)) {
		return arena_printf(scratch, "no JSON at column %zu: %s", e.at + 1, e.what);
	}
	if (!is_meant(line, q, scratch)) {
		return NULL;
	}
	bool is_there = !q->path || json_follow(line, q->path, "it", scratch, &x, &why);
	if (s->of == OF_COUNT) {
		s->n += is_there && (!q->path || x);
		return NULL;
	}
	why = is_there ? json_number(x, q->path, "it", scratch, &value) : why;
	if (!why && !isfinite(value)) {
		why = "not a finite number";
	}
	if (!why) {
		series_add(s, value, q->own);
	}
	return why;
}

static const char *read_lines(const char *text, const struct asked *q, struct series *s, struct arena *a)
{
	AUTO_ARENA struct arena *scratch = arena_new();
	struct text_line l = {.number = 0};

	while (quality_next_line(&l, text)) {
		const char *why = strspn(l.s, " \t") < l.len ? add_line(&l, q, s, scratch) : NULL;
		if (why) {
			return arena_printf(a, "line %u of %s: %s", l.number, q->file, why);
		}
		arena_reset(scratch);
	}
	return NULL;
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	AUTO_ARENA struct arena *own = arena_new();
	const char *why = NULL;
	struct whole_text t = quality_read(p->file, in, own, a, d, &why);
	struct asked q = {.file = t.in.name};
	struct series s = {.of = p->of};
	double x = 0;

	if (!fill(p, in, own, d, &q)) {
		return false;
	}
	if (!why) {
		why = read_lines(t.in.text, &q, &s, a);
	}
	if (!why && !series_value(&s, &x)) {
		why = arena_printf(a, "no line of %s %s", t.in.name,
		                   q.n_where ? "is as 'where' asks for" : "holds anything");
	}
	quality_add(in, x, "1", why, a, ret);
	return true;
}

const struct quality_ops quality_jsonl = {
	.part = {.name = "jsonl",
                 .about = "numbers in the lines of a JSON Lines file, made one",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.check_whole = check_whole,
	.extract = extract,
};
