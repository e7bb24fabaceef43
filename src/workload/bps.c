/**
 * The `bps` adapter: tasks of LSST's pipelines as jobs of a batch system, or of this machine by Parsl's local workers. For each run a submit YAML
 * is written, and the quantum graph is built before what is timed; then `bps submit` runs to the end of the workflow, or `bps status` is asked
 * until it is over. Each job goes through a small script, which keeps how its quanta ended: bps may end well when they did not.
 */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/pex/pex.h"
#include "workload_lsst.h"

#define SUBMIT_YAML "submit.yaml"
#define SUBMIT_SH "submit.sh"
#define JOB_SH "job.sh"
#define GRAPH_SUMMARY "graph.json"
#define SUBMITTED "submitted.txt" /* what bps said of it */
#define OVER "over"               /* a file that is there when nothing is left to cancel */

struct params {
	struct lsst_run run;
	struct text program, service, site;
	struct texts submit, wrap;
	unsigned jobs;
	nsec_t poll;
};

static const struct field rows[] = {
	{"program", read_template, offsetof(struct params, program), false,
         "bps, where it is not in the PATH of the runs; pipetask, butler and apdb-cli are beside it"},
	LSST_ROWS,
	{"service", read_template, offsetof(struct params, service), false,
         "wmsServiceClass (lsst.ctrl.bps.parsl.ParslService)"},
	{"site", read_template, offsetof(struct params, site), false,
         "computeSite, which `submit` describes (this machine: Parsl's local workers)"},
	{"jobs", read_count1, offsetof(struct params, jobs), false,
         "how many at once on this machine, where there is no `site` (1)"},
	{"submit", read_texts, offsetof(struct params, submit), false,
         "submit YAML that is taken along, a file or several, those in `files` too; what is set here counts more",
         &shape_texts},
	{"wrap", read_texts, offsetof(struct params, wrap), false,
         "put before pipetask in each job: [taskset, -c, \"0\"]; on this machine jobs have the CPUs and counters of the "
         "run anyway, elsewhere they do not",
         &shape_texts},
	{"poll", read_duration, offsetof(struct params, poll), false,
         "how often `bps status` is asked for the end: of services whose submit does not wait for it, as HTCondor's; "
         "Parsl's does"},
	{"options", read_texts, offsetof(struct params, run.options), false, "of `bps submit`", &shape_texts},
	COMMAND_FILES,
	COMMAND_ENVIRONMENT,
	COMMAND_VERSION,
};

/* --- files of a run ----------------------------------------------------------------------------------- */

/* PROGRAM SERVICE SECONDS OPTION...; the numbers of states are those of lsst.ctrl.bps.WmsStates. */
static const char submit_script[] =
	"# Submits the workflow and waits for its end; it is well when each quantum of the graph is.\n"
	"program=$1 service=$2 seconds=$3\n"
	"shift 3\n"
	"case $program in */*) PATH=$(dirname \"$program\"):$PATH ;; esac # Parsl looks there for its workers\n"
	"export PATH\n"
	"mkdir quanta || exit\n"
	"\"$program\" submit \"$@\" " SUBMIT_YAML " >" SUBMITTED "\n"
	"code=$?\n"
	"cat " SUBMITTED "\n"
	"[ $code -eq 0 ] || exit $code\n"
	"all=$(awk '$1 == \"\\\"numQuanta\\\":\" { n += $2 } END { print n + 0 }' " GRAPH_SUMMARY ")\n"
	"case $service in *Parsl*) seconds=0 ;; esac # it has waited\n"
	"if [ \"$seconds\" -gt 0 ]; then\n"
	"	id=$(sed -n 's/^Run Id: //p' " SUBMITTED ") misses=0 unknown=0\n"
	"	while :; do\n"
	"		\"$program\" status --wms-service-class \"$service\" --id \"$id\" --hist 1; state=$?\n"
	"		case $state in\n"
	"		0 | 16 | 19 | 20) break ;;\n"
	"		17) echo \"Error: run $id is held\" >&2; exit 1 ;;\n"
	"		1[2-5]) misses=0 unknown=0 ;;\n"
	"		10 | 11) misses=0 unknown=$((unknown + 1)) ;; # as before it is in the queue\n"
	"		*) misses=$((misses + 1)) ;; # as of a scheduler that is busy\n"
	"		esac\n"
	"		[ $misses -lt 5 ] || { echo \"Error: bps status does not tell of run $id, asked 5 times: it ended with $state\" >&2; exit 1; }\n"
	"		[ $unknown -lt 100 ] || { echo \"Error: bps status knows nothing of run $id, asked 100 times\" >&2; exit 1; }\n"
	"		sleep \"$seconds\"\n"
	"	done\n"
	"fi\n"
	": >" OVER "\n"
	"well=$(cat quanta/*/well 2>/dev/null | sort -u | wc -l)\n"
	"cut=$(($(ls quanta | wc -l) - $(find quanta -name well | wc -l)))\n"
	"[ \"$all\" -gt 0 ] && [ \"$well\" -eq \"$all\" ] && [ $cut -eq 0 ] && exit\n"
	"echo \"Error: $well of $all quanta ended well; jobs that did not: $cut\" >&2\n"
	"exit 1\n";

