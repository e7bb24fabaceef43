/** How runs are made, limited and counted. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

static const char *const accountings[] = {"best", "process"};
static const char *const automatic[] = {"auto"};
static const struct shape parallel_shape = SHAPE_EITHER_OF(AS_WORDS(automatic), &shape_count1);
static const char *const caches[] = {[CACHE_AS_IS] = "as-is", [CACHE_WARM] = "warm", [CACHE_DROP] = "drop"};
static const char *const paddings[] = {"random", "none"};

#define LIMIT(member) offsetof(struct measure, limits.member)
static const struct field limit_rows[] = {
	{"wall", read_duration, LIMIT(wall_ns), false,
         "a run still going after that is killed, with all its processes"},
	{"cpu", read_duration, LIMIT(cpu_ns), false,
         "CPU time of all its processes after which they are killed"},
	{"soft_cpu", read_duration, LIMIT(soft_cpu_ns), false,
         "CPU time after which they are asked to end (SIGTERM)"},
	{"memory", read_bytes, LIMIT(memory_bytes), false,
         "memory of all its processes, page cache included"},
	{"file", read_bytes, LIMIT(file_bytes), false, "size of any file that it writes"},
	{"output", read_bytes, LIMIT(output_bytes), false,
         "size of what a step prints: its beginning and its end are kept, of the latter at most 1 MiB"},
	{"processes", read_count1, LIMIT(processes), false, "processes and threads at once"},
};

static bool read_limits(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, ROWS(limit_rows), NULL, 0, into, r);
}

static bool read_accounting(const struct yaml *y, void *into, struct yaml_reader *r)
{
	bool is_process = false;

	if (!spec_read_either(y, accountings, &is_process, r)) {
		return false;
	}
	*(enum accounting *)into = is_process ? ACCOUNT_PROCESS : ACCOUNT_CGROUP2;
	return true;
}

struct bounds {
	unsigned least, most;
};
static const struct field bounds_rows[] = {
	{"min", read_count1, offsetof(struct bounds, least), true,
         "blocks after which nothing is settled yet"},
	{"max", read_count1, offsetof(struct bounds, most), true, "blocks after which nothing goes on"},
};
static const struct shape blocks_shape = SHAPE_EITHER_OF(&shape_count1, AS_FIELDS(bounds_rows));

static bool read_blocks(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct measure *m = into;
	struct bounds b = {0};

	m->blocks_at = yaml_at(y);
	if (yaml_kind(y) != YAML_MAP) {
		m->least_blocks = 0;
		return read_count1(y, &m->blocks, r);
	}
	if (!yaml_fields(y, ROWS(bounds_rows), NULL, 0, &b, r)) {
		return false;
	}
	if (b.least >= b.most) {
		diag_fail(r->diag, yaml_at(yaml_get(y, "min")), "must be below max, %u", b.most);
		diag_help(r->diag, "a fixed number of blocks is `blocks: %u`", b.most);
		return false;
	}
	m->least_blocks = b.least;
	m->blocks = b.most;
	return true;
}

/* 0: auto */
static bool read_parallel(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *said = yaml_text(y);

	if (said && strcmp(said, automatic[0]) == 0) {
		*(unsigned *)into = 0;
		return true;
	}
	return read_count1(y, into, r);
}

static bool read_cache(const struct yaml *y, void *into, struct yaml_reader *r)
{
	size_t which = CACHE_AS_IS;
	bool ok = read_word(y, caches, N_CACHE_POLICIES, &which, r);

	if (ok) {
		*(enum cache_policy *)into = (enum cache_policy)which;
	}
	return ok;
}

static bool read_padding(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return spec_read_either(y, paddings, into, r);
}

static bool read_counters(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct measure *m = into;
	VEC(struct text) t = {0};
	bool is_list = yaml_kind(y) == YAML_LIST, ok = true;

	/* one by one: those that are good are not said to be missing */
	for (size_t i = 0; i < (is_list ? yaml_count(y) : 1); i++) {
		struct text event;
		if (!read_template(is_list ? yaml_item(y, i) : y, &event, r)) {
			ok = false;
			continue;
		}
		for (size_t j = 0; j < t.n; j++) {
			if (strcmp(event.s, t.at[j].s) == 0) {
				ok = diag_fail(r->diag, event.at, "'%s' is listed twice", event.s);
			}
		}
		*vec_push(r->arena, &t) = event;
	}
	struct text *counters = NEW_ARRAY(r->arena, struct text, t.n);
	m->counters = counters;
	m->n_counters = 0;
	for (size_t i = 0; i < t.n; i++) {
		if (strcmp(t.at[i].s, EXACT_EVENT) == 0) {
			m->exact = true;
		} else {
			counters[m->n_counters++] = t.at[i];
		}
	}
	return ok;
}

static const struct field measure_rows[] = {
	{"cores", read_count1, offsetof(struct measure, cores), false, "whole cores for each run (1)"},
	{"parallel", read_parallel, offsetof(struct measure, parallel), false,
         "runs at once, on disjoint cores; auto: as many as `secateur crowd` bears out (1)", &parallel_shape},
	{"counters", read_counters, 0, false,
         "events to count: `secateur doctor` lists them; exact-instructions: by valgrind, after the timed runs, once for each "
         "variant and input",
         &shape_texts},
	{"blocks", read_blocks, 0, false,
         "blocks to run; in each, every variant runs once on one input; {min: 5, max: 40}: what is settled after some of them is run no "
         "more (10)",
         &blocks_shape},
	{"warmup", read_count, offsetof(struct measure, warmup), false,
         "blocks run first, stored, and not judged (1)"},
	{"accounting", read_accounting, offsetof(struct measure, accounting), false,
         "best, by control groups where they are to be had; process, by what wait4 tells (best)",
         AS_WORDS(accountings)},
	{"duet", read_bool, offsetof(struct measure, duet), false,
         "each variant and what it is compared with at once, on two cores of their own, in a block of their own (false)"},
	{"cache", read_cache, offsetof(struct measure, cache), false,
         "page cache when a run begins: as-is, what runs before left in it; warm, with the files that its arguments name; drop, "
         "empty (as-is)",
         AS_WORDS(caches)},
	{"padding", read_padding, offsetof(struct measure, unpadded), false,
         "length of the environment: random, the same for all runs of a block; none, as it happens to be (random)",
         AS_WORDS(paddings)},
	{"limits", read_limits, 0, false,
         "limits of a run: wall, cpu, soft_cpu, memory, file, output, processes", AS_FIELDS(limit_rows)},
	{"retries", read_count, offsetof(struct measure, retries), false,
         "how often a run that was disturbed is made once more (1)"},
	{"seed", read_seed, offsetof(struct measure, seed), false, "seed of the order (1)"},
};

const struct shape spec_measure_shape = SHAPE_OF_FIELDS(measure_rows);

bool spec_read_measure(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, ROWS(measure_rows), NULL, 0, into, r);
}
