/** What the files of this room share. */
#ifndef SECATEUR_ENGINE_PRIVATE_H
#define SECATEUR_ENGINE_PRIVATE_H

#include "secateur/base/template.h"
#include "secateur/engine/engine.h"
#include "secateur/machine/conditions.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"
#include "secateur/model/job.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"
#include "secateur/model/trial.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/spending.h"

struct findings;
struct plan;
struct run_row;
struct running;
struct store;
struct watch;

/* scope.c: what templates see. */

/** In an entry of `quality`: the folder of the baseline's run in the same block. */
#define BASELINE_NAME "baseline"

/** Every name there is: factors bound to the names of their levels, inputs and "scratch" to nothing yet. */
const struct scope *scope_of_names(const struct spec *s, struct arena *a);
/** The same outside of steps, which alone have an "iteration". */
const struct scope *scope_of_run_names(const struct spec *s, struct arena *a);
/** The same and "baseline", as entries of `quality` see them, unless the experiment has a name of its own like it. */
const struct scope *scope_of_quality_names(const struct spec *s, struct arena *a);
/** All that a run sees, and the folder of the baseline's run. */
const struct scope *scope_with_baseline(const struct scope *of_run, const char *dir, struct arena *a);
/** A variant's settings and the parameters; inputs and "scratch" to nothing yet. */
const struct scope *scope_of_variant(const struct spec *s, const struct variant *v, struct arena *a);
/** The same of what is known before any run: neither inputs nor "scratch". */
const struct scope *scope_of_setup_names(const struct spec *s, struct arena *a);
const struct scope *scope_of_setup(const struct spec *s, const struct variant *v, struct arena *a);
/** All that a run sees; `in`: NULL: it works on all inputs, and knows none. `run`: its name, see run_name; NULL: it has none yet. */
const struct scope *scope_of_run(const struct spec *s, const struct variant *v, const struct input *in,
                                 const char *scratch, const char *run, struct arena *a);
/** The same of a trial. */
const struct scope *scope_of_trial(const struct study *st, const struct trial *t, const char *scratch,
                                   const char *run, struct arena *a);
/** Whether one run works on all inputs. */
bool study_takes_all(const struct study *st);
/** "EXPERIMENT/VARIANT/INPUT/b003", of a second attempt "b003-2": the same whenever it is made, and no other's. */
const char *run_name(const struct study *st, const struct trial *t, unsigned attempt, struct arena *a);
/** Which trial a name is of; false: of none of the study's variants. */
bool run_named(const struct study *st, const char *name, struct trial *ret);

/* prepare.c */

/** The order of the study's runs, and the digest of all that it rests on. */
void study_draw_plan(struct study *st, struct arena *a);

/* render.c: each complains about what it finds. */

/**
 * The text with a name in place of a path that is no part of what a variant is: "{here}" for the experiment's own folder, which moves with
 * the checkout.
 */
const char *text_without(const char *text, const char *path, const char *name, struct arena *a);
/** Lines of `from` that `to` has not, each after "- ", and the other way round after "+ "; as many as one has more of. */
const char *text_diff(const char *from, const char *to, struct arena *a);
/** Of settings, configuration, and what is in force and of which version, as far as that is known. */
struct digest study_identify(const struct study *st, const struct variant *v, struct arena *a);
/**
 * Fills in one variant's configuration, its difference from its reference's, and its identity. The reference is in the study and
 * rendered, or the variant itself; the variant need not be in the study.
 */
bool study_render_variant(const struct study *st, struct variant *v, struct arena *a, struct diag *d);
/** Fills in every variant's configuration, its difference from its reference's, and its identity. */
void study_render(struct study *st, struct arena *a, struct diag *d);
/** A factor on which nothing depends is a mistake. */
void study_check_factors(const struct study *st, struct diag *d);
/** So is a variant that renders to what its reference renders to. */
void study_check_no_ops(const struct study *st, struct diag *d);
/** So are two variants that render to the same. */
void study_check_twins(const struct study *st, struct diag *d);

/* digest.c */

/** Of all that runs and verdicts rest on; how many runs are made at once is not a part of it. */
struct digest study_digest(const struct study *st, struct arena *a);

/* loop.c */

