/** What the verbs share. */
#ifndef SECATEUR_CLI_PRIVATE_H
#define SECATEUR_CLI_PRIVATE_H

#include "secateur/base/arena.h"
#include "secateur/cli/command.h"
#include "secateur/engine/engine.h"
#include "secateur/store/store.h"

#define ROWS(t) (t), sizeof(t) / sizeof(*(t))

/** Reads the experiment named by the first word, with --set, --seed, --blocks and -j applied. */
bool cli_prepare(struct cli *c, struct study *ret);
/** The database of --db. */
bool cli_open(struct cli *c, enum store_mode mode, struct store **ret);
/**
 * The evidence in the database of --db on the experiment meant by --experiment or by the file named as first word, or on
 * the only one. EXIT_DONE, or the exit status of what went wrong.
 */
enum exit_status cli_evidence(struct cli *c, struct evidence *ret);

#endif
