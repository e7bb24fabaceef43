/** What formats share: texts of experiment files, programs and logs, without what a terminal could obey. */
#ifndef SECATEUR_REPORT_TEXT_H
#define SECATEUR_REPORT_TEXT_H

#include "secateur/report/words.h"

struct strbuf;

/** A path as a part of a URI: what is no letter, no digit and none of "-._~/" is percent-encoded. */
void text_add_uri(struct strbuf *b, const char *path);
/** Line by line, blanks kept; a carriage return ends a line, and the last one is ended. */
void text_add_lines(struct strbuf *b, const char *text);

#endif
