#include "secateur/base/vec.h"

#include <stdint.h>
#include <string.h>

#include "secateur/base/arena.h"

enum { FIRST_CAP = 8 };

void *vec_room(struct arena *a, void *at, size_t n, size_t *cap, size_t size)
{
	if (n == *cap) {
		size_t more = n ? (n > SIZE_MAX / 2 ? SIZE_MAX : 2 * n) : FIRST_CAP;
		void *to = arena_alloc_array(a, more, size, alignof(max_align_t));

		if (n) {
			memcpy(to, at, n * size);
		}
		*cap = more;
		return to;
	}
	/* The place may have held an element that was taken off the end. */
	memset((char *)at + n * size, 0, size);
	return at;
}
