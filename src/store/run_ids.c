/* Open addressing over keys of 16 bytes: texts would take four times as much of the memory that a million runs have. */
#include <stdalign.h>
#include <string.h>

#include "load_private.h"

enum { UUID_LENGTH = 36 };

/** The digits of a UUID; or 0, and a number: of a text that is none. */
struct uuid_key {
	uint64_t high, low;
};

struct run_ids {
	struct uuid_key *keys;
	uint32_t n, *slots; /* number + 1; 0 is free */
	size_t n_slots;     /* a power of two, more than twice as many as there will be */
	struct interned odd;
};

struct run_ids *run_ids_new(struct arena *a, size_t room)
{
	struct run_ids *ids = NEW(a, struct run_ids);

	ids->n_slots = 64;
	while (ids->n_slots < 2 * (room + 1)) {
		ids->n_slots *= 2;
	}
	ids->keys = NEW_ARRAY(a, struct uuid_key, room);
	ids->slots = NEW_ARRAY(a, uint32_t, ids->n_slots);
	ids->odd.arena = a;
	return ids;
}

/* Of a digit in small letters its value and one more; of all else 0. */
static const uint8_t digits[256] = {
	['0'] = 1, ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
	['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16};

/* n digits behind what is there; false: something else is among them. */
static bool take_digits(const char *s, size_t n, uint64_t *ret)
{
	bool is_good = true;

	for (size_t i = 0; i < n && is_good; i++) {
		const unsigned digit = digits[(unsigned char)s[i]];
		is_good = digit > 0;
		*ret = *ret << 4 | (digit - 1);
	}
	return is_good;
}

/* As they are written here. */
static bool key_of_uuid(struct bytes b, struct uuid_key *ret)
{
	const char *id = b.at;

	*ret = (struct uuid_key){0};
	return b.n == UUID_LENGTH && take_digits(id, 8, &ret->high) && id[8] == '-' &&
	       take_digits(id + 9, 4, &ret->high) && id[13] == '-' && take_digits(id + 14, 4, &ret->high) &&
	       id[18] == '-' && take_digits(id + 19, 4, &ret->low) && id[23] == '-' &&
	       take_digits(id + 24, 12, &ret->low) && ret->high != 0;
}

static size_t hash_of(struct uuid_key k)
{
	uint64_t h = (k.high ^ k.low * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xff51afd7ed558ccd);

	return (size_t)(h ^ h >> 32);
}

/* The slot that holds the key, or the free one where it belongs. */
static size_t slot_of(const struct run_ids *ids, struct uuid_key k)
{
	size_t i = hash_of(k) & (ids->n_slots - 1);

	while (ids->slots[i] &&
	       (ids->keys[ids->slots[i] - 1].high != k.high || ids->keys[ids->slots[i] - 1].low != k.low)) {
		i = (i + 1) & (ids->n_slots - 1);
	}
	return i;
}

void run_ids_add(struct run_ids *ids, struct bytes id)
{
	struct uuid_key k;

	if (!key_of_uuid(id, &k)) {
		k = (struct uuid_key){0, intern_bytes(&ids->odd, id)};
	}
	ids->keys[ids->n++] = k;
}

static const uint32_t *first_slot(const struct run_ids *ids, struct uuid_key k)
{
	return &ids->slots[hash_of(k) & (ids->n_slots - 1)];
}

void run_ids_index(struct run_ids *ids)
{
	enum { AHEAD = 16 };

	for (uint32_t i = 0; i < ids->n; i++) {
		if (i + AHEAD < ids->n) {
			__builtin_prefetch(first_slot(ids, ids->keys[i + AHEAD]), 1);
		}
		ids->slots[slot_of(ids, ids->keys[i])] = i + 1;
	}
}

static bool key_of(const struct run_ids *ids, struct bytes id, struct uuid_key *ret)
{
	uint32_t odd;

	if (key_of_uuid(id, ret)) {
		return true;
	}
	if (!intern_find(&ids->odd, id, &odd)) {
		return false;
	}
	*ret = (struct uuid_key){0, odd};
	return true;
}

/* --- rows, many at a time ----------------------------------------------------------------------------------------- */

enum { HELD = 64 };

struct held_rows {
	const struct run_ids *ids;
	struct held_ops ops;
	size_t n;
	struct uuid_key keys[HELD];
	bool is_id[HELD]; /* else it is nobody's */
	char last[UUID_LENGTH];
	unsigned char *rows;
};

struct held_rows *held_new(struct run_ids *ids, const struct held_ops *ops, struct arena *a)
{
	struct held_rows *h = NEW(a, struct held_rows);

	*h = (struct held_rows){.ids = ids, .ops = *ops};
	h->rows = arena_alloc(a, HELD * ops->size, alignof(max_align_t));
	return h;
}

/* Rows of one run follow one another nearly always. */
static void take_key(struct held_rows *h, struct bytes id, size_t at)
{
	if (at > 0 && id.n == UUID_LENGTH && memcmp(h->last, id.at, UUID_LENGTH) == 0) {
		h->keys[at] = h->keys[at - 1];
		h->is_id[at] = h->is_id[at - 1];
		return;
	}
	h->is_id[at] = key_of(h->ids, id, &h->keys[at]);
	memset(h->last, 0, UUID_LENGTH);
	memcpy(h->last, id.at, id.n == UUID_LENGTH ? UUID_LENGTH : 0);
	if (h->is_id[at]) {
		__builtin_prefetch(first_slot(h->ids, h->keys[at]));
	}
}

void *held_next(struct held_rows *h, struct bytes id)
{
	if (h->n == HELD) {
		held_end(h);
	}
	take_key(h, id, h->n);
	return h->rows + h->n++ * h->ops.size;
}

void held_end(struct held_rows *h)
{
	uint32_t run[HELD];

	for (size_t i = 0; i < h->n; i++) {
		const uint32_t number = h->is_id[i] ? *first_slot(h->ids, h->keys[i]) : 0;
		if (number) {
			__builtin_prefetch(&h->ids->keys[number - 1]);
		}
	}
	for (size_t i = 0; i < h->n; i++) {
		run[i] = h->is_id[i] ? h->ids->slots[slot_of(h->ids, h->keys[i])] : 0;
		if (run[i]) {
			__builtin_prefetch(h->ops.at(h->ops.arg, run[i] - 1, h->rows + i * h->ops.size), 1);
		}
	}
	for (size_t i = 0; i < h->n; i++) {
		if (run[i]) {
			h->ops.put(h->ops.arg, run[i] - 1, h->rows + i * h->ops.size);
		}
	}
	h->n = 0;
}
