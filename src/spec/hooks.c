/* Programs that are run around runs, never inside a timed window. */
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

static bool read_command(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct texts argv = {0};

	if (yaml_kind(y) != YAML_LIST || yaml_count(y) == 0) {
		return diag_fail(r->diag, yaml_at(y), "expected a list: a program and its arguments");
	}
	if (!read_texts(y, &argv, r)) {
		return false;
	}
	*(struct hook *)into = (struct hook){argv.at, argv.n};
	return true;
}

static const struct field rows[] = {
	{"setup", read_command, offsetof(struct hooks, at[HOOK_SETUP]), false,
         "once for each variant and session, before its first run", &shape_command},
	{"prepare", read_command, offsetof(struct hooks, at[HOOK_PREPARE]), false,
         "before each run, in its folder", &shape_command},
	{"conclude", read_command, offsetof(struct hooks, at[HOOK_CONCLUDE]), false,
         "after each run and its quality, in its folder, however it ended", &shape_command},
	{"cleanup", read_command, offsetof(struct hooks, at[HOOK_CLEANUP]), false,
         "once for each variant that was set up, at the end of the session; where it is the same for several, once",
         &shape_command},
	{"limit", read_duration, offsetof(struct hooks, limit_ns), false,
         "time after which one is given up (1 h)"},
};

const struct shape spec_hooks_shape = SHAPE_OF_FIELDS(rows);

bool spec_read_hooks(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct hooks *h = into;

	h->as_written = y;
	return yaml_fields(y, ROWS(rows), NULL, 0, into, r);
}
