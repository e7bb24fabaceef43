#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"

static struct arena *arena;
static struct diag *diag;
static char *dir;

static int open_dir(void **state)
{
	(void)state;
	arena = arena_new();
	diag = diag_new(arena);
	return fs_make_temp_dir("/tmp", "secateur-fs-", arena, diag, &dir) ? 0 : -1;
}

static int close_dir(void **state)
{
	(void)state;
	bool ok = fs_remove_tree(dir, diag) && !fs_exists(dir);

	arena_free(arena);
	return ok ? 0 : -1;
}

static char *in_dir(const char *name) { return fs_join(arena, dir, name); }

static void put(const char *path, const char *text) { assert_true(fs_write(path, text, strlen(text), diag)); }

static unsigned count_entries(const char *path)
{
	DIR *d = opendir(path);
	unsigned n = 0;

	assert_non_null(d);
	while (d && readdir(d)) {
		n++;
	}
	closedir(d);
	return n - 2;
}

static void what_is_written_is_read(void **state)
{
	const char *text = NULL;
	size_t size = 0;
	uint64_t bytes = 0;

	(void)state;
	put(in_dir("a"), "one\n");
	put(in_dir("a"), "two\nthree\n");
	assert_true(fs_read(in_dir("a"), 100, arena, diag, &text, &size));
	assert_string_equal(text, "two\nthree\n");
	assert_int_equal(size, 10);
	assert_true(fs_size(in_dir("a"), diag, &bytes) && bytes == 10);
	assert_true(fs_write(in_dir("z"), "a\0b", 3, diag));
	assert_true(fs_read(in_dir("z"), 3, arena, diag, &text, &size) && size == 3);
	assert_memory_equal(text, "a\0b", 4);
	assert_int_equal(count_entries(dir), 2);
}

static void a_file_over_the_limit_is_refused(void **state)
{
	const char *text = "untouched";

	(void)state;
	put(in_dir("a"), "0123456789");
	assert_true(fs_read(in_dir("a"), 10, arena, diag, &text, NULL));
	text = "untouched";
	assert_false(fs_read(in_dir("a"), 9, arena, diag, &text, NULL));
	assert_string_equal(text, "untouched");
	assert_non_null(strstr(diag_last(diag), "/a: larger than 9 B"));
	assert_false(fs_read("/dev/zero", 1 << 16, arena, diag, &text, NULL));
}

static void errors_name_the_file(void **state)
{
	const char *text;
	uint64_t n;

	(void)state;
	assert_false(fs_read(in_dir("none"), 10, arena, diag, &text, NULL));
	assert_non_null(strstr(diag_last(diag), "/none: No such file or directory"));
	assert_false(fs_read(dir, 10, arena, diag, &text, NULL));
	assert_non_null(strstr(diag_last(diag), "Is a directory"));
	assert_false(fs_size(in_dir("none"), diag, &n));
	assert_false(fs_write(in_dir("no/such/dir"), "x", 1, diag));
	assert_false(fs_write(dir, "x", 1, diag));
	put(in_dir("file"), "");
	assert_false(fs_make_dirs(in_dir("file/below"), diag));
	assert_non_null(strstr(diag_last(diag), "/file: Not a directory"));
	assert_false(fs_remove_tree(in_dir("file"), diag));
	assert_true(fs_exists(in_dir("file")));
}

static void the_tail_begins_with_a_line(void **state)
{
	const char *text = NULL;

	(void)state;
	put(in_dir("a"), "first\nsecond\nthird\n");
	assert_true(fs_read_tail(in_dir("a"), 100, arena, diag, &text));
	assert_string_equal(text, "first\nsecond\nthird\n");
	assert_true(fs_read_tail(in_dir("a"), 19, arena, diag, &text));
	assert_string_equal(text, "first\nsecond\nthird\n");
	assert_true(fs_read_tail(in_dir("a"), 18, arena, diag, &text));
	assert_string_equal(text, "second\nthird\n");
	assert_true(fs_read_tail(in_dir("a"), 13, arena, diag, &text));
	assert_string_equal(text, "second\nthird\n");
	assert_true(fs_read_tail(in_dir("a"), 12, arena, diag, &text));
	assert_string_equal(text, "third\n");
	assert_true(fs_read_tail(in_dir("a"), 3, arena, diag, &text));
	assert_string_equal(text, "rd\n");
	assert_true(fs_write(in_dir("n"), "a\0b\0\0c", 6, diag));
	assert_true(fs_read_tail(in_dir("n"), 10, arena, diag, &text));
	assert_string_equal(text, "a b  c");
	put(in_dir("e"), "");
	assert_true(fs_read_tail(in_dir("e"), 10, arena, diag, &text));
	assert_string_equal(text, "");
	assert_false(fs_read_tail(in_dir("none"), 10, arena, diag, &text));
}

