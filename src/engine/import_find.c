/* Which quanta and metrics there are, and on what data: files of all collections, sorted into runs. */
#include <stdlib.h>
#include <string.h>

#include "imported.h"
#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"

/** A file with the data that it is of, made comparable. */
struct entry {
	size_t variant;
	const struct butler_file *file;
	const char *names, *key; /* "instrument visit detector"; "MiniCam-982985-0" */
	struct facts data;
};

struct entries {
	struct entry *at;
	size_t n, cap;
};

/* Of names alike, the instrument is first and the detector last, as people say it. */
static int rank(const char *name)
{
	return strcmp(name, "instrument") == 0 ? 0 : strcmp(name, "detector") == 0 ? 2 : 1;
}

static int by_rank(const void *x, const void *y)
{
	const struct fact *f = x, *g = y;

	return rank(f->name) != rank(g->name) ? rank(f->name) - rank(g->name) : strcmp(f->name, g->name);
}

static const char *joined(const struct facts *f, size_t from, bool names, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = from; i < f->n; i++) {
		strbuf_addf(&b, "%s%s", i > from ? names ? " " : "-" : "",
		            names ? f->at[i].name : f->at[i].value);
	}
	return strbuf_take(&b, a);
}

/* One visit has one exposure, of its number. */
static struct entry entry_of(size_t variant, const struct butler_file *file, struct arena *a)
{
	struct fact *all = NEW_ARRAY(a, struct fact, file->data_id.n);

	for (size_t i = 0; i < file->data_id.n; i++) {
		all[i] = file->data_id.at[i];
		if (strcmp(all[i].name, "exposure") == 0) {
			all[i].name = "visit";
		}
	}
	if (file->data_id.n > 0) {
		qsort(all, file->data_id.n, sizeof(*all), by_rank);
	}
	struct entry e = {.variant = variant, .file = file, .data = {all, file->data_id.n}};
	e.names = joined(&e.data, 0, true, a);
	e.key = joined(&e.data, 0, false, a);
	return e;
}

/* The names of the data that a run is on. */
static const char *finest(const struct entries *all)
{
	const struct entry *most = &all->at[0];

	for (size_t i = 0; i < all->n; i++) {
		const struct entry *e = &all->at[i];
		if (strcmp(e->names, "instrument visit detector") == 0) {
			return e->names;
		}
		most = e->data.n > most->data.n ? e : most;
	}
	return most->names;
}

static size_t label_of(struct imported *i, const char *label)
{
	for (size_t k = 0; k < i->labels.n; k++) {
		if (strcmp(i->labels.at[k], label) == 0) {
			return k;
		}
	}
	*vec_push(i->arena, &i->labels) = label;
	return i->labels.n - 1;
}

/* What is of other data than a run is left out, and told once for each task, and each type of metrics. */
static void leave_out(const struct imported *i, const char *names, struct entries *all)
{
	VEC(const char *) told = {0};
	size_t n = 0;

	for (size_t k = 0; k < all->n; k++) {
		const struct entry *e = &all->at[k];
		size_t known = 0;
		if (strcmp(e->names, names) == 0) {
			all->at[n++] = *e;
			continue;
		}
		while (known < told.n && strcmp(told.at[known], e->file->label) != 0) {
			known++;
		}
		if (known == told.n) {
			*vec_push(i->arena, &told) = e->file->label;
			diag_warn(i->diag, NOWHERE, "%s is left out: a run is on one %s, and it is on %s",
			          e->file->label, names,
			          *e->names ? e->names : "data that its file's name does not tell");
		}
	}
	all->n = n;
}

/* On which data a run is, `names`, decide tasks alone. */
static bool leave_out_others(const struct imported *i, struct entries *tasks, struct entries *metrics)
{
	const char *names = finest(tasks);

	if (!*names) {
		diag_fail(i->diag, NOWHERE, "%s: the names of its files do not tell of which data they are",
		          i->asked->repository);
		diag_help(i->diag,
		          "the registry does: import from the repository itself, where it is in a file");
		return false;
	}
	leave_out(i, names, tasks);
	leave_out(i, names, metrics);
	return true;
}

static int by_data(const void *x, const void *y)
{
	return strverscmp(((const struct entry *)x)->key, ((const struct entry *)y)->key);
}

static bool one_instrument(const struct entries *all)
{
	for (size_t k = 0; k < all->n; k++) {
		if (all->at[k].data.n < 2 || rank(all->at[k].data.at[0].name) != 0 ||
		    strcmp(all->at[k].data.at[0].value, all->at[0].data.at[0].value) != 0) {
			return false;
		}
	}
	return true;
}

static int by_run(const void *x, const void *y)
{
	const struct quantum *p = x, *q = y;

	if (p->variant != q->variant) {
		return p->variant < q->variant ? -1 : 1;
	}
	if (p->unit != q->unit) {
		return p->unit < q->unit ? -1 : 1;
	}
	return (p->label > q->label) - (p->label < q->label);
}

