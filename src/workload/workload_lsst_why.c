/** Why a run of pipetask failed, as far as its summary and its logs tell. */
#include <json-c/json.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/pex/pex.h"
#include "workload_lsst.h"

enum { TAIL_BYTES = 1 << 18 };

static void json_put_at(struct json_object **x) { json_object_put(*x); }

static struct json_object *member(struct json_object *x, const char *key)
{
	struct json_object *y = NULL;

	return json_object_is_type(x, json_type_object) && json_object_object_get_ex(x, key, &y) ? y : NULL;
}

static const char *text_of(struct json_object *x, const char *key)
{
	struct json_object *y = member(x, key);

	return json_object_is_type(y, json_type_string) ? json_object_get_string(y) : NULL;
}

static const char *after_dots(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

/* "RuntimeError: no stars", one line of it. */
static const char *exception_of(struct json_object *x, struct arena *a)
{
	const char *class = text_of(x, "className"), *message = text_of(x, "message");

	if (!class) {
		return NULL;
	}
	message = message ? message : "";
	return arena_printf(a, "%s: %.*s", after_dots(class), (int)strcspn(message, "\n"), message);
}

static const char *what_failed(struct json_object *quantum, struct arena *a)
{
	struct json_object *code = member(quantum, "exitCode");
	const char *label = text_of(quantum, "taskLabel"),
		   *raised = exception_of(member(quantum, "exceptionInfo"), a);
	const int n = json_object_is_type(code, json_type_int) ? json_object_get_int(code) : 0;

	label = label ? label : "a task";
	return raised  ? arena_printf(a, "%s: %s", label, raised)
	       : n < 0 ? arena_printf(a, "%s: its process was ended by signal %d (%s)", label, -n,
	                              strsignal(-n))
	       : n > 0 ? arena_printf(a, "%s: its process ended with exit code %d", label, n)
	               : arena_printf(a, "%s failed, and does not say why", label);
}

static bool has_failed(struct json_object *quantum)
{
	const char *status = text_of(quantum, "status");

	return status && strcmp(status, "success") != 0 && strcmp(status, "skipped") != 0;
}

/* Of several quanta the first, and how many there are besides. */
static const char *by_summary(const char *path, struct arena *a)
{
	CLEANUP(json_put_at) struct json_object *root = json_object_from_file(path);
	struct json_object *quanta = member(root, "quantaReports");
	const char *first = NULL;
	size_t n = 0;

	for (size_t i = 0;
	     json_object_is_type(quanta, json_type_array) && i < json_object_array_length(quanta); i++) {
		struct json_object *q = json_object_array_get_idx(quanta, i);
		if (has_failed(q)) {
			first = first ? first : what_failed(q, a);
			n++;
		}
	}
	if (n > 1) {
		return arena_printf(a, "%s (and %zu more %s)", first, n - 1, n == 2 ? "quantum" : "quanta");
	}
	return first ? first : exception_of(member(root, "exceptionInfo"), a);
}

/* What the log says was begun last. */
static const char *last_quantum(const char *text, struct arena *a)
{
	static const char begun[] = "executing quantum for label=";
	const char *found = NULL;

	for (const char *at = text; (at = strstr(at, begun)) != NULL; at += strlen(begun)) {
		found = at + strlen(begun);
	}
	return found ? arena_printf(a, "while %.*s was at work", (int)strcspn(found, " \n"), found) : NULL;
}

static const char *tail_of(const char *dir, const char *name, struct arena *a)
{
	const char *path = fs_join(a, dir, name), *text = NULL;

	return fs_exists(path) && fs_read_tail(path, TAIL_BYTES, a, diag_new(a), &text) ? text : NULL;
}

const char *lsst_why(const char *dir, const char *step, struct arena *a)
{
	const char *summary = fs_join(a, dir, LSST_SUMMARY);
	const char *why = fs_exists(summary) ? by_summary(summary, a) : NULL;
	const char *ran = tail_of(dir, arena_printf(a, "%s.log", step), a);
	static const char *const before[] = {"graph.log", "apdb.log", "schema.log"}; /* the last one first */

	if (why || ran) {
		why = why ? why : pex_exception(ran, a);
		return why ? why : last_quantum(ran, a);
	}
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		const char *said = tail_of(dir, before[i], a);
		if (said) {
			return pex_exception(said, a);
		}
	}
	return NULL;
}
