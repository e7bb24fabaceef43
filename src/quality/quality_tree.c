#include "quality_tree.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/base/vec.h"

enum { MOST_DEPTH = 256 };

/* --- what the experiment file says ---------------------------------------------------------------- */

const struct shape pointer_shape = {.kind = SHAPE_TEXT, .pattern = "^(/.*)?$"};

static bool is_pointer(const char *s)
{
	if (*s && *s != '/') {
		return false;
	}
	for (; *s; s++) {
		if (*s == '~' && s[1] != '0' && s[1] != '1') {
			return false;
		}
	}
	return true;
}

bool read_pointer(const struct yaml *y, void *into, struct yaml_reader *r)
{
	if (yaml_text(y) && !is_pointer(yaml_text(y))) {
		return diag_fail(
			r->diag, yaml_at(y),
			"expected a JSON Pointer such as /psf/fwhm (in a key, ~1 is a '/' and ~0 a '~'), "
			"not '%s'",
			yaml_text(y));
	}
	return read_template(y, into, r);
}

static const char *const lengths[] = {"length"};
const struct shape length_shape = SHAPE_OF_WORDS(lengths);

bool read_length(const struct yaml *y, void *into, struct yaml_reader *r)
{
	size_t which = 0;

	if (!read_word(y, lengths, 1, &which, r)) {
		return false;
	}
	*(bool *)into = true;
	return true;
}

bool json_place_check(const void *place, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct json_place *p = place;
	bool ok = template_check(p->file, names, a, d);

	return template_check(p->path, names, a, d) && ok;
}

/* --- JSON ----------------------------------------------------------------------------------------- */

static void free_tokener_at(struct json_tokener **t)
{
	if (*t) {
		json_tokener_free(*t);
	}
}

static const char *readable(enum json_tokener_error e)
{
	return e == json_tokener_error_parse_eof ? "it ends too early, as if half-written"
	                                         : json_tokener_error_desc(e);
}

/* Whether the number at `s` is a whole one that 64 bits do not hold. */
static bool is_large(const char *s)
{
	static const char *const most[] = {"18446744073709551615", "9223372036854775808"};
	bool is_negative = *s == '-';
	size_t n = strspn(s + is_negative, "0123456789"), held = strlen(most[is_negative]);
	char next = s[is_negative + n];

	return next != '.' && next != 'e' && next != 'E' &&
	       (n > held || (n == held && strncmp(s + is_negative, most[is_negative], n) > 0));
}

/* Behind the next such number, or the end. `s` stands in no text. */
static const char *behind_large(const char *s, const char *end)
{
	while (s < end) {
		if (*s == '"') {
			for (s++; s < end && *s != '"'; s++) {
				s += *s == '\\' && s + 1 < end;
			}
			s += s < end;
		} else if (strchr("-0123456789", *s)) {
			size_t n = strspn(s, "+-.eE0123456789");
			if (is_large(s)) {
				return s + n;
			}
			s += n;
		} else {
			s++;
		}
	}
	return end;
}

bool json_parse(const char *s, size_t n, struct json_object **ret, struct json_error *e)
{
	CLEANUP(free_tokener_at) struct json_tokener *t = json_tokener_new_ex(MOST_DEPTH);
	const char *end = s + n, *from = s, *to;
	struct json_object *x;

	*e = (struct json_error){"out of memory", 0};
	if (!t) {
		return false;
	}
	json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	for (;; from = to) {
		to = behind_large(from, end);
		x = json_tokener_parse_ex(t, from, (int)(to - from));
		e->at = (size_t)(from - s) + json_tokener_get_parse_end(t);
		if (to == end || json_tokener_get_error(t) != json_tokener_continue) {
			break;
		}
		/* json-c would make the largest of it that it knows; of a real number it makes the nearest */
		json_tokener_parse_ex(t, "e0", 2);
	}
	if (json_tokener_get_error(t) == json_tokener_continue) {
		x = json_tokener_parse_ex(t, "", 1); /* a number ends where the text does */
		e->at = n;
	}
	if (json_tokener_get_error(t) != json_tokener_success) {
		e->what = readable(json_tokener_get_error(t));
		return false;
	}
	*ret = x;
	return true;
}