static const char job_script[] =
	"# A job: QUANTA COMMAND...; what it said and how it ended is kept beside the run.\n"
	"quanta=$1\n"
	"shift\n"
	"dir=$(mktemp -d \"{scratch}/quanta/XXXXXX\") || exit\n"
	"%s\"$@\" --summary \"$dir/" LSST_SUMMARY "\" >\"$dir/job.log\" 2>&1\n"
	"code=$?\n"
	"cat \"$dir/job.log\" >&2\n"
	"if [ $code -eq 0 ]; then echo \"$quanta\" | tr , '\\n' >\"$dir/well\"; else echo $code >\"$dir/code\"; fi\n"
	"exit $code\n";

/* In double quotes, which YAML and a shell read alike. Holes are left as they are. */
static void add_quoted(struct strbuf *b, const char *s, const char *special)
{
	strbuf_addc(b, '"');
	for (; *s; s++) {
		strbuf_addf(b, strchr(special, *s) ? "\\%c" : "%c", *s);
	}
	strbuf_addc(b, '"');
}

static void add_setting(struct strbuf *b, const char *key, const char *value)
{
	strbuf_addf(b, "%s: ", key);
	add_quoted(b, value, "\"\\");
	strbuf_addc(b, '\n');
}

static const char *job_text(const struct params *p, struct arena *a)
{
	AUTO_STRBUF struct strbuf wrap = STRBUF_INIT;

	strbuf_add(&wrap, "");
	for (size_t i = 0; i < p->wrap.n; i++) {
		add_quoted(&wrap, p->wrap.at[i].s, "\"\\$`");
		strbuf_addc(&wrap, ' ');
	}
	const char *mark = strstr(job_script, "%s");
	return arena_printf(a, "%.*s%s%s", (int)(mark - job_script), job_script, strbuf_take(&wrap, a),
	                    mark + strlen("%s"));
}

static void add_payload(struct strbuf *b, const struct params *p)
{
	strbuf_add(b, "payload:\n");
	add_setting(b, "  payloadName", "{run}");
	add_setting(b, "  butlerConfig", p->run.repository.s);
	strbuf_add(b, "  inCollection: \"");
	for (size_t i = 0; i < p->run.input.n; i++) {
		strbuf_addf(b, "%s%s", i > 0 ? "," : "", p->run.input.at[i].s);
	}
	strbuf_add(b, "\"\n");
	add_setting(b, "  output", p->run.output.s);
	add_setting(b, "  outputRun", p->run.output.s);
}

