/** One writer at a time: a file beside the database, locked as long as its maker lives, with its
 * pid as text. */
#ifndef SECATEUR_SRC_STORE_STORE_LOCK_H
#define SECATEUR_SRC_STORE_STORE_LOCK_H

#include <stdbool.h>

#include "secateur/base/diag.h"

struct arena;

/** `path`: the database, for messages. Refuses with the pid of the process that holds it. */
bool store_lock(const char *path, const char *lock_path, struct arena *a, struct diag *d, int *ret);
/** Removes the file while it is still held, then lets go. */
void store_unlock(const char *lock_path, int lock);

#endif
