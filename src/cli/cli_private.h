/** What the verbs share. */
#ifndef SECATEUR_CLI_PRIVATE_H
#define SECATEUR_CLI_PRIVATE_H

#include "secateur/base/arena.h"
#include "secateur/cli/command.h"
#include "secateur/engine/engine.h"
#include "secateur/store/store.h"

struct comparison;
struct document;
struct explanation;
struct format_ops;
struct search_simulation_request;

#define ROWS(t) (t), sizeof(t) / sizeof(*(t))

/** Reads the experiment named by the first word, with --set, --seed, --blocks and -j applied. */
bool cli_prepare(struct cli *c, struct study *ret);
/** And asks the programs which configuration is in force, where the experiment says how. */
bool cli_prepare_and_ask(struct cli *c, struct study *ret);
/** How many inputs lie where the experiment wants them, and which do not; nothing where it does not ask. */
void cli_tell_left_out(const struct spec *s, FILE *out, struct arena *a);
/** What --filter selects; `*is_part` false: it was not given, and all is. */
bool cli_select(struct cli *c, const struct study *study, struct selection *ret, bool *is_part);
/** A whole number in [least, most]; `*ret` stays where the option was not given. */
bool cli_number(struct cli *c, enum option_id id, int64_t least, int64_t most, int64_t *ret);
/** Complains of each of the others that was given, too. */
bool cli_alone(struct cli *c, enum option_id id, const enum option_id *others, size_t n);
/** A share between 0 and 1, as "2 %" or 0.02; `*ret` stays where the option was not given. */
bool cli_share(struct cli *c, enum option_id id, double *ret);
/** The format of --format, or that of the end of --output, or one for standard output; NULL with a complaint. */
const struct format_ops *cli_format(struct cli *c, bool has_evidence);
/** To --output, or to standard output. */
bool cli_write(struct cli *c, const struct document *doc, const struct format_ops *f);
/** The same to a file, which is whole or as it was before; NULL: standard output. */
bool cli_write_to(struct cli *c, const struct document *doc, const struct format_ops *f, const char *path);
/** The reports that an experiment asks for, beside the database; where they are is told. Nothing where it asks for none. */
bool cli_write_reports(struct cli *c, const struct spec *s, const struct evidence *e);
/** After runs, where the last complaint says why their report was not written: that they are safe, and what writes it, `report` or the same
 * verb. */
enum exit_status cli_unreported(struct cli *c, bool by_report);
/** Whether its figures can be drawn here: to be asked before hours of runs. */
bool cli_can_report(struct cli *c, const struct spec *s);
bool cli_write_search_reports(struct cli *c, const struct spec *s, const struct document *doc);
/** The path of --db, or results.db. */
const char *cli_db(const struct cli *c);
/** Whether --output, if it is given, names another file than the database; else an error. */
bool cli_spares_db(struct cli *c);
/** The database of --db. */
bool cli_open(struct cli *c, enum store_mode mode, struct store **ret);
/** The experiment as it was understood, with every default: what `check --explain` prints. */
void cli_explain(const struct cli *c, const struct study *st);
/** What paths will be taken after all that is planned. */
void cli_print_paths(const struct study *s, struct arena *a);
/** A terminal that obeys escapes: on which lines can be drawn again, and in colours. */
bool cli_is_screen(int fd);
/** How many columns it has: COLUMNS, or what the terminal says, or 80. */
unsigned cli_columns(int fd);
/** Searches in place of a fixed number of blocks: see `secateur help search`. Options that a verb lacks are as if not given. */
enum exit_status cli_search(struct cli *c, const struct study *study, struct store *db);
/** Makes the runs that are left of the study, with --scratch, --keep-scratch and --quiet. */
enum exit_status cli_run(struct cli *c, const struct study *study, struct store *db);
/** What an end means, failed runs aside. */
enum exit_status cli_status(enum engine_end end);
/** Where folders of runs were kept, if any. */
void cli_tell_kept(const struct cli *c, const struct run_summary *sum);
/** The study's plan as JSON, on standard output; `part`: NULL: all of it. */
bool cli_plan_json(const struct study *s, const struct selection *part, struct diag *d);
/** The table of simulated searches; `blocks` of a fixed design beside them, 0: none. */
bool cli_simulate_search(struct cli *c, const struct search_simulation_request *q, uint32_t blocks,
                         const struct format_ops *f);
/**
 * Opens the database of --db to read it; the experiment meant by --experiment or by the file named as first word, NULL: the only one.
 * EXIT_DONE, or the exit status of what went wrong.
 */
enum exit_status cli_find(struct cli *c, struct store **db, const char **name);
/**
 * The evidence in the database of --db on the experiment meant by --experiment or by the file named as first word, or on
 * the only one. EXIT_DONE, or the exit status of what went wrong.
 */
enum exit_status cli_evidence(struct cli *c, struct evidence *ret);
/** The same of each number that --explain names, in that order. */
enum exit_status cli_explain_numbers(struct cli *c, struct explanation **ret, size_t *n);

/** The two that --compare names. */
enum exit_status cli_compare(struct cli *c, struct comparison *ret);

/** Every --gate. */
struct gates {
	const struct gate *at;
	size_t n;
};
/** Reads them, and looks for the variants that they name: all mistakes at once. */
bool cli_gates(struct cli *c, const struct evidence *e, struct gates *ret);
/** Complains of each that does not hold, variant by variant. */
bool cli_gates_hold(struct cli *c, const struct evidence *e, const struct gates *gates);

#endif
