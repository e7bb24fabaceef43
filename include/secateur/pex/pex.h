/** Configurations of LSST tasks, as `pipetask build --show dump-config` prints them and as runs keep them, in `<label>_config`. */
#ifndef SECATEUR_PEX_PEX_H
#define SECATEUR_PEX_PEX_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/base/vec.h"

struct arena;
struct strbuf;

/** What Python's repr of a value says that it is. */
enum pex_kind {
	PEX_NONE,
	PEX_BOOL,
	PEX_NUMBER, /* NaN and infinities, too */
	PEX_TEXT,
	PEX_LIST, /* tuples and sets, too */
	PEX_DICT,
	PEX_OBJECT, /* a class, or what a call makes: `lsst.a.B`, `lsst.a.B()` */
};

struct pex_value {
	enum pex_kind kind;
	const char *written; /* as it stands there, on one line */
	const char *text; /* of PEX_TEXT: without quotes and escapes; NUL and lone surrogates stay escapes */
	const struct pex_value *items; /* of PEX_LIST, PEX_DICT (keys and values in turn) and calls */
	size_t n_items;
	struct src_loc at;
};

/** A place in a registry, or in another field that holds configurations by key: `<of>['<key>']`. */
struct pex_member {
	const char *of, *key;
	const struct pex_member *outer; /* NULL: it is in no other */
};

/** `config.<path>=<value>`. */
struct pex_field {
	const char *path; /* "measurePsf.psfDeterminer['piff'].stampSize" */
	struct pex_value value;
	const char *about; /* what the configuration says of it, lines apart by '\n'; "" for nothing */
	const struct pex_member *member; /* the innermost that it is a field of; NULL: of none */
	bool is_off;                     /* of a member of a registry that is not active */
	struct src_loc at;
};

/** A choice among named configurations: a registry, or another field that is chosen by name. */
struct pex_registry {
	const char *path;    /* "measurement.plugins" */
	bool is_multi;       /* `.names`: any number of members is active; else `.name`: one, or none */
	bool is_undeblended; /* of those that measure a second time, without the deblender */
	const struct pex_member *member; /* as a field's */
	bool is_off;                     /* as a field's */
	VEC(const char *) known;         /* all that can be active, in the order of the dump */
	VEC(const char *) active;        /* in the order of the alphabet */
	struct src_loc at;
};

/** `config.<path>.retarget(target=..., ConfigClass=...)`: a subtask of another class than the task's own. */
struct pex_retarget {
	const char *path, *target, *config_class;
	const struct pex_member *member; /* as a field's */
	bool is_off;                     /* as a field's */
	struct src_loc at;
};

struct pex_task {
	const char *label;
	const char *config_class;            /* "lsst.pipe.tasks.characterizeImage.CharacterizeImageConfig" */
	VEC(struct pex_field) fields;        /* in the order of their paths */
	VEC(struct pex_registry) registries; /* in the order of the dump */
	VEC(struct pex_retarget) retargets;
	struct src_loc at;
};

struct pex_dump {
	VEC(struct pex_task) tasks;
};

/**
 * Reads a text of `size` bytes, of the middleware of today or of 2022. `label` names the task of a text without headings, as a
 * `<label>_config` is; NULL: there must be one. Complains of all lines that are not understood.
 */
bool pex_read(const struct source *in, size_t size, const char *label, struct arena *a, struct diag *d,
              struct pex_dump *ret);

/** NULL: there is none. */
const struct pex_task *pex_find_task(const struct pex_dump *dump, const char *label);
const struct pex_field *pex_find_field(const struct pex_task *task, const char *path);
const struct pex_registry *pex_find_registry(const struct pex_task *task, const char *path);

/**
 * The configuration as a set of lines, sorted, each once: two are the same where their lines are. `label.path = value`; for each
 * active member of a registry `label.path.names: member`, or `.name:`. What belongs to members that are not active has no effect,
 * and is left out unless `all`.
 */
void pex_lines(const struct pex_dump *dump, bool all, struct arena *a, struct strbuf *out);

/**
 * Of a log, or of what a program wrote to standard error, the last exception that it tells of: "FieldValidationError: ...", without the module,
 * or "Error: ..." of a command line. It need not be the last line, since a configuration that is refused says where its classes stand, too.
 * NULL: there is none.
 */
const char *pex_exception(const char *text, struct arena *a);

#endif