static void tell_again(const struct imported *i, size_t again, const char *whose)
{
	if (again > 0) {
		diag_warn(i->diag, NOWHERE,
		          "%s of the same %s and data as %s: of these the one counts whose path is last",
		          num_show_count(again, "file is", "files are", i->arena), whose,
		          again == 1 ? "another" : "others");
	}
}

static const char *later(const char *x, const char *y) { return !x || (y && strverscmp(x, y) < 0) ? y : x; }

/*
 * Metadata and log of one quantum come together. Below a folder there may be several RUNs, whose names tell when they were made: of what
 * is there more than once the last counts, as it would in a chain of them.
 */
static void join_files(struct imported *i)
{
	size_t n = 0, again = 0;

	qsort(i->quanta.at, i->quanta.n, sizeof(*i->quanta.at), by_run);
	for (size_t k = 0; k < i->quanta.n; k++) {
		const struct quantum q = i->quanta.at[k];
		struct quantum *last = n > 0 ? &i->quanta.at[n - 1] : NULL;
		if (last && by_run(last, &q) == 0) {
			again += last->metadata && q.metadata;
			last->metadata = later(last->metadata, q.metadata);
			last->log = later(last->log, q.log);
		} else {
			i->quanta.at[n++] = q;
		}
	}
	i->quanta.n = n;
	tell_again(i, again, "task");
}

static void sort_into_runs(struct imported *i, struct entries *all)
{
	const size_t from = one_instrument(all); /* then its name would say nothing in an id */

	qsort(all->at, all->n, sizeof(*all->at), by_data);
	for (size_t k = 0; k < all->n; k++) {
		const struct entry *e = &all->at[k];
		if (k == 0 || strcmp(e->key, all->at[k - 1].key) != 0) {
			*vec_push(i->arena, &i->units) =
				(struct unit){joined(&e->data, from, false, i->arena), e->data, e->key};
		}
		*vec_push(i->arena, &i->quanta) = (struct quantum){
			.variant = e->variant,
			.unit = i->units.n - 1,
			.label = label_of(i, e->file->label),
			.metadata = e->file->is_log ? NULL : e->file->path,
			.log = e->file->is_log ? e->file->path : NULL,
		};
	}
	join_files(i);
}

/* --- metrics ----------------------------------------------------------------------------------------- */

static int by_metric_run(const void *x, const void *y)
{
	const struct metric_file *p = x, *q = y;

	if (p->variant != q->variant) {
		return p->variant < q->variant ? -1 : 1;
	}
	return (p->unit > q->unit) - (p->unit < q->unit);
}

static int by_type(const void *x, const void *y)
{
	const struct metric_file *p = x, *q = y;
	const int by = by_metric_run(p, q);

	return by != 0 ? by : strcmp(p->type, q->type);
}

static int by_key(const void *key, const void *unit)
{
	return strverscmp(key, ((const struct unit *)unit)->key);
}

/* As of metadata, of what is there more than once the last counts. */
static void join_metrics(struct imported *i)
{
	size_t n = 0, again = 0;

	if (i->metrics.n > 0) {
		qsort(i->metrics.at, i->metrics.n, sizeof(*i->metrics.at), by_type);
	}
	for (size_t k = 0; k < i->metrics.n; k++) {
		const struct metric_file f = i->metrics.at[k];
		struct metric_file *last = n > 0 ? &i->metrics.at[n - 1] : NULL;
		if (last && by_type(last, &f) == 0) {
			again++;
			last->path = later(last->path, f.path);
		} else {
			i->metrics.at[n++] = f;
		}
	}
	i->metrics.n = n;
	tell_again(i, again, "metrics");
}

/* To the runs that tasks made. */
static void sort_metrics(struct imported *i, const struct entries *all)
{
	size_t n_left_out = 0;

	for (size_t k = 0; k < all->n; k++) {
		const struct entry *e = &all->at[k];
		const struct unit *u = bsearch(e->key, i->units.at, i->units.n, sizeof(*i->units.at), by_key);
		if (u) {
			*vec_push(i->arena, &i->metrics) = (struct metric_file){
				e->variant, (size_t)(u - i->units.at), e->file->type, e->file->path};
		}
		n_left_out += !u;
	}
	if (n_left_out > 0) {
		diag_warn(i->diag, NOWHERE, "%s left out: no task left anything of the same data",
		          num_show_count(n_left_out, "file of metrics is", "files of metrics are", i->arena));
	}
	join_metrics(i);
}

/* --- the order of tasks ------------------------------------------------------------------------- */

/** A task, and how long after the first one of its run it began, on average. */
struct place {
	size_t label;
	const char *name;
	double late;
	size_t n;
};

static int by_place(const void *x, const void *y)
{
	const struct place *p = x, *q = y;

	if (!p->n != !q->n) { /* what never left metadata comes last */
		return !p->n - !q->n;
	}
	return p->late != q->late ? (p->late > q->late) - (p->late < q->late) : strcmp(p->name, q->name);
}

