/* Settings of variants beside one another, and the entry of an experiment file that makes them. */
#include <string.h>

#include "engine_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/quoting.h"
#include "secateur/base/strbuf.h"

bool setting_is(const struct dossier_setting *x, const struct dossier_setting *y)
{
	return strcmp(x->level, y->level) == 0 && x->is_kept == y->is_kept;
}

/** What the entry is made of: the baseline's settings, and those to come to. */
struct entry {
	const struct dossier_setting *base;
	const struct dossier_setting *const *to;
	size_t n;
	struct strbuf *out;
};

/* The ways to say what becomes of a factor. */
enum way { WAY_SET, WAY_DROP, WAY_KEEP, N_WAYS };
static const char *const keys[N_WAYS] = {[WAY_SET] = "set", [WAY_DROP] = "drop", [WAY_KEEP] = "keep_only"};

/* Those of one factor follow one another. */
static size_t end_of_factor(const struct entry *e, size_t first)
{
	size_t i = first;

	while (i < e->n && strcmp(e->base[i].factor, e->base[first].factor) == 0) {
		i++;
	}
	return i;
}

static bool differs(const struct entry *e, size_t i) { return !setting_is(&e->base[i], e->to[i]); }

/* A set that gains something is told by what it keeps; N_WAYS: the factor is as it is in the baseline. */
static enum way way_of(const struct entry *e, size_t first, size_t end)
{
	bool changes = false, gains = false;

	for (size_t i = first; i < end; i++) {
		changes = changes || differs(e, i);
		gains = gains || (e->to[i]->is_kept && !e->base[i].is_kept);
	}
	return !changes ? N_WAYS : !e->base[first].is_component ? WAY_SET : gains ? WAY_KEEP : WAY_DROP;
}

static void add_value(const struct entry *e, enum way way, size_t first, size_t end)
{
	const char *before = "[";

	if (way == WAY_SET) {
		quote_for_yaml(e->out, e->to[first]->level);
		return;
	}
	for (size_t i = first; i < end; i++) {
		if (way == WAY_KEEP ? e->to[i]->is_kept : differs(e, i)) {
			strbuf_add(e->out, before);
			quote_for_yaml(e->out, e->to[i]->level);
			before = ", ";
		}
	}
	strbuf_add(e->out, "]");
}

/* "drop: {measurements: ["petro", "win"]}", of all factors that are told in this way. */
static void add_way(const struct entry *e, enum way way)
{
	bool any = false;

	for (size_t first = 0, end; first < e->n; first = end) {
		end = end_of_factor(e, first);
		if (way_of(e, first, end) == way) {
			strbuf_addf(e->out, any ? ", " : ", %s: {", keys[way]);
			strbuf_addf(e->out, "%s: ", e->base[first].factor);
			add_value(e, way, first, end);
			any = true;
		}
	}
	strbuf_add(e->out, any ? "}" : "");
}

static bool is_taken(const struct dossier *from, const char *name)
{
	for (size_t v = 0; v < from->n_variants; v++) {
		if (strcmp(from->variants[v].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static const char *free_name(const struct dossier *from, struct arena *a)
{
	const char *name = "together";

	for (size_t i = 2; is_taken(from, name); i++) {
		name = arena_printf(a, "together-%zu", i);
	}
	return name;
}

const char *settings_entry(const struct dossier *from, const struct dossier_setting *const *to,
                           struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const struct entry e = {from->variants[0].settings, to, from->variants[0].n_settings, &b};

	strbuf_addf(&b, "{name: %s", free_name(from, a));
	for (enum way way = 0; way < N_WAYS; way++) {
		add_way(&e, way);
	}
	strbuf_add(&b, "}");
	return strbuf_take(&b, a);
}