/** A run that has ended, and is stored where runs are. */
struct ended_run {
	const struct trial *trial;
	const struct outcome *outcome;
	const struct findings *findings;
	const char *dir; /* its folder, which is there until the work has heard of it; NULL: it was planted */
};

/** What is to be run, and what becomes of it: a plan's trials, or a search's. */
struct work {
	void *self;
	/**
	 * The next trial for a lane, which lives until it has ended, or NULL: none for it now. When no lane has one and none
	 * is under way, the work is done.
	 */
	const struct trial *(*next)(void *self, uint32_t lane);
	/**
	 * It ended and is stored. False, with a complaint, when going on makes no sense; `*end` then says what that means.
	 * Progress is told from here: nothing is done meanwhile.
	 */
	bool (*ended)(void *self, const struct ended_run *run, struct diag *d, enum engine_end *end);
};

/** In place of processes: outcomes, of at least one step, by a model whose truth is known. */
struct planted {
	void *self;
	bool (*run)(void *self, const struct trial *t, struct arena *a, struct outcome *ret,
	            struct findings *findings, struct diag *d);
};

struct loop_request {
	const struct study *study; /* its variants may grow, and move, from one call of `work` to the next */
	struct store *db;          /* NULL: nothing is stored */
	bool looks_at_quality;     /* though nothing is stored */
	int64_t experiment;        /* frozen, in db */
	const struct run_options *options; /* but for `tell`: that is the work's; planted: NULL will do */
	const struct work *work;
	const struct planted *planted; /* NULL: the real thing, for which run_init was called */
	struct arena *arena;
	struct diag *diag;
	struct run_summary *sum; /* `made` and `failed` are counted on; `scratch` is set */
};

/** Makes runs as long as there is work, in a session of their own; each is committed as it ends. */
enum engine_end loop_run(const struct loop_request *q);

/* killed.c: of an adapter that leaves something outside of a run's folder. */

struct killed_request {
	const struct study *study;
	struct store *db; /* this process's alone to write to, so that nothing on record is under way */
	int64_t experiment;
	const char *dir; /* for what clears up, where a run's folder is gone; it is made */
	bool keeps_scratch;
	struct diag *diag; /* a warning: something stays */
};
/**
 * What is left of the run of this name, which would be taken for somebody else's; NULL: of all, those too that are not made anew, as a second
 * attempt whose first one is stored. False: the database cannot be read or written.
 */
bool killed_clear(const struct killed_request *q, const char *name);

/* surroundings.c: what is the same for all variants. */

/** The thread variables of libraries, as runs have them where the experiment does not set them itself. */
const char *surroundings_threads(const struct spec *s, struct arena *a);
/** Bytes: the same for all runs of a block. */
unsigned surroundings_padding(const struct spec *s, const struct trial *t);
/** The environment of a step. */
const char *const *surroundings_of(const struct spec *s, const struct job *job, const char *const *argv,
                                   unsigned padding, struct arena *a);
/** Whether the page cache can be brought to what is asked for; false with a complaint. */
bool surroundings_possible(const struct spec *s, struct diag *d);
/** Brings it there. */
bool surroundings_cache(const struct spec *s, const struct job *job, struct diag *d);

/* slot.c: one run at a time on one set of cores. */
struct slot {
	const struct study *study;
	const char *cpus, *nodes; /* nodes of memory; NULL: there is but one */
	struct watch *watch;
	const char *scratch; /* folder under which runs get theirs */
	bool keep_scratch;
	struct store *db; /* where it is on record that a run is under way; NULL: nowhere */
	int64_t experiment;
	struct arena *arena; /* lives as long as a run */

	const struct trial *trial; /* NULL: idle */
	const struct scope *scope;
	const char *dir; /* the run's folder; NULL: there is none, or it was moved away to be kept */
	const char *moved_to;
	unsigned padding; /* of its environment, in bytes */
	unsigned attempt; /* from 1 */
	nsec_t prepared_wall, started_wall;
	bool is_ready;                  /* prepared, and not started yet */
	bool is_concluded, hook_failed; /* `conclude` was run; it failed, which slot_end tells */
	struct job job;
	size_t step; /* the one under way */
	struct running *running;
	struct outcome outcome;   /* of the steps so far */
	struct conditions before; /* of its CPUs, when it began */
};

/** Into a folder that is there. */
bool job_write_files(const struct job *job, const char *folder, struct arena *a, struct diag *d);

