/** Out of memory is not an error that anybody could handle: a message and an abort. */
#ifndef SECATEUR_SRC_BASE_OOM_H
#define SECATEUR_SRC_BASE_OOM_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static inline void *or_abort(void *p)
{
	if (!p) {
		fputs("secateur: out of memory\n", stderr);
		abort();
	}
	return p;
}

/** The text on the heap. */
__attribute__((format(printf, 1, 0))) static inline char *printed_or_abort(const char *fmt, va_list ap)
{
	char *s = NULL;

	return vasprintf(&s, fmt, ap) < 0 ? or_abort(NULL) : s;
}

#endif
