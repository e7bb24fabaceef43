/** Which plugins of LSST's tasks can go, and which settings can be cheaper: from the configuration in force, as pipetask dumps it. */
#include <stdlib.h>
#include <string.h>

#include "init_pex.h"
#include "secateur/base/fs.h"
#include "secateur/base/proc.h"
#include "secateur/yaml/yaml.h"

/* A large pipeline prints some megabytes, and imports most of the stack. */
enum { MOST_BYTES = 64 << 20, MOST_SECONDS = 600 };

#define METADATA "\"**/*_metadata_*.json\""

/* --- asking --------------------------------------------------------------------------------------- */

static bool ask(const struct init_request *q, struct arena *a, struct diag *d, struct proc_result *ret)
{
	const char *const argv[] = {
		q->word ? q->word : "pipetask", "build", "-p", q->pipeline, "--show", "dump-config", NULL};
	struct proc_request p = {
		.argv = argv, .limit_ns = MOST_SECONDS * NSEC_PER_SEC, .output_limit = MOST_BYTES};

	if (!proc_capture(&p, a, d, ret)) {
		diag_help(
			d,
			"set up LSST's stack, or name the program: secateur init FOLDER/bin/pipetask --from-pipeline ...");
		return false;
	}
	const char *why = proc_complaint(ret, a), *exception = why ? pex_exception(ret->err, a) : NULL;
	if (why) {
		diag_fail(d, NOWHERE, "'%s' %s%s", argv[0], exception ? "failed: " : "",
		          exception ? exception : why);
		diag_help(d, "all that it says is shown by: %s build -p '%s' --show dump-config", argv[0],
		          q->pipeline);
		return false;
	}
	return !ret->is_cut ||
	       diag_fail(d, NOWHERE, "'%s' printed more than %d MiB", argv[0], MOST_BYTES >> 20);
}

/* The file as the experiment finds it; what is no file here, pipetask may find all the same: "$AP_PIPE_DIR/..." */
static const char *place_of(const char *path, const char *here, struct arena *a)
{
	const char *found = init_absolute(path, a);

	return found ? init_below(found, here, a) : init_braced(path, a);
}

struct variables {
	VEC(struct init_variable) at;
};

static bool add_variable(struct variables *v, const char *name, struct arena *a, struct diag *d)
{
	const char *value = getenv(name);

	for (size_t i = 0; i < v->at.n; i++) {
		if (strcmp(v->at.at[i].name, name) == 0) {
			return true;
		}
	}
	if (!value || !*value) {
		return true;
	}
	if (!init_is_shown(value, strlen(value))) {
		return diag_fail(d, NOWHERE, "the variable %s is not UTF-8, or holds control characters",
		                 name);
	}
	*vec_push(a, &v->at) = (struct init_variable){name, value};
	return true;
}

/* Runs have an environment of their own: by these variables tasks and credentials are found, and the pipeline by those that it names. */
static bool read_environment(const char *pipeline, struct arena *a, struct diag *d, struct init_source *into)
{
	static const char *const names[] = {"PYTHONPATH", "LD_LIBRARY_PATH", "LSST_DB_AUTH", "PGPASSFILE"};
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
	struct variables found = {0};
	bool ok = true;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		ok = add_variable(&found, names[i], a, d) && ok;
	}
	for (const char *s = strchr(pipeline, '$'); s; s = strchr(s, '$')) {
		s += s[1] == '{' ? 2 : 1;
		ok = add_variable(&found, arena_strndup(a, s, strspn(s, letters)), a, d) && ok;
	}
	into->environment = found.at.at;
	into->n_environment = found.at.n;
	return ok;
}

/* As the experiment names it: of a program that runs find by themselves, NULL. */
static const char *program_of(const char *word, const char *here, struct arena *a)
{
	const char *name = word ? word : "pipetask";
	const char *file = strchr(name, '/') ? name : init_find_program(getenv("PATH"), name, a);
	const char *theirs = strchr(name, '/') ? NULL : init_find_program(INIT_RUNS_PATH, name, a);

	return !file || (theirs && strcmp(file, theirs) == 0) ? NULL : place_of(file, here, a);
}

