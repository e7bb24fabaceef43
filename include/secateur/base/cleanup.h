/** Descriptors and heap blocks that die with their scope. */
#ifndef SECATEUR_BASE_CLEANUP_H
#define SECATEUR_BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(fn) __attribute__((cleanup(fn)))
static inline void free_at(void *p) { free(*(void **)p); }
static inline void close_at(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
	}
}
static inline void fclose_at(FILE **f)
{
	if (*f) {
		fclose(*f);
	}
}
#define AUTO_FREE CLEANUP(free_at)
#define AUTO_FD CLEANUP(close_at)
#define AUTO_FILE CLEANUP(fclose_at)

#endif
