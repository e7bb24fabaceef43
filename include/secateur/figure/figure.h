/** Evidence -> figures, drawn by gnuplot. One file, one script in reports/figures and one row per figure. */
#ifndef SECATEUR_FIGURE_FIGURE_H
#define SECATEUR_FIGURE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"

struct arena;
struct evidence;
struct figures;
struct plot;

struct figure_ops {
	const char *name, *about;
	bool (*has)(const struct evidence *e); /* something to show */
	/** What the script needs: see src/figure/figure_plot.h. Only of evidence that it has something to show of. */
	void (*data)(const struct evidence *e, struct plot *p);
};

const struct figure_ops *figure_at(size_t i); /* NULL past the end */

/** What is written of a figure: all but the pictures. The same evidence gives the same bytes. */
struct figure_texts {
	const char *title;
	const char *note; /* what is not shown, and why; NULL: nothing is left out */
	const char *
		rows; /* NAME.tsv: a line of titles; unrounded; what is absent is empty, and the last column says why */
	const char *
		script; /* NAME.gp: in their folder, `gnuplot NAME.gp` makes NAME.svg and NAME.png of NAME.tsv */
};
struct figure_texts figure_texts(const struct figure_ops *f, const struct evidence *e, struct arena *a);

/** Whether there is a gnuplot; else a complaint. */
bool figure_is_possible(struct arena *a, struct diag *d);

/**
 * Draws those that have something to show into a folder, which is made where it is missing; their paths are relative to the
 * folder `from`, in which the report lies.
 */
bool figure_draw(const struct evidence *e, const char *dir, const char *from, struct arena *a, struct diag *d,
                 struct figures *ret);

#endif
