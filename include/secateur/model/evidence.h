/** What the runs say: everything that a report prints, computed, nothing formatted. */
#ifndef SECATEUR_MODEL_EVIDENCE_H
#define SECATEUR_MODEL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/model/criterion.h"
#include "secateur/model/fact.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"

struct dossier_setting;

/**
 * A change from the reference, or the reason why there is none. The baseline's own is 0 with its mean as
 * `reference`; it is absent only where the baseline has no value.
 */
struct change {
	size_t n; /* inputs it rests on, repeats averaged; costs, where there is one input: pairs */
	double estimate, low, high;
	double level;              /* of the interval: below the one asked for where n is too small for it */
	double p;                  /* two-sided, of no change */
	double reference;          /* the reference's own mean, in the measure's unit */
	const char *absent_reason; /* not NULL: estimate, low, high, level and p mean nothing */
	bool is_elsewhere; /* absent, though some run of one of the two has it: it cannot be compared */
};

/**
 * A cost: "wall", "cpu" (both in ns), "peak_memory" (in B) or an event by its name. `change` is relative: -0.30 is 30 % less; of the
 * primary at evidence.joint_confidence, of the others, which are exploratory, at evidence.confidence.
 */
struct cost {
	const char *name, *unit;
	struct change change; /* of a typical pair: Hodges and Lehmann's estimate from log ratios */
	struct change total;  /* of the sum over all pairs: what throughput changes by */
	bool is_primary;
};

/** A part of a run's time: a step, all its passes, or a timer. Parts may overlap, and need not be all of the run. */
struct time_part {
	const char *name;
	bool is_timer;
	/**
	 * As of a cost that does not decide. Where the variant has no such part there is no change, but the reference's mean: it saves all
	 * of that; where the reference has none, the variant's own mean. NAN: the mean is not known.
	 */
	struct change change;
	double own; /* the variant's own mean, in ns, over the same pairs */
	double share; /* of the reference's whole time, by evidence.parts_of: its mean over that of the same pairs */
	bool is_notable; /* it changed, by its interval or by coming or going, and by at least `worth` of the whole */
};

enum judgement {
	JUDGED_NOT, /* no margin */
	JUDGED_WITHIN,
	JUDGED_IDENTICAL, /* within: no input changed at all */
	JUDGED_OUTSIDE,
	JUDGED_ONE_OUTSIDE, /* on some input, by more than twice the margin, though not on the mean */
	JUDGED_UNDECIDED,
	JUDGED_LOST, /* the reference has it, the variant does not */
};

/** What repeats of one configuration on one input, warm-up included, have in common. */
struct repeats {
	size_t n_inputs,
		n_differ; /* inputs with more than one run on one machine; those of them on which not all are the same */
	double sd, mean; /* of a metric, in its unit: pooled over inputs; of all runs */
};

/** A quality metric. `change` is absolute, in the metric's unit, or relative when the margin is. */
struct quality_change {
	struct criterion criterion;
	struct change change;
	enum judgement judgement;
	size_t n_pairs,
		n_lost;       /* in which the reference has a value; of them, in which the variant has none */
	const char *why_lost; /* in the first of those */
	size_t n_bad;         /* inputs that changed for the worse by more than twice the margin */
	double bad_bound; /* share of such inputs among all there may be: one-sided 95 % bound; 1 when it bounds nothing */
	size_t n_needed; /* undecided: inputs after which it is likely to be settled; 0: unknown */
	double repeat_sd; /* of the reference's own repeats on one input, in the unit of `change`; 0: none, or all equal */
	struct repeats repeats; /* of the variant's own */
	bool is_too_noisy;      /* the margin is less than three standard errors of such repeats: undecided */
};

/** An output compared by digest in each pair in which the reference has it; one that the variant lacks is not the same. */
struct sameness {
	const char *name;
	size_t n_same, n_pairs;
	struct repeats repeats; /* of the variant's own */
	bool is_unsteady; /* repeats differ, its own or the reference's: a pair that differs shows no effect of the variant */
};

/** How runs of a variant failed: one entry per distinct reason, the most frequent first. */
struct failure {
	const char *reason;
	size_t n;
	const char *log_tail; /* of the first such run, or NULL */
};

/** A run that counts: measured, it went well, and it is the last attempt. */
struct sample {
	double value; /* of the primary cost */
	uint32_t
		order; /* among all measured runs, of whatever variant, in the order in which they were made: from 0 */
	uint32_t block, position; /* in the block */
	uint32_t input, host;     /* indices */
	const char *cpus;         /* that it was pinned to; NULL: not on record */
	bool is_disturbed;
};

