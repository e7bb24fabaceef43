/* What the verdicts say, in words; only those that occur. */
#include "report_cells.h"
#include "report_sheet.h"

static const char *meaning(const struct sheet *s, enum verdict v)
{
	const char *worth = cell_percent(s->e->worth, s->a);
	const char *primary = cost_title(s->e->primary);

	switch (v) {
	case VERDICT_DROP:
		return arena_printf(s->a,
		                    "the change may be made: it is shown to save %s, at least %s "
		                    "is not ruled out, and every judged metric is shown to stay "
		                    "within its margin",
		                    primary, worth);
	case VERDICT_NO_GAIN:
		return arena_printf(s->a,
		                    "every judged metric is shown to stay within its margin, but "
		                    "so is that less than %s of %s is saved",
		                    worth, primary);
	case VERDICT_KEEP:
		return "the change may not be made: a judged metric is outside its margin or lost, "
		       "the run is slower, or runs fail where the reference's do not";
	case VERDICT_REQUIRED:
		return "what the variant drops is needed: without it every run fails";
	case VERDICT_FAILS:
		return "every run fails, though nothing is dropped";
	case VERDICT_NO_OP:
		return "the programs say that the same is in force as without the change: it was not run";
	case VERDICT_UNDECIDED:
		return "too few blocks, or an interval reaches over a margin or over the smallest "
		       "saving: more blocks are needed; this never counts as a pass";
	case VERDICT_BASELINE:
		break;
	}
	return "what the others are compared with";
}

void report_legend(struct sheet *s)
{
	struct lines items = {0};

	for (int v = VERDICT_BASELINE; v <= VERDICT_UNDECIDED; v++) {
		bool occurs = false;
		for (size_t i = 0; i < s->e->n_variants; i++) {
			occurs = occurs || s->e->variants[i].verdict == (enum verdict)v;
		}
		if (occurs) {
			lines_say(s, &items, "%s: %s.", verdict_word((enum verdict)v),
			          meaning(s, (enum verdict)v));
		}
	}
	if (items.n > 0) {
		sheet_heading(s, "Verdicts");
		sheet_list(s, &items);
	}
}
