/** A search while it goes on, for the eye: pure texts of printable characters, no escapes. */
#ifndef SECATEUR_REPORT_LIVE_H
#define SECATEUR_REPORT_LIVE_H

struct arena;
struct search_story;

/** One screen: at most 23 lines, none of more than `columns` characters; each ends in a line feed. */
const char *live_search(const struct search_story *s, unsigned columns, struct arena *a);
/** What the noise lets expect, once it is known: how many runs it takes, of what, and how long; a sentence or two, without a line feed. */
const char *live_plan(const struct search_story *s, struct arena *a);
/** All of it in one line, without a line feed. */
const char *live_line(const struct search_story *s, struct arena *a);

#endif
