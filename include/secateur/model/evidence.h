/** What the runs say: everything that a report prints, computed, nothing formatted. */
#ifndef SECATEUR_MODEL_EVIDENCE_H
#define SECATEUR_MODEL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/model/criterion.h"
#include "secateur/model/fact.h"

/**
 * A change from the reference, or the reason why there is none. The baseline's own is 0 with its mean as
 * `reference`; it is absent only where the baseline has no value.
 */
struct change {
	size_t n; /* inputs it rests on, repeats averaged; costs, where there is one input: pairs */
	double estimate, low, high; /* the interval's level: see struct evidence */
	double reference;           /* the reference's own mean, in the measure's unit */
	const char *absent_reason;  /* not NULL: estimate, low and high mean nothing */
};

/**
 * A cost: "wall", "cpu" (both in ns), "peak_memory" (in B) or an event by its name. `change` is relative: -0.30 is
 * 30 % less (from log ratios).
 */
struct cost {
	const char *name, *unit;
	struct change change;
};

enum judgement {
	JUDGED_NOT, /* no margin */
	JUDGED_WITHIN,
	JUDGED_OUTSIDE,
	JUDGED_ONE_OUTSIDE, /* on some input, by more than twice the margin, though not on the mean */
	JUDGED_UNDECIDED,
	JUDGED_LOST, /* the reference has it, the variant does not */
};

/** A quality metric. `change` is absolute, in the metric's unit, or relative when the margin is. */
struct quality_change {
	struct criterion criterion;
	struct change change;
	enum judgement judgement;
};

/** An output compared by digest in each pair in which the reference has it; one that the variant lacks is not the same. */
struct sameness {
	const char *name;
	size_t n_same, n_pairs;
};

/** How runs of a variant failed: one entry per distinct reason, the most frequent first. */
struct failure {
	const char *reason;
	size_t n;
	const char *log_tail; /* of the first such run, or NULL */
};

enum verdict {
	VERDICT_BASELINE,
	VERDICT_DROP,
	VERDICT_KEEP,
	VERDICT_NO_GAIN,
	VERDICT_REQUIRED, /* it drops something, and fails without it */
	VERDICT_FAILS,    /* it fails, and drops nothing */
	VERDICT_UNDECIDED,
};

struct variant_evidence {
	const char *name, *change, *reference; /* reference: a variant's name */
	bool is_baseline, drops_something;
	size_t n_runs, n_failed, n_blocks; /* measured ones; blocks: complete pairs with the reference */
	size_t n_failed_alone; /* of n_failed: where the reference's run went well; these count against it */
	size_t n_skipped;      /* blocks not run since the failures had settled it */
	const struct cost *costs; /* the same names in the same order for every variant */
	size_t n_costs;
	const struct quality_change *qualities; /* the same names in the same order for every variant */
	size_t n_qualities;
	const struct sameness *sameness;
	size_t n_sameness;
	const struct failure *failures;
	size_t n_failures;
	enum verdict verdict;
	const char *why; /* one clause: "saves 41 % of cpu", "psf_size_scatter outside its margin" */
};

struct evidence {
	const char *experiment, *question;
	const char *primary; /* name of the cost that decides */
	double worth, confidence;
	double verdict_confidence; /* of the two-sided intervals that decide on the cost: jointly valid over all variants */
	double quality_confidence; /* of the intervals of quality, printed and decisive: two one-sided tests */
	uint64_t seed;
	const char *plan_sha256;
	size_t n_inputs, n_blocks, n_warmup; /* as planned */
	size_t n_runs, n_planned;            /* measured and warm-up together */
	const char *first_run_utc, *last_run_utc;
	const char *tool_version;
	size_t max_parallel;         /* the most runs at once in any session */
	const struct fact *versions; /* of the workload's programs */
	size_t n_versions;
	const struct facts *hosts; /* one set for each host */
	size_t n_hosts;
	const char *const *uncontrolled; /* sentences: what was not controlled */
	size_t n_uncontrolled;
	const struct variant_evidence *variants; /* the baseline first, then in the experiment's order */
	size_t n_variants;
};

#endif
