/** The experiment as its author meant it: checked, typed, with every default filled in. */
#ifndef SECATEUR_MODEL_SPEC_H
#define SECATEUR_MODEL_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/diag.h"
#include "secateur/base/template.h"
#include "secateur/base/units.h"
#include "secateur/model/criterion.h"
#include "secateur/model/job.h"
#include "secateur/model/outcome.h"
#include "secateur/model/search.h"

struct factor;
struct yaml;

/** A data unit: every variant sees every input; comparisons are paired on them. */
struct input {
	const char *id;
	const struct binding *columns; /* "input.id" and one for each column, "input.<column>" */
	size_t n_columns;
};

/** An input that lies not inside of what the others do, and a place of it that is not covered. */
struct uncovered {
	const char *id;
	double ra, dec; /* degrees */
};

/** One source of metrics: an extractor with its parameters, and what is asked of what it gives. */
struct quality_source {
	const char *extractor;
	const void *params; /* the extractor's own struct */
	bool is_whole;      /* nothing of it was refused when it was read */
	const struct yaml *as_written;
	const struct criterion *metrics; /* named in the experiment file; the extractor may give more */
	size_t n_metrics;
};

/** The duration of a part of a run: a reading of it, in nanoseconds. */
struct timer {
	const char *name; /* NULL: all that the source names itself, each a reading */
	struct src_loc at;
	const char *step; /* of all passes of this step; NULL: from the source */
	bool is_cpu;      /* of a step: CPU time, else wall time */
	double unit_ns;   /* of the source's numbers; 0: theirs, or else seconds */
	struct quality_source
		source; /* of one metric, which has the timer's name; of none, where there is no name */
};

/** What is in the page cache when a run begins. */
enum cache_policy {
	CACHE_AS_IS, /* what the runs before left in it */
	CACHE_WARM,  /* the files that its arguments name */
	CACHE_DROP,  /* nothing */
	N_CACHE_POLICIES,
};

/** Among the counters: instructions counted by valgrind, in a pass of its own after the timed runs. */
#define EXACT_EVENT "exact-instructions"

/** Programs of the experiment's own around its runs. */
enum hook_kind {
	HOOK_SETUP,    /* before a variant's first run of a session, in the experiment's folder */
	HOOK_PREPARE,  /* before each run, in its folder */
	HOOK_CONCLUDE, /* after each run */
	HOOK_CLEANUP,  /* for each variant that was set up, at the end of the session */
	N_HOOKS,
};
struct hook {
	const struct text *argv;
	size_t n; /* 0: there is none */
};
struct hooks {
	struct hook at[N_HOOKS];
	nsec_t limit_ns; /* of one; 0: an hour */
	const struct yaml *as_written;
};

struct measure {
	unsigned cores;    /* per run */
	unsigned parallel; /* runs at once, on disjoint cores; 0: as many as do not disturb each other */
	const struct text *counters;
	size_t n_counters;
	bool exact; /* EXACT_EVENT was among them, and is not in the list */
	unsigned blocks, warmup;
	unsigned least_blocks; /* when it is first looked whether all is settled; 0: all blocks are run */
	struct src_loc blocks_at;
	bool duet;        /* a block is a variant and its reference, which run at once */
	unsigned retries; /* of a run that was disturbed */
	struct limits limits;
	enum cache_policy cache;
	bool unpadded;              /* arguments and environment are as long as they happen to be */
	enum accounting accounting; /* ACCOUNT_PROCESS, or the best that the machine has */
	uint64_t seed;
};

/** Reports to be written. */
struct reports {
	struct text *formats; /* names of formats, each once */
	size_t n_formats;
	bool figures;
};

/** What 1 - confidence bounds. */
enum error_rate {
	ERROR_FAMILY,          /* the chance that any verdict is wrong */
	ERROR_FALSE_DISCOVERY, /* the share of wrong ones among the verdicts, on average */
};

struct decide {
	const char *time; /* the primary measure: "wall", "cpu" or a counter's name */
	struct src_loc time_at;
	double worth;      /* the smallest saving worth a change, a share of the reference's time */
	double confidence; /* 0.95 */
	enum error_rate error_rate;
	struct src_loc false_discovery_at;
	bool is_race;      /* what is settled is run no more; else all blocks are run, then it is decided */
	unsigned held_out; /* inputs that a search keeps for its confirmation; it leaves at least one */
	struct src_loc held_out_at;
	enum search_preference prefer;
	double enough; /* for SEARCH_ENOUGH: a share of the baseline's time */
	const struct text *
		culprits; /* POSIX extended regular expressions with one group: the component to whose absence a log lays a failure */
	size_t n_culprits;
};

/** What a run may take. It changes no run and no verdict: it is what they are to come to. */
struct budget {
	nsec_t latency_ns;  /* the target, of wall time; 0: there is no budget */
	nsec_t baseline_ns; /* what the baseline takes where it is in use; 0: what it was measured to take */
};

struct spec {
	const char *path;            /* as given by the user */
	const char *here;            /* the folder that holds it, absolute */
	const struct source *source; /* the file as read, for errors */
	const char *as_written;      /* its text, and those of the files that it includes */
	const char *name, *question;
	bool names_ok; /* parameters, factors and inputs were read without complaint */
	const char *path_of,
		*path_to; /* an experiment of this name, of whose path to this variant it is a step; NULL: it is by itself */
	unsigned path_step;      /* from 1 */
	struct scope parameters; /* "here" and the experiment's own `parameters`, after the command line's */

	const char *adapter;
	void *workload; /* the adapter's own struct */
	struct src_loc workload_at;
	bool workload_is_whole; /* nothing of it was refused when it was read */

	const struct input *inputs;
	size_t n_inputs;
	const char *
		inside; /* the file of polygons in which all inputs lie, as the experiment file names it; NULL: it names none */
	const struct uncovered *uncovered; /* those that were in their table, too */
	size_t n_uncovered;
	const struct factor *factors;
	size_t n_factors;
	const struct yaml *baseline; /* a map factor -> level, or NULL; design reads these three */
	const struct yaml *variants; /* a list, or NULL */
	const struct yaml *exclude;  /* a list of maps factor -> level(s), or NULL */

	struct hooks hooks;
	struct measure measure;
	const struct timer *timers;
	size_t n_timers;
	const struct quality_source *quality;
	size_t n_quality;
	struct decide decide;
	struct reports reports;
	struct budget budget;
};

#endif
