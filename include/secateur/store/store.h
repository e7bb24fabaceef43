/**
 * The results database: one sqlite file, a public interface (see `secateur help database`).
 * A run is one transaction. Errors name the file and say what to do; nothing that is there is ever damaged.
 */
#ifndef SECATEUR_STORE_STORE_H
#define SECATEUR_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "secateur/base/diag.h"
#include "secateur/base/units.h"

#include "secateur/model/evidence.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"
#include "secateur/model/trial.h"

struct arena;
struct crowd;
struct digest;
struct dossier;
struct facts;
struct findings;
struct store;
struct variant;
struct variants;

enum store_mode {
	STORE_READ,  /* must be there; an older schema is read as it is */
	STORE_WRITE, /* made when absent; one writer at a time: a second is refused with the first one's pid */
};

/**
 * A process has a file open once at a time: closing a second handle would drop the locks of the first. A writer brings an
 * older schema to this one, keeps a copy "<path>.v<schema>" of what was there, and says so in a warning.
 */
bool store_open(const char *path, enum store_mode mode, struct diag *d, struct store **ret);
void store_close(struct store *s);

/** An experiment as understood, before its first run. */
struct store_plan {
	const struct spec *spec;
	const struct variants *variants;
	const struct digest *digest;
	const struct digest *
		older; /* under which it was frozen before programs were asked for versions; NULL: there is none */
};

/**
 * Freezes the plan, in one transaction. An experiment of this name that is there already: its id when the digest is
 * the same, else an error that lists what differs (seed, variants added, removed or changed, inputs, blocks, criteria).
 * Variants that a search added are no difference, and neither is a budget: the one asked for is kept from now on.
 */
bool store_freeze(struct store *s, const struct store_plan *p, struct diag *d, int64_t *ret);

/** A variant that a search came upon, in one transaction. Its index is the next one, its reference an earlier variant. */
bool store_add_variant(struct store *s, int64_t experiment, const struct variant *v, size_t n_factors,
                       struct diag *d);

/** A block that a search is about to run. */
struct store_block {
	uint32_t number;   /* as in the trials of its runs */
	const char *stage; /* "noise", "prune", "components", "variants", "choice", "confirm" */
	const struct digest
		*key;   /* of stage, place and configurations: how a search that is resumed finds it */
	uint32_t input; /* index */
};
/** One transaction. A number or a key that is there already is refused. */
bool store_add_block(struct store *s, int64_t experiment, const struct store_block *b, struct diag *d);

struct store_session {
	int64_t experiment;
	const struct facts *host;
	const char *host_fingerprint, *hwloc_xml;
	const char *tool_version;
	const char *cpuset; /* of the runs, for all slots: "1;2" */
	const char *runner_cpus;
	bool runner_shares;
	unsigned parallel;
	enum cache_policy cache;
	const char *threads; /* thread variables where the experiment sets none; NULL: nothing is run */
	const struct facts *versions; /* of the workload's programs */
};
/**
 * What is written from here to store_finish is there as a whole, or not at all. One may be in another. The evidence cannot be loaded meanwhile.
 */
bool store_begin(struct store *s, struct diag *d);
/** Commits when `ok`, else takes everything back. True when it was committed. */
bool store_finish(struct store *s, bool ok, struct diag *d);

/** Whether the runs that are there were made on this machine; else an error that lists what differs. Without runs it is so. */
bool store_same_host(struct store *s, const struct store_session *row, struct diag *d);
bool store_session_begin(struct store *s, const struct store_session *row, struct diag *d, int64_t *ret);
bool store_session_end(struct store *s, int64_t session, struct diag *d);

struct run_row {
	int64_t experiment, session;
	const struct trial *trial;
	unsigned attempt; /* from 1 */
	nsec_t started_wall;
	const struct outcome *outcome;
	const struct findings *findings;
	const char *cpus;
	bool is_padded;
	unsigned padding;    /* bytes */
	const char *scratch; /* the folder, when it was kept; else NULL */
};
/** One transaction: run, steps, readings, metrics, artifacts. A trial that is there already is refused. */
bool store_run(struct store *s, const struct run_row *row, struct diag *d);
/** The same of two that ran at once: both, or none. */
bool store_runs(struct store *s, const struct run_row *rows, size_t n, struct diag *d);

/** Which run: a trial of a plan that this database made, at one attempt. */
struct run_key {
	int64_t experiment;
	const struct trial *trial;
	unsigned attempt;
};
/** One transaction: what was found of a run after it was stored. */
bool store_findings(struct store *s, const struct run_key *of, const struct findings *f, struct diag *d);

/** One that was killed with its runner. */
struct killed_run {
	const char *name;
	const char *scratch; /* its folder; NULL: not known */
	bool is_timed;       /* what is timed was begun */
};
/**
 * A run that leaves something outside its folder is on record, by its name, until that is cleared away: those that are there while nothing
 * is run were killed. A transaction each.
 */
bool store_run_begins(struct store *s, int64_t experiment, const char *name, const char *scratch,
                      struct diag *d);
