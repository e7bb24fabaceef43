/** What the files of this room share. */
#ifndef SECATEUR_ENGINE_PRIVATE_H
#define SECATEUR_ENGINE_PRIVATE_H

#include "secateur/base/template.h"
#include "secateur/engine/engine.h"
#include "secateur/model/job.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"
#include "secateur/model/trial.h"

struct change;
struct dossier;
struct evidence;
struct running;
struct variant_evidence;
struct watch;

/* scope.c: what templates see. */

/** Every name there is: factors bound to the names of their levels, inputs and "scratch" to nothing yet. */
const struct scope *scope_of_names(const struct spec *s, struct arena *a);
/** A variant's settings and the parameters; inputs and "scratch" to nothing yet. */
const struct scope *scope_of_variant(const struct spec *s, const struct variant *v, struct arena *a);
/** All that a run sees. */
const struct scope *scope_of_run(const struct spec *s, const struct variant *v, const struct input *in,
                                 const char *scratch, struct arena *a);

/* render.c: each complains about what it finds. */

/** The text with "{here}" in place of the experiment's own folder, which is no part of what a variant is. */
const char *text_without_here(const char *text, const char *here, struct arena *a);
/** Fills in every variant's configuration, its difference from its reference's, and its identity. */
void study_render(struct study *st, struct arena *a, struct diag *d);
/** A factor on which nothing depends is a mistake. */
void study_check_factors(const struct study *st, struct diag *d);
/** So is a variant that renders to what its reference renders to. */
void study_check_no_ops(const struct study *st, struct diag *d);

/* digest.c */

/** Of all that runs and verdicts rest on; how many runs are made at once is not a part of it. */
struct digest study_digest(const struct study *st, struct arena *a);

/* slot.c: one run at a time on one set of cores. */
struct slot {
	const struct study *study;
	const char *cpus;
	struct watch *watch;
	const char *scratch; /* folder under which runs get theirs */
	bool keep_scratch;
	struct arena *arena; /* lives as long as a run */

	const struct trial *trial; /* NULL: idle */
	const struct scope *scope;
	const char *dir; /* the run's folder */
	nsec_t started_wall;
	struct job job;
	size_t step; /* the one under way */
	struct running *running;
	struct outcome outcome; /* of the steps so far */
};

/** Prepares the run's folder and starts its first step. */
bool slot_begin(struct slot *s, const struct trial *t, size_t number, struct diag *d);
/** Takes the outcome of the step that ended and starts the next one; `*ended` when there is none. */
bool slot_advance(struct slot *s, const struct step_outcome *o, struct diag *d, bool *ended);
/** Removes the run's folder, unless it is to be kept, and makes the slot idle. */
bool slot_end(struct slot *s, struct diag *d);

/* judge.c */

/** Sets the verdict and why, from all else in `v` and the primary cost's change at the level of verdicts. */
void judge(const struct evidence *e, const struct change *decisive, struct variant_evidence *v,
           struct arena *a);
/** Sentences: what was left to chance. */
const char *const *uncontrolled(const struct dossier *from, struct arena *a, size_t *n);

#endif