/* Without a site it is this machine. Parsl's retries are its own, and what it writes belongs to the run. */
static void add_site(struct strbuf *b, const struct params *p)
{
	const char *site = p->site.s ? p->site.s : "local";

	add_setting(b, "computeSite", site);
	strbuf_add(b, "site:\n  ");
	add_quoted(b, site, "\"\\");
	strbuf_add(b, ":\n");
	if (!p->site.s) {
		strbuf_addf(b, "    class: lsst.ctrl.bps.parsl.sites.Local\n    cores: %u\n", p->jobs);
	}
	strbuf_add(b, "    retries: 0\n    run_dir: \"{scratch}/parsl\"\n");
}

/* The commands of bps's defaults, by the programs that are meant; its own variables are in two braces. */
static void add_commands(struct strbuf *b, const struct params *p, struct arena *a)
{
	const char *pipetask = p->run.pipetask.s, *butler = lsst_beside(pipetask, "butler", a);

	strbuf_addf(
		b,
		"updateQuantumGraph: \"true\" # it was built for this output run\n"
		"runQuantumCommand: /bin/sh {scratch}/" JOB_SH
		" {{qgraphNodeId} %s {{runPreCmdOpts} run-qbb {{butlerConfig}"
		" {{fileDistributionEndPoint}{{qgraphFile} --qgraph-node-id {{qgraphNodeId}"
		" {{extraRunQuantumOptions}\n"
		"pipetask:\n  pipetaskInit:\n"
		"    runQuantumCommand: %s {{initPreCmdOpts} pre-exec-init-qbb {{butlerConfig}"
		" {{fileDistributionEndPoint}{{qgraphFile} {{extraInitOptions}\n"
		"finalJob:\n  requestCpus: 1\n  updateOutputChain: \"\"\n"
		"  command1: %s {{finalPreCmdOpts} aggregate-graph {{fileDistributionEndPoint}{{qgraphFile}"
		" {{butlerConfig} -j {{requestCpus} --register-dataset-types {{extraAggregateOptions}\n",
		pipetask, pipetask, butler);
}

static const char *submit_text(const struct params *p, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < p->submit.n; i++) {
		strbuf_add(&b, i > 0 ? ", " : "includeConfigs: [");
		add_quoted(&b, p->submit.at[i].s, "\"\\");
	}
	strbuf_add(&b, p->submit.n > 0 ? "]\n" : "");
	add_payload(&b, p);
	add_setting(&b, "qgraphFile", "{scratch}/" LSST_GRAPH);
	add_setting(&b, "submitPath", "{scratch}/submit");
	add_setting(&b, "wmsServiceClass", p->service.s);
	add_site(&b, p);
	/* one is the least that bps passes on; a job that was done again fails the run all the same: its time is that of two */
	strbuf_add(&b, "numberOfRetries: 1\nmemoryMultiplier: 1\npreemptible: False\n");
	add_commands(&b, p, a);
	return strbuf_take(&b, a);
}

static void add_file(struct params *p, const char *name, const char *text, struct arena *a)
{
	*vec_push(a, &p->run.command.files) =
		(struct file){.name = name, .text = {.s = text, .at = p->program.at}};
}

/* --- what is run -------------------------------------------------------------------------------------- */

static void add_submit(struct params *p, struct arena *a)
{
	const nsec_t seconds = (p->poll + NSEC_PER_SEC - 1) / NSEC_PER_SEC;
	struct lsst_words w = {0};

	p->run.step = "submit";
	lsst_add_words(&w, LSST_WORDS("sh", SUBMIT_SH), a);
	lsst_add_option(&w, NULL, p->program, a);
	lsst_add_option(&w, NULL, p->service, a);
	lsst_add_words(&w, LSST_WORDS(arena_printf(a, "%lld", (long long)seconds)), a);
	lsst_add_texts(&w, p->run.options, a);
	*vec_push(a, &p->run.command.steps) = (struct step){.name = p->run.step, .command = lsst_joined(&w)};
}

