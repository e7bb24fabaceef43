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
	char last[UUID_LENGTH + 1]; /* asked for, and what was said; "": none was */
	uint32_t last_number;
	bool last_is_known;
};

struct run_ids *run_ids_new(struct arena *a, size_t room)
{
	struct run_ids *ids = NEW(a, struct run_ids);

	ids->n_slots = 64;
	while (ids->n_slots < 2 * (room + 1)) {
		ids->n_slots *= 2;
	}
	ids->keys = NEW_ARRAY(a, struct run_key, room);
	ids->slots = NEW_ARRAY(a, uint32_t, ids->n_slots);
	ids->odd.arena = a;
	return ids;
}

/* As they are written here: in small letters. */
static bool key_of_uuid(const char *id, struct run_key *ret)
{
	uint64_t half[2] = {0, 0};
	size_t n_digits = 0;

	for (size_t i = 0; i < UUID_LENGTH; i++) {
		const char c = id[i];
		const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
		const unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
		                       : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
		                                              : 16;
		if (is_dash ? c != '-' : digit == 16) {
			return false; /* also where it ends early */
		}
		if (!is_dash) {
			half[n_digits / 16] = half[n_digits / 16] << 4 | digit;
			n_digits++;
		}
	}
	*ret = (struct run_key){half[0], half[1]};
	return id[UUID_LENGTH] == '\0' && half[0] != 0;
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

void run_ids_add(struct run_ids *ids, const char *id)
{
	struct run_key k;

	if (!key_of_uuid(id, &k)) {
		k = (struct run_key){0, intern(&ids->odd, id)};
	}
	ids->keys[ids->n++] = k;
	ids->slots[slot_of(ids, k)] = ids->n;
}

static bool find(const struct run_ids *ids, const char *id, uint32_t *ret)
{
	struct run_key k = {0};
	uint32_t odd;

	if (!key_of_uuid(id, &k)) {
		if (!intern_find(&ids->odd, id, &odd)) {
			return false;
		}
		k = (struct run_key){0, odd};
	}
	uint32_t number = ids->slots[slot_of(ids, k)];

	*ret = number - 1;
	return number > 0;
}

bool run_ids_find(struct run_ids *ids, const char *id, uint32_t *ret)
{
	if (!*ids->last || strcmp(ids->last, id) != 0) {
		const size_t length = strnlen(id, sizeof(ids->last));

		ids->last_is_known = find(ids, id, &ids->last_number);
		memcpy(ids->last, id, length < sizeof(ids->last) ? length + 1 : 0);
		*ids->last = length < sizeof(ids->last) ? *ids->last : '\0';
	}
	*ret = ids->last_number;
	return ids->last_is_known;
}
