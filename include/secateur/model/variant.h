/** One configuration of the pipeline under study. */
#ifndef SECATEUR_MODEL_VARIANT_H
#define SECATEUR_MODEL_VARIANT_H

#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/base/hash.h"

struct setting;

/** How a variant differs from its reference. */
enum variant_kind {
	VARIANT_BASELINE,
	VARIANT_DROP,   /* components dropped, nothing else changed */
	VARIANT_VARY,   /* one factor at another level */
	VARIANT_CROSS,  /* several factors at other levels */
	VARIANT_NAMED,  /* anything else */
	VARIANT_SCREEN, /* a run of a screening design: half of the components dropped */
	VARIANT_PATH,   /* a step from the baseline towards another variant */
};

struct variant {
	const char *name; /* unique in its experiment */
	enum variant_kind kind;
	size_t index;     /* its place in struct variants; the baseline is 0 */
	size_t reference; /* index of the variant it starts from and is compared with; the baseline's is itself */
	const struct setting *settings; /* one for each factor, in the factors' order */
	const char *change; /* from its reference: "measurements: -win, -aper; psf_degree: 2 -> 1" */
	struct src_loc at;
	const char *config; /* all that its settings render to: commands, environment, files */
	const char
		*config_diff;  /* from its reference's, a line each: "- WIN", "+ ..."; "" for the baseline */
	const char *effective; /* what the programs themselves say is in force; NULL: they are not asked */
	const char *effective_diff; /* from its reference's */
	struct digest id;           /* of settings and config: the same for ever */
};

/** A way from one configuration to another, one change a step, the one that saves most first. Its steps are experiments of their own. */
struct path {
	size_t from, to; /* indices of variants */
};

struct variants {
	struct variant *at;
	size_t n;
	const struct path *paths;
	size_t n_paths;
};

#endif