static bool read(const struct init_request *q, struct arena *a, struct diag *d, struct init_source *into)
{
	struct pex_dump *dump = NEW(a, struct pex_dump);
	struct source *in = NEW(a, struct source);
	struct proc_result got;

	if (!q->pipeline || q->settings || q->columns || q->n_inputs > 0) {
		diag_fail(
			d, NOWHERE,
			q->pipeline
				? "of LSST's tasks --from-pipeline tells all: no -c, no -p and no INPUT beside it"
				: "whose tasks? --from-pipeline PIPELINE#LABEL says it");
		return false;
	}
	size_t file = strcspn(q->pipeline, "#");
	if (!init_is_shown(q->pipeline, strlen(q->pipeline)) || file == 0) {
		return diag_fail(d, NOWHERE, "'%s': a pipeline is a file, or FILE#LABEL,LABEL",
		                 init_shown(q->pipeline, strlen(q->pipeline), a));
	}
	if (!ask(q, a, d, &got)) {
		return false;
	}
	*in = (struct source){"pipetask build --show dump-config", got.out};
	into->tasks = dump;
	into->pipeline = arena_printf(a, "%s%s", place_of(arena_strndup(a, q->pipeline, file), q->here, a),
	                              init_braced(q->pipeline + file, a));
	into->program = program_of(q->word, q->here, a);
	return read_environment(q->pipeline, a, d, into) && pex_read(in, got.n_out, NULL, a, d, dump);
}

/* --- how it is written ---------------------------------------------------------------------------- */

struct draft {
	const struct init_source *from;
	struct init_pipeline found;
	size_t n_variants;
	struct arena *arena;
};

static const struct init_choice *choice_of(const struct draft *x, const struct init_setting *s)
{
	return &x->found.choices.at.at[s->choice];
}

/* A path as a key of YAML. Its own keys are in double quotes, as in the files that are passed to pipetask. */
static void put_path(struct strbuf *b, const char *path, const char *more)
{
	if (!strchr(path, '[')) {
		strbuf_addf(b, "      %s%s: ", path, more);
		return;
	}
	strbuf_add(b, "      '");
	for (; *path; path++) {
		strbuf_addc(b, *path == '\'' ? '"' : *path);
	}
	strbuf_addf(b, "%s': ", more);
}

static void put_config(struct strbuf *b, const struct draft *x, const struct pex_task *t)
{
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;

	for (size_t i = 0; i < x->found.sets.n; i++) {
		const struct init_set *s = &x->found.sets.at[i];
		if (s->task == t) {
			put_path(&lines, s->registry->path, ".names");
			strbuf_addf(&lines, "\"{%s}\"\n", s->name);
		}
	}
	for (size_t i = 0; i < x->found.settings.n; i++) {
		const struct init_setting *s = &x->found.settings.at[i];
		if (s->task == t) {
			put_path(&lines, s->path, "");
			strbuf_addf(&lines, "\"{%s}\"\n", choice_of(x, s)->name);
		}
	}
	if (lines.len > 0) {
		strbuf_addf(b, "    %s:\n%s", t->label, lines.text);
	}
}

static void put_environment(struct strbuf *b, const struct draft *x)
{
	bool any = x->from->n_environment > 0;

	strbuf_addf(
		b,
		"  %senvironment:              # CHANGE: runs have one of their own; what else of yours the stack needs\n",
		any ? "" : "# ");
	for (size_t i = 0; i < x->from->n_environment; i++) {
		const struct init_variable *v = &x->from->environment[i];
		strbuf_addf(b, "    %s: ", v->name);
		init_put(b, init_braced(v->value, x->arena));
		strbuf_addc(b, '\n');
	}
}

