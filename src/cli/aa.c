#include "secateur/engine/aa.h"
#include "cli_private.h"
#include "secateur/model/evidence.h"
#include "secateur/model/spec.h"
#include "secateur/report/report.h"

enum { ARMS = 4, DRAWS = 2000 };

static bool is_fit(const struct aa *aa, const struct evidence *e)
{
	return aa->n_decided > 0 && aa->bound <= AA_BOUND && aa->n_told_apart == 0 &&
	       aa->detectable <= e->worth;
}

/* Makes the runs that are left, and weighs all. */
static enum exit_status weigh(struct cli *c, struct store *db, const struct study *of, uint32_t arms,
                              struct evidence *e, struct aa *ret)
{
	struct study st = *of;

	engine_make_aa(&st, arms, c->arena);
	enum exit_status status = cli_run(c, &st, db);
	if (status != EXIT_DONE && status != EXIT_RUNS_FAILED) {
		return status;
	}
	if (!engine_aa(db, of, DRAWS, of->spec->measure.seed, c->arena, c->diag, e, ret)) {
		return EXIT_DATABASE;
	}
	return ret->n_observations > 0 ? EXIT_DONE : status;
}

static enum exit_status main_aa(struct cli *c)
{
	struct study study;
	struct store *db = NULL;
	struct evidence e;
	struct aa aa;
	int64_t arms = ARMS;
	const struct format_ops *f = cli_format(c, false);

	if (!cli_number(c, OPTION_ARMS, 2, 100, &arms) || !f || !cli_prepare(c, &study)) {
		return EXIT_USAGE;
	}
	if (!cli_open(c, STORE_WRITE, &db)) {
		return EXIT_DATABASE;
	}
	enum exit_status status = weigh(c, db, &study, (uint32_t)arms, &e, &aa);
	store_close(db);
	if (status != EXIT_DONE && status != EXIT_RUNS_FAILED) {
		return status;
	}
	struct document doc = report_aa(&aa, &e, c->arena);
	if (!cli_write(c, &doc, f)) {
		return cli_unreported(c, false);
	}
	return status != EXIT_DONE ? status : is_fit(&aa, &e) ? EXIT_DONE : EXIT_MACHINE;
}

static const enum option_id options[] = {OPTION_ARMS,  OPTION_DB,     OPTION_JOBS,    OPTION_SET,
                                         OPTION_SEED,  OPTION_BLOCKS, OPTION_SCRATCH, OPTION_KEEP_SCRATCH,
                                         OPTION_QUIET, OPTION_FORMAT, OPTION_OUTPUT};

const struct command command_aa = {
	.name = "aa",
	.usage = "FILE",
	.about = "run the baseline against itself: is this machine fit?",
	.text = "Runs several copies of the experiment's baseline in each block, through the same plan, runs and database as\n"
		"`secateur run`, under the experiment's name with `aa` behind it; runs that are there are not made again.\n"
		"Then it draws labels over those runs, 2000 times, and asks for the verdict each time: whatever is claimed is\n"
		"false. It prints that rate, what the usual way would have said (all runs of one, then all of the other), the\n"
		"noise of CPU and wall time, what is wrong with it, and the smallest change that can be found after so many\n"
		"blocks.\n\n"
		"The exit status is 4 when the machine is not fit for the experiment: false verdicts may exceed 7 %, equal\n"
		"copies are told apart, or the smallest saving worth a change would not be found in the blocks planned; 1 when\n"
		"the baseline fails.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_aa,
};
