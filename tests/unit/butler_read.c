#include "../helpers/says.h"

#include <sqlite3.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/butler/butler.h"

#define FILES TEST_DATA "/butler"

/* A repository: its files are those of tests/data, its registry is made anew. */
static struct arena *arena;
static struct diag *diag;
static char *repo;
static struct butler_runs runs;

static void ask(const char *sql)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	assert_int_equal(sqlite3_open(fs_join(arena, repo, "gen3.sqlite3"), &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
		fail_msg("%s", why);
	}
	sqlite3_close(db);
}

static void settings(const char *text)
{
	assert_true(fs_write(fs_join(arena, repo, "butler.yaml"), text, strlen(text), diag));
}

static int open_repo(void **state)
{
	const char *sql = NULL;

	(void)state;
	arena = arena_new();
	diag = diag_new(arena);
	assert_true(fs_make_temp_dir("/tmp", "butler-", arena, diag, &repo));
	assert_true(fs_read(FILES "/registry.sql", 1 << 20, arena, diag, &sql, NULL));
	ask(sql);
	assert_int_equal(symlink(FILES "/butler.yaml", fs_join(arena, repo, "butler.yaml")), 0);
	assert_int_equal(symlink(FILES "/u", fs_join(arena, repo, "u")), 0);
	return 0;
}

static int close_repo(void **state)
{
	(void)state;
	bool ok = fs_remove_tree(repo, diag);

	arena_free(arena);
	return ok ? 0 : -1;
}

static const char *value(const struct butler_file *f, const char *name)
{
	for (size_t i = 0; i < f->data_id.n; i++) {
		if (strcmp(f->data_id.at[i].name, name) == 0) {
			return f->data_id.at[i].value;
		}
	}
	return "none";
}

static size_t count(const char *label, bool is_log)
{
	size_t n = 0;

	for (size_t i = 0; i < runs.n; i++) {
		n += strcmp(runs.files[i].label, label) == 0 && runs.files[i].is_log == is_log;
	}
	return n;
}

/* The only one. */
static const struct butler_file *file_of(const char *label, const char *number, const char *detector)
{
	const struct butler_file *found = NULL;

	for (size_t i = 0; i < runs.n; i++) {
		const struct butler_file *f = &runs.files[i];
		if (strcmp(f->label, label) == 0 && !f->is_log &&
		    strcmp(value(f, "detector"), detector) == 0 &&
		    (strcmp(value(f, "visit"), number) == 0 || strcmp(value(f, "exposure"), number) == 0)) {
			assert_null(found);
			found = f;
		}
	}
	assert_non_null(found);
	return found;
}

static const char *complaint(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	diag_print(diag, out, DIAG_PLAIN);
	fclose(out);
	const char *kept = arena_strdup(arena, text);
	free(text);
	return kept;
}

static void the_registry_tells_task_data_and_file(void **state)
{
	(void)state;
	assert_true(butler_read(repo, "u/ap/w_2022_21", arena, diag, &runs));
	assert_int_equal(runs.n, 12);
	assert_int_equal(count("isr", false), 6);
	assert_int_equal(count("characterizeImage", false), 6);
	const struct butler_file *f = file_of("isr", "982986", "1");
	assert_string_equal(value(f, "instrument"), "MiniCam");
	assert_string_equal(value(f, "exposure"), "982986");
	assert_says(f->path,
	            "/u/ap/w_2022_21/isr_metadata/20220518/982986/isr_metadata_MiniCam_r_982986_S1_");
	assert_true(*f->path == '/' && fs_exists(f->path));
	assert_string_equal(value(file_of("characterizeImage", "982986", "1"), "visit"), "982986");
	assert_int_equal(runs.n_packages, 1);
	assert_true(fs_exists(runs.packages[0]));
	assert_int_equal(diag_errors(diag), 0);
}

/* What the registry told before it was seen to be unknown is not told twice. */
static void metrics_of_an_unknown_registry_are_found_once(void **state)
{
	const char *name = "u/calib_metrics/1/calib_metrics_MiniCam_r_1_S0_u.json";

	(void)state;
	unlink(fs_join(arena, repo, "u"));
	for (const char *const *at =
	             (const char *const[]){name, "u/isr_metadata/1/isr_metadata_MiniCam_r_1_S0_u.json", NULL};
	     *at; at++) {
		char *path = fs_join(arena, repo, *at), *folder = arena_strdup(arena, path);
		*strrchr(folder, '/') = '\0';
		assert_true(fs_make_dirs(folder, diag) && fs_write(path, "{}", 2, diag));
	}
	ask("INSERT INTO collection VALUES (90, 'u', 1, NULL);"
	    "INSERT INTO dataset_type SELECT 50, 'calib_metrics', 'X', dimensions_key, tag_association_table, NULL FROM dataset_type WHERE name = 'isr_metadata';"
	    "CREATE TEMP TABLE new AS SELECT * FROM dataset_tags_00000001 LIMIT 1;"
	    "UPDATE new SET dataset_type_id = 50, dataset_id = 'm' || dataset_id, collection_id = 90;"
	    "INSERT INTO dataset_tags_00000001 SELECT * FROM new;"
	    "INSERT INTO file_datastore_records SELECT dataset_id, 'u/calib_metrics/1/calib_metrics_MiniCam_r_1_S0_u.json', '', '',"
	    " '__NULL_STRING__', NULL, 1 FROM new;"
	    "UPDATE dataset_type SET tag_association_table = 'gone' WHERE name = 'isr_metadata'");
	assert_true(butler_read(repo, "u", arena, diag, &runs));
	assert_says(complaint(), "no registry as it is known here");
	assert_int_equal(runs.n_metrics, 1);
}

