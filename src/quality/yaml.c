#include <math.h>
#include <string.h>

#include "quality_tree.h"
#include "secateur/base/arena.h"
#include "secateur/base/num.h"

static const struct field rows[] = {
	{"file", read_template, offsetof(struct json_place, file), true,
         "the YAML file, below the run's folder"},
	{"path", read_pointer, offsetof(struct json_place, path), true,
         "a JSON Pointer to the number: /psf/fwhm, /stars/0/flux", &pointer_shape},
	{"of", read_length, offsetof(struct json_place, is_length), false,
         "length: how many members the list or map there has, not a number there", &length_shape},
};

/* The reader does not tell whether a text was in quotes: what reads as a number is one. */
static struct json_object *scalar(const char *s)
{
	double x = 0;

	if (num_real(s, &x)) {
		return json_object_new_double(x);
	}
	if (quality_is_not_finite(s)) {
		return json_object_new_double(NAN);
	}
	if (strcmp(s, "true") == 0 || strcmp(s, "false") == 0) {
		return json_object_new_boolean(*s == 't');
	}
	return *s && strcmp(s, "null") != 0 ? json_object_new_string(s) : NULL;
}

/* The same tree as JSON; as deep as the reader lets it be. */
static struct json_object *as_json(const struct yaml *y)
{
	struct json_object *x = NULL;

	switch (yaml_kind(y)) {
	case YAML_LIST:
		x = json_object_new_array();
		for (size_t i = 0; i < yaml_count(y); i++) {
			json_object_array_add(x, as_json(yaml_item(y, i)));
		}
		break;
	case YAML_MAP:
		x = json_object_new_object();
		for (size_t i = 0; i < yaml_count(y); i++) {
			json_object_object_add(x, yaml_text(yaml_key(y, i)), as_json(yaml_item(y, i)));
		}
		break;
	default:
		x = scalar(yaml_text(y));
	}
	return x;
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct json_place *p = params;
	const char *why = NULL;
	AUTO_ARENA struct arena *own = arena_new();
	AUTO_JSON struct json_object *root = NULL;
	struct whole_text t = quality_read(p->file, in, own, a, d, &why);
	struct diag *said = diag_new(own);
	const struct yaml *y = NULL;

	if (t.in.text && !yaml_parse(&t.in, own, said, &y)) {
		why = quality_said(said, t.in.name, a);
	}
	if (why) {
		quality_add(in, 0, "1", why, a, ret);
		return true;
	}
	root = as_json(y);
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