/** Of a variant, in the order in which its runs were made. */
struct series {
	const struct sample *at;
	size_t n;
	const char *unit;
	const char *absent_reason; /* not NULL: no run has the cost that decides */
};

/** Runs that have something in common: how many there are, and how many of them are in the upper group. */
struct group_share {
	const char *name; /* "sky-3" */
	size_t n, n_upper;
};

/** Whether the group that a run is in goes with something else that is known of it. */
struct group_link {
	const char *with; /* "the input" */
	double p;         /* adjusted for all that was looked at */
	double share;     /* of what tells the groups apart, by chance 0 */
	bool flagged;
	const struct group_share *shares; /* the highest share of the upper group first */
	size_t n_shares;
};

/** How the primary cost of a variant's runs spreads, over all inputs and blocks; from its series. */
struct distribution {
	size_t n;                                 /* runs: of none the rest means nothing */
	double least, lower, median, upper, most; /* lower, upper: quartiles */
	bool has_groups; /* it has two humps: by a p below 1 - confidence, with few runs between the two */
	double p;        /* of one hump: see stats_modes_p; for all variants that were looked at (Holm) */
	struct {
		double centre; /* its median */
		size_t n;
	} groups[2];                    /* has_groups: the lower one first */
	const struct group_link *links; /* has_groups: all that was looked at, the strongest first */
	size_t n_links;
	const char *absent_reason; /* not NULL: whether there are groups cannot be told */
};

/** What a variant saves against what it does to quality, both beside the baseline, whatever else it is compared with. */
struct tradeoff {
	double saving;          /* of the primary cost: 0.3 is 30 % less */
	const char *worst;      /* the judged metric that uses up the most of its margin */
	double used, used_most; /* share of that margin: at the estimate; at the worse end of its interval */
	bool is_on_front;       /* it saves, and none saves as much and uses less */
	const char *absent_reason; /* not NULL: the rest means nothing */
};

enum verdict {
	VERDICT_BASELINE,
	VERDICT_DROP,
	VERDICT_KEEP,
	VERDICT_NO_GAIN,
	VERDICT_REQUIRED, /* it drops something, and fails without it */
	VERDICT_FAILS,    /* it fails, and drops nothing */
	VERDICT_NO_OP,    /* in force, it is the same as its reference: it was not run */
	VERDICT_UNDECIDED,
};

struct variant_evidence {
	const char *name, *change, *reference; /* reference: a variant's name */
	const char *config_diff;               /* lines removed and added against the reference's */
	const char *effective_diff; /* the same of what is in force; NULL: the programs were not asked */
	const struct dossier_setting *settings; /* the same factors and components in every variant */
	size_t n_settings;
	bool is_baseline, drops_something;
	size_t n_incomplete; /* blocks in which it or the reference failed, or is missing while the other is there: not compared */
	double p_adjusted; /* of the primary cost, over all compared variants: see evidence.error_rate; 1 where there is none */
	size_t n_runs, n_failed, n_blocks; /* measured ones; blocks: complete pairs with the reference */
	size_t n_failed_alone; /* of n_failed: where the reference's run went well; these count against it */
	size_t n_made;         /* measured runs, also of blocks after the look that settled it */
	size_t n_skipped;      /* blocks not run since it was settled, by failures or at a look */
	size_t settled_after;  /* blocks, at a look; all above but n_skipped is of these blocks; 0: at none */
	double alpha_share; /* of what it may be wrong by: as much as the look that its intervals are of may spend */
	double joint_confidence;  /* evidence.joint_confidence at that look */
	const struct cost *costs; /* the same names in the same order for every variant */
	size_t n_costs;
	const struct time_part
		*parts; /* the same in the same order for every variant; none where a run is all one */
	size_t n_parts;
	const struct quality_change *qualities; /* the same names in the same order for every variant */
	size_t n_qualities;
	const struct sameness *sameness;
	size_t n_sameness;
	const struct failure *failures;
	size_t n_failures;
	struct series series;
	struct distribution distribution;
	struct tradeoff tradeoff;
	enum verdict verdict;
	const char *why; /* one clause: "saves 41 % of cpu", "psf_size_scatter outside its margin" */
	bool by_interval; /* the verdict rests on one, and chance may have made it; no failure, no metric that is lost */
};