/** Makes the run's folder, runs the experiment's `prepare` and sees to the page cache: all that need not be done at once. */
bool slot_prepare(struct slot *s, const struct trial *t, size_t number, struct diag *d);
/** Starts the first step of a run that is ready. */
bool slot_start(struct slot *s, struct diag *d);
/** Takes the outcome of the step that ended and starts the next one; `*ended` when there is none. */
bool slot_advance(struct slot *s, const struct step_outcome *o, struct diag *d, bool *ended);
/** What the adapter does with a run that has ended: what it left elsewhere is then in its folder, and why it failed, known. */
bool slot_finish(struct slot *s, struct diag *d);
/** Runs the experiment's `conclude`, and has the adapter clear up, unless it was: a part of slot_end; by itself before the folder is moved, and of a run that was cut
 * short. */
void slot_conclude(struct slot *s, struct diag *d);
/** Removes the run's folder, unless it is to be kept, and makes the slot idle. */
bool slot_end(struct slot *s, struct diag *d);

/** The index of the variant; n_variants: there is none of that name. */
size_t variant_called(const struct evidence *e, const char *name);

/** Whether there are variants to be weighed one by one; else a complaint. */
bool evidence_is_of_plan(const struct dossier *from, struct diag *d);

/* hooks.c: the experiment's own programs around its runs. */

struct hook_request {
	const struct spec *spec;
	enum hook_kind kind;
	const struct scope *scope;
	const char *dir;
	const char *const *envp; /* NULL: the user's own */
};
/** Runs it, if there is one, to its end; false with a complaint when it fails. One that a signal to secateur cuts short has not failed. */
bool hook_run(const struct hook_request *q, struct arena *a, struct diag *d);
/** `setup` or `cleanup` of a variant. */
bool hooks_of_variant(const struct spec *s, enum hook_kind kind, const struct variant *v, struct arena *a,
                      struct diag *d);
/** Whether it is one and the same command for both. */
bool hook_is_same(const struct spec *s, enum hook_kind kind, const struct variant *x,
                  const struct variant *y);

/* effective.c */

/** In force it is the same as its reference: it is not run. */
bool variant_is_no_op(const struct variant *v);

/* counting.c: instructions counted exactly, after the timed runs. */
struct counting;
/** Nothing to count where the experiment does not ask for it. */
struct counting *counting_new(const struct study *st, struct arena *a);
/** Leaves out what the database has. */
bool counting_read(struct counting *c, struct store *db, int64_t experiment, struct diag *d);
/** Where nothing can be counted here, the database gets the reason, and nothing is left. */
bool counting_give_up(struct counting *c, struct store *db, int64_t experiment, struct arena *a,
                      struct diag *d);
size_t counting_left(const struct counting *c);
/** Others are not asked for. */
void counting_select(struct counting *c, const struct selection *s);
/** NULL: none. To be asked while nothing is timed. */
const struct trial *counting_next(struct counting *c);
/** Of a run whose job is there: makes its steps count. */
bool counting_begin(struct slot *s, struct diag *d);
/** What a run that is counted may take. */
struct limits counting_limits(struct limits l);
struct reading counting_read_run(const struct slot *s);
bool counting_end(struct slot *s, struct diag *d);
struct table;
/** Fills x, y and key with the inputs on which a variant and its reference were counted; `why` says why others were not. */
size_t counting_pairs(struct table *t, size_t variant, const char **why);
/** With fewer inputs than signed ranks ask for, the interval of the log ratios `d` spans them all, and speaks of them alone. */
void counting_span(const struct dossier *from, const double *d, size_t n, double level, struct estimate *e);

/* assess.c: the quality of runs. */

/** The first entry of `quality` that looks at the baseline's run of the same block, too; n_quality: none does. */
size_t assess_first_beside(const struct spec *s, struct arena *a);
/** Of one block after another: of a lane, or of a duet's two. */
struct assessor;
struct assessor *assess_begin(const struct study *st);
void assess_stop(struct assessor *x);
/** The timers of a run that went well, among its readings. */
bool assess_timers(const struct assessor *x, struct slot *s, struct diag *d);
/** Of a run that went well, as far as it can be told now. */
bool assess_run(struct assessor *x, const struct slot *s, struct diag *d, struct findings *ret);
/**
 * A run is stored. What waited for it is looked at now, and stored; its folder, if it is still to be looked at, is no more the slot's.
 * `*wrote` becomes false when it was the database that failed.
 */
