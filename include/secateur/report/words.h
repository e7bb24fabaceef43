/** What is drawn from the evidence says in the words of its reports, and by the same rules. */
#ifndef SECATEUR_REPORT_WORDS_H
#define SECATEUR_REPORT_WORDS_H

#include <stdbool.h>
#include <stdio.h>

#include "secateur/model/evidence.h"

struct strbuf;

/** Whether the change, which is there, rests on enough for an interval. */
bool has_interval(const struct change *c);
/** The same of a latency; one that is exact needs none. */
bool has_bounds(const struct latency *l);
/** "CPU time" for cpu; events keep their names. */
const char *cost_title(const char *name);
/** "DROP", "NO GAIN". */
const char *verdict_word(enum verdict v);
/** The cost called `name`, or NULL. */
const struct cost *find_cost(const struct variant_evidence *v, const char *name);
/** One line: blanks and line ends between words become one space, control characters a question mark. */
void text_add_line(struct strbuf *b, const char *text);
/** Line by line, blanks kept, each that is not empty after `prefix`; a carriage return ends a line, and the last one is ended. */
void text_print_lines(FILE *out, const char *prefix, const char *text);

#endif
