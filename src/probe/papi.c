/**
 * Hardware counters through PAPI. PAPI counts a child and all its descendants only when things are done in one order:
 * domain, inherit, attach, add, start. In another order, or after an error that was passed over, it gives zeros or the
 * parent's own counts and reports success; so every step is checked, and `usable` counts a known loop in a real child.
 * The count starts at PAPI_start, not at the exec: some 10^5 instructions of the kernel's exec are in it.
 */
#include <papi.h>
#include <string.h>

#include "probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/probe/probe.h"

/** What people call an event, and what PAPI does; the second name is tried when the first is not there. */
static const struct alias {
	const char *name, *papi[2];
} aliases[] = {
	{"PAPI_BR_INS", {"PAPI_BR_INS"}},
	{"PAPI_BR_MSP", {"PAPI_BR_MSP"}},
	{"PAPI_FP_OPS", {"PAPI_FP_OPS"}},
	{"PAPI_L1_DCM", {"PAPI_L1_DCM"}},
	{"PAPI_L2_TCM", {"PAPI_L2_TCM"}},
	{"PAPI_L3_TCM", {"PAPI_L3_TCM"}},
	{"PAPI_TLB_DM", {"PAPI_TLB_DM"}},
	{"PAPI_TOT_CYC", {"PAPI_TOT_CYC"}},
	{"PAPI_TOT_INS", {"PAPI_TOT_INS"}},
	{"PAPI_VEC_INS", {"PAPI_VEC_INS"}},
	{"branch-misses", {"PAPI_BR_MSP", "perf::BRANCH-MISSES"}},
	{"branches", {"PAPI_BR_INS", "perf::BRANCHES"}},
	{"cache-misses", {"perf::CACHE-MISSES", "PAPI_L3_TCM"}},
	{"cache-references", {"perf::CACHE-REFERENCES", "PAPI_L3_TCA"}},
	{"cycles", {"PAPI_TOT_CYC", "perf::CYCLES"}},
	{"instructions", {"PAPI_TOT_INS", "perf::INSTRUCTIONS"}},
};
enum { N_ALIASES = sizeof(aliases) / sizeof(*aliases), TRY_TURNS = 1000000 };

struct counter {
	const char *event;
	int error; /* of adding it: PAPI_OK when it counts */
};

struct session {
	struct counter *at;
	long long *values;
	size_t n;
	int set;   /* PAPI_NULL: not armed */
	int error; /* of arming as a whole */
};

/** PAPI's own names for what CPUs count, this one or not: none where the library does not start. */
static char presets[PAPI_MAX_PRESET_EVENTS][PAPI_MIN_STR_LEN];
static size_t n_presets;

static bool start_library(void)
{
	/* where it is done already, says so at once */
	return PAPI_library_init(PAPI_VER_CURRENT) == (int)PAPI_VER_CURRENT;
}

static void list_presets(void)
{
	int code = (int)PAPI_PRESET_MASK;

	if (n_presets > 0 || !start_library() || PAPI_enum_event(&code, PAPI_ENUM_FIRST) != PAPI_OK) {
		return;
	}
	do {
		if (PAPI_event_code_to_name(code, presets[n_presets]) == PAPI_OK) {
			n_presets++;
		}
	} while (n_presets < PAPI_MAX_PRESET_EVENTS && PAPI_enum_event(&code, PAPI_ENUM_EVENTS) == PAPI_OK);
}

static const char *event(size_t i)
{
	if (i < N_ALIASES) {
		return aliases[i].name;
	}
	list_presets();
	return i - N_ALIASES < n_presets ? presets[i - N_ALIASES] : NULL;
}

/** "cycles:u" is of user mode alone, "cycles:k" of the kernel, as perf has it; "cycles" is of both. */
struct part_of_event {
	int domain; /* PAPI_DOM_... */
	char name[PAPI_HUGE_STR_LEN];
};

static struct part_of_event split(const char *event)
{
	struct part_of_event ret = {.domain = PAPI_DOM_ALL};
	size_t n = strlen(event);

	if (n > 3 && event[n - 2] == ':' && event[n - 3] != ':' && strchr("uk", event[n - 1])) {
		ret.domain = event[n - 1] == 'u' ? PAPI_DOM_USER : PAPI_DOM_KERNEL;
		n -= 2;
	}
	n = n < sizeof(ret.name) ? n : sizeof(ret.name) - 1;
	memcpy(ret.name, event, n);
	return ret;
}

static const struct alias *find(const char *name)
{
	for (size_t i = 0; i < N_ALIASES; i++) {
		if (strcmp(aliases[i].name, name) == 0) {
			return &aliases[i];
		}
	}
	return NULL;
}