static const char *json_not(const struct whole_text *t, const struct json_error *e, struct arena *a)
{
	unsigned line = 1;
	size_t begin = 0;

	for (size_t i = 0; i < e->at && i < t->size; i++) {
		if (t->in.text[i] == '\n') {
			line++;
			begin = i + 1;
		}
	}
	return arena_printf(a, "line %u of %s is no JSON at column %zu: %s", line, t->in.name,
	                    e->at - begin + 1, e->what);
}

const char *tree_of_json(const struct whole_text *t, struct arena *own, struct arena *a,
                         struct json_object **ret)
{
	struct json_error e;

	(void)own;
	return json_parse(t->in.text, t->size, ret, &e) ? NULL : json_not(t, &e, a);
}

/* --- YAML ----------------------------------------------------------------------------------------- */

static struct json_object *scalar(const char *s)
{
	double x = 0;

	if (num_real(s, &x)) {
		return json_object_new_double(x);
	}
	if (quality_is_not_finite(s)) {
		return json_object_new_double(strpbrk(s, "aA") ? NAN : *s == '-' ? -INFINITY : INFINITY);
	}
	if (strcmp(s, "true") == 0 || strcmp(s, "false") == 0) {
		return json_object_new_boolean(*s == 't');
	}
	return *s && strcmp(s, "null") != 0 ? json_object_new_string(s) : NULL;
}

/* As deep as the reader lets it be. */
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

static const char *yaml_tree(const struct whole_text *t,
                             bool (*parse)(const struct source *in, struct arena *a, struct diag *d,
                                           const struct yaml **ret),
                             struct arena *own, struct arena *a, struct json_object **ret)
{
	struct diag *said = diag_new(own);
	const struct yaml *y = NULL;

	if (!parse(&t->in, own, said, &y)) {
		return quality_said(said, t->in.name, a);
	}
	*ret = as_json(y);
	return NULL;
}

const char *tree_of_yaml(const struct whole_text *t, struct arena *own, struct arena *a,
                         struct json_object **ret)
{
	return yaml_tree(t, yaml_parse, own, a, ret);
}

const char *tree_of_either(const struct whole_text *t, struct arena *own, struct arena *a,
                           struct json_object **ret)
{
	return t->in.text[strspn(t->in.text, " \t\r\n")] == '{'
	               ? tree_of_json(t, own, a, ret)
	               : yaml_tree(t, yaml_parse_tagged, own, a, ret);
}

/* --- files ---------------------------------------------------------------------------------------- */

const char *tree_of_file(const char *path, tree_reader *read, struct arena *own, struct arena *a,
                         struct json_object **ret)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const struct quality_input in = {.dir = slash ? arena_strndup(own, path, (size_t)(name - path))
	                                              : "."};
	const char *why = NULL;
	struct whole_text t = quality_read_named(name, &in, own, a, &why);

	return t.in.text ? read(&t, own, a, ret) : why;
}

const char *tree_each(const char *pattern, tree_reader *read, const struct quality_input *in,
                      struct arena *own, struct arena *a,
                      const char *(*see)(void *arg, const char *file, struct json_object *root), void *arg)
{
	struct diag *said = diag_new(own);
	const char *const *names = NULL, *why = NULL;
	size_t n = 0;

	if (!fs_find(in->dir, pattern, own, said, &names, &n)) {
		return quality_failed(said, in->dir, ".", a);
	}
	for (size_t i = 0; i < n && !why; i++) {
		AUTO_ARENA struct arena *text = arena_new();
		AUTO_JSON struct json_object *root = NULL;
		const char *name = arena_strdup(a, names[i]);
		struct whole_text t = quality_read_named(name, in, text, a, &why);
		why = t.in.text ? read(&t, text, a, &root) : why;
		why = why ? why : see(arg, name, root);
	}
	return why ? why : n == 0 ? arena_printf(a, "no file %s", pattern) : NULL;
}

/* --- paths ---------------------------------------------------------------------------------------- */

