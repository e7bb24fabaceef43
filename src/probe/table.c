/** The probes in one table, what they know, and what they found out about this machine. */
#include <string.h>

#include "probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/spec.h"
#include "secateur/probe/probe.h"

#define PROBE(name) extern const struct probe_ops probe_##name;
#include "probe.def"
#undef PROBE

static const struct probe_ops *const table[] = {
#define PROBE(name) &probe_##name,
#include "probe.def"
#undef PROBE
};
enum { N_PROBES = sizeof(table) / sizeof(*table) };

const struct probe_ops *probe_at(size_t i) { return i < N_PROBES ? table[i] : NULL; }

const char *probe_unit(const char *event)
{
	static const char *const times[] = {"task-clock",       "user-time",       "system-time",
	                                    "perf::TASK-CLOCK", "perf::CPU-CLOCK", NULL};

	for (size_t i = 0; times[i]; i++) {
		if (strcmp(event, times[i]) == 0) {
			return "ns";
		}
	}
	return strncmp(event, "energy-", 7) == 0 ? "J" : "1";
}

size_t probe_all_fit(const char *const *events, size_t n)
{
	(void)events;
	return n;
}

/* Answers */

struct answer {
	const char *probe, *event, *reason;
};

const char *probe_try_once(const char *probe, const char *event,
                           const char *(*attempt)(const char *event, struct arena *a), struct arena *a)
{
	static struct arena *kept; /* for the life of the process */
	static VEC(struct answer) answers;
	const char *reason;

	for (size_t i = 0; i < answers.n; i++) {
		if (strcmp(answers.at[i].probe, probe) == 0 && strcmp(answers.at[i].event, event) == 0) {
			return answers.at[i].reason;
		}
	}
	if (!kept) {
		kept = arena_new();
	}
	reason = attempt(event, a);
	*vec_push(kept, &answers) = (struct answer){
		.probe = probe,
		.event = arena_strdup(kept, event),
		.reason = reason ? arena_strdup(kept, reason) : NULL,
	};
	return reason;
}

/* Names */

size_t probe_names(bool usual, struct arena *a, const char *const **ret)
{
	VEC(const char *) names = {0};

	for (size_t p = 0; p < N_PROBES; p++) {
		for (size_t i = 0; table[p]->event(i) && (!usual || i < table[p]->n_usual); i++) {
			const char *name = table[p]->event(i);
			size_t k = 0;

			while (k < names.n && strcmp(names.at[k], name) != 0) {
				k++;
			}
			if (k == names.n) {
				*vec_push(a, &names) = name;
			}
		}
	}
	if (!usual) {
		*vec_push(a, &names) = EXACT_EVENT;
	}
	*ret = names.at;
	return names.n;
}

bool probe_known(const char *event, struct arena *a, const char **hint)
{
	const char *const *names;
	size_t n;

	*hint = "";
	for (size_t p = 0; p < N_PROBES; p++) {
		if (table[p]->knows(event)) {
			return true;
		}
	}
	n = probe_names(false, a, &names);
	*hint = near_hint(event, names, n, a);
	return false;
}

const struct probe_ops *probe_for(const char *event, bool alone, struct arena *a, const char **why)
{
	*why = NULL;
	for (size_t p = 0; p < N_PROBES; p++) {
		const char *reason;

		if (!table[p]->knows(event)) {
			continue;
		}
		reason = table[p]->usable(event, a);
		if (!reason && table[p]->whole_machine && !alone) {
			reason = "counts the whole machine: only one run at a time can be told from the rest";
		}
		if (!reason) {
			*why = NULL;
			return table[p];
		}
		*why = *why ? *why : reason;
	}
	*why = *why ? *why : "no probe knows this event";
	return NULL;
}
