/* What a run may take: the ladder that a report makes of the changes leads to it. */
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

static const struct field rows[] = {
	{"latency", read_duration, offsetof(struct budget, latency_ns), true,
         "the wall time that a run is to take at most"},
	{"baseline", read_duration, offsetof(struct budget, baseline_ns), false,
         "what the baseline takes in use, to which measured ratios are applied (what it is measured to take)"},
};

const struct shape spec_budget_shape = SHAPE_OF_FIELDS(rows);

bool spec_read_budget(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, ROWS(rows), NULL, 0, into, r);
}