/* A bundle of each detector's, as tasks of analysis leave them; a chain hides those of later runs. */
static void metrics_are_told_apart_from_what_tasks_say_of_themselves(void **state)
{
	(void)state;
	ask("INSERT INTO dataset_type SELECT 50, 'calib_metrics', 'MetricMeasurementBundle', dimensions_key, tag_association_table, NULL"
	    " FROM dataset_type WHERE name = 'isr_metadata';"
	    "CREATE TEMP TABLE new AS SELECT * FROM dataset_tags_00000001 WHERE dataset_type_id ="
	    " (SELECT id FROM dataset_type WHERE name = 'isr_metadata');"
	    "UPDATE new SET dataset_type_id = 50, dataset_id = 'm' || dataset_id;"
	    "INSERT INTO dataset_tags_00000001 SELECT * FROM new;"
	    "INSERT INTO file_datastore_records SELECT 'm' || dataset_id, replace(path, 'isr_metadata', 'calib_metrics'),"
	    " formatter, storage_class, component, checksum, file_size FROM file_datastore_records WHERE 'm' || dataset_id IN"
	    " (SELECT dataset_id FROM new)");
	assert_true(butler_read(repo, "u/ap/w_2022_22", arena, diag, &runs));
	assert_int_equal(runs.n, 12);
	assert_int_equal(runs.n_metrics, 6);
	for (size_t i = 0; i < runs.n_metrics; i++) {
		assert_string_equal(runs.metrics[i].label, "calib_metrics");
		assert_string_equal(value(&runs.metrics[i], "instrument"), "MiniCam");
		assert_says(runs.metrics[i].path, "calib_metrics_MiniCam_r_98298");
	}
	ask("INSERT INTO collection_chain VALUES (3, -1, 2)");
	assert_true(butler_read(repo, "u/ap/w_2022_22", arena, diag, &runs));
	assert_int_equal(runs.n_metrics, 6);
	for (size_t i = 0; i < runs.n_metrics; i++) {
		assert_says(runs.metrics[i].path, "_u_ap_w_2022_21.json");
	}
}

static void the_file_of_settings_is_as_good_as_the_folder(void **state)
{
	(void)state;
	assert_true(butler_read(fs_join(arena, repo, "butler.yaml"), "u/ap/w_2022_21", arena, diag, &runs));
	assert_int_equal(runs.n, 12);
}

static void a_chain_is_followed_and_its_first_counts(void **state)
{
	(void)state;
	assert_true(butler_read(repo, "u/ap/w_2022_22", arena, diag, &runs));
	assert_int_equal(runs.n, 12);
	assert_says(file_of("isr", "982985", "0")->path, "u_ap_w_2022_22_20261129T033312Z.json");
	/* the broken run of before is in front: what it has hides what comes after, and what it lacks is taken from there */
	ask("INSERT INTO collection_chain VALUES (3, -1, 5)");
	assert_true(butler_read(repo, "u/ap/w_2022_22", arena, diag, &runs));
	assert_int_equal(count("isr", false), 6);
	assert_int_equal(count("characterizeImage", false), 6);
	assert_int_equal(count("characterizeImage", true), 4);
	assert_says(file_of("isr", "982985", "0")->path, "u_ap_broken.json");
	assert_says(file_of("characterizeImage", "982985", "0")->path, "u_ap_w_2022_22");
	assert_int_equal(runs.n_packages, 2);
	/* a chain in a circle ends */
	ask("INSERT INTO collection_chain VALUES (3, 9, 3)");
	assert_false(butler_read(repo, "u/ap/w_2022_22", arena, diag, &runs));
	assert_says(complaint(), "chains of collections are deeper than");
}

static void what_failed_left_a_log_alone(void **state)
{
	(void)state;
	assert_true(butler_read(repo, "u/ap/broken", arena, diag, &runs));
	assert_int_equal(count("isr", false), 6);
	assert_int_equal(count("characterizeImage", false), 2);
	assert_int_equal(count("characterizeImage", true), 4);
}

static void an_unknown_collection_is_told_with_the_nearest(void **state)
{
	(void)state;
	assert_false(butler_read(repo, "u/ap/w_2022_12", arena, diag, &runs));
	assert_says(complaint(), "there is no collection 'u/ap/w_2022_12'; did you mean 'u/ap/w_2022_21'?");
}