static void add_run(const struct imported *i, size_t variant, size_t unit, struct place *places)
{
	size_t n = 0;
	const struct quantum *q = import_of_run(i, variant, unit, &n);
	nsec_t first = INT64_MAX;

	for (size_t k = 0; k < n; k++) {
		first = q[k].metadata && !q[k].why && q[k].told.began < first ? q[k].told.began : first;
	}
	for (size_t k = 0; k < n; k++) {
		if (q[k].metadata && !q[k].why) {
			places[q[k].label].late += (double)(q[k].told.began - first);
			places[q[k].label].n++;
		}
	}
}

/* Tasks by when they were run. */
static void order_labels(struct imported *i)
{
	const size_t n = i->labels.n;
	struct place *places = NEW_ARRAY(i->arena, struct place, n);
	size_t *now = NEW_ARRAY(i->arena, size_t, n);

	for (size_t k = 0; k < n; k++) {
		places[k] = (struct place){.label = k, .name = i->labels.at[k]};
	}
	for (size_t v = 0; v < i->asked->n; v++) {
		for (size_t u = 0; u < i->units.n; u++) {
			add_run(i, v, u, places);
		}
	}
	for (size_t k = 0; k < n; k++) {
		places[k].late /= places[k].n ? (double)places[k].n : 1;
	}
	qsort(places, n, sizeof(*places), by_place);
	for (size_t k = 0; k < n; k++) {
		now[places[k].label] = k;
		i->labels.at[k] = places[k].name;
	}
	for (size_t k = 0; k < i->quanta.n; k++) {
		i->quanta.at[k].label = now[i->quanta.at[k].label];
	}
	qsort(i->quanta.at, i->quanta.n, sizeof(*i->quanta.at), by_run);
}

/* --- all of it ------------------------------------------------------------------------------------------ */

/* The first of `n` at or behind a key. */
static size_t first_from(const void *at, size_t n, size_t size, const void *key,
                         int (*by)(const void *x, const void *y))
{
	size_t low = 0, high = n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (by((const char *)at + middle * size, key) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static size_t first_of(const struct imported *i, size_t variant, size_t unit)
{
	const struct quantum key = {.variant = variant, .unit = unit};

	return first_from(i->quanta.at, i->quanta.n, sizeof(*i->quanta.at), &key, by_run);
}

const struct quantum *import_of_run(const struct imported *i, size_t variant, size_t unit, size_t *n)
{
	const size_t first = first_of(i, variant, unit);

	*n = first_of(i, variant, unit + 1) - first;
	return i->quanta.at + first;
}

static size_t first_metrics_of(const struct imported *i, size_t variant, size_t unit)
{
	const struct metric_file key = {.variant = variant, .unit = unit};

	return first_from(i->metrics.at, i->metrics.n, sizeof(*i->metrics.at), &key, by_metric_run);
}

const struct metric_file *import_metrics_of_run(const struct imported *i, size_t variant, size_t unit,
                                                size_t *n)
{
	const size_t first = first_metrics_of(i, variant, unit);

	*n = first_metrics_of(i, variant, unit + 1) - first;
	return *n > 0 ? i->metrics.at + first : NULL;
}

bool import_has_task(const struct imported *i, size_t variant, size_t label)
{
	return i->has[variant * i->labels.n + label];
}

static void note_tasks(struct imported *i)
{
	i->has = NEW_ARRAY(i->arena, bool, i->asked->n * i->labels.n);
	for (size_t k = 0; k < i->quanta.n; k++) {
		i->has[i->quanta.at[k].variant * i->labels.n + i->quanta.at[k].label] = true;
	}
}

static void tell_other_pipelines(const struct imported *i)
{
	for (size_t v = 0; v < i->asked->n; v++) {
		for (size_t k = 0; k < i->labels.n; k++) {
			if (!import_has_task(i, v, k)) {
				diag_warn(i->diag, NOWHERE,
				          "%s has nothing of %s: its pipeline is taken to be without it",
				          i->asked->sides[v].collection, i->labels.at[k]);
			}
		}
	}
}

bool import_find(struct imported *i, struct butler_runs *runs)
{
	struct entries all = {0}, metrics = {0};
	bool ok = true;

	for (size_t v = 0; v < i->asked->n; v++) {
		ok = butler_read(i->asked->repository, i->asked->sides[v].collection, i->arena, i->diag,
		                 &runs[v]) &&
		     ok;
		for (size_t k = 0; ok && k < runs[v].n; k++) {
			*vec_push(i->arena, &all) = entry_of(v, &runs[v].files[k], i->arena);
		}
		for (size_t k = 0; ok && k < runs[v].n_metrics; k++) {
			*vec_push(i->arena, &metrics) = entry_of(v, &runs[v].metrics[k], i->arena);
		}
	}
	if (!ok || !leave_out_others(i, &all, &metrics)) {
		return false;
	}
	sort_into_runs(i, &all);
	sort_metrics(i, &metrics);
	import_read(i);
	order_labels(i);
	note_tasks(i);
	tell_other_pipelines(i);
	return true;
}
