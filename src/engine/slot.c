/** A run on its cores: folder, files, step after step, folder gone. Nothing here happens while a step is under way. */
#include "engine_private.h"

#include <string.h>
#include <sys/stat.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/probe/probe.h"
#include "secateur/run/run.h"
#include "secateur/store/store.h"
#include "secateur/workload/workload.h"

enum { LOG_TAIL_BYTES = 2000 };

static bool is_count(const struct slot *s) { return s->trial->phase == PHASE_COUNTED; }

static struct limits limits_of(const struct slot *s)
{
	const struct limits l = s->study->spec->measure.limits;

	return is_count(s) ? counting_limits(l) : l;
}

bool job_write_files(const struct job *job, const char *folder, struct arena *a, struct diag *d)
{
	for (size_t i = 0; i < job->n_files; i++) {
		const struct job_file *f = &job->files[i];
		char *path = fs_join(a, folder, f->path), *dir = arena_strdup(a, path);
		*strrchr(dir, '/') = '\0';
		if (!fs_make_dirs(dir, d) || !fs_write(path, f->text, f->size, d)) {
			return false;
		}
	}
	return true;
}

/* Of a limit, after the steps so far: a little at least, since 0 is none. */
static nsec_t rest(nsec_t limit, nsec_t used) { return limit > used ? limit - used : limit > 0; }

static bool start_step(struct slot *s, struct diag *d)
{
	struct job_step step = s->job.steps[s->step];
	struct limits left = limits_of(s);

	step.stdout_path = fs_join(s->arena, s->dir, step.stdout_path);
	step.stderr_path = fs_join(s->arena, s->dir, step.stderr_path);
	left.wall_ns = rest(left.wall_ns, s->outcome.wall_ns);
	left.cpu_ns = rest(left.cpu_ns, s->outcome.user_ns + s->outcome.sys_ns);
	left.soft_cpu_ns = rest(left.soft_cpu_ns, s->outcome.user_ns + s->outcome.sys_ns);
	struct run_request q = {
		.step = &step,
		.dir = s->dir,
		.envp = surroundings_of(s->study->spec, &s->job, step.argv, s->padding, s->arena),
		.cpus = s->cpus,
		.nodes = s->nodes,
		.limits = left,
		.watch = is_count(s) ? NULL : s->watch};
	return run_start(&q, s->arena, d, &s->running);
}

static const char *name_of(const struct slot *s)
{
	return run_name(s->study, s->trial, s->attempt, s->arena);
}

/* Of one that the adapter will clear away. */
static bool is_noted(const struct slot *s) { return s->db && workload_find(s->study->spec->adapter)->clear; }

static bool note_begun(const struct slot *s, struct diag *d)
{
	return !is_noted(s) || store_run_begins(s->db, s->experiment, name_of(s), s->dir, d);
}

static bool note_timed(const struct slot *s, struct diag *d)
{
	return !is_noted(s) || store_run_is_timed(s->db, s->experiment, name_of(s), d);
}

static bool note_over(const struct slot *s, struct diag *d)
{
	return !is_noted(s) || store_run_is_over(s->db, s->experiment, name_of(s), d);
}

static bool clear_killed(const struct slot *s, struct diag *d)
{
	const struct killed_request q = {s->study, s->db, s->experiment, s->dir, s->keep_scratch, d};

	return !is_noted(s) || killed_clear(&q, name_of(s));
}

bool slot_prepare(struct slot *s, const struct trial *t, size_t number, struct diag *d)
{
	const struct spec *spec = s->study->spec;
	/* eight digits: paths are equally long for all runs, so that no variant gets another stack layout */
	char *dir = arena_printf(s->arena, "%s/run-%08zu", s->scratch, number);

	s->trial = t;
	s->dir = dir;
	s->step = 0;
	s->padding = surroundings_padding(spec, t);
	s->prepared_wall = s->started_wall = clock_wall();
	s->is_concluded = s->hook_failed = false;
	s->job = (struct job){0};
	s->scope = scope_of_trial(s->study, t, dir, name_of(s), s->arena);
	s->outcome = (struct outcome){.accounting = run_accounting(NULL)};
	if (!fs_make_dirs(dir, d) ||
	    !workload_find(spec->adapter)->job(spec->workload, s->scope, s->arena, d, &s->job)) {
		return false;
	}
	s->outcome.steps = NEW_ARRAY(s->arena, struct step_outcome, s->job.n_steps);
	if (!job_write_files(&s->job, s->dir, s->arena, d) || (is_count(s) && !counting_begin(s, d))) {
		return false;
	}
	s->is_ready = clear_killed(s, d) &&
	              hook_run(&(struct hook_request){spec, HOOK_PREPARE, s->scope, s->dir, s->job.envp},
	                       s->arena, d) &&
	              (s->job.n_preparing > 0 || surroundings_cache(spec, &s->job, d));
	return s->is_ready;
}

static bool is_preparing(const struct slot *s) { return s->step < s->job.n_preparing; }

/* From the first step on that is timed, it is looked at what goes on around the run. */
static bool start_next(struct slot *s, struct diag *d)
{
	if (s->step == s->job.n_preparing) {
		if (!note_timed(s, d) || (s->step > 0 && !surroundings_cache(s->study->spec, &s->job, d))) {
			return false;
		}
		s->started_wall = clock_wall();
		conditions_now("/", s->cpus, &s->before);
	}
	return start_step(s, d);
}

