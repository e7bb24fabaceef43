/* Where a repository has its registry and its files: butler.yaml. */
#include <string.h>

#include "butler_private.h"
#include "secateur/base/fs.h"
#include "secateur/yaml/yaml.h"

#define ROOT_HOLE "<butlerRoot>"
#define SQLITE "sqlite:///"

bool butler_ends_with(const char *s, size_t n, const char *end)
{
	const size_t of_end = strlen(end);

	return n > of_end && memcmp(s + n - of_end, end, of_end) == 0;
}

struct butler_files *butler_list_of(struct butler *b, const char *dataset_type, struct butler_file *ret)
{
	const size_t n = strlen(dataset_type);
	const bool is_log = butler_ends_with(dataset_type, n, "_log");

	ret->type = arena_strdup(b->arena, dataset_type);
	if (is_log || butler_ends_with(dataset_type, n, "_metadata")) {
		ret->label = arena_strndup(b->arena, dataset_type,
		                           (size_t)(strrchr(dataset_type, '_') - dataset_type));
		ret->is_log = is_log;
		return &b->found;
	}
	if (butler_ends_with(dataset_type, n, "_metrics") || strncmp(dataset_type, "metricvalue_", 12) == 0) {
		ret->label = ret->type;
		return &b->metrics;
	}
	return NULL;
}

static const char *setting(const struct yaml *y, const char *key, const char *key2, const char *otherwise)
{
	y = y && yaml_kind(y) == YAML_MAP ? yaml_get(y, key) : NULL;
	y = y && key2 && yaml_kind(y) == YAML_MAP ? yaml_get(y, key2) : y;
	const char *text = y ? yaml_text(y) : NULL;

	return text && *text ? text : otherwise;
}

static const char *without_hole(const struct butler *b, const char *s)
{
	const char *hole = strstr(s, ROOT_HOLE);

	return hole ? arena_printf(b->arena, "%.*s%s%s", (int)(hole - s), s, b->root,
	                           hole + strlen(ROOT_HOLE))
	            : s;
}

static void advise(struct diag *d)
{
	diag_help(
		d,
		"`butler retrieve-artifacts REPO FOLDER/ -d '*_metadata,*_log,*_metrics,metricvalue_*,packages' --collections RUN` brings the files here; then "
		"`secateur import butler FOLDER RUN --as NAME`");
}

/* What is before "://" alone: the rest may hold a password. */
static bool refuse(struct butler *b, const char *what, const char *uri, struct src_loc at)
{
	diag_fail(b->diag, at, "%s of this repository is reached by %.*s: only files can be read here", what,
	          (int)strcspn(uri, ":"), uri);
	advise(b->diag);
	return false;
}

static bool find_parts(struct butler *b, const struct yaml *y)
{
	const struct yaml *datastore = yaml_get(y, "datastore");

	if (datastore && yaml_kind(datastore) != YAML_MAP) {
		return diag_fail(b->diag, yaml_at(datastore), "`datastore` of a repository is a map");
	}
	const char *db = without_hole(b, setting(y, "registry", "db", SQLITE ROOT_HOLE "/gen3.sqlite3"));
	const char *files = without_hole(b, setting(datastore, "root", NULL, ROOT_HOLE));

	b->records = setting(datastore ? yaml_get(datastore, "records") : NULL, "table", NULL,
	                     "file_datastore_records");
	if (strncmp(db, SQLITE, strlen(SQLITE)) != 0) {
		return refuse(b, "the registry", db, yaml_at(y));
	}
	b->registry = fs_join(b->arena, b->root, db + strlen(SQLITE));
	files = strncmp(files, "file://", 7) == 0 ? files + 7 : files;
	if (strstr(files, "://")) {
		return refuse(b, "the datastore", files, yaml_at(y));
	}
	b->files = fs_join(b->arena, b->root, files);
	return true;
}

static bool read_settings(struct butler *b, const char *path)
{
	const struct yaml *y = NULL;

	return yaml_read(path, b->arena, b->diag, &y) &&
	       (yaml_kind(y) == YAML_MAP ||
	        diag_fail(b->diag, yaml_at(y),
	                  "the settings of a repository are a map, with `registry` and `datastore`")) &&
	       find_parts(b, y);
}

static bool find_in_registry(struct butler *b, const char *settings, const char *collection)
{
	const char *why = NULL;

	if (!read_settings(b, settings)) {
		return false;
	}
	enum butler_end end = butler_ask(b, collection, &why);
	if (end == BUTLER_UNKNOWN) {
		diag_warn(b->diag, NOWHERE,
		          "%s is no registry as it is known here (%s): files are found by their names",
		          b->registry, why);
		b->found.n = b->metrics.n = b->packages.n =
			0; /* what it told before it was seen to be unknown */
		return butler_walk(b, fs_join(b->arena, b->files, collection));
	}
	return end == BUTLER_READ;
}

static bool any_metadata(const struct butler *b)
{
	for (size_t i = 0; i < b->found.n; i++) {
		if (!b->found.at[i].is_log) {
			return true;
		}
	}
	return false;
}

/* The file of settings, or NULL: it is a folder of files. */
static const char *settings_of(const char *repo, struct arena *a)
{
	const char *inside = fs_join(a, repo, "butler.yaml");

	return butler_ends_with(repo, strlen(repo), ".yaml") ? repo : fs_exists(inside) ? inside : NULL;
}

bool butler_is_of_files(const char *repo, struct arena *a, struct diag *d)
{
	const char *settings = settings_of(repo, a);
	struct butler b = {.arena = a, .diag = d};
	char *root = NULL;

	if (!settings || !fs_exists(settings)) {
		return true;
	}
	if (!fs_dir_of(settings, a, d, &root)) {
		return false;
	}
	b.root = root;
	return read_settings(&b, settings);
}

bool butler_read(const char *repo, const char *collection, struct arena *a, struct diag *d,
                 struct butler_runs *ret)
{
	const char *settings = settings_of(repo, a);
	struct butler b = {.arena = a, .diag = d};
	char *root = NULL;

	if (!fs_dir_of(settings ? settings : fs_join(a, repo, "butler.yaml"), a, d, &root)) {
		return false;
	}
	b.root = b.files = root;
	if (!(settings ? find_in_registry(&b, settings, collection)
	               : butler_walk(&b, fs_join(a, root, collection)))) {
		return false;
	}
	if (!any_metadata(&b)) {
		diag_fail(d, NOWHERE, "%s: %s holds no metadata of tasks", repo, collection);
		diag_help(
			d,
			settings ? "`butler query-collections` and `butler query-datasets` tell what there is"
				 : "below FOLDER/COLLECTION files lie as in a butler repository: "
				   "LABEL_metadata/.../LABEL_metadata_..._RUN.json");
		return false;
	}
	*ret = (struct butler_runs){b.found.at,  b.found.n,     b.metrics.at,
	                            b.metrics.n, b.packages.at, b.packages.n};
	return true;
}