/* What a variant may change of how jobs are run, and of the files that it takes along. */
static void add_asking(struct params *p, struct arena *a)
{
	struct lsst_words w = {0}, files = {0};

	lsst_add_words(&w, LSST_WORDS("printf", "%s\\n"), a);
	lsst_add_named(&w, "service", p->service, a);
	if (p->site.s) {
		lsst_add_named(&w, "site", p->site, a);
	}
	lsst_add_named(&w, "jobs at once", (struct text){.s = arena_printf(a, "%u", p->jobs)}, a);
	for (size_t i = 0; i < p->wrap.n; i++) {
		lsst_add_named(&w, "wrapped by", p->wrap.at[i], a);
	}
	*vec_push(a, &p->run.command.effective.at) = lsst_joined(&w);
	if (p->submit.n > 0) {
		lsst_add_words(&files, LSST_WORDS("head", "-v", "-c", "1M", "--"), a);
		lsst_add_texts(&files, p->submit, a);
		*vec_push(a, &p->run.command.effective.at) = lsst_joined(&files);
	}
}

/* Where they are written, not in the files that are made of them. */
static bool check_texts(const struct params *p, const struct scope *names, struct arena *a, struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; i < p->wrap.n; i++) {
		ok = template_check(p->wrap.at[i], names, a, d) && ok;
	}
	return (!p->site.s || template_check(p->site, names, a, d)) && ok;
}

/* For the end of the workflow, and then nothing is left to cancel. */
static bool submit_waits(const char *service) { return strstr(service, "Parsl") != NULL; }

/* Jobs of a run that nobody waits for would be at work beside the next one. */
static bool check_poll(const struct params *p, struct diag *d)
{
	if (!p->service.s || p->poll > 0 || strchr(p->service.s, '{') || submit_waits(p->service.s)) {
		return true;
	}
	diag_fail(d, p->service.at,
	          "submit of %s does not wait for the end of its jobs, as Parsl's does: 'poll' is missing",
	          p->service.s);
	diag_help(d, "poll: 30 s");
	return false;
}

static bool load(void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	struct params *p = params;
	bool ok = check_texts(p, names, a, d);

	ok = check_poll(p, d) && ok;
	p->program = p->program.s ? p->program : (struct text){.s = "bps"};
	p->service = p->service.s ? p->service : (struct text){.s = "lsst.ctrl.bps.parsl.ParslService"};
	p->jobs = p->jobs > 0 ? p->jobs : 1;
	p->run.pipetask = (struct text){lsst_beside(p->program.s, "pipetask", a), p->program.at};
	/* jobs read their inputs by the graph, without the registry */
	ok = lsst_prepare(&p->run, LSST_WORDS("--qgraph-datastore-records", "--summary", GRAPH_SUMMARY),
	                  names, a, d) &&
	     ok;
	add_asking(p, a);
	add_file(p, SUBMIT_YAML, submit_text(p, a), a);
	add_file(p, SUBMIT_SH, submit_script, a);
	add_file(p, JOB_SH, job_text(p, a), a);
	add_submit(p, a);
	return command_load(&p->run.command, names, a, d) && ok;
}

/* --- what it left ------------------------------------------------------------------------------------- */

static const char *text_in(const char *dir, const char *name, struct arena *a)
{
	const char *path = fs_join(a, dir, name), *text = NULL;
	size_t size = 0;

	return fs_exists(path) && fs_read(path, LSST_MOST_BYTES, a, diag_new(a), &text, &size) ? text : NULL;
}

static const char *why_job(const char *dir, struct arena *a)
{
	const char *code = text_in(dir, "code", a), *said = lsst_why(dir, "job", a);
	int64_t n = 0;

	if (code) {
		num_int(arena_strndup(a, code, strcspn(code, "\n")), 0, 255, &n);
	}
	if (n > 128 && !fs_exists(fs_join(a, dir, LSST_SUMMARY))) {
		return arena_printf(a, "a job was ended by signal %d (%s) %s", (int)n - 128,
		                    strsignal((int)n - 128), said ? said : "before its first quantum");
	}
	return said ? said : arena_printf(a, "a job ended with exit code %d", (int)n);
}

