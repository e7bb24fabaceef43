/** The events of an experiment, shared out among the probes and, where they do not fit, among sets. */
#include <string.h>

#include "probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/probe/probe.h"

/** Some events that one probe counts at once. */
struct share {
	void *self;
	size_t *place; /* of each, in the watch */
	size_t n;
};

/** All events of one probe. */
struct part {
	const struct probe_ops *probe;
	struct share *shares;
	size_t n;
};

struct watch {
	size_t n;
	const char **events, **reasons; /* reason NULL: some probe counts it */
	struct part *parts;
	size_t n_parts, n_sets, set;
};

size_t probe_share_out(const char *const *events, size_t n, size_t always,
                       size_t (*fit)(const char *const *events, size_t n), struct arena *a,
                       struct probe_set **ret)
{
	const char **names = NEW_ARRAY(a, const char *, n + 1);
	VEC(struct probe_set) sets = {0};
	const size_t first = always < n; /* where the others begin in a set */

	for (size_t next = 0; next < n;) {
		struct probe_set set = {.at = NEW_ARRAY(a, size_t, n + 1), .n = first};
		set.at[0] = always;
		for (size_t i = next; i < n; i++) {
			if (i != always) {
				set.at[set.n++] = i;
			}
		}
		for (size_t i = 0; i < set.n; i++) {
			names[i] = events[set.at[i]];
		}
		size_t all = set.n;
		set.n = all > 0 ? fit(names, all) : 0;
		next = set.n < all ? set.at[set.n] : n;
		if (set.n == first && all > first) {
			next++; /* it fits beside nothing */
		}
		if (set.n > first || sets.n == 0) {
			*vec_push(a, &sets) = set;
		}
	}
	*ret = sets.at;
	return sets.n;
}

/** The part of this probe; a new one where there is none. */
static struct part *part_of(struct watch *w, const struct probe_ops *probe)
{
	for (size_t i = 0; i < w->n_parts; i++) {
		if (w->parts[i].probe == probe) {
			return &w->parts[i];
		}
	}
	w->parts[w->n_parts] = (struct part){.probe = probe};
	return &w->parts[w->n_parts++];
}

/** Opens a session for each set of the probe's events, which are at `place` in the watch. */
static void open_part(struct watch *w, struct part *p, const size_t *place, size_t n, const char *always,
                      struct arena *a)
{
	const char **events = NEW_ARRAY(a, const char *, n);
	struct probe_set *sets;
	size_t which = n;

	for (size_t i = 0; i < n; i++) {
		events[i] = w->events[place[i]];
		which = always && strcmp(events[i], always) == 0 ? i : which;
		w->reasons[place[i]] = "cannot be counted at once with the event that decides";
	}
	p->n = probe_share_out(events, n, which, p->probe->fit, a, &sets);
	p->shares = NEW_ARRAY(a, struct share, p->n);
	for (size_t k = 0; k < p->n; k++) {
		struct share *s = &p->shares[k];
		const char **names = NEW_ARRAY(a, const char *, sets[k].n);

		s->n = sets[k].n;
		s->place = NEW_ARRAY(a, size_t, s->n);
		for (size_t i = 0; i < s->n; i++) {
			s->place[i] = place[sets[k].at[i]];
			names[i] = w->events[s->place[i]];
			w->reasons[s->place[i]] =
				"not counted in this block: the events do not fit all at once, and take turns";
		}
		s->self = p->probe->open(names, s->n, a);
	}
	w->n_sets = p->n > w->n_sets ? p->n : w->n_sets;
}

struct watch *watch_open(const struct watch_request *q, struct arena *a)
{
	struct watch *w = NEW(a, struct watch);
	const struct probe_ops **of = NEW_ARRAY(a, const struct probe_ops *, q->n);
	size_t *place = NEW_ARRAY(a, size_t, q->n);

	*w = (struct watch){
		.n = q->n,
		.events = NEW_ARRAY(a, const char *, q->n),
		.reasons = NEW_ARRAY(a, const char *, q->n),
		.parts = NEW_ARRAY(a, struct part, q->n),
		.n_sets = 1,
	};
	for (size_t i = 0; i < q->n; i++) {
		const char *why;
		of[i] = probe_for(q->events[i], q->alone, a, &why);
		w->events[i] = arena_strdup(a, q->events[i]);
		w->reasons[i] = why ? arena_strdup(a, why) : NULL;
		if (of[i]) {
			part_of(w, of[i]);
		}
	}
	for (size_t p = 0; p < w->n_parts; p++) {
		size_t n = 0;
		for (size_t i = 0; i < q->n; i++) {
			if (of[i] == w->parts[p].probe) {
				place[n++] = i;
			}
		}
		open_part(w, &w->parts[p], place, n, q->always, a);
	}
	return w;
}

size_t watch_sets(const struct watch *w) { return w->n_sets; }

void watch_take_set(struct watch *w, size_t set) { w->set = set; }

/** What of the probe's is counted now. */
static struct share *current(const struct watch *w, const struct part *p)
{
	return &p->shares[w->set % w->n_sets % p->n];
}

void watch_arm(struct watch *w, pid_t child)
{
	for (size_t p = 0; p < w->n_parts; p++) {
		w->parts[p].probe->arm(current(w, &w->parts[p])->self, child);
	}
}

struct readings watch_read(struct watch *w, const struct rusage *u, struct arena *a)
{
	struct readings r = {NEW_ARRAY(a, struct reading, w->n), w->n};
	struct reading *some = NEW_ARRAY(a, struct reading, w->n);

	for (size_t i = 0; i < w->n; i++) {
		r.at[i] = (struct reading){
			.event = w->events[i],
			.unit = probe_unit(w->events[i]),
			.absent_reason = w->reasons[i],
		};
	}
	for (size_t p = 0; p < w->n_parts; p++) {
		const struct share *s = current(w, &w->parts[p]);

		w->parts[p].probe->read(s->self, u, some, a);
		for (size_t i = 0; i < s->n; i++) {
			some[i].event = w->events[s->place[i]];
			r.at[s->place[i]] = some[i];
		}
	}
	return r;
}

void watch_close(struct watch *w)
{
	for (size_t p = 0; p < w->n_parts; p++) {
		for (size_t k = 0; k < w->parts[p].n; k++) {
			w->parts[p].probe->close(w->parts[p].shares[k].self);
		}
	}
	w->n_parts = 0;
}
