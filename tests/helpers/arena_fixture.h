/** An arena and a diag for each test of a file: list the tests as TEST(name). */
#ifndef TESTS_ARENA_FIXTURE_H
#define TESTS_ARENA_FIXTURE_H

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"

static struct arena *arena;
static struct diag *diag;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_new();
	diag = diag_new(arena);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)

#endif
