#include "secateur/base/arena.h"

#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oom.h"
#include "secateur/base/cleanup.h"

enum { CHUNK_BYTES = 64 * 1024 };

struct chunk {
	struct chunk *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *head; /* the one that is being filled; blocks too large for a chunk lie behind it */
};

/*
 * Arenas come and go: by glibc's defaults their memory is given back to the kernel, and asked for again, each time, which costs more than
 * what is done with it. What is large is given back at once, as it was.
 */
static void tune(void)
{
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

struct arena *arena_new(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, tune);
	return or_abort(calloc(1, sizeof(struct arena)));
}

static void free_chunks(struct chunk *c)
{
	while (c) {
		struct chunk *next = c->next;

		free(c);
		c = next;
	}
}

/* Keeps one chunk, so that what is filled and reset again and again costs no more than what it fills. */
void arena_reset(struct arena *a)
{
	struct chunk *head = a->head;

	if (head && head->size == CHUNK_BYTES) {
		free_chunks(head->next);
		memset(head->bytes, 0, head->used);
		head->next = NULL;
		head->used = 0;
		return;
	}
	free_chunks(head);
	a->head = NULL;
}

void arena_free(struct arena *a)
{
	if (a) {
		free_chunks(a->head);
		free(a);
	}
}

void arena_adopt(struct arena *a, struct arena *from)
{
	struct chunk **at = a->head ? &a->head->next : &a->head, *rest = *at;

	*at = from->head;
	while (*at) {
		at = &(*at)->next;
	}
	*at = rest;
	from->head = NULL;
}

void arena_free_at(struct arena **a) { arena_free(*a); }

static struct chunk *chunk_new(size_t size)
{
	struct chunk *c = NULL;

	if (size <= SIZE_MAX - sizeof(*c)) {
		c = calloc(1, sizeof(*c) + size);
	}
	c = or_abort(c);
	c->size = size;
	return c;
}

/* A block of its own, behind the head, so that what is left of the head is not lost. */
static void *alloc_large(struct arena *a, size_t size)
{
	struct chunk *c = chunk_new(size), **at = a->head ? &a->head->next : &a->head;

	c->used = size;
	c->next = *at;
	*at = c;
	return c->bytes;
}

void *arena_alloc(struct arena *a, size_t size, size_t align)
{
	if (size > CHUNK_BYTES / 4) {
		return alloc_large(a, size);
	}
	size_t at = a->head ? (a->head->used + align - 1) & ~(align - 1) : 0;

	if (!a->head || at > a->head->size || size > a->head->size - at) {
		struct chunk *c = chunk_new(CHUNK_BYTES);

		c->next = a->head;
		a->head = c;
		at = 0;
	}
	a->head->used = at + size;
	return a->head->bytes + at;
}

void *arena_alloc_array(struct arena *a, size_t n, size_t size, size_t align)
{
	if (size && n > SIZE_MAX / size) {
		or_abort(NULL);
	}
	return arena_alloc(a, n * size, align);
}

void *arena_copy(struct arena *a, const void *from, size_t size, size_t align)
{
	void *to = arena_alloc(a, size, align);

	return size ? memcpy(to, from, size) : to;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *to = arena_alloc(a, len + 1, 1);

	memcpy(to, s, len);
	return to;
}

char *arena_strdup(struct arena *a, const char *s) { return arena_copy(a, s, strlen(s) + 1, 1); }

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	AUTO_FREE char *s = printed_or_abort(fmt, ap);
	va_end(ap);
	return arena_strdup(a, s);
}