/** A step of a path: the change that saved most of those tried. */
struct path_step {
	const char *change;    /* "measurements: -petrosian"; NULL: none could be made, see why */
	const char *why;       /* no step is known; else NULL */
	struct change primary; /* against the path so far */
	double so_far; /* change of the primary cost from the path's beginning, by the product of the steps */
	size_t n_tried, n_runs, n_planned;
	const char *
		harm; /* judged metrics that are not within their margins against the step before; NULL: none */
};
struct path_evidence {
	const char *to;
	const struct path_step *steps;
	size_t n;
	const struct change *
		whole; /* of the primary cost, as measured of the variant `to` beside its reference; NULL: it is not known */
	bool has_arrived;
};

/** What a run takes, in ns of wall time, with an interval of that level; NAN: nothing bounds it. */
struct latency {
	double at, low, high, level;
};

/** A cut of the ladder: a variant that may be made (DROP), after those above it. Changes are of wall time. */
struct rung {
	const char *variant, *cut; /* cut: the variant's change, in words */
	const char *beside; /* the variant's reference: the baseline, or one that those above it come to */
	struct change
		change; /* of its own, at a level so that those of all rungs hold together: see ladder.level */
	struct latency product; /* after it: today's, times the ratios of the rungs so far */
	const char *
		measured_by; /* the variant, or the path, that is the baseline with exactly the cuts so far; NULL: none is */
	struct change
		measured; /* of that from the baseline; absent, with the reason, where none was measured */
	struct latency together; /* after it, by that: see ladder.today */
};

/** A variant that may be made, and is no rung. */
struct left_out {
	const char *variant, *why;
};

enum reach {
	REACH_YES,       /* all of the interval is within the target */
	REACH_NO,        /* none of it is */
	REACH_UNDECIDED, /* the target is in it, or there are too few inputs for one */
};

/**
 * From today's latency to the target, cut by cut: what saves most first.
 *
 * Today's is what the experiment says of the baseline in use, exact by definition, and all others are that times ratios measured here,
 * with their intervals; or it is the baseline's mean m over the inputs, repeats averaged, which is known no better than n inputs tell it:
 * m exp(-+t(1 - alpha/2, n - 1) s / (m sqrt(n))), Student's interval by the delta method on the log scale, since latencies are above 0:
 * of eight inputs by a log-normal law of deviation 0.5 the upper bound is missed in 5.4 % of samples in place of 2.5 %, Student's own in
 * 7.6 %. What a variant took is then its own mean, with that interval, whatever its ratios. A product's interval is that of today's times
 * those of the ratios, each at its share of what may be missed (Bonferroni), so that it does not matter that all are of the same inputs.
 */
struct ladder {
	double target; /* in ns */
	struct latency today;
	size_t n_today; /* that the mean is of: inputs, or blocks of one input; 0: it is that in use */
	const struct rung *rungs;
	size_t n;
	double level; /* that the intervals of the rungs, and of today's where it was measured, reach together */
	size_t n_enough; /* the fewest rungs with which the target is reached, as measured together, else by the product; 0: none, or none is needed */
	const struct left_out *left_out;
	size_t n_left_out;
	struct change
		beyond; /* of all rungs together, what was measured beside their product: 0.05 is 5 % more; absent with its reason */
	struct latency
		end; /* with all rungs: as measured together, else by the product; without any, today's */
	bool is_measured; /* all rungs together, on enough inputs for the interval */
	bool is_open;     /* some variant is undecided, or nothing was run yet: there may be more cuts */
	/**
	 * A variant that may be made, or a place on a path of such steps, whose measured latency says more than the end's: NULL: none does. It is
	 * the one whose upper bound is the least, of those that bring `reach`; bounds hold for all variants and paths together.
	 */
	const char *settled_by;
	struct latency settled;
	bool is_met;      /* the target is, today: no cut is needed */
	enum reach reach; /* of today's, of the end, or of `settled` */
	const char *
		entry; /* for the list of variants, where no variant measures all rungs together; NULL: one does */
};

