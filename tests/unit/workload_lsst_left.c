/* What a run left in the repository: taken along, and cleared away, and what is not its own stays. */
#define ADAPTER "pipetask"
#include "../helpers/says.h"
#include "../helpers/workload_fixture.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES TEST_DATA "/butler"
#define RUN "prune/less/-/b000"
#define PARAMETERS "program: %s/pipetask\nrepository: %s/scratch/..\npipeline: p.yaml\ninput: a\n"

/** A repository with the runs of tests/data, and a run's folder; beside pipetask a butler that removes nothing, and ends well. */
struct left {
	struct arena *arena;
	struct diag *diag;
	char *root;
	const char *scratch;
	struct scope scope;
};

static void ask(const struct left *l, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(fs_join(l->arena, l->root, "gen3.sqlite3"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void put(const struct left *l, const char *path, const char *text)
{
	char *at = fs_join(l->arena, l->root, path), *folder = arena_strdup(l->arena, at);

	*strrchr(folder, '/') = '\0';
	assert_true(fs_make_dirs(folder, l->diag) && fs_write(at, text, strlen(text), l->diag));
}

static bool is_there(const struct left *l, const char *path)
{
	return fs_exists(fs_join(l->arena, l->root, path));
}

static int up(void **state)
{
	struct arena *a = arena_new();
	struct left *l = NEW(a, struct left);
	const char *sql = NULL;
	struct binding *own = NEW_ARRAY(a, struct binding, 2);
	const char **texts = NEW_ARRAY(a, const char *, 2);

	*l = (struct left){.arena = a, .diag = diag_new(a)};
	assert_true(fs_make_temp_dir("/tmp", "left-", a, l->diag, &l->root));
	l->scratch = fs_join(a, l->root, "scratch");
	assert_true(fs_make_dirs(l->scratch, l->diag));
	assert_true(fs_read(FILES "/registry.sql", 1 << 20, a, l->diag, &sql, NULL));
	ask(l, sql);
	assert_int_equal(symlink(FILES "/butler.yaml", fs_join(a, l->root, "butler.yaml")), 0);
	assert_int_equal(symlink(FILES "/u", fs_join(a, l->root, "u")), 0);
	put(l, "butler", "#!/bin/sh\necho \"$@\" >>\"$(dirname \"$0\")/asked\"\n");
	chmod(fs_join(a, l->root, "butler"), 0755);
	texts[0] = l->scratch;
	texts[1] = RUN;
	own[0] = (struct binding){.name = "scratch", .items = &texts[0], .n = 1};
	own[1] = (struct binding){.name = "run", .items = &texts[1], .n = 1};
	l->scope = (struct scope){own, 2, &scope};
	*state = l;
	return 0;
}

static int down(void **state)
{
	struct left *l = *state;
	bool ok = fs_remove_tree(l->root, l->diag);

	arena_free(l->arena);
	return ok ? 0 : -1;
}

static void *params_of(const struct left *l, const char *more)
{
	void *params = params_from(arena_printf(l->arena, PARAMETERS "%s", l->root, l->root, more), l->arena,
	                           l->diag);

	assert_non_null(params);
	return params;
}

static const char *finish(const struct left *l, const char *more)
{
	const char *why = NULL;

	assert_true(workload_find(ADAPTER)->finish(params_of(l, more), &l->scope, false, l->arena, l->diag,
	                                           &why));
	return why;
}

static size_t gathered(const struct left *l, const char *pattern)
{
	const char *const *found = NULL;
	size_t n = 0;

	assert_true(fs_find(l->scratch, pattern, l->arena, l->diag, &found, &n));
	return n;
}

static void datasets_are_found_by_the_registry_wherever_they_are(void **state)
{
	struct left *l = *state;

	ask(l,
	    "UPDATE file_datastore_records SET path = replace(path, 'u/ap/w_2022_21/isr_metadata/20220518/982986/', 'elsewhere/')");
	put(l, "elsewhere/isr_metadata_MiniCam_r_982986_S0_u_ap_w_2022_21.json", "{}");
	put(l, "elsewhere/isr_metadata_MiniCam_r_982986_S1_u_ap_w_2022_21.json", "{}");
	assert_null(finish(l, "output: u/ap/w_2022_21\n"));
	assert_int_equal(gathered(l, "datasets/**/isr_metadata_*.json"), 6);
	assert_int_equal(gathered(l, "datasets/characterizeImage_metadata/20220518/r/r/98298*/*.json"), 6);
	assert_int_equal(gathered(l, "datasets/**/*_log_*"), 0);
}

static void without_a_registry_they_are_found_by_their_names(void **state)
{
	struct left *l = *state;

	unlink(fs_join(l->arena, l->root, "butler.yaml"));
	put(l, "butler.yaml", "registry: {db: 'postgresql://host/db'}\n");
	assert_null(finish(l, "output: u/ap/w_2022_21\n"));
	assert_int_equal(gathered(l, "datasets/**/*_metadata_*.json"), 12);
}

static void what_cannot_be_taken_along_fails_the_run_and_nothing_more(void **state)
{
	struct left *l = *state;

	ask(l,
	    "UPDATE file_datastore_records SET path = 'large.json' WHERE path LIKE 'u/ap/w_2022_21/isr_metadata/%982986_S0%'");
	put(l, "large.json", "{}");
	assert_int_equal(truncate(fs_join(l->arena, l->root, "large.json"), 65 << 20), 0);
	assert_says(finish(l, "output: u/ap/w_2022_21\n"), "what it left cannot be taken along: ");
	assert_int_equal(diag_errors(l->diag), 0);
}

static void clear(const struct left *l, const char *more, enum run_end end)
{
	const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};

	put(l, "secateur/" RUN "/a/file", "x");
	workload_find(ADAPTER)->clear(params_of(l, more), &l->scope, environment, end, l->arena, l->diag);
	assert_int_equal(diag_errors(l->diag), 0);
}

static void files_of_a_run_of_its_own_go(void **state)
{
	struct left *l = *state;

	clear(l, "", RUN_ENDED);
	assert_true(is_there(l, "secateur/" RUN)); /* its graph was not built: it may be somebody else's */
	assert_false(is_there(l, "asked"));
	put(l, "scratch/run.log", "");
	clear(l, "", RUN_ENDED);
	assert_true(is_there(l, "asked"));
	assert_false(is_there(l, "secateur/" RUN));
}

static void files_below_another_name_are_butlers_to_remove(void **state)
{
	struct left *l = *state;

	put(l, "scratch/run.log", "");
	put(l, "mine/a/file", "x");
	clear(l, "output: mine\n", RUN_ENDED);
	assert_true(is_there(l, "asked"));
	assert_true(is_there(l, "mine/a/file"));
}

static void what_is_kept_is_no_half_run(void **state)
{
	struct left *l = *state;

	put(l, "scratch/run.log", "");
	clear(l, "outputs: keep\n", RUN_ENDED);
	assert_true(is_there(l, "secateur/" RUN));
	clear(l, "outputs: keep\ngraph_options: [--extend-run]\n", RUN_LOST);
	assert_true(is_there(l, "secateur/" RUN));
	assert_false(is_there(l, "asked"));
	clear(l, "outputs: keep\n", RUN_KILLED);
	assert_false(is_there(l, "secateur/" RUN));
}

static void of_a_killed_run_its_folder_tells_how_far_it_came(void **state)
{
	struct left *l = *state;

	clear(l, "", RUN_KILLED);
	assert_true(is_there(l, "secateur/" RUN)); /* killed at its graph */
	clear(l, "", RUN_LOST);
	assert_false(is_there(l, "secateur/" RUN));
}

int main(void)
{
#define OF_RUN(f) cmocka_unit_test_setup_teardown(f, up, down)
	static const struct CMUnitTest tests[] = {
		OF_RUN(datasets_are_found_by_the_registry_wherever_they_are),
		OF_RUN(without_a_registry_they_are_found_by_their_names),
		OF_RUN(what_cannot_be_taken_along_fails_the_run_and_nothing_more),
		OF_RUN(files_of_a_run_of_its_own_go),
		OF_RUN(files_below_another_name_are_butlers_to_remove),
		OF_RUN(what_is_kept_is_no_half_run),
		OF_RUN(of_a_killed_run_its_folder_tells_how_far_it_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
