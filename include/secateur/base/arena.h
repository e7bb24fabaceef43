/** Memory with one owner and one death: everything allocated here goes at once. */
#ifndef SECATEUR_BASE_ARENA_H
#define SECATEUR_BASE_ARENA_H

#include <stdalign.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a);
/** Forgets everything allocated so far; the arena can be used again. */
void arena_reset(struct arena *a);
/** What `from` holds lives on in `a`; `from` is empty then. */
void arena_adopt(struct arena *a, struct arena *from);
/** Zeroed memory; never NULL: out of memory is a message and an abort. */
void *arena_alloc(struct arena *a, size_t size, size_t align);
void *arena_copy(struct arena *a, const void *from, size_t size, size_t align);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** For cleanup(): `CLEANUP(arena_free_at) struct arena *a = arena_new();` */
void arena_free_at(struct arena **a);
#define AUTO_ARENA __attribute__((cleanup(arena_free_at)))

/** NEW(a, struct trial) is zeroed, aligned and never NULL. */
#define NEW(a, type) ((type *)arena_alloc((a), sizeof(type), alignof(type)))
/** The same for n of them; n may be 0. */
#define NEW_ARRAY(a, type, n) ((type *)arena_alloc_array((a), (n), sizeof(type), alignof(type)))
/** Aborts when n * size overflows. */
void *arena_alloc_array(struct arena *a, size_t n, size_t size, size_t align);

#endif
