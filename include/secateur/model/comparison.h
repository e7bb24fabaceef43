/** Two experiments side by side: before and after a change of code, of a machine, of a plan. Nothing of it is a verdict. */
#ifndef SECATEUR_MODEL_COMPARISON_H
#define SECATEUR_MODEL_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/model/evidence.h"

/** Something that is not the same: of the machine, of the programs, of the plan. */
struct compared_fact {
	const char *about, *before, *after; /* several values with commas; NULL: not on record */
};

/** A cost or a metric of a variant. */
struct compared_measure {
	const char *name, *unit;
	bool is_cost, is_relative; /* the change: of costs a share */
	bool is_paired;            /* on inputs that both have; else two samples */
	bool are_runs_before,
		are_runs_after;   /* unpaired: observations of one input are its runs, else inputs */
	size_t n_before, n_after; /* observations; paired: the same number */
	double before, after;     /* means of them; without observations they mean nothing */
	struct change change;     /* or the reason why there is none */
};

/** On so many inputs that both have, the first run's output is the same, bit for bit. */
struct compared_output {
	const char *name;
	size_t n_same, n;
};

struct compared_variant {
	const char *name;
	const struct variant_evidence *before, *after;
	const struct compared_measure *costs, *metrics;
	size_t n_costs, n_metrics;
	const struct compared_output *outputs;
	size_t n_outputs;
};

/** What is compared of one side: of its variants and inputs those that are selected. */
struct compared_side {
	const char *named; /* on the command line, but for the experiment */
	size_t n_runs;
	const char *first_run_utc, *last_run_utc; /* NULL without runs */
	size_t n_inputs_alone;                    /* that the other has not */
};

struct comparison {
	const struct evidence *before, *after;
	struct compared_side side_before, side_after;
	size_t n_inputs; /* that both have */
	const struct compared_fact *facts;
	size_t n_facts;
	const struct compared_variant *variants; /* that both have */
	size_t n_variants;
	const char *const *only_before, *const *only_after; /* names of variants */
	size_t n_only_before, n_only_after;
};

#endif
