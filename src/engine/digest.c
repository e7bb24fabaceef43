/** The digest of a plan: a changed experiment is told from a resumed one by it. */
#include "engine_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/hash.h"
#include "secateur/yaml/yaml.h"

static void hash_tree(struct hasher *h, const struct yaml *y)
{
	hash_u64(h, (uint64_t)yaml_kind(y));
	hash_text(h, yaml_text(y));
	hash_u64(h, yaml_count(y));
	for (size_t i = 0; i < yaml_count(y); i++) {
		if (yaml_kind(y) == YAML_MAP) {
			hash_tree(h, yaml_key(y, i));
		}
		hash_tree(h, yaml_item(y, i));
	}
}

static void hash_inputs(struct hasher *h, const struct spec *s, struct arena *a)
{
	hash_u64(h, s->n_inputs);
	for (size_t i = 0; i < s->n_inputs; i++) {
		hash_text(h, s->inputs[i].id);
		for (size_t j = 0; j < s->inputs[i].n_columns; j++) {
			hash_text(h, s->inputs[i].columns[j].name);
			hash_text(h, text_without(s->inputs[i].columns[j].items[0], s->here, "{here}", a));
		}
	}
}

/* They may stand in commands of quality, which no variant's configuration shows. */
static void hash_parameters(struct hasher *h, const struct spec *s, struct arena *a)
{
	for (size_t i = 0; i < s->parameters.n; i++) {
		const struct binding *b = &s->parameters.at[i];
		hash_text(h, b->name);
		for (size_t j = 0; j < b->n; j++) {
			hash_text(h, text_without(b->items[j], s->here, "{here}", a));
		}
	}
}

/* Only what differs from its default, so that a database from before there was the choice can be resumed. */
static void hash_named(struct hasher *h, const char *name, uint64_t value)
{
	if (value != 0) {
		hash_text(h, name);
		hash_u64(h, value);
	}
}

static void hash_measure(struct hasher *h, const struct measure *m)
{
	hash_u64(h, m->seed);
	hash_u64(h, m->blocks);
	hash_u64(h, m->warmup);
	hash_u64(h, m->cores);
	hash_u64(h, (uint64_t)m->limits.wall_ns);
	hash_u64(h, (uint64_t)m->limits.cpu_ns);
	hash_u64(h, m->n_counters);
	for (size_t i = 0; i < m->n_counters; i++) {
		hash_text(h, m->counters[i].s);
	}
	hash_named(h, "soft_cpu", (uint64_t)m->limits.soft_cpu_ns);
	hash_named(h, "memory", m->limits.memory_bytes);
	hash_named(h, "file", m->limits.file_bytes);
	hash_named(h, "cache", m->cache);
	hash_named(h, "duet", m->duet);
	hash_named(h, "unpadded", m->unpadded);
	hash_named(h, "output", m->limits.output_bytes);
	hash_named(h, "processes", m->limits.processes);
	hash_named(h, EXACT_EVENT, m->exact);
	hash_named(h, "process accounting", m->accounting == ACCOUNT_PROCESS);
	hash_named(h, "least blocks", m->least_blocks);
}

/* What culprits a log names, and what is preferred of what is found, changes no run. */
static void hash_search(struct hasher *h, const struct decide *d)
{
	if (d->is_race) {
		hash_text(h, "race");
	}
	hash_named(h, "held_out", d->held_out);
}

/* All that runs and verdicts rest on; how many runs are made at once, and a budget, are no part of it. */
struct digest study_digest(const struct study *st, struct arena *a)
{
	const struct spec *s = st->spec;
	struct hasher *h = hash_begin(a);

	hash_text(h, s->name);
	hash_parameters(h, s, a);
	hash_inputs(h, s, a);
	hash_measure(h, &s->measure);
	for (size_t i = 0; i < st->variants.n; i++) {
		const struct variant *v = &st->variants.at[i];
		hash_text(h, v->name);
		hash_u64(h, v->reference);
		hash_add(h, v->id.bytes, sizeof(v->id.bytes));
	}
	for (size_t i = 0; i < s->n_quality; i++) {
		hash_tree(h, s->quality[i].as_written);
	}
	for (size_t i = 0; i < s->n_timers; i++) {
		hash_text(h, "timer");
		if (s->timers[i].source.as_written) {
			hash_tree(h, s->timers[i].source.as_written);
		}
	}
	if (s->hooks.as_written) {
		hash_text(h, "hooks");
		hash_tree(h, s->hooks.as_written);
	}
	hash_text(h, s->decide.time);
	hash_add(h, &s->decide.worth, sizeof(s->decide.worth));
	hash_add(h, &s->decide.confidence, sizeof(s->decide.confidence));
	hash_named(h, "false_discovery", s->decide.error_rate == ERROR_FALSE_DISCOVERY);
	hash_search(h, &s->decide);
	return hash_end(h);
}
