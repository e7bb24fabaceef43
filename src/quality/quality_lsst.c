#include <math.h>
#include <string.h>

#include "quality_tree.h"
#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"
#include "secateur/base/vec.h"
#include "secateur/model/outcome.h"
#include "secateur/quality/lsst.h"

enum { LOG_TAIL_BYTES = 2000, LEVEL_ERROR = 40 };
#define MOST_SECONDS 1e9
#define MOST_BYTES 1e15

/* The middleware writes lists of one; a scalar is as good. */
static struct json_object *only(struct json_object *block, const char *key)
{
	struct json_object *x = json_member(json_member(block, "arrays"), key);

	if (json_object_is_type(x, json_type_array)) {
		return json_object_array_length(x) == 1 ? json_object_array_get_idx(x, 0) : NULL;
	}
	return x ? x : json_member(json_member(block, "scalars"), key);
}

static bool is_number(struct json_object *x)
{
	return json_object_is_type(x, json_type_double) || json_object_is_type(x, json_type_int);
}

static bool read_number(struct json_object *block, const char *key, double most, double *ret)
{
	struct json_object *x = only(block, key);
	const double value = is_number(x) ? json_object_get_double(x) : NAN;

	*ret = value;
	return value >= 0 && value <= most;
}

static bool read_between(struct json_object *block, const char *from, const char *to, nsec_t *ret)
{
	double began = 0, ended = 0;

	if (!read_number(block, from, MOST_SECONDS, &began) ||
	    !read_number(block, to, MOST_SECONDS, &ended) || ended < began) {
		return false;
	}
	*ret = (nsec_t)llround(ended * NSEC_PER_SEC) - (nsec_t)llround(began * NSEC_PER_SEC);
	return true;
}

static bool read_stamp(struct json_object *block, const char *key, nsec_t *ret)
{
	struct json_object *x = only(block, key);

	return json_object_is_type(x, json_type_string) && clock_from_utc(json_object_get_string(x), ret);
}

/* NULL, or what is not there. Memory was in KiB before the metadata had a version. */
static const char *read_times(struct json_object *quantum, struct lsst_quantum *ret)
{
	nsec_t ended = 0;
	double version = 0, memory = 0;

	if (!read_stamp(quantum, "startUtc", &ret->began) || !read_stamp(quantum, "endUtc", &ended) ||
	    ended < ret->began) {
		return "startUtc and endUtc";
	}
	ret->wall_ns = ended - ret->began;
	if (!read_between(quantum, "startUserTime", "endUserTime", &ret->user_ns)) {
		return "startUserTime and endUserTime";
	}
	if (!read_between(quantum, "startSystemTime", "endSystemTime", &ret->sys_ns)) {
		return "startSystemTime and endSystemTime";
	}
	if (!read_number(quantum, "endMaxResidentSetSize", MOST_BYTES, &memory)) {
		return "endMaxResidentSetSize";
	}
	const bool in_bytes = read_number(quantum, "__version__", MOST_BYTES, &version) && version >= 1;
	ret->peak_memory_bytes = (uint64_t)memory * (in_bytes ? 1 : 1024);
	return NULL;
}

static void read_numbers(struct json_object *tasks, struct arena *a, struct lsst_quantum *ret)
{
	VEC(const char *) all = {0};

	json_object_object_foreach(tasks, task, node)
	{
		struct json_object *scalars =
			strcmp(task, "quantum") == 0 ? NULL : json_member(node, "scalars");
		if (!json_object_is_type(scalars, json_type_object)) {
			continue;
		}
		json_object_object_foreach(scalars, key, value)
		{
			if (is_number(value) && strncmp(key, "__", 2) != 0) {
				*vec_push(a, &all) = arena_printf(a, "%s.%s", task, key);
			}
		}
	}
	ret->numbers = all.at;
	ret->n_numbers = all.n;
}

/* Reasons tell the name alone. */
static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *lsst_quantum_read(const char *path, struct arena *a, struct lsst_quantum *ret)
{
	AUTO_ARENA struct arena *own = arena_new();
	AUTO_JSON struct json_object *root = NULL;
	const char *why = tree_of_file(path, tree_of_json, own, a, &root);
	struct json_object *tasks = json_member(root, "metadata"), *quantum = json_member(tasks, "quantum");

	*ret = (struct lsst_quantum){0};
	if (why || !json_object_is_type(tasks, json_type_object)) {
		return why ? why : arena_printf(a, "%s is no metadata of a task", name_of(path));
	}
	struct json_object *node = json_member(json_member(quantum, "scalars"), "nodeName");
	ret->node = json_object_is_type(node, json_type_string)
	                    ? arena_strdup(a, json_object_get_string(node))
	                    : NULL;
	read_numbers(tasks, a, ret);
	const char *missing = read_times(quantum, ret);
	return missing ? arena_printf(a, "%s of a quantum are not in %s", missing, name_of(path)) : NULL;
}

void lsst_add_step(struct outcome *o, const char *label, const struct lsst_quantum *told)
{
	o->steps[o->n_steps++] = (struct step_outcome){.name = label,
	                                               .iteration = 1,
	                                               .wall_ns = told->wall_ns,
	                                               .user_ns = told->user_ns,
	                                               .sys_ns = told->sys_ns,
	                                               .peak_memory_bytes = told->peak_memory_bytes};
	o->wall_ns += told->wall_ns;
	o->user_ns += told->user_ns;
	o->sys_ns += told->sys_ns;
	o->peak_memory_bytes = told->peak_memory_bytes > o->peak_memory_bytes ? told->peak_memory_bytes
	                                                                      : o->peak_memory_bytes;
}

static const char *said(struct json_object *record, const char *key)
{
	struct json_object *x = json_member(record, key);

	return json_object_is_type(x, json_type_string) ? json_object_get_string(x) : "";
}

const char *lsst_log_errors(const char *path, struct arena *a)
{
	AUTO_ARENA struct arena *own = arena_new();
	AUTO_JSON struct json_object *root = NULL;
	AUTO_STRBUF struct strbuf text = STRBUF_INIT;
	const char *why = tree_of_file(path, tree_of_json, own, own, &root);
	/* in 2022 the list by itself */
	struct json_object *list =
		json_object_is_type(root, json_type_array) ? root : json_member(root, "records");

	if (why || !json_object_is_type(list, json_type_array)) {
		return NULL;
	}
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *r = json_object_array_get_idx(list, i);
		if (json_object_get_int(json_member(r, "levelno")) >= LEVEL_ERROR) {
			/* Python ends no exception with a newline */
			strbuf_add(&text, text.len > 0 && text.text[text.len - 1] != '\n' ? "\n" : "");
			strbuf_addf(&text, "%s %s: %s\n", said(r, "levelname"), said(r, "name"),
			            said(r, "message"));
			strbuf_add(&text, said(r, "exc_info"));
		}
	}
	const size_t cut = text.len > LOG_TAIL_BYTES ? text.len - LOG_TAIL_BYTES : 0;
	return text.len > 0 ? arena_strdup(a, text.text + utf8_cut(text.text, cut)) : NULL;
}
