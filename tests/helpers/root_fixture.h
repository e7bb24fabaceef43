/** A machine made of files: a folder that stands for "/". */
#ifndef TESTS_ROOT_FIXTURE_H
#define TESTS_ROOT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"
#include "secateur/base/fs.h"

struct fixture {
	struct arena *a;
	struct diag *d;
	char *root;
};

static inline void put(struct fixture *f, const char *name, const char *text)
{
	char *path = fs_join(f->a, f->root, name);

	*strrchr(path, '/') = '\0';
	assert_true(fs_make_dirs(path, f->d));
	assert_true(fs_write(fs_join(f->a, f->root, name), text, strlen(text), f->d));
}

static inline struct fixture *make_root(void)
{
	static struct fixture f;

	f.a = arena_new();
	f.d = diag_new(f.a);
	assert_true(fs_make_temp_dir("/tmp", "root", f.a, f.d, &f.root));
	return &f;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	fs_remove_tree(f->root, f->d);
	arena_free(f->a);
	return 0;
}

#endif