/** What a component saves, by a screening design: it nominates, and decides nothing. Shares of the baseline's primary cost. */
struct screen_effect {
	const char *component; /* "win of measurements", "nsnap: 9 -> 1" */
	double average, low,
		high; /* over random contexts of the others, with its interval jointly over all components */
	double alone, last;         /* dropped from the whole; when all others are gone */
	size_t n_failed, n_dropped; /* of the runs without it, those that failed */
	bool is_nominated;          /* it saves, by that interval, and as much as is worth a change */
};
struct screen_evidence {
	const struct screen_effect *effects;
	size_t n_skipped; /* blocks not run since its variants were settled by failures, or all others at looks */
	size_t n, n_runs, n_failed; /* runs: of the design; n 0: there is none */
	double confidence;          /* of the intervals, each */
	const char *absent_reason;  /* not NULL: nothing can be told */
	const char *const *pairs;   /* "win and growth: +3.1 % beyond the sum" */
	size_t n_pairs;
};

/** A run that took much more or much less than its block and its variant let expect. */
struct outlier {
	const char *variant, *input;
	size_t block;
	double ratio; /* to what was expected */
	const char *
		partner; /* or NULL: of these two, alone in their block, one is odd, and which cannot be told; ratio: to it */
	bool has_switches; /* involuntary ones were counted */
	double switches, partner_switches;
};

/** A finding on the noise of one cost: "later runs are like their neighbours (p = 0.003)", or what was looked at and is in order. */
struct finding {
	const char *about; /* "drift" */
	bool flagged;
	const char *text;
};

/** What is known of the noise of one cost, over all runs of complete blocks; shares: 0.02 is 2 %. */
struct noise {
	const char *cost;
	size_t n_blocks, n_variants; /* complete blocks, and the variants in them */
	double sd, mad; /* of one run, its block and variant taken out; mad: from pairs of runs in a block */
	size_t n;       /* observations that a verdict rests on: see change.n */
	double detectable; /* the smallest change found with about 80 % power at the joint level; INFINITY: none */
	size_t n_needed; /* observations that find `worth`; SIZE_MAX: more than a million */
	const struct finding *findings;
	size_t n_findings;
	const struct outlier *outliers; /* listed, never deleted */
	size_t n_outliers;
	const char *absent_reason; /* not NULL: the rest means nothing */
};

/** A time to look: what is settled then is run no more. */
struct evidence_look {
	size_t blocks;
	double share;  /* of what may be wrong: those of all looks add up to one */
	size_t n_held; /* variants of which the runs for it are there, and which no look before had settled */
	size_t n_settled;
};

/**
 * How a cost goes with a number: the median of the slopes of all pairs of observations (of more than a thousand: of a thousand groups of
 * neighbours), with Sen's interval; p is Kendall's. Along the runs, where inputs come again: of the last run on each beside its first, by
 * signed ranks.
 */
struct slope {
	size_t n;             /* observations: inputs, repeats averaged; of the order of the runs, blocks */
	double at, low, high; /* in the cost's unit, for each unit of the number; of evidence.confidence */
	double p, p_adjusted; /* p_adjusted: for all that was looked at (Holm); 1 where it is no test */
	const char *absent_reason; /* not NULL: the rest means nothing */
};

/** Of one variant. */
struct variant_scaling {
	const char *variant, *reference;
	const double *
		values; /* of each input, as this variant's runs were given it; NAN: it has none; NULL: of the order of the runs */
	struct slope own, beside; /* beside: of its difference from its reference; the baseline has none */
};

/** Of a timer, in the baseline's runs; its p is adjusted for all timers that were looked at against the column. */
struct timer_slope {
	const char *timer;
	struct slope slope;
};

/** How the primary cost scales with a column of the inputs, with a covariate, or along the runs. Exploratory: no verdict rests on it. */
struct scaling {
	const char *column; /* or covariate; NULL: the order of the runs, in blocks */
	double from, to; /* what the column holds; a covariate: means of the baseline's runs on each input */
	const struct variant_scaling *variants;
	size_t n_variants;
	bool flagged; /* the baseline's own slope, or that of a difference, is no chance */
	const struct timer_slope
		*timers; /* of a column that is flagged: those that are no chance, the steepest first */
	size_t n_timers, n_timers_tested;
};

/** What a change of one factor does to the primary cost, or what two do beyond what both do alone. */
struct factor_effect {
	const char *what; /* "psf_degree: 2 -> 1" */
	const char *with; /* an interaction's other change; NULL: it is none */
	struct change
		change; /* a share, from contrasts inside blocks, averaged over the other factors; of evidence.confidence */
	double p_adjusted; /* for all main effects and interactions (Holm); 1 of what is neither */
};

