/**
 * What LSST's tasks tell of themselves, one JSON file a quantum: `<label>_metadata`, of which lsst.utils.timer and the middleware write the times.
 * Under one name all calls and all files are summed; the project's own metrics take the last call alone.
 *
 *   isr.run, isr:overscan.run      wall time of what timeMethod times, in seconds by its UTC stamps
 *   isr.run.cpu                    CPU time of the whole process meanwhile, its threads included, its children not
 *   isr.unattributed[.cpu]         of a task's calls, what none of the tasks below it was at work on: not all of them are timed
 *   isr.quantum[.cpu]              from the beginning of the quantum to its end, which holds reading inputs and writing outputs
 *   isr.quantum.get, isr.quantum.put    what the butler took of that, where it tells
 *   isr.quantum.memory             the process's high-water mark at its end, quanta before it in the same process included; the largest of all
 *   isr.quanta                     the files that were summed
 *   all.quantum[.cpu]              of all tasks together: what a pipeline takes without the middleware's own start
 *   all.span                       from the beginning of the first quantum to the end of the last: less than all.quantum where some are run at once
 *
 * An entry with a value takes one of them, or a number that a task wrote itself: isr.noise, calibrateImage.star_count.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quality_lsst_block.h"
#include "quality_series.h"
#include "quality_tree.h"
#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/criterion.h"

enum { MOST_SUMS = 1000 };

struct params {
	struct text files,
		value; /* value.s is NULL: the metric's name; of a timer without a name: all times */
	struct reduction_said of;
};

static const struct field rows[] = {
	{"files", read_template, offsetof(struct params, files), true,
         "the metadata files, below the run's folder: a pattern such as **/*_metadata_*.json"},
	{"value", read_template, offsetof(struct params, value), false,
         "a time such as isr.run, isr:overscan.run.cpu, isr.unattributed, isr.quantum, isr.quantum.memory, or a number that a task wrote such as "
         "calibrateImage.star_count (the entry's name)"},
	{"of", read_reduction_said, offsetof(struct params, of), false,
         "sum, mean, median, min, max, first, last or count of such a number over several files (times are summed)",
         &reduction_shape},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	bool ok = template_check(p->files, names, a, d);

	return template_check(p->value, names, a, d) && ok;
}

/* --- times ---------------------------------------------------------------------------------------- */

enum timed { TIMED_WALL, TIMED_CPU, N_TIMED };
static const struct {
	const char *start, *end, *quantum_start, *quantum_end, *suffix;
} keys[N_TIMED] = {{"StartUtc", "EndUtc", "startUtc", "endUtc", ""},
                   {"StartCpuTime", "EndCpuTime", "startCpuTime", "endCpuTime", ".cpu"}};

struct spans {
	struct span {
		nsec_t from, to;
	} * at;
	size_t n, cap;
	const char *why; /* not NULL: some could not be read */
};

static int by_begin(const void *x, const void *y)
{
	const struct span *s = x, *t = y;

	return (s->from > t->from) - (s->from < t->from);
}

/* The time in which at least one of them is under way; the spans are sorted. */
static double covered(struct spans *s)
{
	nsec_t until = 0;
	double sum = 0;

	if (s->n > 0) {
		qsort(s->at, s->n, sizeof(*s->at), by_begin);
	}
	for (size_t i = 0; i < s->n; i++) {
		nsec_t from = s->at[i].from > until ? s->at[i].from : until;
		if (s->at[i].to > from) {
			sum += (double)(s->at[i].to - from);
			until = s->at[i].to;
		}
	}
	return sum;
}

static double in_all(const struct spans *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		sum += (double)(s->at[i].to - s->at[i].from);
	}
	return sum;
}

static void add_spans(struct spans *to, const struct spans *from, struct arena *a)
{
	for (size_t i = 0; i < from->n; i++) {
		*vec_push(a, to) = from->at[i];
	}
	to->why = to->why ? to->why : from->why;
}

