/** The loop: experiment -> plan -> runs -> database -> evidence. The only room that knows all others. */
#ifndef SECATEUR_ENGINE_ENGINE_H
#define SECATEUR_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/diag.h"
#include "secateur/base/units.h"
#include "secateur/model/selection.h"
#include "secateur/model/variant.h"

struct arena;
struct comparison;
struct dossier;
struct evidence;
struct explanation;
struct plan;
struct shape;
struct spec;
struct spec_options;
struct store;
struct store_part;

/** An experiment made ready: checked whole, variants expanded and identified, the order drawn. */
struct study {
	struct spec *spec;
	struct variants variants;
	struct plan *plan;
	struct digest digest;  /* of all that the plan rests on */
	struct digest unasked; /* the same without what programs said: of plans that are older than asking */
	const char *
		versions; /* of the workload's programs, a line each, as far as they tell; NULL: they were not asked */
};

/** Reads and checks everything that can be checked without running: all mistakes at once. */
bool engine_prepare(const char *path, const struct spec_options *o, struct arena *a, struct diag *d,
                    struct study *ret);

/**
 * Asks the programs of which version they are, and which configuration is in force for each variant, where the experiment says how: fills in
 * `versions`, `effective`, its difference and the identities anew. A variant in which nothing is in force that is not in its reference is
 * warned of, and not run; it is a mistake where others are compared with it. What goes or stays other than was asked is warned of, and
 * told in the variant's `change`. One whose programs refuse to say fails when it is run: it is only warned of.
 */
bool engine_ask(struct study *st, struct arena *a, struct diag *d);
/** What changes nothing that is in force would only be its reference once more: of the plan, it is left out. After engine_ask. */
void engine_leave_out_no_ops(const struct study *st);
/** A search has no use for what changes nothing, nor for runs on all inputs: false, with a complaint of each. After engine_ask. */
bool engine_can_search(const struct study *st, struct diag *d);
/** Of one variant and its reference alone; the study's digest stays as it was. */
bool engine_ask_one(struct study *st, size_t variant, struct arena *a, struct diag *d);

/** The same as engine_prepare from a text in memory; `here` is the folder that relative names start from. */
bool engine_prepare_text(const struct source *in, const char *here, const struct spec_options *o,
                         struct arena *a, struct diag *d, struct study *ret);

/** What an experiment file may hold, as shape.h of the yaml room has it. */
const struct shape *engine_language(struct arena *a);

struct look;
/** When a plan is looked at, in blocks after those of warm-up, at most LOOKS_MOST times (spending.h); 0: all blocks are run. */
size_t engine_looks(const struct study *st, struct look *ret);

struct progress {
	size_t done, planned, failed;
	uint32_t block, n_blocks;
	bool is_count; /* instructions were counted, after all blocks */
	const char *variant, *outcome;
	nsec_t wall_ns, eta_ns; /* eta_ns: -1 when unknown */
};

struct run_options {
	const char *scratch; /* where run folders go; NULL: TMPDIR or /tmp */
	bool keep_scratch;
	bool takes_new_machine;            /* goes on though the runs that are there were made on another */
	const struct selection *selection; /* of a plan; NULL: all of it */
	void (*tell)(const struct progress *p, void *arg); /* between runs, never inside a timed window */
	void *arg;
};

struct run_summary {
	size_t made, found;           /* runs made now; runs found in the database */
	size_t failed, failed_before; /* among them */
	const char *scratch; /* where run folders, or those of runs that failed, were kept, or NULL */
};

enum engine_end {
	ENGINE_DONE,
	ENGINE_STOPPED,      /* by a signal; what was finished is kept */
	ENGINE_NO_BASELINE,  /* it fails: nothing can be compared */
	ENGINE_BAD_MACHINE,  /* it cannot run this; nothing was run */
	ENGINE_BAD_DATABASE, /* it holds another plan, or could not be written */
	ENGINE_FAILED,       /* anything else; see the diag */
};

/** Runs what is left of the study's plan; verdicts are written at the end. The summary is always filled in. */
enum engine_end engine_run(const struct study *s, struct store *db, const struct run_options *o,
                           struct arena *a, struct diag *d, struct run_summary *ret);

/** Pure: what the runs say. `ret` and what it holds live in the arena, beside the dossier. */
void engine_weigh(const struct dossier *from, struct arena *a, struct evidence *ret);

/** Computes the evidence from the database alone; `name` NULL: its only experiment. */
bool engine_evidence(struct store *db, const char *name, struct arena *a, struct diag *d,
                     struct evidence *ret);

/** What a filter selects of a study, or of what is on record: see filter.h. */
bool engine_select(const struct study *s, const char *filter, struct arena *a, struct diag *d,
                   struct selection *ret);
/** Forgets the runs on inputs that the filter leaves out, and marks the variants that it selects. */
bool engine_select_recorded(struct dossier *d, const char *filter, struct arena *a, struct diag *diag,
                            struct selection *ret);
/**
 * The evidence in a database as of the inputs that the filter selects, and on the variants that it selects; NULL: all.
 * ENGINE_DONE, ENGINE_BAD_DATABASE, or ENGINE_FAILED: it is the filter that is wrong.
 */
enum engine_end engine_evidence_on(struct store *db, const char *name, const char *filter, struct arena *a,
                                   struct diag *d, struct evidence *ret);

/** A number of a report: what a variant does to a cost, a metric or an output. */
struct explain_number {
	const char *variant, *measure;
};
/** Which of them are to be explained. */
struct explain_request {
	const char *experiment, *filter; /* NULL: the only one; all */
	const struct explain_number *numbers;
	size_t n;
	struct arena *arena; /* in which the explanations live */
};
/** The same ends as of engine_evidence_on: ENGINE_FAILED, too, where nothing has that name. `ret`: n of them. */
enum engine_end engine_explain(struct store *db, const struct explain_request *q, struct diag *d,
                               struct explanation *ret);

/** An experiment that is compared with another. */
struct engine_side {
	const struct dossier *from;
	const struct evidence *evidence;
	const bool *variants, *inputs; /* that are selected; NULL: all */
};
/** The same ends as of engine_evidence_on. */
enum engine_end engine_load_side(struct store *db, const struct store_part *part, const char *filter,
                                 struct arena *a, struct diag *d, struct engine_side *ret);
/** Pure: variants of one name before and after. What is selected afterwards counts. */
void engine_compare(const struct engine_side *before, const struct engine_side *after, struct arena *a,
                    struct comparison *ret);

/** Stores the verdicts anew that all plans of the database give: after runs came to it. */
bool engine_judge(struct store *db, struct arena *a, struct diag *d);

#endif
