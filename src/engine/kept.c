/**
 * Folders of runs that failed, kept for a look at them: of each variant the first two, and in all no more than KEPT_RUNS
 * and KEPT_BYTES in a session. They lie beside the scratch folder, which goes.
 */
#include "engine_private.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/vec.h"

enum { KEPT_OF_VARIANT = 2, KEPT_RUNS = 20 };
static const uint64_t KEPT_BYTES = UINT64_C(100) << 20;

struct kept {
	const char *dir;        /* made with the first */
	VEC(uint32_t) variants; /* of each */
	uint64_t bytes;
	struct arena *arena;
};

struct kept *kept_new(const char *scratch, struct arena *a)
{
	struct kept *k = NEW(a, struct kept);

	k->dir = arena_printf(a, "%s-failed", scratch);
	k->arena = a;
	return k;
}

static bool has_room(const struct kept *k, uint32_t variant, uint64_t bytes)
{
	size_t same = 0;

	for (size_t i = 0; i < k->variants.n; i++) {
		same += k->variants.at[i] == variant;
	}
	return same < KEPT_OF_VARIANT && k->variants.n < KEPT_RUNS && bytes <= KEPT_BYTES - k->bytes;
}

/* That it cannot be kept is no reason to lose the run. */
const char *kept_take(struct kept *k, const struct trial *t, const char *dir)
{
	uint64_t bytes = 0;

	if (!fs_tree_bytes(dir, &bytes) || !has_room(k, t->variant, bytes) ||
	    (k->variants.n == 0 && mkdir(k->dir, 0700) < 0)) {
		return NULL;
	}
	const char *to = fs_join(k->arena, k->dir, strrchr(dir, '/') + 1);
	if (rename(dir, to) < 0) {
		return NULL;
	}
	*vec_push(k->arena, &k->variants) = t->variant;
	k->bytes += bytes;
	return to;
}

const char *kept_dir(const struct kept *k) { return k->variants.n > 0 ? k->dir : NULL; }