/* --- what is told in the end ---------------------------------------------------------------------- */

struct sum {
	const char *name, *unit;
	double ns;
	size_t count; /* for those that are no time */
	const char *why;
};

/** A file that is looked at, and all that was found so far. */
struct reading_on {
	VEC(struct sum) sums;
	const char *task, *key; /* the number that is asked for; NULL: none */
	struct series numbers;
	VEC(const char *) known; /* such numbers, as they could be asked for */
	const char *why_number;  /* one of them is none */
	const char *file;
	struct span all;       /* from the first quantum to the last */
	struct arena *own, *a; /* for what is read; for reasons and names that are told */
};

static struct sum *sum_named(struct reading_on *r, const char *name)
{
	for (size_t i = 0; i < r->sums.n; i++) {
		if (strcmp(r->sums.at[i].name, name) == 0) {
			return &r->sums.at[i];
		}
	}
	struct sum *s = vec_push(r->own, &r->sums);
	*s = (struct sum){.name = name, .unit = "s"};
	return s;
}

static void add_time(struct reading_on *r, const char *name, double ns, const char *why)
{
	struct sum *s = sum_named(r, name);

	s->ns += ns;
	s->why = s->why ? s->why : why;
}

/* --- one task ------------------------------------------------------------------------------------- */

static bool read_time(struct json_object *x, enum timed kind, nsec_t *ret)
{
	return kind == TIMED_WALL ? lsst_read_stamp(x, ret) : lsst_read_seconds(x, ret);
}

/* Which of the calls tells no time, and what stands there instead. */
static const char *no_time(const struct reading_on *r, const char *key, const struct lsst_values *c, size_t i)
{
	struct json_object *x = lsst_value(c, i);

	return arena_printf(r->a, "%s: %s %zu is no time: %s", r->file, key, i + 1,
	                    quality_shown(x ? json_object_get_string(x) : "null", r->a));
}

static struct spans read_spans(const struct reading_on *r, struct json_object *task, enum timed kind,
                               const char *start, const char *end)
{
	const struct lsst_values from = lsst_values_of(task, start), to = lsst_values_of(task, end);
	struct spans s = {0};

	if (from.n != to.n) {
		s.why = arena_printf(r->a, "%s: %s is there %zu times, %s %zu times", r->file, start, from.n,
		                     end, to.n);
		return s;
	}
	for (size_t i = 0; i < from.n && !s.why; i++) {
		struct span one;
		if (!read_time(lsst_value(&from, i), kind, &one.from)) {
			s.why = no_time(r, start, &from, i);
		} else if (!read_time(lsst_value(&to, i), kind, &one.to)) {
			s.why = no_time(r, end, &to, i);
		} else if (one.to < one.from) {
			s.why = arena_printf(r->a, "%s: %s %zu is before %s", r->file, end, i + 1, start);
		} else {
			*vec_push(r->own, &s) = one;
		}
	}
	return s;
}

/** A task of a file, and when it was at work. */
struct task {
	const char *name;
	struct json_object *node;
	struct spans spans[N_TIMED];
};

static void read_method(struct reading_on *r, struct task *t, const char *method)
{
	for (enum timed kind = 0; kind < N_TIMED; kind++) {
		const char *start = arena_printf(r->own, "%s%s", method, keys[kind].start);
		const char *end = arena_printf(r->own, "%s%s", method, keys[kind].end);
		struct spans s = read_spans(r, t->node, kind, start, end);
		if (s.n == 0 && !s.why) {
			continue;
		}
		add_time(r, arena_printf(r->a, "%s.%s%s", t->name, method, keys[kind].suffix), in_all(&s),
		         s.why);
		add_spans(&t->spans[kind], &s, r->own);
	}
}