bool assess_stored(struct assessor *x, struct slot *s, const struct run_row *row, struct store *db,
                   struct diag *d, bool *wrote);

/* kept.c */
struct kept;
struct kept *kept_new(const char *scratch, struct arena *a);
/** Moves the folder of a run that failed to a place where it stays, as long as there is room: where it is now, else NULL. */
const char *kept_take(struct kept *k, const struct trial *t, const char *dir);
/** Where they are; NULL: there are none. */
const char *kept_dir(const struct kept *k);

/* evidence.c: from a dossier to the evidence. */

/** In force, it is the same as its reference: it is not run. */
bool changes_nothing(const struct dossier *from, size_t variant);

/** Two runs of one block, on the same input; NULL: none. */
struct pair {
	const struct dossier_run *reference, *own;
};

/** The runs of each cell, and room for the pairs of one comparison at a time. */
struct table {
	const struct dossier *from;
	const struct dossier_run **runs; /* at variant * n_blocks + block, the last attempt; NULL: none */
	const struct dossier_run **
		ok; /* by variant, those that went well: warm-up, and first attempts before second ones, too */
	size_t *own; /* for each variant: where its own begin; one more than variants */
	size_t *when; /* of each block its place in time: after a merge, or where parts of a plan were run apart, not the plan's */
	size_t *settled; /* for each variant: the block from which on the plan leaves it out; SIZE_MAX: none */
	size_t n_blocks;             /* those that are looked at, warm-up included */
	size_t n_rows;               /* of runs: all blocks */
	struct pair *pairs;          /* of table_pairs; room for all blocks */
	size_t n_pairs, pairs_of[3]; /* reference, variant, blocks: what `pairs` are of */
	double *x, *y; /* of the reference, of the variant; room for all blocks, and for all inputs */
	size_t *key;   /* what makes pairs one observation: see observation_of */
	struct repeats **repeats;     /* of each variant and metric, once they are known; of all blocks */
	const struct evidence *facts; /* levels are set; the variants are not yet there */
	struct arena *arena;
};

/** Of the runs in the dossier; both live at least as long. */
struct table table_of(const struct dossier *from, const struct evidence *facts, struct arena *a);
/** NULL: none in that block. */
/** Failures, or that it changes nothing, had settled it before this block. */
bool table_is_settled(const struct table *t, size_t variant, size_t block);
static inline const struct dossier_run *table_run(const struct table *t, size_t variant, size_t block)
{
	return t->runs[variant * t->n_rows + block];
}

/** A run that went well. */
static inline bool table_is_ok(const struct dossier_run *r) { return r && r->kind == OUTCOME_OK; }

/** Finds the two runs of that block; true when both went well and can be compared: what is not complete is not compared. */
static inline bool table_pair_of(const struct table *t, size_t reference, size_t variant, size_t block,
                                 struct pair *ret)
{
	*ret = (struct pair){table_run(t, reference, block), table_run(t, variant, block)};
	return table_is_ok(ret->reference) && table_is_ok(ret->own) &&
	       ret->reference->trial.input == ret->own->trial.input &&
	       ret->reference->accounting == ret->own->accounting && ret->reference->host == ret->own->host;
}

/** The same of a variant and its own reference. */
static inline bool table_pair(const struct table *t, size_t variant, size_t block, struct pair *ret)
{
	return table_pair_of(t, t->from->variants[variant].reference, variant, block, ret);
}

/** All that are complete, block by block, into `pairs`; asked again for the same two, it looks no more. */
void table_pairs(struct table *t, size_t reference, size_t variant);
/** Why there is none that is complete. */
const char *table_why_no_pair(const struct table *t, size_t reference, size_t variant);
/** Whether a run of one of the two that went well has it, be it in a pair or not. */
bool table_has_value(const struct table *t, size_t reference, size_t variant, size_t what,
                     struct dossier_value (*of)(const struct dossier *, const struct dossier_run *, size_t));
/** Repeats on one input are one observation. Where there is but one input, each block is one, and speaks of that input alone. */
size_t observation_of(const struct table *t, const struct dossier_run *r);
/** What the estimate says, put as a change; log ratios become shares. */
struct change change_from(const struct estimate *e, bool from_logs, double reference);