/** Choices of which every combination was measured. Exploratory: no verdict rests on it. */
struct factorial {
	const char *const *factors;             /* "psf_degree (2, 1, 0)" */
	size_t n_factors, n_variants, n_blocks; /* blocks: in which all of them went well */
	const char *beside;                     /* the variant with the first level of each */
	const struct factor_effect *mains, *interactions;
	size_t n_mains, n_interactions;
	const struct factor_effect
		*shares; /* of three or more factors of two levels: Shapley's, of all changes together */
	size_t n_shares;
	const char *absent_reason; /* not NULL: there are no effects */
};

/**
 * What a variant changes the primary cost by, and what its parts do by one by one: variants with the same reference, each of which makes some
 * of its changes, of which no two make the same; those with the fewest first. All three are shares of the reference's cost in the same
 * blocks, -0.3 is 30 % less, by Hodges and Lehmann, at evidence.confidence. Exploratory: no verdict rests on it.
 */
struct joint_saving {
	const char *variant, *reference;
	const char *const *parts;    /* variants: two or more */
	const char *const *left_out; /* changes that are not in the sum, each with its reason */
	size_t n_parts, n_left_out;
	size_t n_blocks; /* in which all of them went well */
	struct change together, sum;
	struct change beyond; /* together less the sum: above 0, together they save less than one by one */
};

struct evidence {
	const char *experiment, *question;
	const char *primary;  /* name of the cost that decides */
	const char *parts_of; /* what of each step is in `parts`: "cpu", where that decides, else "wall" */
	double worth, confidence;
	size_t n_compared; /* variants that are compared with another */
	/** ERROR_FAMILY: p is Holm's. ERROR_FALSE_DISCOVERY: Benjamini and Hochberg's, and at most 1 - confidence of `n_settled` are wrong. */
	enum error_rate error_rate;
	size_t n_settled; /* variants with a verdict by an interval */
	/**
	 * Of the primary's intervals, printed and decisive: Bonferroni's, so that all hold together; or Benjamini and Yekutieli's of 2005,
	 * 1 - (1 - confidence) * n_settled / n_compared, so that no more of those that settle a variant miss than confidence says.
	 */
	double joint_confidence;
	const struct evidence_look
		*looks; /* the levels here and of quality are of the one that comes next, or the last */
	size_t n_looks; /* 0: all blocks are run, then it is decided */
	size_t n_least; /* observations below which no interval reaches it, and nothing is decided */
	double quality_confidence; /* of the intervals of quality, printed and decisive: two one-sided tests, jointly over the variants */
	const struct scaling *scalings;
	size_t n_scalings, n_slopes_tested;
	const struct factorial *factorials;
	size_t n_factorials, n_effects_tested;
	const struct joint_saving *joint_savings;
	size_t n_joint_savings;
	const struct noise *noises; /* of the primary, then of CPU and wall time */
	size_t n_noises;
	uint64_t seed;
	const char *plan_sha256;
	size_t n_inputs, n_blocks, n_warmup; /* as planned */
	const char *const *inputs;           /* their ids */
	size_t n_own_blocks; /* measured ones in which a variant meets its reference: all, but in a duet */
	size_t n_runs, n_planned; /* measured and warm-up together */
	size_t n_left_out_runs; /* of those planned: not made since failures or looks had settled their variants */
	size_t n_replicated; /* of both: of blocks that another database had made too, before the two were merged */
	const char *first_run_utc, *last_run_utc;
	const char *tool_version;
	size_t max_parallel; /* the most runs at once in any session */
	bool is_duet;        /* a block is a variant and its reference, which ran at once */
	enum cache_policy cache;
	const char *threads; /* thread variables of libraries; NULL: not on record */
	size_t n_disturbed, n_again,
		n_again_disturbed; /* first attempts that were; second attempts; those of them that were */
	size_t n_counted[N_ACCOUNTINGS]; /* runs, by how CPU time and memory were counted */
	const struct fact *versions;     /* of the workload's programs */
	size_t n_versions;
	const struct facts *hosts; /* one set for each host */
	size_t n_hosts;
	const char *const *uncontrolled; /* sentences: what was not controlled */
	size_t n_uncontrolled;
	const struct variant_evidence *variants; /* the baseline first, then in the experiment's order */
	size_t n_variants;
	const struct path_evidence *paths; /* begun ones */
	size_t n_paths;
	const struct ladder *ladder;   /* NULL: no budget was said, or what today's latency is is not known */
	struct screen_evidence screen; /* whose runs are none of the variants above */
	const char *filter;            /* by which some variants and inputs are left out; NULL: none are */
	size_t n_left_out;             /* variants */
};

#endif
