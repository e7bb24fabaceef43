/* What each variant changes, line by line: of what its programs say is in force, or else of what was rendered for them. */
#include "report_sheet.h"

#include <string.h>

#include "secateur/model/evidence.h"

enum { MOST_LINES = 40 };

/* The first lines, and how many more there are. */
static const char *shortened(const char *text, struct arena *a)
{
	size_t shown = 0, more = 0;

	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		more++;
		if (more == MOST_LINES) {
			shown = (size_t)(at - text) + strcspn(at, "\n");
		}
	}
	return more > MOST_LINES
	               ? arena_printf(a, "%.*s\n... and %zu lines more", (int)shown, text, more - MOST_LINES)
	               : text;
}

static bool is_shown(const struct variant_evidence *v)
{
	return !v->is_baseline &&
	       ((v->effective_diff && *v->effective_diff) || (v->config_diff && *v->config_diff));
}

void report_configurations(struct sheet *s)
{
	bool begun = false;

	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		bool in_force = v->effective_diff && *v->effective_diff;
		if (!is_shown(v)) {
			continue;
		}
		if (!begun) {
			sheet_heading(s, "Configurations");
			sheet_say(
				s,
				"Lines removed (-) and added (+) against the variant compared with. All of it is "
				"in the database, in the table `variant`.");
			begun = true;
		}
		sheet_say(s, "%s, against %s, %s:", v->name, v->reference,
		          in_force ? "as its programs say what is in force" : "as rendered");
		sheet_diff(s, shortened(in_force ? v->effective_diff : v->config_diff, s->a));
	}
}