static void put_workload(struct strbuf *b, const struct draft *x)
{
	const struct pex_dump *dump = x->from->tasks;

	strbuf_add(b, "\nworkload:\n  adapter: pipetask\n");
	if (x->from->program) {
		strbuf_add(b, "  program: ");
		init_put(b, x->from->program);
		strbuf_addc(b, '\n');
	}
	strbuf_add(b, "  repository: \"{here}/repo\"   # CHANGE: the butler's\n  pipeline: ");
	init_put(b, x->from->pipeline);
	strbuf_add(
		b,
		"\n  input: CHANGE             # collections, apart by commas\n"
		"  data_query: \"instrument='CHANGE' and visit={input.visit} and detector={input.detector}\"\n"
		"  config:                   # {name}: a factor below; of a set, what a variant drops is taken away\n");
	for (size_t i = 0; i < dump->tasks.n; i++) {
		put_config(b, x, &dump->tasks.at[i]);
	}
	put_environment(b, x);
	strbuf_add(
		b,
		"\n# CHANGE: data like those that matter, one quantum of each task an input; or {from: inputs.csv}, with these columns.\n"
		"inputs:\n"
		"  - {id: input-1, visit: 1, detector: 1}\n"
		"  - {id: input-2, visit: 2, detector: 1}\n"
		"  - {id: input-3, visit: 3, detector: 1}\n");
}

/* --- factors -------------------------------------------------------------------------------------- */

static void put_required(struct strbuf *b, const struct init_set *s, struct arena *a)
{
	enum { MOST_NAMES = 2 };

	if (s->n_droppable == s->plugins.n) {
		return;
	}
	strbuf_add(
		b,
		"    required:               # never dropped: by name, or by a column of theirs, these ask for them\n");
	for (size_t i = 0; i < s->plugins.n; i++) {
		const struct init_plugin *p = &s->plugins.at[i];
		AUTO_STRBUF struct strbuf line = STRBUF_INIT;
		if (p->named_by.n == 0) {
			continue;
		}
		strbuf_add(&line, "      - ");
		init_put(&line, p->name);
		strbuf_addf(&line, "%*s", line.len < 40 ? (int)(40 - line.len) : 0, "");
		for (size_t k = 0; k < p->named_by.n && k < MOST_NAMES; k++) {
			strbuf_addf(&line, "%s%s", k ? ", " : " # ",
			            init_shown(p->named_by.at[k], strlen(p->named_by.at[k]), a));
		}
		strbuf_addf(b, p->named_by.n > MOST_NAMES ? "%s and %zu more\n" : "%s\n", line.text,
		            p->named_by.n - MOST_NAMES);
	}
}

/* The others that a plugin needs, those that need it in their turn or those that do not. False: there are none. */
static bool put_needs(struct strbuf *b, const struct init_set *s, const struct init_plugin *p, bool circles,
                      struct arena *a)
{
	AUTO_STRBUF struct strbuf names = STRBUF_INIT, why = STRBUF_INIT;

	for (size_t i = 0; i < p->needs.n; i++) {
		const struct init_need *n = &p->needs.at[i];
		if (n->is_circle == circles) {
			strbuf_add(&names, names.len ? ", " : "");
			init_put(&names, s->plugins.at[n->plugin].name);
			strbuf_addf(&why, "%s%s", why.len ? ", " : "", init_shown(n->why, strlen(n->why), a));
		}
	}
	if (names.len == 0) {
		return false;
	}
	strbuf_add(b, circles ? "      # " : "      ");
	init_put(b, p->name);
	strbuf_addf(b, ": [%s]   # %s%s\n", names.text, why.text,
	            circles ? ", and so the other way round: drop both together" : "");
	return true;
}

static void put_requires(struct strbuf *b, const struct init_set *s, struct arena *a)
{
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;
	bool any = false;

	for (size_t i = 0; i < s->plugins.n; i++) {
		any = put_needs(&lines, s, &s->plugins.at[i], false, a) || any;
		put_needs(&lines, s, &s->plugins.at[i], true, a);
	}
	if (lines.len > 0) {
		strbuf_addf(
			b,
			"    %srequires:               # to drop the right-hand side drops the left as well\n%s",
			any ? "" : "# ", lines.text);
	}
}

