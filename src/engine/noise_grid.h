/** The complete blocks of one cost, and what is looked for in them: shared by evidence_noise.c and the files split from it. */
#ifndef SECATEUR_ENGINE_NOISE_GRID_H
#define SECATEUR_ENGINE_NOISE_GRID_H

#include <stdint.h>

#include "engine_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/vec.h"

/** Values beyond so many MAD stand apart: the rule of stats_outliers. */
#define NOISE_FAR 3.5

/** Cell (b, v) at b * n_variants + v. */
struct grid {
	const struct table *t;
	size_t cost;
	size_t *variants, n_variants; /* indices of those that went well in most blocks */
	size_t *blocks, n_blocks;     /* in the order in which they were run */
	double *y, *residual;         /* log values; less their block's and variant's part */
	double *effect;               /* of each variant, beside the first */
	uint32_t *position;
	double *level;         /* of each block: the median of its values less their variants' effects */
	size_t *group;         /* of each block: its input on its machine, see noise_group */
	double *group_level;   /* the mean level of a group's blocks */
	size_t *group_n;       /* blocks of a group */
	bool repeats;          /* at least two blocks for each group: else block and group are one */
	double spread;         /* of a run, as a sd, from pairs in a block: outliers do not move it */
	size_t n_observations; /* distinct inputs, or blocks where there is one input */
	size_t *by_group,
		*group_from;   /* blocks of each group, one after the other; where they begin, and one more */
	const char *of_blocks; /* "", or which blocks alone are looked at: for the texts of findings */
	struct arena *keep;    /* what is found; the rest is the table's arena, and goes */
	VEC(struct finding) findings;
};

/** More runs than that are not all looked at by what takes more than their number: each n-th block is. */
enum { NOISE_CELLS = 100000 };

/** A log value; false: the run has none. */
bool noise_log(const struct grid *g, const struct dossier_run *r, double *ret);
/** An input on a machine: machine * n_inputs + input. Levels of two groups have nothing to do with one another. */
size_t noise_group(const struct grid *g, const struct dossier_run *r);
/** Differences of runs of one block less what their variants differ by: of each with the next so many. Returns how many. */
size_t noise_pairs(const struct grid *g, size_t partners, double *ret);

void noise_find(struct grid *g, const char *about, bool flagged, const char *text);
#define FIND(g, about, flagged, ...) noise_find((g), (about), (flagged), arena_printf((g)->keep, __VA_ARGS__))

/* evidence_likeness.c */

void find_modes(struct grid *g);
void find_neighbours(struct grid *g);

/* evidence_warmup.c */

void find_warmup(struct grid *g);

/* evidence_findings.c */

void find_trend(struct grid *g);
void find_order(struct grid *g);
void find_components(struct grid *g);

#endif