/** All of the evidence but the noise, which is the dear part. */
void weigh_variants(const struct dossier *from, struct arena *a, struct evidence *ret);
/** The same, and whether the place in a block is flagged: what a simulated study asks of the noise. */
void weigh_for_simulation(const struct dossier *from, struct arena *a, struct evidence *ret, bool *position);

/* evidence.c, for evidence_looks.c */

/** Levels of so many variants together, which together may have so much of the error. */
void weigh_set_levels(struct evidence *e, double together);
struct variant_evidence weigh_variant(struct table *t, size_t variant);
/** Runs of it in the rows before `rows`, after warm-up; of a duet, those beside its own reference. */
size_t count_made(const struct table *t, size_t variant, size_t rows);
/** Over all variants that were to be compared: one that could not be counts as no effect. */
void weigh_adjust(enum error_rate rate, struct variant_evidence *v, size_t n, struct arena *a);

/* evidence_looks.c: plans that stop when all is settled. */

/** None where all blocks are run. */
size_t looks_of(const struct dossier *from, struct look ret[LOOKS_MOST]);
/** Behind the rows of so many blocks in which all variants meet their references. */
size_t looks_row(const struct dossier *from, size_t blocks);
/** The evidence of each variant at the look that settled it, else of all its runs at the level of the look that comes next. */
struct variant_evidence *weigh_looks(struct table *t, struct evidence *e);
/** Whether nothing is left to be settled. */
bool looks_are_over(const struct evidence *e);
/** Blocks without a run of a variant that is settled. */
size_t looks_skipped(const struct table *t, const struct evidence *e, size_t variant);
/** Takes out of the plan what is settled by the evidence of its runs so far; variants that are not asked for (NULL: all are) need nothing. */
void looks_settle(struct plan *p, const struct dossier *from, const struct evidence *e,
                  const struct selection *asked, struct arena *a);

/* evidence_costs.c */

enum { COST_CPU, COST_WALL, COST_MEMORY, N_OWN_COSTS }; /* the events follow */

/** How many costs timed runs have: those below are theirs. */
size_t timed_costs(const struct dossier *from);
/** The index of the experiment's primary cost; N_OWN_COSTS + n_events: no timed run has it. */
size_t primary_cost(const struct dossier *from);
const char *cost_name(const struct dossier *from, size_t cost);
const char *cost_unit(const struct dossier *from, size_t cost);
/** NULL: it was never recorded. */
const struct cost *primary_of(const struct variant_evidence *v);
struct dossier_value cost_of(const struct dossier *from, const struct dossier_run *r, size_t cost);
const struct cost *costs_of(struct table *t, size_t variant, size_t *n);
/** Of a typical pair, from n > 0 of x, y and key. */
struct change change_of_pairs(struct table *t, size_t n, double level);
/** Of a cost that timed runs have, between any two variants; absent with its reason. */
struct change change_between(struct table *t, size_t reference, size_t variant, size_t cost, double level);

/* evidence_parts.c */

/** What of each step is compared: "cpu" or "wall". */
const char *parts_of_what(const struct dossier *from);
/** The first event from this one on that a timer told; n_events: there is none. */
size_t next_timer(const struct dossier *from, size_t event);
/** Steps and timers; none where a run is one step that nothing times. */
const struct time_part *parts_of(struct table *t, size_t variant, size_t *n);

/* evidence_ladder.c */

/** A place on a path from the baseline: what was measured on the way to it, in steps whose ratios multiply. */
struct way_point {
	const char *name;
	const struct dossier_setting *settings;
	struct change wall;  /* from the baseline; the interval holds where those of all steps do */
	struct change joint; /* the same, at a level for all variants and paths together */
	bool may_be_made;    /* each step to it, beside the one before, is a DROP */
};
struct way_points {
	struct way_point *at;
	size_t n, cap;
};

/** The ladder to the budget; NULL: there is none, or the baseline has no runs. The variants are judged. */
const struct ladder *ladder_of(struct table *t, const struct evidence *e, const struct way_points *paths);
/** Once more, with rungs that only a path has measured; the rest of the evidence is there. */
void weigh_ladder(const struct dossier *from, const struct way_points *paths, struct arena *a,
                  struct evidence *e);

