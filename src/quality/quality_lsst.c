#include <string.h>

#include "quality_lsst_block.h"
#include "quality_tree.h"
#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"
#include "secateur/base/vec.h"
#include "secateur/model/outcome.h"
#include "secateur/quality/lsst.h"

enum { LOG_TAIL_BYTES = 2000, LEVEL_ERROR = 40 };

/* The middleware writes lists of one; a scalar is as good. */
static struct json_object *only(struct json_object *block, const char *key)
{
	const struct lsst_values v = lsst_values_of(block, key);

	return v.n == 1 ? lsst_value(&v, 0) : NULL;
}

static bool read_between(struct json_object *block, const char *from, const char *to, nsec_t *ret)
{
	nsec_t began = 0, ended = 0;

	if (!lsst_read_seconds(only(block, from), &began) || !lsst_read_seconds(only(block, to), &ended) ||
	    ended < began) {
		return false;
	}
	*ret = ended - began;
	return true;
}

/* NULL, or what is wrong. */
static const char *read_times(struct json_object *quantum, const char *file, struct arena *a,
                              struct lsst_quantum *ret)
{
	const char *missing = NULL;
	nsec_t ended = 0;
	double memory = 0;

	if (!lsst_read_stamp(only(quantum, "startUtc"), &ret->began) ||
	    !lsst_read_stamp(only(quantum, "endUtc"), &ended) || ended < ret->began) {
		missing = "startUtc and endUtc";
	} else if (!read_between(quantum, "startUserTime", "endUserTime", &ret->user_ns)) {
		missing = "startUserTime and endUserTime";
	} else if (!read_between(quantum, "startSystemTime", "endSystemTime", &ret->sys_ns)) {
		missing = "startSystemTime and endSystemTime";
	}
	if (missing) {
		return arena_printf(a, "%s of a quantum are not in %s", missing, file);
	}
	const char *why = lsst_memory(quantum, file, a, &memory);
	ret->wall_ns = ended - ret->began;
	ret->peak_memory_bytes = why ? 0 : (uint64_t)memory;
	return why;
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
			if (json_is_number(value) && strncmp(key, "__", 2) != 0) {
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
	return read_times(quantum, name_of(path), a, ret);
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
