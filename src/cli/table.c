#include <string.h>

#include "secateur/cli/command.h"

#define COMMAND(name) extern const struct command command_##name;
#include "cli.def"
#undef COMMAND

static const struct command *const table[] = {
#define COMMAND(name) &command_##name,
#include "cli.def"
#undef COMMAND
	NULL,
};

const struct command *command_at(size_t i) { return i < sizeof(table) / sizeof(*table) ? table[i] : NULL; }

const struct command *command_find(const char *name)
{
	for (size_t i = 0; table[i]; i++) {
		if (strcmp(table[i]->name, name) == 0) {
			return table[i];
		}
	}
	return NULL;
}

const struct option_row option_rows[N_OPTIONS] = {
	[OPTION_ACCEPT_NEW_ENVIRONMENT] = {"accept-new-environment", NULL, NULL,
                                           "go on with runs that were made on another machine"},
	[OPTION_ARMS] = {"arms", NULL, "N", "copies of the baseline in each block (4)"},
	[OPTION_AS] = {"as", NULL, "NAME", "what a collection is called; once for each, in their order"},
	[OPTION_BASELINE] = {"baseline", NULL, "NAME",
                             "the collection with which the others are compared (the first)"},
	[OPTION_BLOCKS] = {"blocks", NULL, "N", "run N blocks in place of the file's number"},
	[OPTION_COMPARE] = {"compare", NULL, "BEFORE AFTER",
                            "two databases, or parts of them: A.db:NAME, A.db@host=NAME, A.db@version=TEXT",
                            true},
	[OPTION_CONFIG] = {"config", "c", "FILE", "the program's settings (those that it has by itself)"},
	[OPTION_DB] = {"db", NULL, "FILE", "the results database (results.db)"},
	[OPTION_DECIDE] =
		{"decide", NULL, "TIME",
                 "what decides: wall; cpu, which other load disturbs less; or a part, such as isr.run (wall)"},
	[OPTION_EXPERIMENT] = {"experiment", NULL, "NAME", "which one, where the database holds several"},
	[OPTION_EXPLAIN] = {"explain", NULL, NULL,
                            "print the experiment as it was understood, with every default"},
	[OPTION_EXPLAIN_NUMBER] =
		{"explain", NULL, "VARIANT MEASURE",
                 "one number alone: the runs behind it, and the arithmetic; may be given again", true},
	[OPTION_FALSE_DISCOVERY] = {"false-discovery", NULL, "SHARE",
                                    "bound the share of wrong verdicts, on average"},
	[OPTION_FIGURES] = {"figures", NULL, "FOLDER",
                            "draw figures there, by gnuplot, and show them in the report"},
	[OPTION_FILTER] = {"filter", NULL, "WORDS",
                           "a part alone: 'drop-* psf_degree:1,2 -drop:win* input:sky-*'"},
	[OPTION_FIRST_LOOK] = {"first-look", NULL, "N",
                               "look after so many blocks, and now and then: what is settled is run no more"},
	[OPTION_FORMAT] =
		{"format", "f", "NAME",
                 "of what is written (report: by the end of --output, else terminal or markdown; export: csv; plan: text, or json)"},
	[OPTION_FROM_PIPELINE] = {"from-pipeline", NULL, "PIPELINE",
                                  "of LSST's tasks: a pipeline's file, or FILE#LABEL,LABEL"},
	[OPTION_GATE] = {"gate", NULL, "VARIANT=VERDICT",
                         "exit with status 3 unless it has one of these verdicts; may be given again"},
	[OPTION_INPUT] = {"input", NULL, "ID", "on this input (the first)"},
	[OPTION_INPUTS] = {"inputs", NULL, "N", "on so many inputs"},
	[OPTION_JOBS] = {"jobs", "j", "N",
                         "runs at once, on disjoint cores; auto: as many as do not disturb each other"},
	[OPTION_KEEP_SCRATCH] =
		{"keep-scratch", NULL, NULL,
                 "keep every run's folder; else those of the first runs that failed: two of a variant, 20 or 100 MiB in all"},
	[OPTION_MAN] = {"man", NULL, NULL, "print it as a man page"},
	[OPTION_NOISE] = {"noise", NULL, "NAME", "with this noise only"},
	[OPTION_OUTPUT] = {"output", "o", "FILE", "write there, not to standard output"},
	[OPTION_PARAM] = {"param", "p", "FILE", "the list of columns that it is asked for"},
	[OPTION_PREFER] = {"prefer", NULL, "WHAT", "smallest, fastest, or a saving that is enough: 20 %"},
	[OPTION_QUIET] = {"quiet", "q", NULL, "no progress"},
	[OPTION_SCENARIO] = {"scenario", NULL, "NAME", "what is planted (null)"},
	[OPTION_SCRATCH] = {"scratch", NULL, "FOLDER", "where runs get their folders (TMPDIR, or /tmp)"},
	[OPTION_SEED] = {"seed", NULL, "N", "draw the order from N in place of the file's seed"},
	[OPTION_SET] = {"set", NULL, "NAME=VALUE", "give a parameter of the experiment another value"},
	[OPTION_SIMULATE] = {"simulate", NULL, "NOISE",
                             "plant the runs, with this noise, in place of making them"},
	[OPTION_STUDIES] = {"studies", NULL, "N", "how many are made (200)"},
	[OPTION_TIME_BUDGET] = {"time-budget", NULL, "DURATION", "then confirm what is known: 4h, 30 min"},
	[OPTION_VARIANT] = {"variant", NULL, "NAME", "of this variant (baseline)"},
	[OPTION_VARIANTS] = {"variants", NULL, "N", "that are compared with the baseline"},
	[OPTION_WORTH] = {"worth", NULL, "SHARE", "the smallest saving worth a change"},
	[OPTION_WRITE] = {"write", NULL, "FOLDER", "write what is found there"},
};
