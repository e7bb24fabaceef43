/** A growing array whose memory belongs to an arena.
 *
 *	VEC(struct trial) trials = {0};
 *	*vec_push(a, &trials) = t;          // grows by doubling, new elements are zeroed
 *	for (size_t i = 0; i < trials.n; i++) ... trials.at[i]
 */
#ifndef SECATEUR_BASE_VEC_H
#define SECATEUR_BASE_VEC_H

#include <stddef.h>

struct arena;

#define VEC(type)              \
	struct {               \
		type *at;      \
		size_t n, cap; \
	}
#define vec_push(a, v) \
	((v)->at = vec_room((a), (v)->at, (v)->n, &(v)->cap, sizeof(*(v)->at)), &(v)->at[(v)->n++])

/** Room for one more element of `size` bytes; returns the array, moved or not. */
void *vec_room(struct arena *a, void *at, size_t n, size_t *cap, size_t size);

#endif
