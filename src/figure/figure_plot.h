/** What figures share: the texts of a plot under construction. */
#ifndef SECATEUR_FIGURE_FIGURE_PLOT_H
#define SECATEUR_FIGURE_FIGURE_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"
#include "secateur/model/evidence.h"

struct arena;
struct figure_ops;

struct plot {
	struct arena *a;
	const char *title;      /* what it shows, in a few words */
	struct strbuf settings; /* variables of the script */
	struct strbuf rows;
	struct strbuf note;         /* what is not shown, and why */
	VEC(const char *) left_out; /* the names of that */
};

void plot_set_text(struct plot *p, const char *name, const char *text);
void plot_set_number(struct plot *p, const char *name, double x);
/** `scale`, by which values are multiplied to be told in `unit`: the one that fits the largest; "": they have none. */
void plot_set_unit(struct plot *p, const char *unit, double most);
/** An array of texts, `name`, and the width of the widest, `name`_wide, in columns. */
void plot_set_texts(struct plot *p, const char *name, const char *const *texts, size_t n);
/** Cells, each behind a tab but for the first of a row; a text is one line. NULL: empty. */
void plot_text(struct plot *p, const char *text);
void plot_number(struct plot *p, bool is_there, double x);
void plot_end_row(struct plot *p);
/** "x, y: why" of what is not shown. */
void plot_leave_out(struct plot *p, const char *name, const char *why);

/** One line, at most `most` columns of a terminal wide: of a longer one the middle is left out. What fonts lack is a square. */
const char *plot_label(struct plot *p, const char *text, size_t most);
size_t plot_columns(const char *label);
struct plot_lines {
	const char **at;
	size_t n, cap;
};
/** More lines of the text, whole, broken at blanks; only of a word that is wider than `most` columns the middle is left out. */
void plot_wrap(struct plot *p, const char *text, size_t most, struct plot_lines *ret);

/** A variant that is compared with another, and its change in the primary cost. */
struct plot_effect {
	const struct variant_evidence *v;
	const struct change *c; /* NULL: it has none at all */
};
struct plot_effects {
	struct plot_effect *at; /* those with an estimate first, by it: the most saving first */
	size_t n, n_shown;
};
struct plot_effects plot_effects(const struct evidence *e, struct arena *a);
/** `verdicts`: those of the effects that are shown, in one order. */
void plot_set_verdicts(struct plot *p, const struct plot_effects *all);
/**
 * Which group each variant with runs is drawn in, from 1: one of its own, or, of many, the baseline in the first and all others in the
 * second; 0: it has no runs. Returns how many groups there are.
 */
size_t plot_groups(const struct evidence *e, size_t *groups);
/** `groups`: their names. */
void plot_set_groups(struct plot *p, const struct evidence *e, const size_t *groups, size_t n);
/** Why an effect that is not shown has none. */
const char *plot_absent(const struct plot_effect *f);

/** The script of a figure of the table. */
const char *figure_script(const struct figure_ops *f);

#endif