static void a_collection_without_tasks_is_refused(void **state)
{
	(void)state;
	assert_false(butler_read(repo, "MiniCam/raw", arena, diag, &runs));
	assert_says(complaint(), "MiniCam/raw holds no metadata of tasks");
}

/* Of a detector, names of files tell its name, and not its number. */
static void is_walked(void)
{
	assert_int_equal(runs.n, 12);
	const struct butler_file *f = file_of("characterizeImage", "982987", "S1");
	assert_string_equal(value(f, "instrument"), "MiniCam");
	assert_true(fs_exists(f->path));
	file_of("isr", "982987", "S1");
	assert_int_equal(runs.n_packages, 1);
}

static void a_folder_of_files_is_read_by_their_names(void **state)
{
	(void)state;
	assert_true(butler_read(FILES "/u", "ap/w_2022_21", arena, diag, &runs));
	is_walked();
	assert_true(butler_read(FILES "/u/ap", "w_2022_22/20261129T033312Z", arena, diag, &runs));
	is_walked();
	assert_false(butler_read(FILES "/u", "ap/w_2022_20", arena, diag, &runs));
	assert_says(complaint(), "ap/w_2022_20: there is no such folder");
}

static void names_of_detectors_may_have_underscores(void **state)
{
	const char *dir = fs_join(arena, repo, "x/u/r_1/isr_metadata/20220518/5");
	const char *file = fs_join(arena, dir, "isr_metadata_HSC_r_5_5_R22_S11_u_r_1.json");

	(void)state;
	assert_true(fs_make_dirs(dir, diag) && fs_write(file, "{}", 2, diag));
	assert_true(fs_write(fs_join(arena, dir, "isr_metadata_other.json"), "{}", 2, diag));
	assert_true(butler_read(fs_join(arena, repo, "x"), "u/r_1", arena, diag, &runs));
	assert_int_equal(runs.n, 2);
	file_of("isr", "5", "R22_S11");
	assert_int_equal(runs.files[1].data_id.n, 0); /* nothing can be told of it */
}

static void another_registry_leaves_names_of_files(void **state)
{
	(void)state;
	ask("ALTER TABLE dataset_type RENAME COLUMN tag_association_table TO tags");
	assert_true(butler_read(repo, "u/ap/w_2022_21", arena, diag, &runs));
	is_walked();
	assert_says(complaint(), "no registry as it is known here (no such column: tag_association_table)");
}

static void a_server_is_refused_with_what_to_do(void **state)
{
	(void)state;
	unlink(fs_join(arena, repo, "butler.yaml"));
	settings("registry:\n  db: postgresql://me:secret@host/db\n");
	assert_false(butler_read(repo, "u/ap/w_2022_21", arena, diag, &runs));
	assert_says(complaint(), "the registry of this repository is reached by postgresql");
	assert_says(
		complaint(),
		"butler retrieve-artifacts REPO FOLDER/ -d '*_metadata,*_log,*_metrics,metricvalue_*,packages'");
	assert_never_says(diag_last(diag), "secret");
	diag_clear(diag);
	settings("datastore:\n  root: s3://bucket/repo\n");
	assert_false(butler_read(repo, "u/ap/w_2022_21", arena, diag, &runs));
	assert_says(complaint(), "the datastore of this repository is reached by s3");
}

static void a_registry_that_is_none_is_told(void **state)
{
	(void)state;
	assert_true(
		fs_write(fs_join(arena, repo, "gen3.sqlite3"), "no database at all, but a text", 30, diag));
	assert_false(butler_read(repo, "u/ap/w_2022_21", arena, diag, &runs));
	assert_says(complaint(), "gen3.sqlite3: cannot be read: file is not a database");
	unlink(fs_join(arena, repo, "gen3.sqlite3"));
	assert_false(butler_read(repo, "u/ap/w_2022_21", arena, diag, &runs));
	assert_says(complaint(), "gen3.sqlite3: cannot be opened: unable to open database file");
	assert_false(fs_exists(fs_join(arena, repo, "gen3.sqlite3")));
}

#define OWN(f) cmocka_unit_test_setup_teardown(f, open_repo, close_repo)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN(the_registry_tells_task_data_and_file),
		OWN(metrics_of_an_unknown_registry_are_found_once),
		OWN(metrics_are_told_apart_from_what_tasks_say_of_themselves),
		OWN(the_file_of_settings_is_as_good_as_the_folder),
		OWN(a_chain_is_followed_and_its_first_counts),
		OWN(what_failed_left_a_log_alone),
		OWN(an_unknown_collection_is_told_with_the_nearest),
		OWN(a_collection_without_tasks_is_refused),
		OWN(a_folder_of_files_is_read_by_their_names),
		OWN(names_of_detectors_may_have_underscores),
		OWN(another_registry_leaves_names_of_files),
		OWN(a_server_is_refused_with_what_to_do),
		OWN(a_registry_that_is_none_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
