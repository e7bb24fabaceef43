/**
 * Which cores runs get. All are of one kind, the fastest of which there are enough. A run's cores are neighbours that share a
 * cache, else a package, else any; runs are spread over caches, so that two share one only when there are more runs than caches.
 * Of what is equal the highest is taken, so that core 0 (interrupts) is left. The runner gets what shares no cache with a run, else
 * whatever is left; siblings of measured cores are nobody's.
 */
#include <limits.h>
#include <string.h>

#include "topo_private.h"

static unsigned count_kind(const struct cores *c, unsigned kind)
{
	unsigned n = 0;

	for (size_t i = 0; i < c->n; i++) {
		n += c->at[i].kind == kind;
	}
	return n;
}

unsigned cores_of_one_kind(const struct cores *c)
{
	unsigned most = 0;

	for (size_t i = 0; i < c->n; i++) {
		unsigned n = count_kind(c, c->at[i].kind);
		most = n > most ? n : most;
	}
	return most;
}

static unsigned choose_kind(const struct cores *c, unsigned want)
{
	unsigned best = 0;

	for (size_t i = 0; i < c->n; i++) {
		unsigned kind = c->at[i].kind;
		bool enough = count_kind(c, kind) >= want;
		best = enough && (kind > best || count_kind(c, best) < want) ? kind : best;
	}
	return best;
}

static bool is_free(const struct core *c, unsigned kind) { return c->taken == 0 && c->kind == kind; }

static unsigned taken_beside(const struct cores *c, const struct core *of)
{
	unsigned n = 0;

	for (size_t i = 0; i < c->n; i++) {
		n += c->at[i].taken > 0 && c->at[i].shares == of->shares;
	}
	return n;
}

enum nearness { SHARES_CACHE, SHARES_PACKAGE };

static bool fits_at(const struct cores *c, size_t first, unsigned n, unsigned kind, enum nearness near)
{
	const struct core *at = c->at + first;

	if (first + n > c->n) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		bool is_near =
			near == SHARES_CACHE ? at[i].shares == at->shares : at[i].package == at->package;
		if (!is_near || !is_free(&at[i], kind)) {
			return false;
		}
	}
	return true;
}

/* The highest of those in the cache of which least is taken; c->n: none. */
static size_t find(const struct cores *c, unsigned n, unsigned kind, enum nearness near)
{
	size_t best = c->n;
	unsigned least = UINT_MAX;

	for (size_t i = c->n; i-- > 0;) {
		if (fits_at(c, i, n, kind, near) && taken_beside(c, &c->at[i]) < least) {
			least = taken_beside(c, &c->at[i]);
			best = i;
		}
	}
	return best;
}

static void take(struct cores *c, unsigned n, unsigned kind, size_t run)
{
	size_t first = find(c, n, kind, SHARES_CACHE);

	first = first < c->n ? first : find(c, n, kind, SHARES_PACKAGE);
	for (size_t i = 0; first < c->n && i < n; i++) {
		c->at[first + i].taken = run + 1;
	}
	for (size_t i = c->n; first == c->n && i-- > 0 && n > 0;) {
		if (is_free(&c->at[i], kind)) {
			c->at[i].taken = run + 1;
			n--;
		}
	}
}

static void give_runner(struct cores *c)
{
	bool any = false;

	for (size_t i = 0; i < c->n; i++) {
		c->at[i].is_runners = c->at[i].taken == 0 && taken_beside(c, &c->at[i]) == 0;
		any = any || c->at[i].is_runners;
	}
	for (size_t i = 0; !any && i < c->n; i++) {
		c->at[i].is_runners = c->at[i].taken == 0;
	}
}

void cores_pick(struct cores *c, struct core_request want)
{
	unsigned kind = choose_kind(c, want.cores * want.runs);

	for (size_t run = 0; run < want.runs; run++) {
		take(c, want.cores, kind, run);
	}
	give_runner(c);
}
