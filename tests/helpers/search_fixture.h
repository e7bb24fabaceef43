/** Searches put together by hand, for the tests of what is said of them; within arena_fixture.h. */
#ifndef TESTS_SEARCH_FIXTURE_H
#define TESTS_SEARCH_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena_fixture.h"
#include "says.h"
#include "secateur/base/cleanup.h"
#include "secateur/model/search.h"

enum { MOST_CHANGES = 64 };

/* -- building -- */

struct fixture {
	const char *names[MOST_CHANGES], *details[MOST_CHANGES], *reasons[MOST_CHANGES],
		*inputs[MOST_CHANGES];
	struct search_change changes[MOST_CHANGES];
	bool switches[MOST_CHANGES], chosen[MOST_CHANGES];
	size_t path[MOST_CHANGES], bad_inputs[MOST_CHANGES];
	double expected[MOST_CHANGES];
	struct search_pair pairs[4];
	struct search_story story;
};

/* Nothing is known of it yet. */
static inline size_t add_change(struct fixture *f, const char *name, const char *detail)
{
	const size_t i = f->story.state.components + f->story.state.alternatives;

	f->names[i] = name;
	f->details[i] = detail;
	f->changes[i] = (struct search_change){.quality = SEARCH_OPEN,
	                                       .saving = NAN,
	                                       .low = NAN,
	                                       .high = NAN,
	                                       .alone = NAN,
	                                       .last = NAN,
	                                       .leader = i};
	return i;
}

static inline size_t add_component(struct fixture *f, const char *name)
{
	const size_t i = add_change(f, name, arena_printf(arena, "measurements: -%s", name));

	f->story.state.components++;
	return i;
}

static inline size_t add_alternative(struct fixture *f, const char *name, const char *detail)
{
	const size_t i = add_change(f, name, detail);

	f->story.state.alternatives++;
	return i;
}

static inline void stays(struct fixture *f, size_t i, enum search_fate fate, const char *reason)
{
	f->changes[i].fate = fate;
	f->changes[i].is_settled = true;
	f->reasons[i] = reason;
}

/* It may go, and its saving is known to +-half; other components share `beyond` of it. */
static inline void saves(struct fixture *f, size_t i, double alone, double beyond, double half)
{
	struct search_change *c = &f->changes[i];

	c->may_go = true;
	c->alone = alone;
	c->saving = alone + beyond / 2;
	c->last = alone + beyond;
	c->low = c->saving - half;
	c->high = c->saving + half;
	c->runs = 144;
	c->is_settled = c->low > 0 || c->high < f->story.worth;
	c->fate = c->high < f->story.worth ? FATE_NO_GAIN : c->low > 0 ? FATE_DROP : FATE_OPEN;
}

static inline void took(struct fixture *f, enum search_stage stage, size_t blocks, size_t runs)
{
	struct search_state *s = &f->story.state;

	s->blocks[stage] = blocks;
	s->runs[stage] = runs;
	s->time[stage] = (double)runs * s->run_time * (stage < SEARCH_COMPONENTS ? .95 : .77);
	f->story.runs_made += runs;
}

/* With `n` inputs, of which `held_out` are kept. */
static inline struct fixture *fixture(size_t n_inputs, size_t held_out)
{
	struct fixture *f = NEW(arena, struct fixture);
	struct search_story *t = &f->story;

	for (size_t i = 0; i < n_inputs; i++) {
		f->inputs[i] = arena_printf(arena, "field-%zu", i + 1);
	}
	*t = (struct search_story){.experiment = "detector",
	                           .question = "Which measurements can go?",
	                           .primary = "cpu",
	                           .worth = 0.02,
	                           .confidence = 0.95,
	                           .names = f->names,
	                           .details = f->details,
	                           .reasons = f->reasons,
	                           .switches = f->switches,
	                           .inputs = f->inputs,
	                           .n_inputs = n_inputs,
	                           .n_held_out = held_out,
	                           .elapsed_ns = 124 * NSEC_PER_SEC,
	                           .left_ns = -1};
	t->state = (struct search_state){.changes = f->changes,
	                                 .pairs = f->pairs,
	                                 .bad_inputs = f->bad_inputs,
	                                 .sigma = 0.032,
	                                 .run_time = 1.182e9,
	                                 .planned_confirm_runs = 24,
	                                 .is_robust = true,
	                                 .settles = NAN,
	                                 .stripped = NAN,
	                                 .predicted = NAN,
	                                 .sum_of_parts = NAN};
	return f;
}

static inline void choose(struct fixture *f, size_t i)
{
	struct search_state *s = &f->story.state;

	f->chosen[i] = true;
	f->path[s->n_path] = i;
	f->expected[s->n_path] = f->changes[i].saving + (s->n_path > 0 ? f->expected[s->n_path - 1] : 0);
	s->n_path++;
	s->chosen = f->chosen;
	s->path = f->path;
	s->expected = f->expected;
}