bool slot_start(struct slot *s, struct diag *d)
{
	s->is_ready = false;
	s->started_wall = clock_wall();
	watch_take_set(s->watch, s->trial->block);
	return note_begun(s, d) && start_next(s, d);
}

/* Sums; a reading that is absent in one step is absent in the run. */
static void add_readings(struct slot *s, const struct readings *of)
{
	struct readings *sum = &s->outcome.readings;

	if (!sum->at) {
		sum->n = of->n;
		sum->at = arena_copy(s->arena, of->at, of->n * sizeof(*of->at), alignof(struct reading));
		return;
	}
	for (size_t i = 0; i < sum->n && i < of->n; i++) {
		struct reading *r = &sum->at[i];
		r->value += of->at[i].value;
		r->enabled_share = r->enabled_share < of->at[i].enabled_share ? r->enabled_share
		                                                              : of->at[i].enabled_share;
		r->absent_reason = r->absent_reason ? r->absent_reason : of->at[i].absent_reason;
	}
}

static void add_step(struct slot *s, const struct step_outcome *o)
{
	struct outcome *sum = &s->outcome;

	sum->steps[sum->n_steps++] = *o;
	sum->kind = o->kind;
	sum->wall_ns += o->wall_ns;
	sum->user_ns += o->user_ns;
	sum->sys_ns += o->sys_ns;
	sum->involuntary_switches += o->involuntary_switches;
	sum->peak_memory_bytes =
		sum->peak_memory_bytes > o->peak_memory_bytes ? sum->peak_memory_bytes : o->peak_memory_bytes;
	add_readings(s, &o->readings);
}

/* What happened, and where; the end of the step's log says more. */
static bool explain_failure(struct slot *s, const struct step_outcome *o, struct diag *d)
{
	struct limits limits = limits_of(s);
	const char *log = fs_join(s->arena, s->dir, s->job.steps[s->step].stderr_path);
	const char *what = run_describe(o, &limits, s->arena);

	s->outcome.reason =
		o->iteration > 1 ? arena_printf(s->arena, "%s in step %s (%u)", what, o->name, o->iteration)
				 : arena_printf(s->arena, "%s in step %s", what, o->name);
	return !fs_exists(log) || fs_read_tail(log, LOG_TAIL_BYTES, s->arena, d, &s->outcome.log_tail);
}

static void note_conditions(struct slot *s)
{
	struct outcome *o = &s->outcome;
	struct conditions after;

	conditions_now("/", s->cpus, &after);
	const struct own_use own = {o->user_ns + o->sys_ns, o->involuntary_switches};
	o->conditions = conditions_between(&s->before, &after, &own, s->arena);
	o->disturbed = conditions_disturb(&o->conditions, o->wall_ns, s->cpus, s->arena);
}

bool slot_advance(struct slot *s, const struct step_outcome *o, struct diag *d, bool *ended)
{
	const bool prepared = is_preparing(s) && o->kind == OUTCOME_OK;

	s->running = NULL;
	if (!prepared) {
		add_step(s, o);
	}
	*ended = o->kind != OUTCOME_OK || s->step + 1 == s->job.n_steps;
	if (*ended && !is_preparing(s)) {
		note_conditions(s);
	}
	if (o->kind != OUTCOME_OK) {
		return explain_failure(s, o, d);
	}
	if (*ended) {
		return true;
	}
	s->step++;
	return start_next(s, d);
}

bool slot_finish(struct slot *s, struct diag *d)
{
	const struct spec *spec = s->study->spec;
	const struct workload_ops *w = workload_find(spec->adapter);

	if (w->finish && !w->finish(spec->workload, s->scope, s->outcome.kind != OUTCOME_OK, s->arena, d,
	                            &s->outcome.reason)) {
		return false;
	}
	if (s->outcome.kind == OUTCOME_OK && s->outcome.reason) {
		s->outcome.kind = OUTCOME_EXIT;
	}
	return true;
}

/* Once. A run that could not be prepared for lack of a job has nothing to conclude. */
void slot_conclude(struct slot *s, struct diag *d)
{
	const struct spec *spec = s->study->spec;
	const struct hook_request q = {spec, HOOK_CONCLUDE, s->scope, s->dir, s->job.envp};

	if (!s->is_concluded && s->dir && s->job.envp) {
		const struct workload_ops *w = workload_find(spec->adapter);
		s->is_concluded = true;
		s->hook_failed = !hook_run(&q, s->arena, d);
		if (w->clear) {
			w->clear(spec->workload, s->scope, s->job.envp, RUN_ENDED, s->arena, d);
			s->hook_failed = !note_over(s, d) || s->hook_failed;
		}
	}
}

bool slot_end(struct slot *s, struct diag *d)
{
	slot_conclude(s, d);
	bool ok = !s->hook_failed;

	ok = (s->keep_scratch || !s->dir || fs_remove_tree(s->dir, d)) && ok;

	if (is_count(s)) {
		ok = counting_end(s, d) && ok;
	}

	s->trial = NULL;
	s->dir = s->moved_to = NULL;
	s->is_ready = false;
	s->running = NULL;
	arena_reset(s->arena);
	return ok;
}
