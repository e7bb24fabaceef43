/*
 * By names alone, as the file templates that a repository has by itself make them:
 *
 *   <run>/isr_metadata/20220518/982985/isr_metadata_MiniCam_r_982985_S0_<run with _ for />.json
 *
 * The folder around a file is its exposure or visit, what follows that in its name the detector.
 */
#include <string.h>

#include "butler_private.h"
#include "secateur/base/fs.h"

/* How much of the end of a name is "_<run>": the longest end of the way to the folder of its kind that is. */
static size_t length_of_run(const char *name, size_t n, const char *way, struct arena *a)
{
	char *flat = arena_strdup(a, way);

	for (char *s = flat; *s; s++) {
		*s = *s == '/' ? '_' : *s;
	}
	for (const char *s = way; *s; s++) {
		const char *end = flat + (s - way);
		if (*s == '/' && butler_ends_with(name, n, end)) {
			return strlen(end);
		}
	}
	return 0;
}

/* Of "MiniCam_r_982985_S0": where "_982985_" is last; NULL: nowhere. */
static const char *last_number(const char *data, const char *number)
{
	const size_t n = strlen(number);
	const char *last = NULL;

	for (const char *s = strchr(data, '_'); s; s = strchr(s + 1, '_')) {
		last = strncmp(s + 1, number, n) == 0 && s[1 + n] == '_' ? s : last;
	}
	return last;
}

static struct facts data_of(const char *data, const char *number, struct arena *a)
{
	const char *at = last_number(data, number);
	struct fact *facts = NEW_ARRAY(a, struct fact, 3);

	if (!at) {
		return (struct facts){0};
	}
	facts[0] = (struct fact){"instrument", arena_strndup(a, data, strcspn(data, "_"))};
	facts[1] = (struct fact){"visit", number};
	facts[2] = (struct fact){"detector", at + strlen(number) + 2};
	return (struct facts){facts, 3};
}

/* `name`: below `folder`. A file that is not named like that is none of a task. */
static void see(struct butler *b, const char *folder, const char *name)
{
	struct arena *a = b->arena;
	char *path = fs_join(a, folder, name);
	const char *base = strrchr(path, '/') + 1, *dot = strrchr(base, '.');
	char *dir = arena_strndup(a, path, (size_t)(base - 1 - path));
	const char *number = strrchr(dir, '/') + 1;

	for (char *s = strchr(dir, '/'); s; s = strchr(s + 1, '/')) {
		const char *kind = arena_strndup(a, s + 1, strcspn(s + 1, "/"));
		const size_t n = strlen(kind);
		struct butler_file file = {.path = path};
		struct butler_files *list = butler_list_of(b, kind, &file);
		if (strncmp(base, kind, n) != 0 || base[n] != '_' || !list) {
			continue;
		}
		const char *way = arena_strndup(a, dir, (size_t)(s - dir)), *data = base + n + 1;
		const size_t all = (size_t)(dot - data), of_run = length_of_run(data, all, way, a);
		file.data_id = data_of(arena_strndup(a, data, all - of_run), number, a);
		*vec_push(a, list) = file;
		return;
	}
}

bool butler_walk(struct butler *b, const char *folder)
{
	static const char *const patterns[] = {"**/*_metadata_*.json", "**/*_log_*.json",
	                                       "**/*_metrics_*.json", "**/metricvalue_*.yaml"};
	const char *const *names = NULL;
	size_t n = 0;

	if (!fs_exists(folder)) {
		return diag_fail(b->diag, NOWHERE, "%s: there is no such folder", folder);
	}
	for (size_t p = 0; p < sizeof(patterns) / sizeof(*patterns); p++) {
		if (!fs_find(folder, patterns[p], b->arena, b->diag, &names, &n)) {
			return false;
		}
		for (size_t i = 0; i < n; i++) {
			see(b, folder, names[i]);
		}
	}
	if (!fs_find(folder, "**/packages_*.yaml", b->arena, b->diag, &names, &n)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		*vec_push(b->arena, &b->packages) = fs_join(b->arena, folder, names[i]);
	}
	return true;
}
