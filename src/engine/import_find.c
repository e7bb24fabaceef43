/* Which quanta there are, and on what data: files of all collections, sorted into runs. */
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

/* What is of other data than a run is left out, and told once for each task. */
static bool leave_out(struct imported *i, struct entries *all)
{
	const char *names = finest(all);
	VEC(const char *) told = {0};
	size_t n = 0;

	if (!*names) {
		diag_fail(i->diag, NOWHERE, "%s: the names of its files do not tell of which data they are",
		          i->asked->repository);
		diag_help(i->diag,
		          "the registry does: import from the repository itself, where it is in a file");
		return false;
	}

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
	if (again > 0) {
		diag_warn(i->diag, NOWHERE,
		          "%s of the same task and data as %s: of these the one counts whose path is last",
		          num_show_count(again, "file is", "files are", i->arena),
		          again == 1 ? "another" : "others");
	}
}

static void sort_into_runs(struct imported *i, struct entries *all)
{
	const size_t from = one_instrument(all); /* then its name would say nothing in an id */

	qsort(all->at, all->n, sizeof(*all->at), by_data);
	for (size_t k = 0; k < all->n; k++) {
		const struct entry *e = &all->at[k];
		if (k == 0 || strcmp(e->key, all->at[k - 1].key) != 0) {
			*vec_push(i->arena, &i->units) =
				(struct unit){joined(&e->data, from, false, i->arena), e->data};
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

/* --- what they tell ------------------------------------------------------------------------------------ */

static bool is_taken(const struct imported *i, const char *name)
{
	for (size_t k = 0; k < i->numbers.n; k++) {
		if (strcmp(i->numbers.at[k].name, name) == 0) {
			return true;
		}
	}
	return false;
}

char *import_plain(const char *name, struct arena *a)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-";
	char *plain = arena_strdup(a, name);

	for (char *s = plain; *s; s++) {
		*s = *s == ':' ? '.' : strchr(allowed, *s) ? *s : '_';
	}
	return plain;
}

static const char *name_of(const struct imported *i, const char *value)
{
	char *name = import_plain(value, i->arena);

	while (is_taken(i, name)) {
		name = arena_printf(i->arena, "%s+", name);
	}
	return name;
}

static bool is_known(const struct imported *i, const char *value)
{
	for (size_t k = 0; k < i->numbers.n; k++) {
		if (strcmp(i->numbers.at[k].value, value) == 0) {
			return true;
		}
	}
	return false;
}

static void note_numbers(struct imported *i, const struct lsst_quantum *told)
{
	for (size_t k = 0; k < told->n_numbers; k++) {
		const char *value = told->numbers[k];
		if (!is_known(i, value)) {
			const struct number new = {value, name_of(i, value)};
			*vec_push(i->arena, &i->numbers) = new;
		}
	}
}

static int by_value(const void *x, const void *y)
{
	return strcmp(((const struct number *)x)->value, ((const struct number *)y)->value);
}

static void read_all(struct imported *i)
{
	for (size_t k = 0; k < i->quanta.n; k++) {
		struct quantum *q = &i->quanta.at[k];
		if (q->metadata) {
			q->why = lsst_quantum_read(q->metadata, i->arena, &q->told);
			note_numbers(i, &q->told);
		}
	}
	if (i->numbers.n > 0) {
		qsort(i->numbers.at, i->numbers.n, sizeof(*i->numbers.at), by_value);
	}
}

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

/* The first one at or behind a run's beginning. */
static size_t first_of(const struct imported *i, size_t variant, size_t unit)
{
	const struct quantum key = {.variant = variant, .unit = unit};
	size_t low = 0, high = i->quanta.n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (by_run(&i->quanta.at[middle], &key) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

const struct quantum *import_of_run(const struct imported *i, size_t variant, size_t unit, size_t *n)
{
	const size_t first = first_of(i, variant, unit);

	*n = first_of(i, variant, unit + 1) - first;
	return i->quanta.at + first;
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
	struct entries all = {0};
	bool ok = true;

	for (size_t v = 0; v < i->asked->n; v++) {
		ok = butler_read(i->asked->repository, i->asked->sides[v].collection, i->arena, i->diag,
		                 &runs[v]) &&
		     ok;
		for (size_t k = 0; ok && k < runs[v].n; k++) {
			*vec_push(i->arena, &all) = entry_of(v, &runs[v].files[k], i->arena);
		}
	}
	if (!ok || !leave_out(i, &all)) {
		return false;
	}
	sort_into_runs(i, &all);
	read_all(i);
	order_labels(i);
	note_tasks(i);
	tell_other_pipelines(i);
	return true;
}