/* NULL: the key is of no method that was timed. */
static const char *method_of(const char *key, struct arena *a)
{
	for (enum timed kind = 0; kind < N_TIMED; kind++) {
		const char *const ends[] = {keys[kind].start, keys[kind].end};
		for (size_t i = 0; i < 2; i++) {
			size_t n = strlen(key), of_end = strlen(ends[i]);
			if (n > of_end && strcmp(key + n - of_end, ends[i]) == 0) {
				return arena_strndup(a, key, n - of_end);
			}
		}
	}
	return NULL;
}

static void read_methods(struct reading_on *r, struct task *t, const char *where)
{
	struct json_object *all = json_member(t->node, where);

	if (!json_object_is_type(all, json_type_object)) {
		return;
	}
	VEC(const char *) seen = {0};
	json_object_object_foreach(all, key, value)
	{
		const char *method = method_of(key, r->own);
		size_t i = 0;
		(void)value;
		while (method && i < seen.n && strcmp(seen.at[i], method) != 0) {
			i++;
		}
		if (method && i == seen.n) {
			*vec_push(r->own, &seen) = method;
			read_method(r, t, method);
		}
	}
}

/* --- the number that is asked for ----------------------------------------------------------------- */

static void know_numbers(struct reading_on *r, const struct task *t)
{
	struct json_object *all = json_member(t->node, "scalars");

	if (!json_object_is_type(all, json_type_object)) {
		return;
	}
	json_object_object_foreach(all, key, value)
	{
		if (json_is_number(value)) {
			*vec_push(r->own, &r->known) = arena_printf(r->own, "%s.%s", t->name, key);
		}
	}
}

/* Of several calls the last wrote last. Reasons name the task: the butler's files have names longer than a verdict. */
static void read_number(struct reading_on *r, const struct task *t)
{
	const struct lsst_values c = lsst_values_of(t->node, r->key);
	double x = 0;

	if (strcmp(t->name, r->task) != 0 || c.n == 0) {
		return;
	}
	const char *why = json_number(lsst_value(&c, c.n - 1), r->key, r->task, r->a, &x);
	if (!why && !isfinite(x)) {
		why = arena_printf(r->a, "%s of %s is not a finite number", r->key, r->task);
	}
	if (why) {
		r->why_number = r->why_number ? r->why_number : why;
	} else {
		series_add(&r->numbers, x, r->own);
	}
}

/* --- one file ------------------------------------------------------------------------------------- */

static bool is_below(const char *name, const char *of)
{
	size_t n = strlen(of);

	return strncmp(name, of, n) == 0 && name[n] == ':';
}

static void tell_unattributed(struct reading_on *r, struct task *all, size_t n, size_t of)
{
	for (enum timed kind = 0; kind < N_TIMED; kind++) {
		struct spans parts = {0}, both = {0};
		for (size_t i = 0; i < n; i++) {
			if (is_below(all[i].name, all[of].name)) {
				add_spans(&parts, &all[i].spans[kind], r->own);
			}
		}
		if (all[of].spans[kind].n == 0 || (parts.n == 0 && !parts.why)) {
			continue;
		}
		add_spans(&both, &all[of].spans[kind], r->own);
		add_spans(&both, &parts, r->own);
		add_time(r, arena_printf(r->a, "%s.unattributed%s", all[of].name, keys[kind].suffix),
		         covered(&both) - covered(&parts), both.why);
	}
}

static void read_butler(struct reading_on *r, const char *label, struct json_object *quantum)
{
	static const char *const told[][2] = {{"time_in_get", "get"}, {"time_in_put", "put"}};
	struct json_object *scalars =
		json_member(json_member(json_member(quantum, "metadata"), "butler_metrics"), "scalars");

	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		struct json_object *x = json_member(scalars, told[i][0]);
		nsec_t ns = 0;
		if (x) {
			bool is_time = lsst_read_seconds(x, &ns);
			add_time(r, arena_printf(r->a, "%s.quantum.%s", label, told[i][1]), (double)ns,
			         is_time ? NULL
			                 : arena_printf(r->a, "%s: %s is no time", r->file, told[i][0]));
		}
	}
}

