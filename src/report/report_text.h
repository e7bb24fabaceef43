/** What formats share: texts of experiment files, programs and logs, without what a terminal could obey. */
#ifndef SECATEUR_REPORT_TEXT_H
#define SECATEUR_REPORT_TEXT_H

#include <stdio.h>

struct strbuf;

/** One line: blanks and line ends between words become one space, control characters a question mark. */
void text_add_line(struct strbuf *b, const char *text);
/** Line by line, blanks kept; a carriage return ends a line, and the last one is ended. */
void text_add_lines(struct strbuf *b, const char *text);
/** The same, each that is not empty after `prefix`. */
void text_print_lines(FILE *out, const char *prefix, const char *text);

#endif
