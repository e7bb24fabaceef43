#include "quality_tree.h"
#include "secateur/base/arena.h"

static const struct field rows[] = {
	{"file", read_template, offsetof(struct json_place, file), true,
         "the YAML file, below the run's folder"},
	{"path", read_pointer, offsetof(struct json_place, path), true,
         "a JSON Pointer to the number: /psf/fwhm, /stars/0/flux", &pointer_shape},
	{"of", read_length, offsetof(struct json_place, is_length), false,
         "length: how many members the list or map there has, not a number there", &length_shape},
};

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct json_place *p = params;
	const char *why = NULL;
	AUTO_ARENA struct arena *own = arena_new();
	AUTO_JSON struct json_object *root = NULL;
	struct whole_text t = quality_read(p->file, in, own, a, d, &why);

	why = t.in.text ? tree_of_yaml(&t, own, a, &root) : why;
	if (why) {
		quality_add(in, 0, "1", why, a, ret);
		return true;
	}
	return json_extract(root, p, t.in.name, in, a, d, ret);
}

const struct quality_ops quality_yaml = {
	.part = {.name = "yaml",
                 .about = "a number in a YAML file",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct json_place)},
	.check = json_place_check,
	.extract = extract,
};