/* Of several jobs the first, and how many there are besides. */
static const char *why_jobs(const char *dir, struct arena *a)
{
	const char *const *codes = NULL;
	size_t n = 0;

	if (!fs_find(dir, "quanta/*/code", a, diag_new(a), &codes, &n) || n == 0) {
		return NULL;
	}
	const char *first =
		why_job(fs_join(a, dir, arena_strndup(a, codes[0], strlen(codes[0]) - strlen("/code"))), a);
	return n == 1 ? first
	              : arena_printf(a, "%s (and %zu more %s)", first, n - 1, n == 2 ? "job" : "jobs");
}

/* The jobs that bps adds, before all others and after them; Parsl runs them itself. */
static const char *why_own_job(const char *dir, struct arena *a)
{
	static const char *const jobs[] = {"pipetaskInit", "finalJob"};

	for (size_t i = 0; i < sizeof(jobs) / sizeof(*jobs); i++) {
		const char *const *logs = NULL, *text, *said = NULL;
		size_t n = 0;
		const bool ok = fs_find(dir, arena_printf(a, "submit/**/%s.*err", jobs[i]), a, diag_new(a),
		                        &logs, &n);
		for (size_t k = 0; ok && k < n && !said; k++) {
			text = text_in(dir, logs[k], a);
			said = text ? pex_exception(text, a) : NULL;
		}
		if (said) {
			return arena_printf(a, "%s: %s", jobs[i], said);
		}
	}
	return NULL;
}

static bool finish(const void *params, const struct scope *scope, bool failed, struct arena *a,
                   struct diag *d, const char **why)
{
	const char *dir = lsst_scratch(scope), *said = failed ? why_jobs(dir, a) : NULL;

	said = said || !failed ? said : why_own_job(dir, a);
	if (said) {
		*why = arena_printf(a, "%s: %s", *why, said);
	}
	return lsst_finish(params, scope, failed && !said, a, d, why);
}

/* Of one that was submitted and is not over; NULL: of none. */
static const char *id_of_jobs(const char *dir, struct arena *a)
{
	static const char mark[] = "Run Id: ";
	const char *text = fs_exists(fs_join(a, dir, OVER)) ? NULL : text_in(dir, SUBMITTED, a);
	const char *id = text ? strstr(text, mark) : NULL;

	return id ? arena_strndup(a, id + strlen(mark), strcspn(id + strlen(mark), "\n")) : NULL;
}

/* Jobs that go on would write into what is removed, and load the site while the next variant is timed. */
static bool cancel(const char *program, const char *service, const struct scope *scope,
                   const char *const *envp, enum run_end end, struct arena *a, struct diag *d)
{
	const char *id = id_of_jobs(lsst_scratch(scope), a);
	const char *const argv[] = {program, "cancel", "--wms-service-class", service, "--id", id, NULL};

	if (end == RUN_LOST) {
		diag_warn(
			d, NOWHERE,
			"the folder of a killed run is gone, and with it what its jobs are called: they may go on");
	}
	const char *complaint = id ? lsst_clear_by(argv, scope, envp, a) : NULL;
	if (complaint) {
		diag_warn(d, NOWHERE, "the jobs of run %s may go on: `bps cancel` %s", id, complaint);
	}
	return !complaint;
}

static bool clear(const void *params, const struct scope *scope, const char *const *envp, enum run_end end,
                  struct arena *a, struct diag *d)
{
	const struct params *p = params;
	const char *program = template_text(p->program, scope, ",", a, d),
		   *service = template_text(p->service, scope, ",", a, d);
	const bool is_over = program && service &&
	                     (submit_waits(service) || cancel(program, service, scope, envp, end, a, d));

	return lsst_clear(params, scope, envp, end, a, d) && is_over;
}

const struct workload_ops workload_bps = {
	.part = {.name = "bps",
                 .about = "tasks of LSST's pipelines, as jobs of a batch system",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.load = load,
	.config = command_config,
	.job = command_job,
	.effective = command_effective,
	.version = command_version,
	.takes_all = lsst_takes_all,
	.parts = lsst_take_parts,
	.canonical = lsst_canonical,
	.blame = pex_exception,
	.finish = finish,
	.clear = clear,
};