static bool knows(const char *event_or_part)
{
	const struct part_of_event p = split(event_or_part);

	if (find(p.name) || strstr(p.name, "::")) {
		return true; /* native names are those of one CPU: only it can tell */
	}
	if (strncmp(p.name, "PAPI_", 5) != 0) {
		return false;
	}
	list_presets();
	for (size_t i = 0; i < n_presets; i++) {
		if (strcmp(presets[i], p.name) == 0) {
			return true;
		}
	}
	return n_presets == 0;
}

static const char *explain(int code, struct arena *a)
{
	switch (code) {
	case PAPI_ECNFLCT:
		return "no free counter: PAPI_ECNFLCT";
	case PAPI_EPERM:
		return "not permitted: PAPI_EPERM";
	case PAPI_ECMP_DISABLED:
		return "PAPI's perf_event is disabled: PAPI_ECMP_DISABLED";
	case PAPI_ENOEVNT:
		return "not an event of this CPU: PAPI_ENOEVNT";
	default:
		return arena_printf(a, "PAPI: %s (%d)", PAPI_strerror(code), code);
	}
}

static void dispose(int *set)
{
	PAPI_cleanup_eventset(*set);
	PAPI_destroy_eventset(set);
	*set = PAPI_NULL;
}

static int inherit_and_attach(int set, int domain, pid_t child)
{
	PAPI_option_t o = {0};
	int r;

	/* the kernel's part too, unless it is said otherwise: without it context switches read 0 */
	o.domain.eventset = set;
	o.domain.domain = domain;
	r = PAPI_set_opt(PAPI_DOMAIN, &o);
	if (r == PAPI_OK) {
		o = (PAPI_option_t){0};
		o.inherit.eventset = set;
		o.inherit.inherit = PAPI_INHERIT_ALL;
		r = PAPI_set_opt(PAPI_INHERIT, &o);
	}
	return r == PAPI_OK ? PAPI_attach(set, (unsigned long)child) : r;
}

/** A set that watches `child`, still without events. All of a set are of one domain. */
static int prepare(pid_t child, int domain, int *ret)
{
	int set = PAPI_NULL, r = PAPI_create_eventset(&set);

	if (r != PAPI_OK) {
		return r;
	}
	r = PAPI_assign_eventset_component(set, PAPI_get_component_index("perf_event"));
	if (r == PAPI_OK) {
		r = inherit_and_attach(set, domain, child);
	}
	if (r != PAPI_OK) {
		dispose(&set);
		return r;
	}
	*ret = set;
	return PAPI_OK;
}

static int add(int set, const char *event_or_part)
{
	const struct part_of_event p = split(event_or_part);
	const struct alias *known = find(p.name);
	int r = PAPI_add_named_event(set, known ? known->papi[0] : p.name);

	if (r != PAPI_OK && known && known->papi[1]) {
		r = PAPI_add_named_event(set, known->papi[1]);
	}
	return r;
}

static void work(void) { spin_turns(TRY_TURNS); }

/** Counts the known loop in a child; one event, or none to see whether a child can be watched at all. */
static int count_child(const char *name, long long *ret)
{
	struct held child;
	int set = PAPI_NULL, r = PAPI_ESYS;
	bool started = false;

	if (!held_start(work, &child)) {
		return r;
	}
	r = prepare(child.pid, name ? split(name).domain : PAPI_DOM_ALL, &set);
	if (r == PAPI_OK && name) {
		r = add(set, name);
		if (r == PAPI_OK) {
			r = PAPI_start(set);
			started = r == PAPI_OK;
		}
	}
	held_finish(&child, NULL);
	if (started) {
		r = PAPI_stop(set, ret);
	}
	if (set != PAPI_NULL) {
		dispose(&set);
	}
	return r;
}

static const char *attempt_library(const char *name, struct arena *a)
{
	int r = PAPI_library_init(PAPI_VER_CURRENT); /* where it is done already, says so at once */

	(void)name;
	if (r != (int)PAPI_VER_CURRENT) {
		return r < 0 ? explain(r, a) : "the PAPI library is of another version";
	}
	if (PAPI_get_component_index("perf_event") < 0) {
		return "this PAPI has no perf_event component";
	}
	r = count_child(NULL, NULL);
	/* PAPI tries the instructions event before anything else: without a PMU all fails with this */
	if (r == PAPI_ENOEVNT) {
		return "no PMU: PAPI_ENOEVNT";
	}
	return r == PAPI_OK ? NULL : explain(r, a);
}

