/** Selects a part of an experiment by a few words: the same part of its plan, its runs and its report. */
#ifndef SECATEUR_DESIGN_FILTER_H
#define SECATEUR_DESIGN_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/model/selection.h"

struct arena;
struct dossier_setting;

/** A variant, as a filter sees it. All have the same factors and components in the same order. */
struct filter_subject {
	const char *name;
	size_t reference; /* index of what it is compared with */
	const struct dossier_setting *settings;
	size_t n_settings;
};

struct filter_request {
	const char *text;
	const struct filter_subject *variants; /* the baseline first */
	size_t n_variants;
	const char *const *inputs; /* their ids */
	size_t n_inputs;
};

/**
 * Words parted by blanks, all of which must hold; one that begins with - must not. A word is a pattern of names (drop-*, with * ? and
 * [..], alternatives parted by commas), or KEY:PATTERN. The key is `input`, `drop` or `keep` (a component that the variant lacks and the
 * baseline has, or that it has), or a factor with levels, of which the pattern is one. The baseline and what a selected variant is compared
 * with are always selected, too. False, with all complaints, when a key is not known, or nothing is selected.
 */
bool filter_select(const struct filter_request *q, struct arena *a, struct diag *d, struct selection *ret);

#endif
