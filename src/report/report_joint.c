/* Whether what variants save one by one adds up to what is saved by all of them together. */
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/strbuf.h"

static void change_cell(struct sheet *s, struct grid *g, const struct change *c)
{
	if (c->absent_reason) {
		grid_cell(s, g, grid_absent(s, g, c->absent_reason));
		return;
	}
	grid_cell_exact(s, g,
	                arena_printf(s->a, "%s%s", cell_change(c, true, s->a),
	                             cell_level_remark(c, s->e->confidence, s->a)),
	                exact_change(c, true, "1", s->a));
}

/* A sum without some of the parts is less than that of all: that together they save more than it says nothing. */
static const char *words(const struct sheet *s, const struct joint_saving *x)
{
	const struct change *beyond = &x->beyond;

	return beyond->absent_reason                     ? ""
	       : beyond->level < s->e->confidence - 1e-9 ? "too few to tell"
	       : beyond->low > 0                         ? "less than the sum"
	       : x->n_left_out > 0                       ? "the sum lacks parts"
	       : beyond->high < 0                        ? "more than the sum"
	                                                 : "no difference seen";
}

static void table(struct sheet *s, bool has_references)
{
	struct grid g = {0};

	grid_column(s, &g, "variant", false);
	if (has_references) {
		grid_column(s, &g, "compared with", false);
	}
	grid_column(s, &g, "parts", true);
	grid_column(s, &g, "blocks", true);
	grid_column(s, &g, "together", true);
	grid_column(s, &g, "sum of the parts", true);
	grid_column(s, &g, "together less the sum", true);
	grid_column(s, &g, "together it saves", false);
	for (size_t i = 0; i < s->e->n_joint_savings; i++) {
		const struct joint_saving *x = &s->e->joint_savings[i];
		grid_cell(s, &g, x->variant);
		if (has_references) {
			grid_cell(s, &g, x->reference);
		}
		grid_cell(s, &g, arena_printf(s->a, "%zu", x->n_parts));
		grid_cell(s, &g, arena_printf(s->a, "%zu", x->n_blocks));
		change_cell(s, &g, &x->together);
		change_cell(s, &g, &x->sum);
		change_cell(s, &g, &x->beyond);
		grid_cell(s, &g, words(s, x));
	}
	sheet_table(s, &g);
}

static void list_names(struct strbuf *b, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_addf(b, "%s%s", i ? ", " : "", names[i]);
	}
}

static void list_parts(struct sheet *s)
{
	struct lines items = {0};

	for (size_t i = 0; i < s->e->n_joint_savings; i++) {
		const struct joint_saving *x = &s->e->joint_savings[i];
		AUTO_STRBUF struct strbuf b = STRBUF_INIT;
		strbuf_addf(&b, "%s: ", x->variant);
		list_names(&b, x->parts, x->n_parts);
		if (x->n_left_out > 0) {
			strbuf_addf(&b, "; not in the sum: ");
			list_names(&b, x->left_out, x->n_left_out);
		}
		*vec_push(s->a, &items) = strbuf_take(&b, s->a);
	}
	sheet_say(s, "The parts:");
	sheet_list(s, &items);
}

void report_joint(struct sheet *s)
{
	const struct evidence *e = s->e;
	bool has_references = false;

	if (e->n_joint_savings == 0) {
		return;
	}
	for (size_t i = 0; i < e->n_joint_savings; i++) {
		has_references =
			has_references || strcmp(e->joint_savings[i].reference, e->variants[0].name) != 0;
	}
	sheet_heading(s, "Together and one by one");
	sheet_say(
		s,
		"Changes of %s, as shares of the reference's in the blocks in which all of them went well: of a variant, and of "
		"those that make its changes one by one, added up. Hodges and Lehmann's estimates over %s, with intervals at %s "
		"each; exploratory. Savings that share work, or that need one another, do not add up.",
		cost_title(e->primary), e->n_inputs == 1 ? "blocks" : "inputs",
		cell_percent(e->confidence, s->a));
	table(s, has_references);
	list_parts(s);
}
