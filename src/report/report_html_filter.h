/** The marks of a variant that the page's filter asks for. */
#ifndef SECATEUR_REPORT_HTML_FILTER_H
#define SECATEUR_REPORT_HTML_FILTER_H

#include <stddef.h>

struct evidence;
struct strbuf;

/** Separated by blanks. */
void filter_add_marks(const struct evidence *e, size_t variant, struct strbuf *b);

#endif