/* One part of a pointer as the key that it means. */
static const char *key_of(const char *part, size_t n, struct arena *a)
{
	char *key = arena_strndup(a, part, n), *to = key;

	for (const char *s = key; *s; s++) {
		if (*s == '~' && s[1]) {
			s++;
			*to++ = *s == '1' ? '/' : '~';
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
	return key;
}

static bool step(struct json_object *x, const char *key, struct json_object **ret)
{
	int64_t i = 0;

	if (json_object_is_type(x, json_type_object)) {
		return json_object_object_get_ex(x, key, ret);
	}
	/* an index is written in digits alone, and in one way */
	if (!json_object_is_type(x, json_type_array) || key[strspn(key, "0123456789")] ||
	    (key[0] == '0' && key[1]) || !num_int(key, 0, INT64_MAX, &i) ||
	    (uint64_t)i >= json_object_array_length(x)) {
		return false;
	}
	*ret = json_object_array_get_idx(x, (size_t)i);
	return true;
}

static const char *kind(struct json_object *x)
{
	switch (json_object_get_type(x)) {
	case json_type_null:
		return "nothing";
	case json_type_boolean:
		return "true or false";
	case json_type_object:
		return "an object";
	case json_type_array:
		return "a list";
	case json_type_string:
		return "a text";
	default:
		return "a number";
	}
}

/* The first `n` bytes of a pointer, for a message. */
static const char *place(const char *pointer, size_t n, const char *file, struct arena *a)
{
	return n > 0 ? arena_printf(a, "%.*s of %s", (int)n, pointer, file) : file;
}

static const char *not_there(struct json_object *x, const char *key, const char *where, struct arena *a)
{
	VEC(const char *) keys = {0};

	if (json_object_is_type(x, json_type_array)) {
		return arena_printf(a, "no '%s' in %s, a list of %zu", key, where,
		                    json_object_array_length(x));
	}
	if (!json_object_is_type(x, json_type_object)) {
		return arena_printf(a, "no '%s' in %s, which holds %s", key, where, kind(x));
	}
	json_object_object_foreach(x, known, value)
	{
		(void)value;
		*vec_push(a, &keys) = known;
	}
	return arena_printf(a, "no '%s' in %s%s", key, where, near_hint(key, keys.at, keys.n, a));
}

bool json_follow(struct json_object *root, const char *pointer, const char *file, struct arena *a,
                 struct json_object **ret, const char **why)
{
	struct json_object *x = root;

	for (const char *s = pointer; *s;) {
		size_t n = strcspn(s + 1, "/");
		const char *key = key_of(s + 1, n, a);
		struct json_object *next = NULL;
		if (!step(x, key, &next)) {
			*why = not_there(x, key, place(pointer, (size_t)(s - pointer), file, a), a);
			return false;
		}
		x = next;
		s += 1 + n;
	}
	*ret = x;
	return true;
}

bool json_is_number(struct json_object *x)
{
	return json_object_is_type(x, json_type_double) || json_object_is_type(x, json_type_int);
}

struct json_object *json_member(struct json_object *x, const char *key)
{
	struct json_object *y = NULL;

	return json_object_is_type(x, json_type_object) && json_object_object_get_ex(x, key, &y) ? y : NULL;
}

const char *json_number(struct json_object *x, const char *pointer, const char *file, struct arena *a,
                        double *ret)
{
	const char *where = place(pointer, strlen(pointer), file, a);

	switch (json_object_get_type(x)) {
	case json_type_double:
		*ret = json_object_get_double(x);
		return NULL;
	case json_type_int:
		*ret = json_object_get_int64(x) < 0 ? (double)json_object_get_int64(x)
		                                    : (double)json_object_get_uint64(x);
		return NULL;
	default:
		return arena_printf(a, "%s holds %s, not a number", where, kind(x));
	}
}

static const char *json_length(struct json_object *x, const char *pointer, const char *file, struct arena *a,
                               double *ret)
{
	if (json_object_is_type(x, json_type_array)) {
		*ret = (double)json_object_array_length(x);
	} else if (json_object_is_type(x, json_type_object)) {
		*ret = (double)json_object_object_length(x);
	} else {
		return arena_printf(a, "%s holds %s, not a list or an object",
		                    place(pointer, strlen(pointer), file, a), kind(x));
	}
	return NULL;
}

bool json_extract(struct json_object *root, const struct json_place *p, const char *file,
                  const struct quality_input *in, struct arena *a, struct diag *d, struct findings *ret)
{
	const char *pointer = template_text(p->path, in->scope, ",", a, d), *why = NULL;
	struct json_object *x = NULL;
	double value = 0;

	if (!pointer) {
		return false;
	}
	if (json_follow(root, pointer, file, a, &x, &why)) {
		why = p->is_length ? json_length(x, pointer, file, a, &value)
		                   : json_number(x, pointer, file, a, &value);
	}
	quality_add(in, value, "1", why, a, ret);
	return true;
}
