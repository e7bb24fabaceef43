#include "../helpers/store_fixture.h"

enum { ADDED = N_VARIANTS };

static struct variant added_variant(struct fixture *f)
{
	struct variant v = f->variants[TINY];

	v.name = "found";
	v.index = ADDED;
	v.reference = BASE;
	v.id = digest_of("found", f->a);
	return v;
}

static void add_it(struct fixture *f, struct store *s, int64_t experiment)
{
	struct variant v = added_variant(f);

	assert_true_or_told(f, store_add_variant(s, experiment, &v, f->spec.n_factors, f->d));
}

static bool add_block(struct fixture *f, struct store *s, int64_t experiment, uint32_t number,
                      const char *what)
{
	struct digest key = digest_of(what, f->a);

	return store_add_block(s, experiment, &(struct store_block){number, "variants", &key, 1}, f->d);
}

static struct made_run *run_at(struct fixture *f, int64_t e, int64_t session, uint32_t position,
                               uint32_t variant)
{
	return make_run(f, e, session, (struct trial){1000, position, variant, 1, PHASE_MEASURED},
	                100 + position);
}

/* The baseline, what was found, the baseline: on one input. */
static int64_t fill(struct fixture *f, struct store *s)
{
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);

	add_it(f, s, e);
	assert_true_or_told(f, add_block(f, s, e, 1000, "the block"));
	for (uint32_t i = 0; i < 3; i++) {
		put_it(f, s, run_at(f, e, session, i, i == 1 ? ADDED : BASE));
	}
	return e;
}

static struct dossier load(struct fixture *f)
{
	struct store *s = open_it(f, STORE_READ);
	struct dossier o;

	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	store_close(s);
	return o;
}

static void a_variant_added_later_is_kept_and_loaded(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	struct digest id = digest_of("found", f->a);

	add_it(f, s, freeze_it(f, s));
	store_close(s);
	struct dossier o = load(f);

	assert_int_equal(o.n_variants, N_VARIANTS + 1);
	assert_string_equal(o.variants[ADDED].name, "found");
	assert_int_equal(o.variants[ADDED].reference, BASE);
	assert_true(digest_equal(&o.variants[ADDED].id, &id));
	assert_true(digest_equal(&o.variants[LEAN].id, &f->variants[LEAN].id));
	assert_string_equal(
		ask(f, "SELECT v.name, added, count(*) FROM variant v JOIN setting s ON s.variant = v.id"
	               " GROUP BY v.id"),
		"baseline|0|4\nno-aper|0|4\ntiny|0|4\nfound|1|4\n");
}

static void a_variant_out_of_its_place_is_refused(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s);
	struct variant gap = added_variant(f), forward = gap, twice = gap;

	gap.index = ADDED + 1;
	assert_false(store_add_variant(s, e, &gap, 2, f->d));
	assert_tells(f, "variant 'found' cannot be number 4, from number 0, after 3");
	forward.reference = ADDED;
	assert_false(store_add_variant(s, e, &forward, 2, f->d));
	twice.name = "tiny";
	assert_false(store_add_variant(s, e, &twice, 2, f->d));
	assert_tells(f, "cannot write a variant");
	store_close(s);
	assert_string_equal(ask(f, "SELECT count(*) FROM variant"), "3\n");
}

static void a_search_that_is_resumed_may_have_added_variants(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = fill(f, s);

	store_close(s);
	s = open_it(f, STORE_WRITE);
	assert_int_equal(freeze_it(f, s), e);
	store_close(s);
}

static void an_added_variant_is_no_difference_from_the_file(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t id = 0;

	fill(f, s);
	f->spec.measure.seed = 857;
	f->variants[LEAN].name = "found"; /* as the one that was added is called */
	f->digest = digest_of("another plan", f->a);
	assert_false(store_freeze(s, &f->plan, f->d, &id));
	assert_tells(f, "seed 857, was 42\n");
	assert_tells(f, "variants added: found\n");
	assert_tells(f, "variants removed: no-aper\n");
	assert_int_equal(diag_errors(f->d), 3);
	store_close(s);
}

static void a_block_is_kept_with_its_key(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	struct digest key = digest_of("the block", f->a);

	fill(f, s);
	store_close(s);
	struct dossier o = load(f);

	assert_int_equal(o.n_made_blocks, 1);
	assert_int_equal(o.blocks[0].number, 1000);
	assert_string_equal(o.blocks[0].stage, "variants");
	assert_true(digest_equal(&o.blocks[0].key, &key));
	assert_int_equal(o.blocks[0].input, 1);
}

static void a_block_is_added_once(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s);
	struct digest key = digest_of("c", f->a);

	assert_true_or_told(f, add_block(f, s, e, 7, "a"));
	assert_false(add_block(f, s, e, 7, "b"));
	assert_tells(f, "block 7, or one of the same key, is in the database already");
	assert_false(add_block(f, s, e, 8, "a"));
	assert_tells(f, "block 8, or one of the same key");
	assert_false(store_add_block(s, e, &(struct store_block){9, "guess", &key, 0}, f->d));
	assert_false(
		store_add_block(s, e, &(struct store_block){9, "noise", &key, 2}, f->d)); /* no such input */
	store_close(s);
	assert_string_equal(ask(f, "SELECT number FROM block"), "7\n");
}

static void the_baseline_stands_twice_in_a_block_of_a_search(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);

	fill(f, s);
	store_close(s);
	struct dossier o = load(f);

	assert_int_equal(o.n_runs, 3);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(o.runs[i].trial.block, 1000);
		assert_int_equal(o.runs[i].trial.position, i);
		assert_int_equal(o.runs[i].trial.variant, i == 1 ? ADDED : BASE);
	}
	assert_string_equal(ask(f, "SELECT variant, block, reference_wall_ns FROM v_pair ORDER BY 3"),
	                    "found|1000|100000000\nfound|1000|102000000\n");
}

static void a_position_is_filled_once(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = fill(f, s), session = begin_session(f, s, e);
	struct made_run *m = run_at(f, e, session, 2, ADDED);

	assert_false(store_run(s, &m->row, f->d));
	assert_tells(f, "the run of block 1000, position 2 (attempt 1) is in the database already");
	m->row.attempt = 2; /* what stands there went well */
	assert_false(store_run(s, &m->row, f->d));
	store_close(s);
}

static void a_variant_twice_in_a_block_of_a_plan_is_damage(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);
	struct dossier o;

	put_it(f, s, run_at(f, e, session, 0, LEAN));
	put_it(f, s, run_at(f, e, session, 1, LEAN));
	assert_false(store_load(s, NULL, f->a, f->d, &o));
	assert_tells(f, "damaged: variant 'no-aper' stands twice in block 1000");
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_variant_added_later_is_kept_and_loaded),
		STORE_TEST(a_variant_out_of_its_place_is_refused),
		STORE_TEST(a_search_that_is_resumed_may_have_added_variants),
		STORE_TEST(an_added_variant_is_no_difference_from_the_file),
		STORE_TEST(a_block_is_kept_with_its_key),
		STORE_TEST(a_block_is_added_once),
		STORE_TEST(the_baseline_stands_twice_in_a_block_of_a_search),
		STORE_TEST(a_position_is_filled_once),
		STORE_TEST(a_variant_twice_in_a_block_of_a_plan_is_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
