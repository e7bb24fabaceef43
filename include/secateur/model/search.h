/** What a search for what can go has found: see search/search.h for how. */
#ifndef SECATEUR_MODEL_SEARCH_H
#define SECATEUR_MODEL_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/units.h"

struct evidence;

enum search_stage {
	SEARCH_NOISE,
	SEARCH_PRUNE,
	SEARCH_COMPONENTS,
	SEARCH_VARIANTS,
	SEARCH_CHOICE,
	SEARCH_CONFIRM,
	SEARCH_OVER,
};

enum search_preference {
	SEARCH_SMALLEST, /* all that may go, goes */
	SEARCH_FASTEST,  /* only what is found to save */
	SEARCH_ENOUGH,   /* of that, the fewest changes that are expected to save so much */
};

enum search_quality {
	SEARCH_KEPT, /* shown to be within all margins; the baseline's own, too */
	SEARCH_OPEN, /* neither */
	SEARCH_LOST, /* outside some margin, or a metric is missing */
};

enum search_fate {
	FATE_OPEN,     /* not looked at, or not settled */
	FATE_DROP,     /* it may go, and that saves */
	FATE_NO_GAIN,  /* it may go, and saves less than is worth it */
	FATE_KEEP,     /* quality is not kept, or not shown to be */
	FATE_REQUIRED, /* without it nothing runs; of an alternative: it fails */
};

/** Changes are numbered: components first, then alternatives. Shares of the baseline's time; NAN where they are not known. */
struct search_change {
	enum search_fate fate;
	bool is_settled;             /* its saving, too */
	bool may_go;                 /* a component: in the set that was run and found good */
	bool is_slower;              /* an alternative: slower than the baseline, beyond doubt */
	enum search_quality quality; /* of an alternative */
	const bool *needs; /* a flag for each component: those that must go before it can; NULL: none */
	double saving, low,
		high; /* on average over the others; bounds hold jointly over all changes of its stage */
	double alone, last; /* dropped from the whole; dropped when all others are gone */
	size_t leader; /* of components none of which can go before the others, the first: it holds what is known of
	                       all of them, and is told from the others by nothing; its own number: it goes by itself */
	bool varies; /* its cost differs from input to input */
	size_t runs; /* that informed on its saving */
};

/** Two components that save more together than the sum of what they save alone: by so much; less when negative. */
struct search_pair {
	size_t a, b;
	double beyond;
};

struct search_state {
	enum search_stage stage;
	size_t components, alternatives;
	bool was_hurried;          /* time was up */
	const char *ended_because; /* in words, when there is nothing to confirm; else NULL */
	double sigma;              /* noise of a run, log scale; NAN: not known yet */
	double run_time;           /* of a baseline run, ns; NAN: not known yet */
	double planned_tests;      /* sets of components, each on all inputs unless it fails */
	double needed_component_runs,
		needed_variant_runs; /* to tell what is worth it; planned are at most the blocks that
	                                                      there can be */
	double planned_component_runs, planned_variant_runs, planned_confirm_runs;
	double settles; /* the smallest saving worth a change that the runs could have settled, where they were too few and
	                   something stayed open after all blocks that there can be; NAN: they were not */
	size_t blocks[SEARCH_OVER], runs[SEARCH_OVER]; /* made, of each stage */
	double time[SEARCH_OVER];                      /* the same, ns of the primary cost */
	size_t tests;                                  /* sets of components that the pruning tested */
	const size_t *bad_inputs;                      /* on which the baseline fails: left out */
	size_t n_bad_inputs;
	const struct search_change *changes;
	const struct search_pair *pairs;
	size_t n_pairs;
	bool is_robust;     /* Huber's fit; false: least squares, since there are two modes */
	double stripped;    /* time with all that may go dropped, by the fit: a share; NAN: unknown */
	const bool *chosen; /* a flag for each change; NULL before the choice */
	const size_t *
		path; /* the chosen changes, in the order in which to make them: what saves most a change first */
	const double *
		expected; /* saving of all of the path up to each, by fit and race; NAN: unknown, or it cannot be run */
	size_t n_path;
	bool fell_back;     /* what was preferred was no good by itself: all that may go was chosen */
	size_t n_too_short; /* sets of fewer changes that were expected to save enough, and were no good */
	bool has_raced; /* components raced each by itself, for want of a design: they are counted in blocks then */
	double predicted;    /* saving of what was chosen, by fit and race; NAN: unknown */
	double sum_of_parts; /* of what each chosen change saves alone; NAN: unknown */
};

/** A search with the names of what it moved: what is shown while it runs and when it is over. */
struct search_story {
	const char *experiment, *question, *primary;
	double worth, confidence;
	enum search_preference prefer;
	double enough;              /* for SEARCH_ENOUGH */
	const char *const *names;   /* of each change */
	const char *const *details; /* of each change, what it does: "measurements: -win", "nsnap: 9 -> 1" */
	const char *const *
		reasons; /* of each change, why it may not go: a metric, or how it fails; NULL: it may, or nobody knows */
	const bool *
		switches; /* of each component: a setting with another level, no part that goes; NULL: none is */
	const char *const *inputs; /* ids */
	size_t n_inputs, n_held_out;
	struct search_state state;
	const char *
		chosen_change; /* all that was chosen, from the baseline: "measurements: -win -aper"; NULL: not chosen */
	const struct evidence
		*confirmed; /* its variants[1] is what was chosen, beside the baseline; NULL: not confirmed */
	const char *written_to;       /* the folder that holds what was found, or NULL */
	size_t runs_made, runs_found; /* now; found in the database */
	nsec_t elapsed_ns, left_ns;   /* of this call; expected until the end, -1: unknown */
	nsec_t budget_ns;             /* 0: none */
};

#endif
