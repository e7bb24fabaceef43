/* What a run left in the repository: taken along, and cleared away, and what is not its own stays. */
#define ADAPTER "pipetask"
#include "../../src/workload/workload_lsst.h"
#include "../helpers/says.h"
#include "../helpers/workload_fixture.h"
#include "secateur/model/outcome.h"

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

static void without_a_registry_no_run_on_all_inputs_is_begun(void **state)
{
	struct left *l = *state;
	const char *text = arena_printf(l->arena, PARAMETERS "granularity: set\n", l->root, l->root);

	assert_non_null(params_from(text, l->arena, l->diag));
	unlink(fs_join(l->arena, l->root, "butler.yaml"));
	put(l, "butler.yaml", "registry: {db: 'postgresql://host/db'}\n");
	assert_null(params_from(text, l->arena, l->diag));
	assert_says(diag_last(l->diag),
	            "with `granularity: set` its registry tells of which input a quantum is: the registry of "
	            "this repository is reached by postgresql");
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

/* A run on exposures 982985 and 982987, each detector an input, taken apart; `kind` is how the process ended. */
enum { N_PARTS = 4 };
static void take_apart(const struct left *l, const char *run, enum outcome_kind kind, const char *reason,
                       struct workload_part *parts)
{
	static const char *const exposures[] = {"982985", "982987"}, *const detectors[] = {"0", "1"};
	struct outcome whole = {.kind = kind, .reason = reason};

	for (size_t i = 0; i < N_PARTS; i++) {
		struct binding *columns = NEW_ARRAY(l->arena, struct binding, 2);
		struct scope *own = NEW(l->arena, struct scope);
		columns[0] = (struct binding){.name = "input.exposure", .items = &exposures[i / 2], .n = 1};
		columns[1] = (struct binding){.name = "input.detector", .items = &detectors[i % 2], .n = 1};
		*own = (struct scope){columns, 2, NULL};
		parts[i] = (struct workload_part){
			.scope = own,
			.dir = fs_join(l->arena, l->scratch, arena_printf(l->arena, "part-%zu", i)),
			.outcome = NEW(l->arena, struct outcome)};
		*parts[i].outcome = (struct outcome){0};
	}
	assert_true(lsst_parts(l->root, run, &whole, parts, N_PARTS, l->arena, l->diag));
}

static void quanta_are_of_the_input_that_their_data_id_names(void **state)
{
	struct left *l = *state;
	struct workload_part parts[N_PARTS];

	take_apart(l, "u/ap/w_2022_21", OUTCOME_OK, NULL, parts);
	for (size_t i = 0; i < N_PARTS; i++) {
		const char *own = arena_printf(l->arena, "part-%zu/datasets/**/*_%s_S%zu_*.json", i,
		                               i / 2 ? "982987" : "982985", i % 2);
		assert_null(parts[i].outcome->reason);
		assert_int_equal(parts[i].outcome->kind, OUTCOME_OK);
		assert_int_equal(parts[i].outcome->n_steps, 2);
		assert_true(parts[i].began > 0);
		assert_int_equal(gathered(l, own), 2);
		assert_int_equal(gathered(l, arena_printf(l->arena, "part-%zu/datasets/**/*.json", i)), 2);
	}
}

static void an_input_that_lacks_a_task_fails_alone(void **state)
{
	struct left *l = *state;
	struct workload_part parts[N_PARTS];

	take_apart(l, "u/ap/broken", OUTCOME_EXIT, "a quantum failed", parts);
	for (size_t i = 0; i < N_PARTS; i++) {
		bool is_whole = i % 2 == 1; /* of detector 0 the second task left its log alone */
		assert_int_equal(parts[i].outcome->n_steps, is_whole ? 2 : 1);
		assert_int_equal(parts[i].outcome->kind, is_whole ? OUTCOME_OK : OUTCOME_EXIT);
		if (!is_whole) {
			assert_string_equal(parts[i].outcome->reason, "a quantum failed");
		}
	}
}

static void where_a_task_left_nothing_no_input_is_known_to_be_whole(void **state)
{
	struct left *l = *state;
	struct workload_part parts[N_PARTS];

	/* beside the metadata of both tasks, the configuration of a third */
	unlink(fs_join(l->arena, l->root, "u"));
	put(l, "u/ap/w_2022_21/killed_config/killed_config.py", "");
	assert_int_equal(symlink(FILES "/u/ap/w_2022_21/isr_metadata",
	                         fs_join(l->arena, l->root, "u/ap/w_2022_21/isr_metadata")),
	                 0);
	assert_int_equal(symlink(FILES "/u/ap/w_2022_21/characterizeImage_metadata",
	                         fs_join(l->arena, l->root, "u/ap/w_2022_21/characterizeImage_metadata")),
	                 0);
	take_apart(l, "u/ap/w_2022_21", OUTCOME_SIGNAL, "killed", parts);
	for (size_t i = 0; i < N_PARTS; i++) {
		assert_string_equal(parts[i].outcome->reason, "killed");
		assert_int_equal(parts[i].outcome->kind, OUTCOME_SIGNAL);
		assert_int_equal(parts[i].outcome->n_steps, 2);
	}
	/* of a process that ended well, the same is no failure */
	take_apart(l, "u/ap/w_2022_21", OUTCOME_OK, NULL, parts);
	assert_int_equal(parts[0].outcome->kind, OUTCOME_OK);
}

int main(void)
{
#define OF_RUN(f) cmocka_unit_test_setup_teardown(f, up, down)
	static const struct CMUnitTest tests[] = {
		OF_RUN(datasets_are_found_by_the_registry_wherever_they_are),
		OF_RUN(without_a_registry_they_are_found_by_their_names),
		OF_RUN(without_a_registry_no_run_on_all_inputs_is_begun),
		OF_RUN(what_cannot_be_taken_along_fails_the_run_and_nothing_more),
		OF_RUN(files_of_a_run_of_its_own_go),
		OF_RUN(files_below_another_name_are_butlers_to_remove),
		OF_RUN(what_is_kept_is_no_half_run),
		OF_RUN(of_a_killed_run_its_folder_tells_how_far_it_came),
		OF_RUN(quanta_are_of_the_input_that_their_data_id_names),
		OF_RUN(an_input_that_lacks_a_task_fails_alone),
		OF_RUN(where_a_task_left_nothing_no_input_is_known_to_be_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