static void put_set(struct strbuf *b, const struct draft *x, const struct init_set *s)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < s->plugins.n; i++) {
		*vec_push(x->arena, &names) = s->plugins.at[i].name;
	}
	strbuf_addf(b, "  %s:   # %s.%s: all that are active\n    set: ", s->name, s->task->label,
	            s->registry->path);
	init_put_list(b, 9, 6, names.at, names.n);
	strbuf_addc(b, '\n');
	put_required(b, s, x->arena);
	put_requires(b, s, x->arena);
}

static void put_factors(struct strbuf *b, const struct draft *x)
{
	strbuf_add(b, "\nfactors:\n");
	for (size_t i = 0; i < x->found.sets.n; i++) {
		put_set(b, x, &x->found.sets.at[i]);
	}
	strbuf_add(b, x->found.choices.at.n
	                      ? "  # Settings, the present value first. CHANGE: the other levels.\n"
	                      : "");
	init_put_choices(b, &x->found.choices);
}

/* --- variants ------------------------------------------------------------------------------------- */

static bool is_kernel(const struct draft *x, const struct init_setting *s)
{
	for (size_t i = 0; i < x->found.settings.n; i++) {
		const char *kernel = x->found.settings.at[i].kernel;
		if (kernel && strcmp(kernel, choice_of(x, s)->name) == 0) {
			return true;
		}
	}
	return false;
}

/* `- vary_each: [a, b]` of the settings that are asked for or, as a comment, those that are not, but that depend on no other. */
static size_t put_vary(struct strbuf *b, const struct draft *x, bool asked)
{
	const char *before = asked ? "  - vary_each: " : "  # - vary_each: ";
	AUTO_STRBUF struct strbuf list = STRBUF_INIT;
	VEC(const char *) names = {0};
	size_t n = 0;

	for (size_t i = 0; i < x->found.settings.n; i++) {
		const struct init_setting *s = &x->found.settings.at[i];
		if (s->is_asked == asked && !s->chooser && !s->kernel && !is_kernel(x, s)) {
			*vec_push(x->arena, &names) = choice_of(x, s)->name;
			n += choice_of(x, s)->levels.n - 1;
		}
	}
	if (n == 0) {
		return 0;
	}
	init_put_list(&list, strlen(before), asked ? 6 : 3, names.at, names.n);
	strbuf_addf(b, "%s%s", asked ? "" : "  # Without its '#', this changes these, too:\n", before);
	for (const char *s = list.text; *s; s++) { /* each line of a comment is one */
		strbuf_addc(b, *s);
		strbuf_add(b, *s == '\n' && !asked ? "  #" : "");
	}
	strbuf_addc(b, '\n');
	return n;
}

/* In step with the kernel: all levels but the present one, which comes first. */
static size_t put_zip(struct strbuf *b, const struct draft *x, const struct init_setting *s)
{
	const struct init_choice *c = choice_of(x, s);
	size_t n = c->levels.n - 1;

	strbuf_addf(
		b,
		"  # A stamp that is larger than those of the candidates is refused: in step.\n  - zip: {%s: ",
		c->name);
	init_put_list(b, 12, 6, c->levels.at + 1, n);
	strbuf_addf(b, ", %s: ", s->kernel);
	init_put_list(b, 40, 6, s->kernel_levels + 1, n);
	strbuf_add(b, "}\n");
	return n;
}

/* What means something only where another level is chosen: against that, and for whom it may concern. */
static void put_depending(struct strbuf *b, const struct draft *x, const struct init_setting *s)
{
	const struct init_choice *c = choice_of(x, s);

	for (size_t i = 1; i < c->levels.n; i++) {
		strbuf_addf(b, "  # - {name: %s-%s, against: %s=%s, set: {%s: ", c->name, c->levels.at[i],
		            s->chooser, s->level, c->name);
		init_put(b, c->levels.at[i]);
		if (s->kernel) {
			strbuf_addf(b, ", %s: ", s->kernel);
			init_put(b, s->kernel_levels[i]);
		}
		strbuf_add(b, "}}\n");
	}
}