bool store_run_is_timed(struct store *s, int64_t experiment, const char *name, struct diag *d);
bool store_run_is_over(struct store *s, int64_t experiment, const char *name, struct diag *d);
bool store_killed_runs(struct store *s, int64_t experiment, struct arena *a, struct diag *d,
                       const struct killed_run **ret, size_t *n);

/** Instructions counted in a pass of their own; the trial's position says how often they were counted before. */
struct count_row {
	int64_t experiment, session; /* session 0: nothing was run for it */
	const struct trial *trial;
	const struct reading *reading;
};
/** One transaction. What was there of the same variant, input and position is replaced. */
bool store_count(struct store *s, const struct count_row *row, struct diag *d);
/** Every count that has a value. Stops when `see` returns false. */
bool store_each_count(struct store *s, int64_t experiment, bool (*see)(const struct trial *t, void *arg),
                      void *arg, struct diag *d);

/** What was found of so many runs at once on a machine, for `parallel: auto`. */
struct store_crowd {
	struct store *db;
	int64_t experiment;
	const char *host_fingerprint;
	const struct crowd *crowd;
};
/** One transaction. */
bool store_crowd(struct store *s, const struct store_crowd *row, struct diag *d);
/** How many are to be made at once by what was found on that machine; 0: nothing was, or not enough. */
bool store_find_crowd(const struct store_crowd *at, struct diag *d, unsigned *ret);

/** Every run of the experiment, in the order of blocks: what resume needs. Stops when `see` returns false. */
bool store_each_trial(struct store *s, int64_t experiment,
                      bool (*see)(const struct trial *t, bool failed, void *arg), void *arg, struct diag *d);

/**
 * The experiments that are the steps of a path, in their order; `to` NULL: the variants to which paths of the experiment lead, as far as
 * they have been begun.
 */
bool store_path_steps(struct store *s, const char *of, const char *to, struct arena *a, struct diag *d,
                      const char *const **ret, size_t *n);
/** Whether there is an experiment of this name. */
bool store_holds(struct store *s, const char *name, struct diag *d, bool *ret);

/** Everything on one experiment; `name` NULL: the only one (several: an error that names them). */
bool store_load(struct store *s, const char *name, struct arena *a, struct diag *d, struct dossier *ret);

/** Sessions of an experiment; each NULL: whichever. In a host or a version a '*' stands for anything. */
struct store_part {
	const char *experiment; /* NULL: the only one */
	const char *host;       /* its name, or its fingerprint */
	const char *version;    /* of some program of the workload */
};
/** The same, as if no other session had been; none like that is an error that names those that are there. */
bool store_load_part(struct store *s, const struct store_part *part, struct arena *a, struct diag *d,
                     struct dossier *ret);

/** The experiments' names, in the order they came. */
bool store_names(struct store *s, struct arena *a, struct diag *d, const char *const **ret, size_t *n);

/** What one database added to another. */
struct store_merged {
	const char *path;
	bool is_in;          /* what it holds is there now; else the rest means nothing */
	size_t n_added;      /* runs */
	size_t n_known;      /* runs that were there already */
	size_t n_replicated; /* of those added: of blocks that others had made, too */
	size_t n_counts;     /* exact counts added */
	size_t n_counts_left; /* exact counts of another machine than those that are here: they stay where they are */
};
/**
 * Adds what other databases hold: runs are known by their UUID, so that nothing is there twice, however often it is merged. Experiments of
 * one name must have one plan; those that are not here yet come along. Runs of a block that others had made, too, become its
 * next replicate, and are compared with one another alone. The sources may be written meanwhile. Verdicts are not merged, but follow from all runs: see store_verdicts. All or
 * nothing, for as many sources as sqlite attaches at once (10); of more, each ten. `ret`: n of them.
 */
bool store_merge(struct store *s, const char *const *paths, size_t n, struct arena *a, struct diag *d,
                 struct store_merged *ret);

/** The whole database as JSON lines, which store_restore reads: every row of every table, in a snapshot. */
bool store_dump(struct store *s, FILE *out, struct diag *d);
/** Fills an empty database with what store_dump wrote, of this schema or of an older one: all, or nothing. Errors begin with `name`:line. */
bool store_restore(struct store *s, FILE *in, const char *name, struct diag *d, size_t *n_runs);

/** Replaces the experiment's verdict rows. */
bool store_verdicts(struct store *s, int64_t experiment, const struct evidence *e, struct diag *d);
/** Before runs are made: none are better than those that do not know of all runs, which a runner that is killed would leave. */
bool store_clear_verdicts(struct store *s, int64_t experiment, struct diag *d);
/** Whether there are any. */
bool store_is_judged(struct store *s, int64_t experiment, struct diag *d, bool *ret);

/** Enums as the database spells them. */
const char *store_word_of_phase(enum phase p);
const char *store_word_of_outcome(enum outcome_kind k);
const char *store_word_of_accounting(enum accounting a);
const char *store_word_of_verdict(enum verdict v);

/** The tables and views with what each column means: printed by `secateur help database`. */
const char *store_describe(void);

#endif