static void read_memory(struct reading_on *r, const char *label, struct json_object *quantum)
{
	struct sum *s = sum_named(r, arena_printf(r->a, "%s.quantum.memory", label));
	double bytes = 0;
	const char *why = lsst_memory(quantum, r->file, r->a, &bytes);

	s->unit = "B";
	if (why) {
		s->why = s->why ? s->why : why;
	} else if ((size_t)bytes > s->count) {
		s->count = (size_t)bytes;
	}
}

static void widen(struct reading_on *r, const struct spans *by)
{
	struct sum *s = sum_named(r, "all.span");

	for (size_t i = 0; i < by->n; i++) {
		const struct span *one = &by->at[i];
		r->all.from = r->all.to == 0 || one->from < r->all.from ? one->from : r->all.from;
		r->all.to = one->to > r->all.to ? one->to : r->all.to;
	}
	s->ns = (double)(r->all.to - r->all.from);
	s->why = s->why ? s->why : by->why;
}

/* The block that the middleware writes. */
static void read_quantum(struct reading_on *r, const char *label, struct json_object *quantum)
{
	struct sum *quanta = sum_named(r, arena_printf(r->a, "%s.quanta", label));

	quanta->unit = "quanta";
	quanta->count++;
	for (enum timed kind = 0; kind < N_TIMED; kind++) {
		const char *start = keys[kind].quantum_start, *end = keys[kind].quantum_end;
		struct spans s = read_spans(r, quantum, kind, start, end);
		if (s.n == 0 && !s.why) {
			s.why = arena_printf(r->a, "%s has no %s of a quantum", r->file, start);
		}
		add_time(r, arena_printf(r->a, "%s.quantum%s", label, keys[kind].suffix), in_all(&s), s.why);
		add_time(r, arena_printf(r->a, "all.quantum%s", keys[kind].suffix), in_all(&s), s.why);
		if (kind == TIMED_WALL) {
			widen(r, &s);
		}
	}
	read_butler(r, label, quantum);
	read_memory(r, label, quantum);
}

static const char *read_tasks(void *arg, const char *file, struct json_object *root)
{
	struct reading_on *r = arg;
	struct json_object *metadata = json_member(root, "metadata"), *quantum = NULL;
	VEC(struct task) tasks = {0};

	r->file = file;
	if (!json_object_is_type(metadata, json_type_object)) {
		return arena_printf(r->a, "%s is no metadata of a task: it has no map named metadata",
		                    r->file);
	}
	json_object_object_foreach(metadata, name, node)
	{
		if (strcmp(name, "quantum") == 0) {
			quantum = node;
		} else {
			*vec_push(r->own, &tasks) =
				(struct task){.name = arena_strdup(r->a, name), .node = node};
		}
	}
	if (tasks.n == 0) {
		return arena_printf(r->a, "%s tells of no task", r->file);
	}
	for (size_t i = 0; i < tasks.n; i++) {
		read_methods(r, &tasks.at[i], "arrays");
		read_methods(r, &tasks.at[i], "scalars");
		if (r->task) {
			know_numbers(r, &tasks.at[i]);
			read_number(r, &tasks.at[i]);
		}
	}
	for (size_t i = 0; i < tasks.n; i++) {
		tell_unattributed(r, tasks.at, tasks.n, i);
	}
	const char *first = tasks.at[0].name;
	read_quantum(r, arena_strndup(r->own, first, strcspn(first, ":")), quantum);
	return r->sums.n > MOST_SUMS
	               ? arena_printf(r->a, "they tell of more than %d times by their names", MOST_SUMS)
	               : NULL;
}

/* --- all files ------------------------------------------------------------------------------------ */

