#include "quality_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/model/criterion.h"

struct params {
	struct text file;
};

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, file), true, "the file, below the run's folder"},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	return template_check(((const struct params *)params)->file, names, a, d);
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const char *why = NULL, *name = NULL, *unit = in->metrics[0].unit ? in->metrics[0].unit : "B";
	const char *path = quality_file(((const struct params *)params)->file, in, a, d, &name, &why);
	struct diag *said = diag_new(a);
	uint64_t bytes = 0, one = 1;

	if (path && !fs_size(path, said, &bytes)) {
		why = quality_failed(said, path, name, a);
	}
	if (!why && !num_bytes(arena_printf(a, "1 %s", unit), &one)) {
		why = arena_printf(a, "measured in B, but the experiment file has it in %s", unit);
	}
	quality_add(in, (double)bytes / (double)one, unit, why, a, ret);
	return true;
}

const struct quality_ops quality_file_size = {
	.part = {.name = "file_size",
                 .about = "how large a file is, in B or in the metric's unit, such as MiB",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.extract = extract,
};
