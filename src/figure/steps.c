/* Where the time went: the steps of each variant, one behind the other. */
#include <math.h>
#include <string.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

/* Of more steps, the smaller ones are drawn as one. */
enum { STEPS_MOST = 7, LABEL_MOST = 40 };

/* A step, by its index among the parts of every variant, and the most it takes in any of them. */
struct step {
	size_t part;
	double most;
	bool is_own; /* it is drawn by itself */
};
struct steps {
	struct step *at; /* in their order */
	size_t n, n_own;
};

static bool is_there(const struct variant_evidence *v, size_t part)
{
	return part < v->n_parts && !v->parts[part].is_timer && isfinite(v->parts[part].own);
}

static struct steps steps_of(const struct evidence *e, struct arena *a)
{
	const size_t n_parts = e->n_variants > 0 ? e->variants[0].n_parts : 0;
	struct steps s = {NEW_ARRAY(a, struct step, n_parts), 0, 0};

	for (size_t part = 0; part < n_parts; part++) {
		struct step *step = &s.at[s.n];
		*step = (struct step){.part = part};
		for (size_t i = 0; i < e->n_variants; i++) {
			const struct variant_evidence *v = &e->variants[i];
			step->most = is_there(v, part) ? fmax(step->most, v->parts[part].own) : step->most;
		}
		s.n += step->most > 0;
	}
	for (size_t i = 0; i < s.n; i++) {
		size_t n_larger = 0;
		for (size_t k = 0; k < s.n; k++) {
			n_larger += s.at[k].most > s.at[i].most || (s.at[k].most == s.at[i].most && k < i);
		}
		s.at[i].is_own = s.n <= STEPS_MOST || n_larger < STEPS_MOST - 1;
		s.n_own += s.at[i].is_own;
	}
	return s;
}

static bool has(const struct evidence *e)
{
	AUTO_ARENA struct arena *a = arena_new();

	return steps_of(e, a).n > 1;
}

static void add_row(struct plot *p, size_t row, const struct variant_evidence *v, const char *step,
                    size_t colour, double from, double takes)
{
	plot_number(p, true, (double)row);
	plot_text(p, v->name);
	plot_text(p, step);
	plot_number(p, true, (double)colour);
	plot_number(p, true, from);
	plot_number(p, true, takes);
	plot_end_row(p);
}

/* Returns the sum. */
static double add_variant(struct plot *p, const struct steps *s, const struct variant_evidence *v, size_t row)
{
	double sum = 0, others = 0;
	size_t colour = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct step *step = &s->at[i];
		colour += step->is_own;
		if (!is_there(v, step->part)) {
			continue;
		}
		const double own = v->parts[step->part].own;
		if (step->is_own) {
			add_row(p, row, v, v->parts[step->part].name, colour, sum, own);
			sum += own;
		} else {
			others += own;
		}
	}
	if (others > 0) {
		add_row(p, row, v, "other steps", s->n_own + 1, sum, others);
	}
	return sum + others;
}

static void set_steps(struct plot *p, const struct steps *s, const struct variant_evidence *any)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < s->n; i++) {
		if (s->at[i].is_own) {
			*vec_push(p->a, &names) = plot_label(p, any->parts[s->at[i].part].name, LABEL_MOST);
		}
	}
	if (s->n_own < s->n) {
		*vec_push(p->a, &names) = "other steps";
	}
	plot_set_texts(p, "steps", names.at, names.n);
}

static void data(const struct evidence *e, struct plot *p)
{
	const struct steps s = steps_of(e, p->a);
	const char **names = NEW_ARRAY(p->a, const char *, e->n_variants);
	size_t n = 0;
	double most = 0;

	strbuf_add(&p->rows, "row\tvariant\tstep\tcolour\tfrom\ttakes\n");
	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		const double sum = add_variant(p, &s, v, n + 1);
		if (sum > 0) {
			names[n++] = plot_label(p, v->name, LABEL_MOST);
			most = fmax(most, sum);
		} else {
			plot_leave_out(p, v->name,
			               v->is_baseline || v->n_blocks > 0 ? "its steps were not timed"
			                                                 : "no complete pair");
		}
	}
	p->title = arena_printf(p->a, "%s of each step, by variant", cost_title(e->parts_of));
	plot_set_text(p, "cost", cost_title(e->parts_of));
	plot_set_unit(p, "ns", most);
	plot_set_number(p, "most", most);
	plot_set_texts(p, "names", names, n);
	set_steps(p, &s, &e->variants[0]);
}

const struct figure_ops figure_steps = {
	.name = "steps",
	.about = "Where the time of each variant goes, step by step",
	.has = has,
	.data = data,
};