static void a_device_is_written_to_and_not_replaced(void **state)
{
	struct stat st;

	(void)state;
	assert_true(fs_write("/dev/null", "x", 1, diag));
	assert_true(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
}

static void a_link_is_written_through(void **state)
{
	const char *text = NULL;
	struct stat st;

	(void)state;
	put(in_dir("target"), "old");
	assert_int_equal(symlink("target", in_dir("link")), 0);
	put(in_dir("link"), "new");
	assert_true(lstat(in_dir("link"), &st) == 0 && S_ISLNK(st.st_mode));
	assert_true(fs_read(in_dir("target"), 10, arena, diag, &text, NULL));
	assert_string_equal(text, "new");
}

static void folders_are_made_with_their_parents(void **state)
{
	(void)state;
	assert_true(fs_make_dirs(in_dir("a/b//c/"), diag));
	assert_true(fs_make_dirs(in_dir("a/b/c"), diag));
	assert_true(fs_exists(in_dir("a/b/c")));
	assert_true(fs_make_dirs("/", diag));
}

static void links_out_of_a_tree_are_not_followed(void **state)
{
	(void)state;
	assert_true(fs_make_dirs(in_dir("outside/kept"), diag));
	put(in_dir("outside/file"), "kept");
	assert_true(fs_make_dirs(in_dir("tree/sub"), diag));
	assert_int_equal(symlink("../outside", in_dir("tree/link")), 0);
	assert_int_equal(symlink(in_dir("outside"), in_dir("tree/sub/link")), 0);
	assert_int_equal(symlink("/nowhere", in_dir("tree/sub/dangling")), 0);
	assert_int_equal(symlink("outside", in_dir("alias")), 0);
	assert_true(fs_remove_tree(in_dir("tree"), diag));
	assert_false(fs_exists(in_dir("tree")));
	assert_false(fs_remove_tree(in_dir("alias"), diag));
	assert_false(fs_remove_tree(in_dir("alias/"), diag));
	assert_true(fs_exists(in_dir("outside/file")));
	assert_true(fs_exists(in_dir("outside/kept")));
	assert_true(fs_remove_tree(in_dir("never-was"), diag));
}

static void a_tree_deeper_than_any_path_is_removed(void **state)
{
	enum { DEPTH = 100, FEW = 40 };
	char name[100] = {0};
	struct rlimit before, few;
	int at;

	(void)state;
	/* longer than PATH_MAX in all, and with more levels than descriptors */
	memset(name, 'n', sizeof(name) - 1);
	assert_true(fs_make_dirs(in_dir("deep/.removed-0/x"), diag));
	at = open(in_dir("deep"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < DEPTH; i++) {
		int below, file;

		assert_int_equal(mkdirat(at, name, 0700), 0);
		below = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		file = openat(below, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		assert_true(below >= 0 && file >= 0);
		close(file);
		close(at);
		at = below;
	}
	close(at);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = (struct rlimit){FEW, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	bool ok = fs_remove_tree(in_dir("deep"), diag);

	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_true(ok);
	assert_false(fs_exists(in_dir("deep")));
}

static void no_name_in_a_tree_stands_in_the_way_of_its_removal(void **state)
{
	char name[40];

	(void)state;
	/* names that the removal would give, each taken by a folder that is not empty */
	for (int i = 0; i < 1100; i++) {
		snprintf(name, sizeof(name), "tree/.removed-%d/x/y", i);
		assert_true(fs_make_dirs(in_dir(name), diag));
	}
	assert_true(fs_remove_tree(in_dir("tree"), diag));
	assert_false(fs_exists(in_dir("tree")));
}

static void folders_closed_to_their_owner_are_removed(void **state)
{
	(void)state;
	/* root may do anything; somebody who may not shows what is tested */
	if (geteuid() == 0) {
		assert_int_equal(chown(dir, 65534, 65534), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	assert_true(fs_make_dirs(in_dir("tree/closed/below"), diag));
	put(in_dir("tree/closed/below/file"), "x");
	assert_int_equal(chmod(in_dir("tree/closed/below"), 0500), 0);
	assert_int_equal(chmod(in_dir("tree/closed"), 0), 0);
	assert_int_equal(chmod(in_dir("tree"), 0500), 0);
	bool ok = fs_remove_tree(in_dir("tree"), diag);

	assert_int_equal(seteuid(getuid()), 0);
	assert_true(ok);
	assert_false(fs_exists(in_dir("tree")));
}

static void names_are_joined_and_folders_found(void **state)
{
	char *ret = NULL, *here = realpath(".", NULL), *real = realpath(dir, NULL);

	(void)state;
	assert_string_equal(fs_join(arena, "a", "b"), "a/b");
	assert_string_equal(fs_join(arena, "a/", "b"), "a/b");
	assert_string_equal(fs_join(arena, "a", "/b"), "/b");
	assert_true(fs_dir_of("file.yaml", arena, diag, &ret));
	assert_string_equal(ret, here);
	assert_true(fs_dir_of("/file", arena, diag, &ret));
	assert_string_equal(ret, "/");
	assert_true(fs_dir_of(in_dir("none"), arena, diag, &ret));
	assert_string_equal(ret, real);
	assert_false(fs_dir_of(in_dir("none/below"), arena, diag, &ret));
	free(here);
	free(real);
}

static void the_way_from_one_folder_to_another_is_found(void **state)
{
	const char *ret = NULL;

	(void)state;
	assert_true(fs_make_dirs(in_dir("a/b"), diag) && fs_make_dirs(in_dir("ab/c"), diag));
	assert_true(fs_relative(in_dir("a/b"), in_dir("a"), arena, diag, &ret));
	assert_string_equal(ret, "b");
	assert_true(fs_relative(in_dir("a"), in_dir("a/b/"), arena, diag, &ret));
	assert_string_equal(ret, "..");
	assert_true(fs_relative(in_dir("ab/c"), in_dir("a/b"), arena, diag, &ret));
	assert_string_equal(ret, "../../ab/c");
	assert_true(fs_relative(in_dir("a"), in_dir("a"), arena, diag, &ret));
	assert_string_equal(ret, ".");
	assert_true(fs_relative("/usr", "/", arena, diag, &ret));
	assert_string_equal(ret, "usr");
	assert_false(fs_relative(in_dir("none"), in_dir("a"), arena, diag, &ret));
	assert_non_null(strstr(diag_last(diag), "none: No such file"));
}

static void temporary_folders_differ(void **state)
{
	char *a = NULL, *b = NULL;
	struct stat st;

	(void)state;
	assert_true(fs_make_temp_dir(dir, "t-", arena, diag, &a));
	assert_true(fs_make_temp_dir(dir, "t-", arena, diag, &b));
	assert_string_not_equal(a, b);
	assert_true(stat(a, &st) == 0 && (st.st_mode & 0777) == 0700);
	assert_false(fs_make_temp_dir(in_dir("none"), "t-", arena, diag, &a));
}

static const char *found(const char *pattern)
{
	const char *const *names = NULL;
	size_t n = 0;
	char *all = arena_strdup(arena, "");

	assert_true(fs_find(dir, pattern, arena, diag, &names, &n));
	for (size_t i = 0; i < n; i++) {
		all = arena_printf(arena, "%s%s%s", all, i > 0 ? " " : "", names[i]);
	}
	return all;
}

static void files_are_found_by_patterns_in_order(void **state)
{
	static const char *const files[] = {
		"a_1.json",       "run/a_2.json", "run/b.txt", "run/deep/x/a_3.json",
		".hidden/a.json", "run/.a.json",  "run/[x]"};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const char *slash = strrchr(files[i], '/');
		if (slash) {
			size_t n = (size_t)(slash - files[i]);
			assert_true(fs_make_dirs(in_dir(arena_strndup(arena, files[i], n)), diag));
		}
		put(in_dir(files[i]), "x");
	}
	assert_int_equal(symlink("..", in_dir("run/up")), 0);
	assert_int_equal(mkdir(in_dir("run/folder.json"), 0700), 0);
	assert_string_equal(found("**/*.json"), "a_1.json run/a_2.json run/deep/x/a_3.json");
	assert_string_equal(found("**/**/a_?.json"), "a_1.json run/a_2.json run/deep/x/a_3.json");
	assert_string_equal(found("**/deep/**/*.json"), "run/deep/x/a_3.json");
	assert_string_equal(found("run/*/x/*"), "run/deep/x/a_3.json");
	assert_string_equal(found("run/deep/**"), "run/deep/x/a_3.json");
	assert_string_equal(found("run/a_2.json"), "run/a_2.json");
	assert_string_equal(found("run/b*"), "run/b.txt");
	assert_string_equal(found("r[a-z]n/[[]*"), "run/[x]");
	assert_string_equal(found("none/**/*.json"), "");
	assert_string_equal(found("*.none"), "");
	assert_string_equal(found(in_dir("run/*.txt")), in_dir("run/b.txt"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_dir, close_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_read),
		TEST(a_file_over_the_limit_is_refused),
		TEST(errors_name_the_file),
		TEST(the_tail_begins_with_a_line),
		TEST(a_device_is_written_to_and_not_replaced),
		TEST(a_link_is_written_through),
		TEST(folders_are_made_with_their_parents),
		TEST(links_out_of_a_tree_are_not_followed),
		TEST(a_tree_deeper_than_any_path_is_removed),
		TEST(no_name_in_a_tree_stands_in_the_way_of_its_removal),
		TEST(folders_closed_to_their_owner_are_removed),
		TEST(names_are_joined_and_folders_found),
		TEST(files_are_found_by_patterns_in_order),
		TEST(the_way_from_one_folder_to_another_is_found),
		TEST(temporary_folders_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