static double value_of(const struct sum *s)
{
	return strcmp(s->unit, "s") == 0 ? s->ns / NSEC_PER_SEC : (double)s->count;
}

/* Every time by its own name. */
static void give_all(const struct reading_on *r, struct findings *ret)
{
	for (size_t i = 0; i < r->sums.n; i++) {
		const struct sum *s = &r->sums.at[i];
		if (s->why) {
			findings_add_absent(ret, r->a, s->name, s->why);
		} else {
			findings_add(ret, r->a, s->name, value_of(s), s->unit);
		}
	}
}

static void give_time(const struct reading_on *r, const struct quality_input *in, const struct sum *s,
                      struct findings *ret)
{
	const char *asked = in->metrics[0].unit, *why = s->why;

	if (asked && strcmp(asked, s->unit) != 0) {
		why = arena_printf(r->a, "it is in %s, but the experiment file has it in %s", s->unit, asked);
	}
	quality_add(in, value_of(s), s->unit, why, r->a, ret);
}

static void give_number(struct reading_on *r, const struct params *p, const char *asked,
                        const struct quality_input *in, struct findings *ret)
{
	const char *why = r->why_number;
	double x = 0;

	if (!why && r->numbers.n == 0) {
		for (size_t i = 0; i < r->sums.n; i++) {
			*vec_push(r->own, &r->known) = r->sums.at[i].name;
		}
		why = arena_printf(r->a, "the tasks tell of no %s%s", quality_shown(asked, r->a),
		                   near_hint(asked, r->known.at, r->known.n, r->a));
	} else if (!why && r->numbers.n > 1 && !p->of.is_said) {
		why = arena_printf(r->a, "%zu files have it: say which of them by `of`", r->numbers.n);
	}
	if (!why) {
		series_value(&r->numbers, &x);
	}
	quality_add(in, x, "1", why, r->a, ret);
}

static void give_one(struct reading_on *r, const struct params *p, const char *asked,
                     const struct quality_input *in, struct findings *ret)
{
	for (size_t i = 0; i < r->sums.n; i++) {
		if (strcmp(r->sums.at[i].name, asked) == 0) {
			give_time(r, in, &r->sums.at[i], ret);
			return;
		}
	}
	give_number(r, p, asked, in, ret);
}

/* "isr:overscan.count" asks for what the task isr:overscan wrote under that key, unless it is a time. */
static void ask_for(struct reading_on *r, const char *asked)
{
	const char *dot = strrchr(asked, '.');

	r->task = dot ? arena_strndup(r->own, asked, (size_t)(dot - asked)) : "";
	r->key = dot ? dot + 1 : asked;
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	AUTO_ARENA struct arena *own = arena_new();
	struct reading_on r = {.own = own, .a = a, .numbers = {.of = p->of.how}};
	const char *files = template_text(p->files, in->scope, ",", a, d);
	const char *asked = in->n_metrics > 0 ? in->metrics[0].name : NULL;

	if (p->value.s && (asked = template_text(p->value, in->scope, ",", a, d)) == NULL) {
		return false;
	}
	if (!files) {
		return false;
	}
	if (asked) {
		ask_for(&r, asked);
	}
	const struct criterion itself = {.name = asked ? asked : "lsst_metadata"};
	struct quality_input named = *in;
	if (in->n_metrics == 0) {
		named.metrics = &itself;
		named.n_metrics = 1;
	}
	const char *why = tree_each(files, tree_of_json, in, own, a, read_tasks, &r);
	if (why) {
		quality_add(&named, 0, "s", why, a, ret);
	} else if (asked) {
		give_one(&r, p, asked, &named, ret);
	} else {
		give_all(&r, ret);
	}
	return true;
}

const struct quality_ops quality_lsst_metadata = {
	.part = {.name = "lsst_metadata",
                 .about = "times and numbers in the metadata of LSST's tasks",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params),
                 .names_its_own = true},
	.check = check,
	.extract = extract,
};