static bool can_go(const struct init_set *s, const char *plugin)
{
	for (size_t i = 0; i < s->plugins.n; i++) {
		if (strcmp(s->plugins.at[i].name, plugin) == 0) {
			return s->plugins.at[i].named_by.n == 0;
		}
	}
	return false;
}

/* A number where the plugin's name has what a variant's may not have. */
static const char *name_in_variant(const struct init_set *s, size_t i, struct arena *a)
{
	const char *plugin = s->plugins.at[i].name;

	return plugin[strspn(plugin, YAML_NAME_LETTERS)] ? arena_printf(a, "plugin_%zu", i + 1) : plugin;
}

/* `drop_each` names variants by the plugin alone: where sets above drop one of the same name, each has its own line. */
static void put_drops(struct strbuf *b, struct draft *x, size_t set)
{
	const struct init_set *s = &x->found.sets.at[set];
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;
	bool is_told_apart = true;

	for (size_t i = 0; i < s->plugins.n; i++) {
		const char *plugin = s->plugins.at[i].name;
		if (!can_go(s, plugin)) {
			continue;
		}
		for (size_t k = 0; k < set; k++) {
			is_told_apart = is_told_apart && !can_go(&x->found.sets.at[k], plugin);
		}
		strbuf_add(&lines, "  - {name: ");
		init_put(&lines,
		         arena_printf(x->arena, "drop-%s-%s", s->name, name_in_variant(s, i, x->arena)));
		strbuf_addf(&lines, ", drop: {%s: [", s->name);
		init_put(&lines, plugin);
		strbuf_add(&lines, "]}}\n");
	}
	if (is_told_apart && s->n_droppable > 0) {
		strbuf_addf(b, "  - drop_each: %s\n", s->name);
	} else {
		strbuf_add(b, lines.text ? lines.text : "");
	}
	x->n_variants += s->n_droppable;
}

static void put_variants(struct strbuf *out, struct draft *x)
{
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;
	struct strbuf *b = &lines;
	bool depends = false;

	for (size_t i = 0; i < x->found.sets.n; i++) {
		put_drops(b, x, i);
	}
	x->n_variants += put_vary(b, x, true);
	for (size_t i = 0; i < x->found.settings.n; i++) {
		const struct init_setting *s = &x->found.settings.at[i];
		x->n_variants += s->kernel && !s->chooser ? put_zip(b, x, s) : 0;
		depends = depends || s->chooser;
	}
	put_vary(b, x, false);
	strbuf_add(b,
	           depends ? "  # Without their '#', these lines change what another choice brings along:\n"
	                   : "");
	for (size_t i = 0; i < x->found.settings.n; i++) {
		if (x->found.settings.at[i].chooser) {
			put_depending(b, x, &x->found.settings.at[i]);
		}
	}
	strbuf_addf(out, "\n%s\n%s",
	            x->n_variants ? "variants:"
	                          : "# variants:   # CHANGE: all plugins that are active are required",
	            lines.text ? lines.text : "");
}

/* --- what is judged ------------------------------------------------------------------------------- */

/* What tasks are known to write into their metadata. */
static const struct {
	const char *label, *name, *value, *criterion;
} numbers[] = {
	{"characterizeImage", "psf_stars", "characterizeImage:measurePsf.numGoodStars", "within: 5 %"},
	{"characterizeImage", "psf_candidates", "characterizeImage:measurePsf.numAvailStars", "within: 5 %"},
	{"calibrateImage", "stars", "calibrateImage.star_count", "within: 1 %"},
	{"calibrateImage", "psf_sigma", "calibrateImage.final_psf_sigma", "unit: px, within: 1 %"},
	{"calibrateImage", "astrometry_matches", "calibrateImage.astrometry_matches_count", "within: 5 %"},
	{"calibrateImage", "astrometry_scatter", "calibrateImage.astrom_offset_std",
         "unit: arcsec, better: lower, not_worse_than: 5 %"},
	{"calibrateImage", "photometry_matches", "calibrateImage.photometry_matches_count", "within: 5 %"},
	{"detectAndMeasureDiaSource", "dia_sources", "detectAndMeasureDiaSource.nMergedDiaSources",
         "within: 5 %"},
	{"diaPipe", "new_objects", "diaPipe.numNewDiaObjects", "within: 5 %"},
	{"diaPipe", "lost_objects", "diaPipe.numUnassociatedDiaObjects", "within: 5 %"},
};

