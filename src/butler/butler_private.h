/** What the files of this room share. */
#ifndef SECATEUR_BUTLER_PRIVATE_H
#define SECATEUR_BUTLER_PRIVATE_H

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/butler/butler.h"

struct butler_files {
	struct butler_file *at;
	size_t n, cap;
};

/** A repository that is looked at, and what was found so far. */
struct butler {
	const char *root;     /* absolute */
	const char *registry; /* path of its database */
	const char *files;    /* absolute: where paths of files begin */
	const char *records;  /* the table of them */
	struct butler_files found, metrics;
	VEC(const char *) packages;
	struct arena *arena;
	struct diag *diag;
};

/** Whether the first `n` bytes end so, and are more than that. */
bool butler_ends_with(const char *s, size_t n, const char *end);
/** "isr_metadata", "isr_log", "calib_metrics": sets label and kind, and returns where such files are listed; NULL: none of these. */
struct butler_files *butler_list_of(struct butler *b, const char *dataset_type, struct butler_file *ret);

enum butler_end {
	BUTLER_READ,
	BUTLER_UNKNOWN, /* the registry is not as it is known: `why` says how */
	BUTLER_FAILED,  /* with a complaint */
};
/** butler_registry.c: by the tables of the registry. */
enum butler_end butler_ask(struct butler *b, const char *collection, const char **why);
/** butler_walk.c: by the names that files have unless a repository gives them others. */
bool butler_walk(struct butler *b, const char *folder);

#endif
