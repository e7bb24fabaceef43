/* Where the time went: a change that saves in one step may cost in another. */
#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_columns.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"

enum { DIGITS_OF_PERCENT = 3, PARTS_FEW = 6 };

static const struct change *part_change(const struct variant_evidence *v, size_t i)
{
	return &v->parts[i].change;
}

static const char *part_name(const struct variant_evidence *v, size_t i) { return v->parts[i].name; }

static const char *part_unit(const struct variant_evidence *v, size_t i)
{
	(void)v, (void)i;
	return "ns";
}

static const char *part_column(const struct variant_evidence *v, size_t i, struct arena *a)
{
	(void)a;
	return v->parts[i].name;
}

static bool part_is_relative(const struct variant_evidence *v, size_t i)
{
	(void)v, (void)i;
	return true;
}

static const char *part_remark(const struct variant_evidence *v, size_t i, struct arena *a)
{
	return thin_remark(part_change, v, v->n_parts, i, a);
}

static bool is_notable(const struct variant_evidence *v)
{
	for (size_t i = 0; i < v->n_parts; i++) {
		if (v->parts[i].is_notable) {
			return true;
		}
	}
	return false;
}

static bool has_row(const struct variant_evidence *v) { return v->is_baseline || is_notable(v); }

static const struct view parts = {part_change,      part_name,   part_unit, part_column,
                                  part_is_relative, part_remark, has_row};

/* "detect 1.20 s (26 %), psf 2.00 s (43.4 %), 3 of less than 1 %": tasks may have timers by the dozen; NULL: none is known. */
static const char *split(const struct sheet *s, const struct variant_evidence *v, bool timers)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t n_small = 0;

	for (size_t i = 0; i < v->n_parts; i++) {
		const struct time_part *p = &v->parts[i];
		if (p->is_timer != timers || isnan(p->change.reference)) {
			continue;
		}
		if (timers && p->share < s->e->worth) {
			n_small++;
			continue;
		}
		strbuf_addf(&b, "%s%s %s", b.len ? ", " : "", p->name,
		            cell_value(p->change.reference, "ns", s->a));
		if (isfinite(p->share)) {
			strbuf_addf(&b, " (%s)", num_show_percent(p->share, DIGITS_OF_PERCENT, s->a));
		}
	}
	if (n_small > 0) {
		strbuf_addf(&b, "%s%zu of less than %s each", b.len ? ", " : "", n_small,
		            cell_percent(s->e->worth, s->a));
	}
	return b.len ? strbuf_take(&b, s->a) : NULL;
}

static void say_split(struct sheet *s)
{
	const struct variant_evidence *v = &s->e->variants[0];
	const struct cost *whole = find_cost(v, s->e->parts_of);
	const char *steps = split(s, v, false), *timers = split(s, v, true);

	if (steps && whole && !whole->change.absent_reason) {
		sheet_say(s, "Of %s of %s a run of the baseline spends, on average: %s.",
		          cell_value(whole->change.reference, "ns", s->a), cost_title(whole->name), steps);
	}
	if (timers) {
		sheet_say(s, "Timers, which may overlap with steps and with one another: %s.", timers);
	}
}

/* "saves 1.20 s (1.10 s to 1.31 s) in measure" */
static const char *clause(const struct sheet *s, const struct time_part *p, const char *of)
{
	const struct change *c = &p->change;
	const double reference = c->reference;
	const char *kind = p->is_timer ? "timer " : "";

	if (c->absent_reason) {
		const bool is_gone = isnan(p->own);
		return arena_printf(s->a, "%s %s in %s, which %s does not run", is_gone ? "saves" : "costs",
		                    cell_value(is_gone ? reference : p->own, "ns", s->a), p->name,
		                    is_gone ? "it" : of);
	}
	const bool saves = c->estimate < 0;
	const double low = fabs(saves ? c->high : c->low), high = fabs(saves ? c->low : c->high);
	return arena_printf(s->a, "%s %s (%s to %s) in %s%s", saves ? "saves" : "costs",
	                    cell_value(fabs(c->estimate) * reference, "ns", s->a),
	                    cell_value(low * reference, "ns", s->a), cell_value(high * reference, "ns", s->a),
	                    kind, p->name);
}

static const char *clauses(const struct sheet *s, const struct variant_evidence *v)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < v->n_parts; i++) {
		if (v->parts[i].is_notable) {
			strbuf_addf(&b, "%s%s", b.len ? ", " : "", clause(s, &v->parts[i], v->reference));
		}
	}
	return strbuf_take(&b, s->a);
}

static void list_changes(struct sheet *s)
{
	struct lines items = {0}, quiet = {0};

	for (size_t i = 1; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		if (is_notable(v)) {
			lines_say(s, &items, "%s: %s", v->name, clauses(s, v));
		} else if (v->n_blocks > 0) {
			*vec_push(s->a, &quiet) = v->name;
		}
	}
	if (items.n > 0) {
		sheet_say(
			s,
			"Parts that changed: whose interval, exploratory and at %s each, leaves 0 out, by at least "
			"%s of the whole run of what the variant is compared with.",
			cell_percent(s->e->confidence, s->a), cell_percent(s->e->worth, s->a));
	}
	sheet_list(s, &items);
	if (quiet.n > 0) {
		AUTO_STRBUF struct strbuf b = STRBUF_INIT;
		for (size_t i = 0; i < quiet.n; i++) {
			strbuf_addf(&b, "%s%s", i ? ", " : "", quiet.at[i]);
		}
		sheet_say(s, "No part is shown to have changed by so much in %s.", b.text);
	}
}

/* All where they are few, else those that changed in some variant. */
static void choose_columns(struct sheet *s, struct columns *ret)
{
	const size_t n = s->e->variants[0].n_parts;

	for (size_t i = 0; i < n; i++) {
		bool any = n <= PARTS_FEW;
		for (size_t k = 1; k < s->e->n_variants && !any; k++) {
			any = s->e->variants[k].parts[i].is_notable;
		}
		if (any) {
			*vec_push(s->a, ret) = i;
		}
	}
}

void report_parts(struct sheet *s)
{
	struct columns shown = {0};
	bool any = false;

	if (s->e->n_variants == 0 || s->e->variants[0].n_parts == 0 || s->e->variants[0].n_runs == 0) {
		return;
	}
	sheet_heading(s, "Where the time went");
	const size_t n_before = s->elements.n;
	say_split(s);
	list_changes(s);
	sheet_figure(s, "steps");
	choose_columns(s, &shown);
	for (size_t i = 1; i < s->e->n_variants; i++) {
		any = any || is_notable(&s->e->variants[i]);
	}
	if (any) {
		view_tables(s, &parts, &shown);
	}
	if (s->elements.n == n_before) {
		sheet_paragraph(s, "Nothing can be told: no run of the baseline went well.");
	}
}
