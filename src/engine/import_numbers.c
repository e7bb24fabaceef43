/* What runs tell: the times and numbers of tasks' metadata, and metrics that pipelines measured. */
#include <stdlib.h>
#include <string.h>

#include "imported.h"
#include "secateur/base/arena.h"

/* --- names -------------------------------------------------------------------------------------------- */

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

/* Of what several have, the later ones tell whose it is. */
static const char *name_of(const struct imported *i, const char *type, const char *value)
{
	char *name = import_plain(value, i->arena);

	if (type && is_taken(i, name)) {
		name = import_plain(arena_printf(i->arena, "%s.%s", type, value), i->arena);
	}
	while (is_taken(i, name)) {
		name = arena_printf(i->arena, "%s+", name);
	}
	return name;
}

static int order_of(const char *type, const char *value, const struct number *than)
{
	if (!type != !than->type) { /* those of metadata come first */
		return type ? 1 : -1;
	}
	const int by = strcmp(value, than->value);
	return by != 0 || !type ? by : strcmp(type, than->type);
}

static struct number *known_as(const struct imported *i, const char *type, const char *value)
{
	for (size_t k = 0; k < i->numbers.n; k++) {
		if (order_of(type, value, &i->numbers.at[k]) == 0) {
			return &i->numbers.at[k];
		}
	}
	return NULL;
}

static int by_order(const void *x, const void *y)
{
	const struct number *p = x;

	return order_of(p->type, p->value, y);
}

/* --- metadata ----------------------------------------------------------------------------------------- */

static void note_numbers(struct imported *i, const struct lsst_quantum *told)
{
	for (size_t k = 0; k < told->n_numbers; k++) {
		const char *value = told->numbers[k];
		if (!known_as(i, NULL, value)) {
			const struct number new = {.value = value, .name = name_of(i, NULL, value)};
			*vec_push(i->arena, &i->numbers) = new;
		}
	}
}

static void read_metadata(struct imported *i)
{
	for (size_t k = 0; k < i->quanta.n; k++) {
		struct quantum *q = &i->quanta.at[k];
		if (q->metadata) {
			q->why = lsst_quantum_read(q->metadata, i->arena, &q->told);
			note_numbers(i, &q->told);
		}
	}
}

/* --- metrics ------------------------------------------------------------------------------------------ */

/** Files of one type of which nothing can be taken. */
struct useless {
	const char *type, *why; /* why: of the first */
	size_t n;
};

struct useless_types {
	VEC(struct useless) at;
};

static void note_useless(struct imported *i, struct useless_types *all, const char *type, const char *why)
{
	for (size_t k = 0; k < all->at.n; k++) {
		if (strcmp(all->at.at[k].type, type) == 0) {
			all->at.at[k].n++;
			return;
		}
	}
	*vec_push(i->arena, &all->at) = (struct useless){type, arena_strdup(i->arena, why), 1};
}

/* One unit is asked of all runs, the first that is told: a value in another one would be compared as if it were in this. */
static void note_metric(struct imported *i, const char *type, const struct lsst_measured *m)
{
	struct number *known = known_as(i, type, m->name);

	if (!known) {
		const struct number new = {.type = type,
		                           .value = arena_strdup(i->arena, m->name),
		                           .name = name_of(i, type, m->name)};
		known = vec_push(i->arena, &i->numbers);
		*known = new;
	}
	if (!known->unit && m->unit) {
		known->unit = arena_strdup(i->arena, m->unit);
	}
}

static void read_metrics(struct imported *i)
{
	struct useless_types useless = {0};

	for (size_t k = 0; k < i->metrics.n; k++) {
		AUTO_ARENA struct arena *own = arena_new();
		const struct metric_file *f = &i->metrics.at[k];
		struct lsst_metrics told;
		const char *why = lsst_metrics_read(f->path, own, &told);
		if (why) {
			note_useless(i, &useless, f->type, why);
		}
		for (size_t m = 0; m < told.n; m++) {
			note_metric(i, f->type, &told.at[m]);
		}
	}
	for (size_t k = 0; k < useless.at.n; k++) {
		const struct useless *u = &useless.at.at[k];
		diag_warn(i->diag, NOWHERE, "%s: nothing is taken from %zu of its files, %ssince %s", u->type,
		          u->n, u->n > 1 ? "the first " : "", u->why);
	}
}

void import_read(struct imported *i)
{
	read_metadata(i);
	read_metrics(i);
	if (i->numbers.n > 0) {
		qsort(i->numbers.at, i->numbers.n, sizeof(*i->numbers.at), by_order);
	}
}