/* ladder_latency.c: see struct ladder */

struct latency latency_exact(double ns);
/** The mean of a variant's own, over the pairs with the baseline, the baseline's own pairs with itself; `n`: what the mean is of. */
struct latency latency_mean(struct table *t, size_t variant, double level, size_t *n);
/** `missed`: what the change adds to that by which the level falls short of 1. */
struct latency latency_times(const struct latency *l, const struct change *c, double missed);
/** Whether its interval reaches the level. */
bool latency_is_sure(const struct latency *l, double level);
enum reach latency_reach(const struct latency *l, double target, double level);

/* ladder_settings.c: the settings of variants, which are the same ones in the same order in each. */

/** The same choice, or a component that is in both or in none. */
bool setting_is(const struct dossier_setting *x, const struct dossier_setting *y);
/**
 * "{name: together, set: {nsnap: 1}, drop: {plugins: [aper]}}": from the baseline's settings to these, by a name that no variant has.
 */
const char *settings_entry(const struct dossier *from, const struct dossier_setting *const *to,
                           struct arena *a);

/* evidence_quality.c */

/** The index of the metric; n_metrics: there is none of that name. */
size_t metric_called(const struct dossier *from, const char *name);
const struct quality_change *qualities_of(struct table *t, size_t variant, size_t *n);
const struct sameness *sameness_of(struct table *t, size_t variant, size_t *n);

/* evidence_series.c */

/** For each variant. Linear in the runs. */
const struct series *series_of(const struct table *t);

/* evidence_distribution.c */

/** Of variants whose series are there. */
void weigh_distributions(const struct table *t, struct variant_evidence *variants, size_t n);

/* evidence_scaling.c */

/** The variants' series are there. */
void weigh_scaling(const struct table *t, struct evidence *e);

/* evidence_tradeoff.c */

/** Of variants that are otherwise weighed. */
void weigh_tradeoffs(const struct table *t, struct variant_evidence *variants, size_t n);

/* evidence_factors.c */

void weigh_factorials(const struct table *t, struct evidence *e);

/* evidence_joint.c */

/** Of variants that are judged. */
void weigh_joint_savings(struct table *t, struct evidence *e);

/* evidence_screen.c */

/** The first variant of a screening design; they come last. n_variants: there is none. */
size_t screens_from(const struct dossier *from);
void weigh_screen(struct table *t, double confidence, struct screen_evidence *ret);

/* path.c */

/** Makes the runs of the study's paths, once those of its plan are made. */
enum engine_end run_paths(const struct study *s, struct store *db, const struct run_options *o,
                          struct arena *a, struct diag *d, struct run_summary *sum);
/** What is known of the paths of an experiment whose own evidence is there, and the places on those from its baseline. */
bool weigh_paths(struct store *db, const struct dossier *from, struct arena *a, struct diag *d,
                 struct evidence *e, struct way_points *ret);

/* evidence_repeats.c */

struct repeats repeats_of_metric(struct table *t, size_t variant, size_t metric);
struct repeats repeats_of_output(const struct table *t, size_t variant, size_t output);

/* evidence_noise.c */

/** Whether the primary cost depends on the place in a block. */
bool noise_flags_position(const struct table *t);
/** Standard deviation of one observation's log ratio, from that of a run: so many pairs of runs are averaged in it. */
double sd_of_observation(double sd_of_run, double repeats);

/** The noise of the costs, in a thread of its own: begun when the table is there, ended when the levels are set. */
struct noises;
struct noises *noises_begin(const struct table *t);
const struct noise *noises_end(struct noises *w, const struct evidence *e, struct arena *a, size_t *n);

/* judge.c */

/** Whether the primary cost's interval says faster (by as much as is worth it, perhaps) or slower. */
bool claims_time(const struct evidence *e, const struct change *c);
/** The names of the metrics that seem to have changed for the worse, with commas; NULL: none. */
const char *harm_of(const struct variant_evidence *v, struct arena *a);
/** Sets the verdict and why, from all else in `v`. */
void judge(const struct evidence *e, struct variant_evidence *v, struct arena *a);
/** Sentences: what was left to chance. */
const char *const *uncontrolled(const struct dossier *from, struct arena *a, size_t *n);

#endif
