/** A machine's cores as plain facts, and which of them runs get. */
#ifndef SECATEUR_TOPO_PRIVATE_H
#define SECATEUR_TOPO_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/machine/topo.h"

struct hwloc_bitmap_s;

/** A core, or a PU where hwloc sees no cores. */
struct core {
	unsigned pu; /* its first */
	const struct hwloc_bitmap_s *pus;
	unsigned package;
	unsigned shares; /* a number for the cache that it shares with others, or for the package */
	unsigned kind;   /* the higher, the faster */
	const struct hwloc_bitmap_s *nodes; /* of memory, next to it */
	size_t taken;                       /* 0: no; else by run taken - 1 */
	bool is_runners;
};

/** In logical order, which is the order of packages. */
struct cores {
	struct core *at;
	size_t n;
};

struct topo;
struct arena;
struct cores topo_describe(const struct topo *t, struct arena *a);

/* topo_pick.c: pure. */

/** The most cores of one kind. */
unsigned cores_of_one_kind(const struct cores *c);
/** Sets `taken` and `is_runners`. There are enough cores of one kind. */
void cores_pick(struct cores *c, struct core_request want);

#endif
