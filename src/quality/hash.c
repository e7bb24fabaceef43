#include "secateur/base/hash.h"

#include "quality_private.h"
#include "secateur/base/arena.h"
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
	const struct params *p = params;
	const char *why = NULL, *name = NULL, *path = quality_file(p->file, in, a, d, &name, &why);
	struct diag *said = diag_new(a);
	struct digest sha256;

	if (path && !hash_file(path, said, &sha256)) {
		why = quality_failed(said, path, name, a);
	}
	if (why) {
		quality_add(in, 0, NULL, why, a, ret);
		return true;
	}
	only_first(in, a, ret);
	return quality_artifact(p->file, in, sha256, a, d, ret);
}

const struct quality_ops quality_hash = {
	.part = {.name = "hash",
                 .about = "whether a file is the same as the reference's, byte for byte",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.gives_digest = true,
	.check = check,
	.extract = extract,
};
