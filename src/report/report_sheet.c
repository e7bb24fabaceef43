#include "report_sheet.h"

#include <string.h>

static struct element *add(struct sheet *s, enum element_kind kind)
{
	struct element *e = vec_push(s->a, &s->elements);

	e->kind = kind;
	return e;
}

void sheet_heading(struct sheet *s, const char *text) { add(s, ELEMENT_HEADING)->text = text; }

void sheet_paragraph(struct sheet *s, const char *text) { add(s, ELEMENT_PARAGRAPH)->text = text; }

void sheet_verbatim(struct sheet *s, const char *text) { add(s, ELEMENT_VERBATIM)->text = text; }

void sheet_diff(struct sheet *s, const char *text)
{
	struct element *e = add(s, ELEMENT_VERBATIM);

	e->text = text;
	e->is_diff = true;
}

static const struct figure *find_figure(const struct sheet *s, const char *name)
{
	for (size_t i = 0; s->figures && i < s->figures->n; i++) {
		if (strcmp(s->figures->at[i].name, name) == 0) {
			return &s->figures->at[i];
		}
	}
	return NULL;
}

void sheet_picture(struct sheet *s, const char *name)
{
	const struct figure *f = find_figure(s, name);

	if (f) {
		add(s, ELEMENT_FIGURE)->figure = f;
	}
}

void sheet_figure(struct sheet *s, const char *name)
{
	const struct figure *f = find_figure(s, name);

	sheet_picture(s, name);
	if (f && f->note) {
		sheet_say(s, "Not in the figure: %s.", f->note);
	}
}

void sheet_list(struct sheet *s, const struct lines *items)
{
	if (items->n > 0) {
		struct element *e = add(s, ELEMENT_LIST);
		e->items = items->at;
		e->n_items = items->n;
	}
}

void sheet_table(struct sheet *s, const struct grid *g)
{
	const size_t n_columns = g->titles.n;

	add(s, ELEMENT_TABLE)->table = (struct table){.titles = g->titles.at,
	                                              .numeric = g->numeric.at,
	                                              .n_columns = n_columns,
	                                              .cells = g->cells.at,
	                                              .n_rows = g->cells.n / n_columns,
	                                              .exact = g->exact.at};
	struct lines notes = {0};
	for (size_t i = 0; i < g->notes.n; i++) {
		lines_say(s, &notes, "(%zu) %s", i + 1, g->notes.at[i]);
	}
	sheet_list(s, &notes);
}

void grid_column(struct sheet *s, struct grid *g, const char *title, bool is_numeric)
{
	*vec_push(s->a, &g->titles) = title;
	*vec_push(s->a, &g->numeric) = is_numeric;
}

void grid_cell(struct sheet *s, struct grid *g, const char *text) { grid_cell_exact(s, g, text, NULL); }

void grid_cell_exact(struct sheet *s, struct grid *g, const char *text, const char *exact)
{
	*vec_push(s->a, &g->cells) = text && *text ? text : "-";
	*vec_push(s->a, &g->exact) = exact;
}

const char *grid_absent(struct sheet *s, struct grid *g, const char *reason)
{
	size_t i = 0;

	while (i < g->notes.n && strcmp(g->notes.at[i], reason) != 0) {
		i++;
	}
	if (i == g->notes.n) {
		*vec_push(s->a, &g->notes) = reason;
	}
	return arena_printf(s->a, "n/a (%zu)", i + 1);
}
