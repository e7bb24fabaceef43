/** Out of memory is not an error that anybody could handle: a message and an abort. */
#ifndef SECATEUR_SRC_BASE_OOM_H
#define SECATEUR_SRC_BASE_OOM_H

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

#endif
