/** All that the database holds of one experiment, as plain arrays: what evidence is computed from. */
#ifndef SECATEUR_MODEL_DOSSIER_H
#define SECATEUR_MODEL_DOSSIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/hash.h"
#include "secateur/model/criterion.h"
#include "secateur/model/fact.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"
#include "secateur/model/trial.h"
#include "secateur/model/variant.h"

/** A value of a run, or why there is none. A struct of zeros was never asked for. */
struct dossier_value {
	double value;
	const char *absence; /* "": the value is there; NULL: it was never asked for or given */
};

static inline bool dossier_has_value(struct dossier_value v) { return v.absence && !*v.absence; }
/** NULL: it is there. */
static inline const char *dossier_why_absent(struct dossier_value v, const char *never_asked)
{
	return !v.absence ? never_asked : *v.absence ? v.absence : NULL;
}

struct dossier_digest {
	bool is_there;
	struct digest sha256;
};

/** A step that was started, its passes in a loop added up. */
struct dossier_step {
	size_t name; /* index into the dossier's steps */
	nsec_t wall_ns, cpu_ns;
};

/** There may be a million: what many of them have alike they share. */
struct dossier_run {
	struct trial
		trial; /* measured blocks of a later replicate follow those of the one before: see dossier_rows */
	uint32_t attempt, replicate;
	uint32_t row;  /* of what the dossier holds in columns */
	uint32_t host; /* on which it was made: index */
	enum outcome_kind kind;
	enum accounting accounting;
	nsec_t wall_ns, user_ns, sys_ns; /* these and memory mean nothing when no program started */
	uint64_t peak_memory_bytes;
	nsec_t started;                   /* wall clock; 0: it was planted */
	const char *cpus;                 /* that it was pinned to; NULL: not on record */
	const char *disturbed;            /* in words; NULL: it was not */
	const char *reason;               /* NULL when OK */
	const char *log_tail;             /* NULL when OK */
	const struct dossier_step *steps; /* its own alone, in the order they first came */
	size_t n_steps;
};

/** A choice with the level chosen, or a component of a set. */
struct dossier_setting {
	const char *factor, *level;
	bool is_component, is_kept; /* is_kept: of a component; true of a level */
};

struct dossier_variant {
	const char *name, *change, *config_diff;
	const char *effective_diff; /* NULL: the programs were not asked */
	enum variant_kind kind;
	size_t reference; /* index */
	struct digest id; /* as in struct variant */
	const struct dossier_setting
		*settings; /* by factor, then level: the same factors and components in every variant */
	size_t n_settings;
};

/** Instructions counted exactly, outside all timed runs. */
struct dossier_count {
	size_t variant, input; /* indices */
	unsigned repeat;       /* from 0; only the baseline is counted twice on an input */
	double value;
	const char *absent_reason;
};

/** A block that a search made. */
struct dossier_block {
	uint32_t number;   /* as in struct trial */
	const char *stage; /* "noise", "prune", "components", "variants", "choice", "confirm" */
	struct digest key; /* of stage, place and configurations */
	uint32_t input;    /* index */
};

/** A column of the inputs that holds nothing but numbers. */
struct dossier_column {
	const char *name;     /* "seeing" */
	const double *values; /* of each input; NAN: it has none */
};

struct dossier {
	int64_t experiment;
	const char *name, *question, *primary;
	double worth, confidence;
	enum error_rate error_rate; /* what 1 - confidence bounds */
	struct budget budget;
	uint64_t seed;
	const char *plan_sha256;
	size_t n_blocks, n_warmup; /* as planned */
	size_t n_least_blocks;     /* of them, those before the first look; 0: all are run */
	size_t n_replicates; /* at least 1; more where databases were merged that had made the same blocks */
	bool is_duet;        /* a block is a variant and its reference, which ran at once */
	const struct dossier_block *blocks; /* by number: those that a search made; a plan has none */
	size_t n_made_blocks;
	const char *const *inputs; /* their ids */
	size_t n_inputs;
	const struct dossier_column *columns; /* in order of name */
	size_t n_columns;
	const struct dossier_variant *variants; /* the baseline first */
	size_t n_variants;
	const struct criterion
		*metrics; /* every metric seen or named, in the experiment's order, then by name */
	size_t n_metrics;
	const char *const *events, *const *event_units; /* every event, in order of name */
	size_t n_events;
	const char *const *artifacts; /* names, in order */
	size_t n_artifacts;
	const char *const *steps; /* names: the baseline's in their order, then what others have more */
	size_t n_steps;
	const struct dossier_count *counts; /* by variant, input, repeat */
	size_t n_counts;
	const struct dossier_run *runs; /* by block, then position, then attempt */
	size_t n_runs;
	/* columns, by the row of a run: see dossier_reading */
	const struct dossier_value *const *readings; /* of each event */
	const struct dossier_value *const *measured; /* of each metric */
	const struct dossier_digest *const *digests; /* of each artifact */
	const struct facts *hosts;
	size_t n_hosts;
	const struct fact *versions; /* of the workload's programs; one row for each distinct value */
	size_t n_versions;
	const char *first_run_utc, *last_run_utc; /* NULL without runs */
	const char *tool_version;                 /* of the last session */
	size_t max_parallel;
	enum cache_policy cache; /* of the last session */
	const char *threads;     /* the same; NULL: not on record */
	bool runner_shared;      /* in some session the runner had to share cores with the runs */
};

/** Blocks of all replicates, those of warm-up first and once: every run's trial.block is below, but for a search's. */
static inline size_t dossier_rows(const struct dossier *d)
{
	return d->n_warmup + d->n_blocks * (d->n_replicates ? d->n_replicates : 1);
}

static inline struct dossier_value dossier_reading(const struct dossier *d, const struct dossier_run *r,
                                                   size_t event)
{
	return d->readings[event][r->row];
}

static inline struct dossier_value dossier_metric(const struct dossier *d, const struct dossier_run *r,
                                                  size_t metric)
{
	return d->measured[metric][r->row];
}

static inline const struct dossier_digest *dossier_digest(const struct dossier *d,
                                                          const struct dossier_run *r, size_t artifact)
{
	return &d->digests[artifact][r->row];
}

/** Its number in the plan, which its replicates share. */
static inline uint32_t dossier_block_of(const struct dossier *d, const struct dossier_run *r)
{
	return r->trial.phase == PHASE_MEASURED ? r->trial.block - r->replicate * (uint32_t)d->n_blocks
	                                        : r->trial.block;
}

/** Whether a verdict may rest on it: measured, it went well, and it is the last attempt. */
static inline bool dossier_counts(const struct dossier *d, const struct dossier_run *r)
{
	const struct dossier_run *next = r + 1 < d->runs + d->n_runs ? r + 1 : NULL;

	return r->trial.phase == PHASE_MEASURED && r->kind == OUTCOME_OK &&
	       !(next && next->trial.block == r->trial.block && next->trial.position == r->trial.position);
}

#endif
