/** Results for other programs. One file and one row per format. */
#ifndef SECATEUR_EXPORT_EXPORT_H
#define SECATEUR_EXPORT_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "secateur/base/diag.h"

struct arena;
struct dossier;
struct evidence;
struct store;

/** Where a format takes what it writes from. */
struct export_source {
	struct store *db;
	const struct dossier *from; /* of one experiment; NULL for a format of the whole database */
	const struct evidence
		*evidence; /* the same; NULL also for a search, which has verdicts of another kind */
	struct arena *arena;
};

struct export_ops {
	const char *name, *about;
	bool is_whole; /* writes all of the database, not one experiment */
	/** An error of writing need not be told: export_write sees to that. */
	bool (*write)(const struct export_source *from, FILE *out, struct diag *d);
};

const struct export_ops *export_at(size_t i); /* NULL past the end */
const struct export_ops *export_find(const char *name);
/** False when there is nothing to write of that kind, or when writing failed, which is told. */
bool export_write(const struct export_ops *f, const struct export_source *from, FILE *out, struct diag *d);

#endif