/* What a turn of the loop surely counts; 0: it is not known. Some machines take an event and count nothing of it. */
static double per_turn(const char *papi)
{
	return strcmp(papi, "PAPI_TOT_INS") == 0  ? SPIN_INSTRUCTIONS
	       : strcmp(papi, "PAPI_BR_INS") == 0 ? 1
	                                          : 0;
}

static const char *attempt(const char *name, struct arena *a)
{
	const struct part_of_event p = split(name);
	const struct alias *known = find(p.name);
	const char *papi = known ? known->papi[0] : p.name;
	long long value = 0;
	double least = p.domain == PAPI_DOM_KERNEL ? 0 : TRY_TURNS * per_turn(papi);
	int r = count_child(name, &value);

	if (r != PAPI_OK) {
		return explain(r, a);
	}
	if (least > 0 && ((double)value < least || (double)value > 2 * least)) {
		return arena_printf(a, "counts wrongly: %lld where there were %.0f", value, least);
	}
	if (strcmp(papi, "PAPI_TOT_CYC") == 0 && value <= 0) {
		return "opened, but counts nothing";
	}
	return NULL;
}

static const char *usable(const char *name, struct arena *a)
{
	const char *why_not =
		knows(name) ? probe_try_once("papi", "", attempt_library, a) : "not an event of PAPI";

	return why_not ? why_not : probe_try_once("papi", name, attempt, a);
}

static size_t fit(const char *const *names, size_t n)
{
	struct held child;
	int set = PAPI_NULL;
	size_t fits = 0;

	if (n < 2 || !held_start(work, &child)) {
		return n;
	}
	const int domain = split(names[0]).domain;

	if (prepare(child.pid, domain, &set) == PAPI_OK) {
		while (fits < n && split(names[fits]).domain == domain && add(set, names[fits]) == PAPI_OK) {
			fits++;
		}
		if (fits > 0 && PAPI_start(set) == PAPI_OK) {
			PAPI_stop(set, NULL);
		} else {
			fits = 0;
		}
		dispose(&set);
	}
	held_finish(&child, NULL);
	/* what can be added may still not start: then one less, until it does */
	return fits > 0 ? fits : fit(names, n - 1);
}

static void *open_session(const char *const *names, size_t n, struct arena *a)
{
	struct session *s = NEW(a, struct session);

	*s = (struct session){
		.at = NEW_ARRAY(a, struct counter, n),
		.values = NEW_ARRAY(a, long long, n),
		.n = n,
		.set = PAPI_NULL,
		.error = PAPI_ENOTRUN,
	};
	for (size_t i = 0; i < n; i++) {
		s->at[i] = (struct counter){names[i], PAPI_OK};
	}
	return s;
}

static void disarm(struct session *s)
{
	if (s->set != PAPI_NULL) {
		PAPI_stop(s->set, NULL);
		dispose(&s->set);
	}
}

static void arm(void *self, pid_t child)
{
	struct session *s = self;

	disarm(s);
	s->error = prepare(child, s->n > 0 ? split(s->at[0].event).domain : PAPI_DOM_ALL, &s->set);
	if (s->error != PAPI_OK) {
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		s->at[i].error = add(s->set, s->at[i].event);
	}
	s->error = PAPI_start(s->set);
	if (s->error != PAPI_OK) {
		dispose(&s->set);
	}
}

static void read_all(void *self, const struct rusage *u, struct reading *ret, struct arena *a)
{
	struct session *s = self;
	size_t next = 0;

	(void)u;
	if (s->error == PAPI_OK) {
		s->error = PAPI_stop(s->set, s->values);
		dispose(&s->set);
	}
	for (size_t i = 0; i < s->n; i++) {
		int error = s->error != PAPI_OK ? s->error : s->at[i].error;

		ret[i] = (struct reading){.event = s->at[i].event, .unit = probe_unit(s->at[i].event)};
		if (error != PAPI_OK) {
			ret[i].absent_reason = explain(error, a);
			continue;
		}
		/* without multiplexing a set counts all of the time or not at all */
		ret[i].value = (double)s->values[next++];
		ret[i].enabled_share = 1;
	}
	s->error = PAPI_ENOTRUN;
}

static void close_session(void *self) { disarm(self); }

const struct probe_ops probe_papi = {
	.name = "papi",
	.about = "hardware events through PAPI: presets (PAPI_TOT_INS) and native names (perf::CYCLES)",
	.event = event,
	.n_usual = N_ALIASES,
	.knows = knows,
	.usable = usable,
	.fit = fit,
	.open = open_session,
	.arm = arm,
	.read = read_all,
	.close = close_session,
};