enum {
	WIN,
	RADIUS,
	GROWTH,
	WINPOS,
	PETRO,
	NSNAP,
	BEST,
	AUTO,
	ISO,
	APER,
	PSF,
	XY,
	ELONGATION,
	VIGNET,
	N_PARTS
};

/* What can go of a detection pipeline: the state after its components were raced. */
static inline struct fixture *detector(void)
{
	static const char *const parts[] = {"win",     "radius", "growth",     "winpos", "petro",
	                                    "nsnap=1", "best",   "auto",       "iso",    "aper",
	                                    "psf",     "xy",     "elongation", "vignet"};
	struct fixture *f = fixture(20, 10);
	struct search_state *s = &f->story.state;

	for (size_t i = 0; i < N_PARTS; i++) {
		add_component(f, parts[i]);
	}
	f->details[NSNAP] = "nsnap: 9 -> 1";
	f->switches[NSNAP] = true;
	saves(f, WIN, 0.083, 0.25, 0.021);
	saves(f, RADIUS, 0.0, 0.25, 0.021);
	saves(f, GROWTH, 0.031, 0, 0.019);
	saves(f, WINPOS, 0.043, 0, 0.021);
	saves(f, PETRO, 0.004, 0, 0.015);
	saves(f, NSNAP, 0.052, 0, 0.021);
	saves(f, BEST, 0.001, 0, 0.015);
	saves(f, AUTO, 0.011, 0, 0.021);
	stays(f, ISO, FATE_KEEP, "lost: iso_flux_bias");
	stays(f, APER, FATE_KEEP, "lost: aper_flux_bias, aper_flux_scatter");
	stays(f, PSF, FATE_KEEP, "outside its margin: psf_size_scatter");
	stays(f, XY, FATE_REQUIRED, "exit code 1 in step measure");
	stays(f, ELONGATION, FATE_REQUIRED, "exit code 1 in step psf");
	stays(f, VIGNET, FATE_REQUIRED, "exit code 1 in step psf");
	bool *needs = NEW_ARRAY(arena, bool, N_PARTS);
	needs[WIN] = needs[GROWTH] = true;
	f->changes[RADIUS].needs = needs;
	f->changes[WINPOS].varies = true;
	f->pairs[0] = (struct search_pair){WIN, RADIUS, 0.25};
	s->n_pairs = 1;
	s->stripped = 0.525;
	s->planned_tests = N_PARTS;
	s->planned_component_runs = 168;
	s->tests = 17;
	s->stage = SEARCH_COMPONENTS;
	took(f, SEARCH_NOISE, 1, 12);
	took(f, SEARCH_PRUNE, 92, 92);
	took(f, SEARCH_COMPONENTS, 12, 144);
	f->story.left_ns = 190 * NSEC_PER_SEC;
	return f;
}

/* Sixty components, of which a third is settled, and three alternatives that wait for their turn. */
static inline struct fixture *sixty(void)
{
	struct fixture *f = fixture(12, 6);
	struct search_state *s = &f->story.state;

	for (size_t i = 0; i < 60; i++) {
		add_component(f, arena_printf(arena, "plugin_%02zu", i + 1));
		if (i % 10 == 3) {
			stays(f, i, FATE_REQUIRED, "signal 6 (SIGABRT) in step measure");
		} else if (i % 10 == 7) {
			stays(f, i, FATE_KEEP, "outside its margin: flux_scatter");
		} else {
			saves(f, i, i % 12 == 0 ? 0.03 + 0.0007 * (double)i : 0.0004 * (double)(i % 9), 0,
			      i % 4 == 1 ? 0.011 : 0.021);
		}
	}
	add_alternative(f, "degree-1", "psf_degree: 2 -> 1");
	add_alternative(f, "degree-0", "psf_degree: 2 -> 0");
	add_alternative(f, "ap-minimal", "measurements: only isoshape, aper, psf");
	s->planned_tests = 60;
	s->planned_component_runs = 272;
	s->planned_variant_runs = 140;
	s->tests = 64;
	s->stage = SEARCH_COMPONENTS;
	took(f, SEARCH_NOISE, 1, 12);
	took(f, SEARCH_PRUNE, 201, 201);
	took(f, SEARCH_COMPONENTS, 3, 204);
	f->story.runs_made -= 213;
	f->story.runs_found = 213;
	f->story.left_ns = 4000 * NSEC_PER_SEC;
	f->story.budget_ns = 3600 * NSEC_PER_SEC;
	return f;
}

/* -- looking -- */

static inline void assert_is_report(const char *text, const char *name)
{
	assert_is_file(text, arena_printf(arena, TEST_DATA "/report/%s", name));
}

#endif
