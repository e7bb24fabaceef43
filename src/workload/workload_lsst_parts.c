/** A run on all inputs, taken apart: which quanta and metrics are of which input, how long they took, and which are wanting. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/butler/butler.h"
#include "secateur/model/outcome.h"
#include "secateur/quality/lsst.h"
#include "workload_lsst.h"

/* A visit has one exposure, of its number. */
static const struct binding *column_of(const struct scope *scope, const char *dimension)
{
	static const char *const same[][2] = {{"exposure", "visit"}, {"visit", "exposure"}};
	char name[64];
	int n = snprintf(name, sizeof(name), "input.%s", dimension);
	const struct binding *b =
		n > 0 && (size_t)n < sizeof(name) ? scope_find(scope, name, (size_t)n) : NULL;

	for (size_t i = 0; !b && i < sizeof(same) / sizeof(*same); i++) {
		if (strcmp(dimension, same[i][0]) == 0) {
			n = snprintf(name, sizeof(name), "input.%s", same[i][1]);
			b = scope_find(scope, name, (size_t)n);
		}
	}
	return b;
}

/* How many of an input's columns say what the data are; 0: it is not of that input, or nothing says so. */
static size_t agreement(const struct butler_file *f, const struct scope *scope)
{
	size_t n = 0;

	for (size_t i = 0; i < f->data_id.n; i++) {
		const struct binding *b = column_of(scope, f->data_id.at[i].name);
		if (b && (b->n != 1 || strcmp(b->items[0], f->data_id.at[i].value) != 0)) {
			return 0;
		}
		n += b != NULL;
	}
	return n;
}

/* What is of several inputs, as of all detectors of a visit, agrees in fewer. */
static size_t most_agreement(const struct butler_runs *runs, const struct workload_part *parts, size_t n)
{
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < runs->n; k++) {
			size_t own = agreement(&runs->files[k], parts[i].scope);
			most = own > most ? own : most;
		}
	}
	return most;
}

/* The folder is named for the type of the dataset. Why it cannot be, or NULL. */
static const char *copy_dataset(const struct butler_file *f, const struct workload_part *p, struct arena *a)
{
	struct diag *said = diag_new(a);
	const char *name = arena_printf(a, "%s/%s", f->type, strrchr(f->path, '/') + 1);

	return lsst_copy(f->path, fs_join(a, p->dir, "datasets"), name, a, said) ? NULL : diag_last(said);
}

/** What is seen of one input. */
struct seen {
	const struct butler_runs *runs;
	size_t most;        /* see most_agreement */
	const char *failed; /* the reason of the whole, or why nothing can be read of it; or NULL */
	bool is_cut_short;  /* see left_nothing */
	struct arena *arena;
};

static bool is_of(const struct seen *s, const struct butler_file *f, const struct workload_part *p)
{
	return s->most > 0 && agreement(f, p->scope) == s->most;
}

static bool has_metadata(const struct seen *s, const struct workload_part *p, const char *label)
{
	for (size_t k = 0; k < s->runs->n; k++) {
		const struct butler_file *f = &s->runs->files[k];
		if (!f->is_log && is_of(s, f, p) && strcmp(f->label, label) == 0) {
			return true;
		}
	}
	return false;
}

/* Which task has left nothing of this input, though it has of another. */
static const char *what_lacks(const struct seen *s, const struct workload_part *p,
                              const struct workload_part *all, size_t n)
{
	for (size_t k = 0; k < s->runs->n; k++) {
		const struct butler_file *f = &s->runs->files[k];
		for (size_t i = 0; i < n; i++) {
			if (is_of(s, f, &all[i]) && !has_metadata(s, p, f->label)) {
				return f->label;
			}
		}
	}
	return NULL;
}

/* Returns what is wrong with one of them, or NULL. */
static const char *take_quanta(const struct seen *s, struct workload_part *p)
{
	const char *why = NULL;

	p->outcome->steps = NEW_ARRAY(s->arena, struct step_outcome, s->runs->n);
	for (size_t k = 0; k < s->runs->n; k++) {
		const struct butler_file *f = &s->runs->files[k];
		struct lsst_quantum told = {0};
		if (f->is_log || !is_of(s, f, p)) {
			continue;
		}
		const char *wrong = lsst_quantum_read(f->path, s->arena, &told);
		if (!wrong) {
			lsst_add_step(p->outcome, f->label, &told);
			p->began = p->began == 0 || told.began < p->began ? told.began : p->began;
			wrong = copy_dataset(f, p, s->arena);
		}
		why = wrong ? arena_printf(s->arena, "%s: %s", f->label, wrong) : why;
	}
	return why;
}

