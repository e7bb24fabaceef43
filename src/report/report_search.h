/** What the texts on a search share: its report and its live view. */
#ifndef SECATEUR_REPORT_SEARCH_H
#define SECATEUR_REPORT_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "report_sheet.h"
#include "secateur/model/evidence.h"
#include "secateur/model/search.h"

/** Indices of changes. */
struct picked {
	size_t *at;
	size_t n, cap;
};

size_t count_changes(const struct search_story *t);
/** A change's fate in the words of the other reports; an alternative that is slower is KEEP, one that fails FAILS. */
enum verdict change_verdict(const struct search_story *t, size_t change);
/** Those of [first, end) with this verdict, what saves most first, then those of which it is not known, in their order. */
struct picked pick_verdict(const struct search_story *t, enum verdict v, size_t first, size_t end,
                           struct arena *a);
/** Puts what saves most first; those of which it is not known stay in their order behind the others. */
void sort_by_saving(const struct search_story *t, struct picked *p);
/** The changes chosen, those that go only together taken as one. */
size_t count_steps(const struct search_story *t);
/** What was chosen, in the order of the path; empty where nothing is. */
struct picked pick_chosen(const struct search_story *t, struct arena *a);
struct picked pick_flagged(const bool *flags, size_t n, struct arena *a);

/** "a, b and c"; of more than `most`: "a, b and 12 more". */
const char *join_names(const struct lines *names, size_t most, struct arena *a);
struct lines names_of(const struct search_story *t, const struct picked *p, struct arena *a);
/** "without win and radius, and with nsnap: 9 -> 1", each part with at most `most` names. */
const char *describe_choice(const struct search_story *t, size_t most, struct arena *a);

/** A saving as the change it makes: "-25.1 %"; "" where it is NAN. */
const char *cell_saving(double saving, struct arena *a);
/** The same with its interval, as far as there is one. */
const char *cell_saving_within(const struct search_change *c, struct arena *a);
/** "noise", "prune", ...; and what it is for: "how noisy is a run?" */
const char *stage_title(enum search_stage stage);
const char *stage_purpose(enum search_stage stage);
/** Runs that were planned for it before anything was known of what may go; NAN: unknown, or not planned. */
double stage_planned(const struct search_story *t, enum search_stage stage);
/** The confirmation's variant beside the baseline, or NULL. */
const struct variant_evidence *confirmed_variant(const struct search_story *t);

/** Sections of the report. */
void search_claim(struct sheet *s, const struct search_story *t);
void search_changes(struct sheet *s, const struct search_story *t);

#endif
