/* Open addressing over keys of 16 bytes: texts would take four times as much of the memory that a million runs have. */
#include <string.h>

#include "load_private.h"

enum { UUID_LENGTH = 36 };

/** The digits of a UUID; or 0, and a number: of a text that is none. */
struct run_key {
	uint64_t high, low;
};

struct run_ids {
	struct run_key *keys;
	uint32_t n, *slots; /* number + 1; 0 is free */
	size_t n_slots;     /* a power of two, more than twice as many as there will be */
	struct interned odd;
	char last[UUID_LENGTH]; /* asked for, and what was said; zeros: no UUID was */
	uint32_t last_number;   /* at first UINT32_MAX: the next one is the first */
	bool last_is_known;
};

struct run_ids *run_ids_new(struct arena *a, size_t room)
{
	struct run_ids *ids = NEW(a, struct run_ids);

	ids->last_number = UINT32_MAX;
	ids->n_slots = 64;
	while (ids->n_slots < 2 * (room + 1)) {
		ids->n_slots *= 2;
	}
	ids->keys = NEW_ARRAY(a, struct run_key, room);
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
static bool key_of_uuid(struct bytes b, struct run_key *ret)
{
	const char *id = b.at;

	*ret = (struct run_key){0};
	return b.n == UUID_LENGTH && take_digits(id, 8, &ret->high) && id[8] == '-' &&
	       take_digits(id + 9, 4, &ret->high) && id[13] == '-' && take_digits(id + 14, 4, &ret->high) &&
	       id[18] == '-' && take_digits(id + 19, 4, &ret->low) && id[23] == '-' &&
	       take_digits(id + 24, 12, &ret->low) && ret->high != 0;
}

/* The slot that holds the key, or the free one where it belongs. */
static size_t slot_of(const struct run_ids *ids, struct run_key k)
{
	uint64_t h = (k.high ^ k.low * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xff51afd7ed558ccd);
	size_t i = (size_t)(h ^ h >> 32) & (ids->n_slots - 1);

	while (ids->slots[i] &&
	       (ids->keys[ids->slots[i] - 1].high != k.high || ids->keys[ids->slots[i] - 1].low != k.low)) {
		i = (i + 1) & (ids->n_slots - 1);
	}
	return i;
}

void run_ids_add(struct run_ids *ids, struct bytes id)
{
	struct run_key k;

	if (!key_of_uuid(id, &k)) {
		k = (struct run_key){0, intern_bytes(&ids->odd, id)};
	}
	ids->keys[ids->n++] = k;
	ids->slots[slot_of(ids, k)] = ids->n;
}

static bool find(const struct run_ids *ids, struct bytes id, uint32_t *ret)
{
	struct run_key k = {0};
	uint32_t odd;

	if (!key_of_uuid(id, &k)) {
		if (!intern_find(&ids->odd, id, &odd)) {
			return false;
		}
		k = (struct run_key){0, odd};
	}
	/* what hangs on runs was mostly stored in their order */
	const uint32_t next = ids->last_number + 1;
	if (next < ids->n && ids->keys[next].low == k.low && ids->keys[next].high == k.high) {
		*ret = next;
		return true;
	}
	const uint32_t number = ids->slots[slot_of(ids, k)];

	*ret = number - 1;
	return number > 0;
}

bool run_ids_find(struct run_ids *ids, struct bytes id, uint32_t *ret)
{
	if (id.n != UUID_LENGTH || memcmp(ids->last, id.at, UUID_LENGTH) != 0) {
		ids->last_is_known = find(ids, id, &ids->last_number);
		memset(ids->last, 0, UUID_LENGTH);
		memcpy(ids->last, id.at, id.n == UUID_LENGTH ? UUID_LENGTH : 0);
	}
	*ret = ids->last_number;
	return ids->last_is_known;
}
