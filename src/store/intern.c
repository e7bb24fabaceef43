#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "store_private.h"

static size_t hash_of(struct bytes s) /* FNV-1a */
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.n; i++) {
		h = (h ^ (unsigned char)s.at[i]) * UINT64_C(0x100000001b3);
	}
	return (size_t)(h ^ h >> 32);
}

static struct bytes bytes_of(const char *s) { return (struct bytes){s, strlen(s)}; }

/* The slot that holds `s`, or the free one where it belongs. The table is never more than half
 * full. */
static size_t slot_of(const struct interned *t, struct bytes s)
{
	size_t i = hash_of(s) & (t->n_slots - 1);

	while (t->slots[i] && !bytes_are(s, t->names.at[t->slots[i] - 1])) {
		i = (i + 1) & (t->n_slots - 1);
	}
	return i;
}

static void grow(struct interned *t)
{
	t->n_slots = t->n_slots ? 2 * t->n_slots : 64;
	t->slots = NEW_ARRAY(t->arena, uint32_t, t->n_slots);
	for (size_t i = 0; i < t->names.n; i++) {
		t->slots[slot_of(t, bytes_of(t->names.at[i]))] = (uint32_t)i + 1;
	}
}

uint32_t intern(struct interned *t, const char *s) { return intern_bytes(t, bytes_of(s)); }

uint32_t intern_bytes(struct interned *t, struct bytes s)
{
	if (2 * (t->names.n + 1) > t->n_slots) {
		grow(t);
	}
	size_t slot = slot_of(t, s);

	if (!t->slots[slot]) {
		*vec_push(t->arena, &t->names) = arena_strndup(t->arena, s.at, s.n);
		t->slots[slot] = (uint32_t)t->names.n;
	}
	return t->slots[slot] - 1;
}

bool intern_find(const struct interned *t, struct bytes s, uint32_t *ret)
{
	uint32_t number = t->n_slots ? t->slots[slot_of(t, s)] : 0;

	if (!number) {
		return false;
	}
	*ret = number - 1;
	return true;
}

struct ranked {
	const char *name;
	uint32_t number;
};

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct ranked *)x)->name, ((const struct ranked *)y)->name);
}

uint32_t *intern_ranks(const struct interned *t, size_t first, struct arena *a)
{
	size_t n = t->names.n - first;
	uint32_t *ranks = NEW_ARRAY(a, uint32_t, t->names.n);
	struct ranked *sorted = NEW_ARRAY(a, struct ranked, n);

	for (size_t i = 0; i < first; i++) {
		ranks[i] = (uint32_t)i;
	}
	for (size_t i = 0; i < n; i++) {
		sorted[i] = (struct ranked){t->names.at[first + i], (uint32_t)(first + i)};
	}
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (size_t i = 0; i < n; i++) {
		ranks[sorted[i].number] = (uint32_t)(first + i);
	}
	return ranks;
}
