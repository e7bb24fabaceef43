/** How the runs are judged. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/base/pattern.h"
#include "secateur/model/spec.h"
#include "secateur/spec/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

static const char *const methods[] = {"fixed", "race"};
static const char *const preferences[] = {"smallest", "fastest"};
static const struct shape prefer_shape = SHAPE_EITHER_OF(AS_WORDS(preferences), &shape_percent);

static bool read_primary(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct decide *d = into;

	d->time_at = yaml_at(y);
	return read_text(y, &d->time, r);
}

static bool read_share(const struct yaml *y, void *into, struct yaml_reader *r)
{
	double x = 0;

	if (!read_percent(y, &x, r)) {
		return false;
	}
	if (!(x > 0 && x < 1)) {
		return diag_fail(r->diag, yaml_at(y), "must lie between 0 %% and 100 %%, both excluded");
	}
	*(double *)into = x;
	return true;
}

/* Two one-sided tests at half the confidence or less would call anything proven. */
static bool read_confidence(const struct yaml *y, void *into, struct yaml_reader *r)
{
	double x = 0;

	if (!read_share(y, &x, r)) {
		return false;
	}
	if (!(x > 0.5)) {
		return diag_fail(r->diag, yaml_at(y), "must be above 50 %%");
	}
	*(double *)into = x;
	return true;
}

static bool read_false_discovery(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct decide *d = into;
	double x = 0;

	if (!read_share(y, &x, r)) {
		return false;
	}
	if (!(x < 0.5)) {
		return diag_fail(r->diag, yaml_at(y), "must be below 50 %%");
	}
	d->confidence = 1 - x;
	d->error_rate = ERROR_FALSE_DISCOVERY;
	d->false_discovery_at = yaml_at(y);
	return true;
}

bool spec_read_either(const struct yaml *y, const char *const words[2], bool *is_second,
                      struct yaml_reader *r)
{
	size_t which = 0;
	bool ok = read_word(y, words, 2, &which, r);

	*is_second = ok ? which == 1 : *is_second;
	return ok;
}

static bool read_method(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return spec_read_either(y, methods, &((struct decide *)into)->is_race, r);
}

bool spec_read_preference(const char *said, struct decide *ret)
{
	double enough = 0;

	if (strcmp(said, "smallest") == 0) {
		ret->prefer = SEARCH_SMALLEST;
	} else if (strcmp(said, "fastest") == 0) {
		ret->prefer = SEARCH_FASTEST;
	} else if (num_percent(said, &enough) && enough > 0 && enough < 1) {
		ret->prefer = SEARCH_ENOUGH;
		ret->enough = enough;
	} else {
		return false;
	}
	return true;
}

static bool read_prefer(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *said = yaml_text(y);

	return (said && spec_read_preference(said, into)) ||
	       diag_fail(r->diag, yaml_at(y),
	                 "expected smallest, fastest or a saving that is enough, such as 20 %%, not %s%s",
	                 yaml_instead(y, r->arena), said ? near_hint(said, preferences, 2, r->arena) : "");
}

static bool read_held_out(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct decide *d = into;

	d->held_out_at = yaml_at(y);
	return read_count(y, &d->held_out, r);
}

static bool names_a_culprit(struct text t, struct yaml_reader *r)
{
	size_t groups = 0;

	return pattern_check(t, r->arena, r->diag, &groups) &&
	       (groups == 1 ||
	        diag_fail(r->diag, t.at, "one group, (...), is to hold the component's name: here are %zu",
	                  groups));
}

static bool read_culprits(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct decide *d = into;
	struct texts t = {0};
	bool ok = read_texts(y, &t, r);

	for (size_t i = 0; i < t.n; i++) {
		ok = names_a_culprit(t.at[i], r) && ok;
	}
	d->culprits = t.at;
	d->n_culprits = t.n;
	return ok;
}

static const struct field decide_rows[] = {
	{"time", read_primary, 0, false, "the primary measure: wall, cpu, or a counter's name (cpu)",
         &shape_text},
	{"worth", read_share, offsetof(struct decide, worth), false,
         "the smallest saving that is worth a change (1 %)", &shape_percent},
	{"confidence", read_confidence, offsetof(struct decide, confidence), false,
         "of the verdicts, jointly over all variants (95 %)", &shape_percent},
	{"false_discovery", read_false_discovery, 0, false,
         "instead: the share of wrong ones among the verdicts, on average; finds more among many variants",
         &shape_percent},
	{"method", read_method, 0, false,
         "fixed: all blocks are run, then it is decided; race: what is settled is run no more (fixed)",
         AS_WORDS(methods)},
	{"held_out", read_held_out, 0, false, "inputs that a search keeps for its confirmation (0)",
         &shape_count},
	{"prefer", read_prefer, 0, false,
         "what a search chooses: smallest, all that may go; fastest, only what saves; 20 %, of that as little as is "
         "expected to save so much (smallest)",
         &prefer_shape},
	{"culprits", read_culprits, 0, false,
         "extended regular expressions; their one group is the component to whose absence a log lays a failure",
         &shape_texts},
};

static const char *const error_rates[] = {"confidence", "false_discovery"};

const struct shape spec_decide_shape = {.kind = SHAPE_FIELDS,
                                        .fields = decide_rows,
                                        .n_fields = sizeof(decide_rows) / sizeof(*decide_rows),
                                        .one_of = {error_rates, 2, KEYS_EXCLUDE}};

/* A verdict is bound in one way: the other would be dropped without a word. */
static bool names_one_error_rate(const struct yaml *y, struct diag *d)
{
	const struct yaml *both[] = {yaml_get(y, error_rates[0]), yaml_get(y, error_rates[1])};

	for (size_t i = 0; i < 2 && both[0] && both[1]; i++) {
		diag_fail(d, yaml_at(both[i]), "'%s' and '%s' exclude each other; choose one", error_rates[i],
		          error_rates[1 - i]);
	}
	return !both[0] || !both[1];
}

bool spec_read_decide(const struct yaml *y, void *into, struct yaml_reader *r)
{
	bool ok = yaml_fields(y, ROWS(decide_rows), NULL, 0, into, r);

	return yaml_kind(y) == YAML_MAP && names_one_error_rate(y, r->diag) && ok;
}

void spec_check_held_out(const struct spec *s, struct diag *d)
{
	/* no inputs: they were not read, and that is told */
	if (s->n_inputs > 0 && s->decide.held_out >= s->n_inputs) {
		diag_fail(d, s->decide.held_out_at,
		          "there %s %zu %s: holding %u out leaves none to search on",
		          s->n_inputs == 1 ? "is" : "are", s->n_inputs, s->n_inputs == 1 ? "input" : "inputs",
		          s->decide.held_out);
	}
}