static void put_quality(struct strbuf *b, const struct draft *x)
{
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (pex_find_task(x->from->tasks, numbers[i].label)) {
			strbuf_addf(&lines,
			            "  - {name: %s, from: lsst_metadata, files: " METADATA
			            ", value: \"%s\", %s}\n",
			            numbers[i].name, numbers[i].value, numbers[i].criterion);
		}
	}
	strbuf_addf(
		b,
		"\n%squality:                    # CHANGE: margins are yours to choose; without one, a metric is shown and not judged\n%s",
		lines.len ? "" : "# ", lines.len ? lines.text : "");
	strbuf_add(
		b,
		"  # Any number that a task writes into its metadata; it is lost where it is NaN, or is not there any more:\n"
		"  # - {name: sources, from: lsst_metadata, files: " METADATA
		", value: \"LABEL:SUBTASK.NAME\", within: 1 %}\n");
}

/* The start of pipetask takes seconds that no configuration saves: the tasks' own time decides. */
static void put_time(struct strbuf *b, const struct draft *x)
{
	const struct pex_dump *dump = x->from->tasks;
	const char *label = dump->tasks.n == 1 ? dump->tasks.at[0].label : "all";
	const char *name = arena_printf(x->arena, "%s_time", label);

	strbuf_add(
		b,
		"\ntimers:                     # what the tasks tell of themselves: each by its own name, all calls together\n"
		"  - {from: lsst_metadata, files: " METADATA "}\n"
		"  # CPU time of pipetask itself: where tasks start other programs, psfex say, take the time without .cpu\n"
		"  - {name: ");
	init_put(b, name);
	strbuf_add(b, ", from: lsst_metadata, files: " METADATA ", value: ");
	init_put(b, arena_printf(x->arena, "%s.quantum.cpu", label));
	strbuf_add(b, "}\n\ndecide: {time: ");
	init_put(b, name);
	strbuf_add(b, ", worth: 1 %}   # CHANGE: the smallest saving that is worth a change\n");
}

/* Names of plugins are Python's texts, which may hold what YAML cannot. */
static bool can_be_written(const struct init_pipeline *p, struct arena *a, struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; i < p->sets.n; i++) {
		const struct init_set *s = &p->sets.at[i];
		for (size_t k = 0; k < s->plugins.n; k++) {
			const char *name = s->plugins.at[k].name;
			if (!*name || !init_is_shown(name, strlen(name))) {
				ok = diag_fail(d, s->registry->at,
				               "'%s': no name that an experiment can have",
				               init_shown(name, strlen(name), a));
			}
		}
	}
	return ok;
}

static bool write(const struct init_source *from, struct arena *a, struct diag *d, struct strbuf *out)
{
	struct draft x = {.from = from, .arena = a};

	init_look_at(from->tasks, a, &x.found);
	if (x.found.sets.n == 0 && x.found.settings.n == 0) {
		diag_fail(
			d, NOWHERE,
			"no task of the pipeline has plugins, or a setting that is known to be worth a sweep");
		diag_help(d, "name the label of one that has: FILE#characterizeImage");
		return false;
	}
	if (!can_be_written(&x.found, a, d)) {
		return false;
	}
	init_put_head(
		out, from, "Which plugins and settings of LSST's tasks can go?",
		"Which plugins can go, which settings can be cheaper, what does each save, and does the quality stay as good?");
	put_workload(out, &x);
	put_factors(out, &x);
	put_variants(out, &x);
	init_put_runs(out, "1", "numerical libraries are told so, too", 3, x.n_variants);
	put_quality(out, &x);
	put_time(out, &x);
	return true;
}

const struct init_ops init_pipetask = {
	.name = "pipetask",
	.about = "which plugins and settings of LSST's tasks can go: with --from-pipeline PIPELINE#LABEL",
	.read = read,
	.write = write,
};
