/** A document under construction, and tables with numbered notes below them. */
#ifndef SECATEUR_REPORT_SHEET_H
#define SECATEUR_REPORT_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/report/report.h"

struct evidence;
struct figures;
struct variant_evidence;

struct lines {
	const char **at;
	size_t n, cap;
};

struct sheet {
	struct arena *a;
	const struct evidence *e;
	const struct figures *figures; /* NULL: none were drawn */
	VEC(struct element) elements;
};

/** A table that grows row after row, once it has its columns. */
struct grid {
	struct lines titles, cells, exact, notes; /* exact: as many as cells */
	VEC(bool) numeric;
};

void sheet_heading(struct sheet *s, const char *text);
void sheet_paragraph(struct sheet *s, const char *text);
void sheet_verbatim(struct sheet *s, const char *text);
void sheet_diff(struct sheet *s, const char *text);
/** Nothing when there is none of that name. */
void sheet_picture(struct sheet *s, const char *name);
/** And what it does not show. */
void sheet_figure(struct sheet *s, const char *name);
#define sheet_say(s, ...) sheet_paragraph((s), arena_printf((s)->a, __VA_ARGS__))
#define lines_say(s, lines, ...) (*vec_push((s)->a, (lines)) = arena_printf((s)->a, __VA_ARGS__))
/** Nothing when there are no items. */
void sheet_list(struct sheet *s, const struct lines *items);
/** The table, and below it the notes its cells refer to. */
void sheet_table(struct sheet *s, const struct grid *g);

void grid_column(struct sheet *s, struct grid *g, const char *title, bool is_numeric);
/** "" becomes "-". */
void grid_cell(struct sheet *s, struct grid *g, const char *text);
/** A rounded number, and with it all its digits, for formats that can show them at a reader's wish; NULL: it has none. */
void grid_cell_exact(struct sheet *s, struct grid *g, const char *text, const char *exact);
/** "n/a (2)", where (2) is the reason's note. */
const char *grid_absent(struct sheet *s, struct grid *g, const char *reason);

/** So few that they stand in the evidence table; else they have a section of their own. */
bool outputs_are_few(const struct evidence *e);
/** In how many pairs each output is identical to the reference's: a cell for each. */
void outputs_cells(struct sheet *s, struct grid *g, const struct variant_evidence *v);

/** All of one variant; no section of a report, since it tells again what they do. */
void report_variant(struct sheet *s, const struct variant_evidence *v);
/** How its runs failed, with the ends of their logs. */
void report_failures_of(struct sheet *s, const struct variant_evidence *v);
/** "60 s: not reached, 84 s (82 s to 86 s)": of a ladder, in one line. */
const char *ladder_end(const struct sheet *s);

/** The sections, in this order. */
void report_claim(struct sheet *s);
void report_repeats(struct sheet *s);
void report_costs(struct sheet *s);
void report_parts(struct sheet *s);
void report_qualities(struct sheet *s);
void report_outputs(struct sheet *s);
void report_failures(struct sheet *s);
void report_tradeoff(struct sheet *s);
void report_factors(struct sheet *s);
void report_joint(struct sheet *s);
void report_paths(struct sheet *s);
void report_ladder(struct sheet *s);
void report_screen(struct sheet *s);
void report_configurations(struct sheet *s);
void report_distributions(struct sheet *s);
void report_scaling(struct sheet *s);
void report_noise(struct sheet *s);
void report_method(struct sheet *s);
void report_surroundings(struct sheet *s);
void report_again(struct sheet *s);
void report_legend(struct sheet *s);

#endif
