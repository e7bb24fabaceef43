#include "report_columns.h"

#include <string.h>

#include "report_cells.h"

enum { COLUMNS_MOST = 6 };

const char *thin_remark(const struct change *(*change)(const struct variant_evidence *v, size_t i),
                        const struct variant_evidence *v, size_t n, size_t i, struct arena *a)
{
	const struct change *c = change(v, i);
	size_t most = 0;

	for (size_t k = 0; k < n; k++) {
		const struct change *other = change(v, k);
		most = !other->absent_reason && other->n > most ? other->n : most;
	}
	return !c->absent_reason && c->n > 1 && c->n < most ? arena_printf(a, " (n = %zu)", c->n) : "";
}

const char *view_cell(struct sheet *s, struct grid *g, const struct view *view,
                      const struct variant_evidence *v, size_t i)
{
	const struct change *c = view->change(v, i);

	if (!has_values(v)) {
		return "-";
	}
	if (v->is_baseline) {
		return c->absent_reason ? grid_absent(s, g, c->absent_reason)
		                        : cell_value(c->reference, view->unit(v, i), s->a);
	}
	const char *value = c->absent_reason ? grid_absent(s, g, c->absent_reason)
	                                     : cell_change(c, view->is_relative(v, i), s->a);
	return arena_printf(s->a, "%s%s", value, view->remark(v, i, s->a));
}

const char *view_exact(struct sheet *s, const struct view *view, const struct variant_evidence *v, size_t i)
{
	const struct change *c = view->change(v, i);
	const char *unit = view->unit(v, i);

	if (!has_values(v)) {
		return NULL;
	}
	return v->is_baseline ? exact_mean(c, unit, s->a)
	                      : exact_change(c, view->is_relative(v, i), unit, s->a);
}

static void one_table(struct sheet *s, const struct view *view, const size_t *at, size_t n)
{
	const struct evidence *e = s->e;
	struct grid g = {0};

	grid_column(s, &g, "variant", false);
	for (size_t k = 0; k < n; k++) {
		grid_column(s, &g, view->title(&e->variants[0], at[k], s->a), true);
	}
	for (size_t i = 0; i < e->n_variants; i++) {
		if (view->shows && !view->shows(&e->variants[i])) {
			continue;
		}
		grid_cell(s, &g, e->variants[i].name);
		for (size_t k = 0; k < n; k++) {
			const struct variant_evidence *v = &e->variants[i];
			grid_cell_exact(s, &g, view_cell(s, &g, view, v, at[k]),
			                view_exact(s, view, v, at[k]));
		}
	}
	sheet_table(s, &g);
}

void view_tables(struct sheet *s, const struct view *view, const struct columns *shown)
{
	for (size_t first = 0; first < shown->n; first += COLUMNS_MOST) {
		const size_t left = shown->n - first;
		one_table(s, view, shown->at + first, left < COLUMNS_MOST ? left : COLUMNS_MOST);
	}
}

/* The reason why no variant has it: the first one's; NULL when some variant has it. */
static const char *absent_everywhere(const struct sheet *s, const struct view *view, size_t i)
{
	const char *reason = NULL;

	for (size_t k = 0; k < s->e->n_variants; k++) {
		const struct variant_evidence *v = &s->e->variants[k];
		if (!has_values(v)) {
			continue;
		}
		if (!view->change(v, i)->absent_reason) {
			return NULL;
		}
		reason = reason ? reason : view->change(v, i)->absent_reason;
	}
	return reason;
}

static bool is_elsewhere(const struct sheet *s, const struct view *view, size_t i)
{
	for (size_t k = 0; k < s->e->n_variants; k++) {
		if (view->change(&s->e->variants[k], i)->is_elsewhere) {
			return true;
		}
	}
	return false;
}

/* Columns with equal reasons become one line: "cycles, instructions". */
static void say_absent(struct sheet *s, const struct view *view, const struct columns *absent)
{
	struct lines reasons = {0}, names = {0};

	for (size_t k = 0; k < absent->n; k++) {
		const char *name = view->name(&s->e->variants[0], absent->at[k]);
		const char *reason = absent_everywhere(s, view, absent->at[k]);
		size_t i = 0;
		if (!reason) {
			continue; /* no run went well: the table of failures says so */
		}
		reason = arena_printf(s->a,
		                      is_elsewhere(s, view, absent->at[k]) ? "not compared (%s)"
		                                                           : "n/a in every run (%s)",
		                      reason);
		while (i < reasons.n && strcmp(reasons.at[i], reason) != 0) {
			i++;
		}
		if (i < reasons.n) {
			names.at[i] = arena_printf(s->a, "%s, %s", names.at[i], name);
		} else {
			*vec_push(s->a, &reasons) = reason;
			*vec_push(s->a, &names) = name;
		}
	}
	for (size_t i = 0; i < reasons.n; i++) {
		sheet_say(s, "%s: %s", names.at[i], reasons.at[i]);
	}
}

void view_present(struct sheet *s, const struct view *view, const struct columns *shown)
{
	struct columns present = {0}, absent = {0};

	for (size_t k = 0; k < shown->n; k++) {
		const bool is_absent = absent_everywhere(s, view, shown->at[k]);
		*vec_push(s->a, is_absent ? &absent : &present) = shown->at[k];
	}
	view_tables(s, view, &present);
	say_absent(s, view, &absent);
}