static const char *take_metrics(const struct seen *s, const struct workload_part *p)
{
	const char *why = NULL;

	for (size_t k = 0; k < s->runs->n_metrics && !why; k++) {
		const struct butler_file *f = &s->runs->metrics[k];
		why = is_of(s, f, p) ? copy_dataset(f, p, s->arena) : NULL;
	}
	return why;
}

static void take_part(const struct seen *s, struct workload_part *p, const struct workload_part *all,
                      size_t n, enum outcome_kind whole)
{
	const char *why = take_quanta(s, p), *lacks = what_lacks(s, p, all, n);

	why = why ? why : take_metrics(s, p);
	if (lacks) {
		why = s->failed ? s->failed : arena_printf(s->arena, "%s left no metadata of it", lacks);
	} else if (!why && p->outcome->n_steps == 0) {
		why = s->failed ? s->failed
		                : "no quantum was of it: see the data query, and the input's columns";
	} else if (!why && s->is_cut_short) {
		why = s->failed;
	}
	p->outcome->reason = why;
	/* of one of which no quantum ended nobody knows how long it took */
	p->outcome->kind = !why                       ? OUTCOME_OK
	                   : p->outcome->n_steps == 0 ? OUTCOME_NO_START
	                   : whole == OUTCOME_OK      ? OUTCOME_EXIT
	                                              : whole;
}

/*
 * Whether there is a task, whose configuration every run begins with, of which there is nothing at all: quanta that were killed, or not
 * begun, leave no log. Then no input is known to have all of its quanta.
 */
static bool left_nothing(const struct butler_runs *runs, const char *folder, struct arena *a)
{
	static const char end[] = "_config";
	const char *const *names = NULL;
	size_t n = 0, k;

	if (!fs_find(folder, "*_config/*", a, diag_new(a), &names, &n)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		const char *label = arena_strndup(a, names[i], strcspn(names[i], "/") - strlen(end));
		for (k = 0; k < runs->n && strcmp(runs->files[k].label, label) != 0; k++) {
		}
		if (k == runs->n) {
			return true;
		}
	}
	return false;
}

struct knowing {
	const struct scope *names;
	bool all;
};

static void note_late(const char *name, size_t n, void *arg)
{
	struct knowing *k = arg;
	const struct binding *b = scope_find(k->names, name, n);

	k->all = k->all && b && !b->late;
}

bool lsst_check_parts(const struct lsst_run *p, const struct scope *names, struct arena *a, struct diag *d)
{
	struct knowing k = {names, true};

	template_names(p->repository.s, note_late, &k);
	const char *root = k.all ? template_text(p->repository, names, ",", a, d) : NULL;
	struct diag *said = diag_new(a);
	return !root || butler_is_of_files(root, a, said) ||
	       diag_fail(d, p->repository.at,
	                 "with `granularity: set` its registry tells of which input a quantum is: %s",
	                 diag_last(said));
}

bool lsst_parts(const char *root, const char *run, const struct outcome *whole, struct workload_part *parts,
                size_t n, struct arena *a, struct diag *d)
{
	struct butler_runs runs = {0};
	struct seen s = {.runs = &runs, .failed = whole->reason, .arena = a};
	struct diag *said = diag_new(a);

	/* of one that failed early there may be nothing */
	if (!butler_read(root, run, a, said, &runs)) {
		runs = (struct butler_runs){0};
		s.failed = s.failed ? s.failed : diag_last(said);
	}
	s.most = most_agreement(&runs, parts, n);
	s.is_cut_short = whole->kind != OUTCOME_OK && left_nothing(&runs, lsst_output(root, run, a), a);
	for (size_t i = 0; i < n; i++) {
		if (!fs_make_dirs(parts[i].dir, d)) {
			return false;
		}
		take_part(&s, &parts[i], parts, n, whole->kind);
		parts[i].outcome->log_tail = parts[i].outcome->reason ? whole->log_tail : NULL;
	}
	return true;
}
