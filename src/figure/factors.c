/* What crossed choices do, each and together. */
#include <math.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

enum { LABEL_MOST = 48 };

static bool is_shown(const struct factor_effect *f) { return !f->change.absent_reason; }

static bool has(const struct evidence *e)
{
	for (size_t i = 0; i < e->n_factorials; i++) {
		const struct factorial *f = &e->factorials[i];
		for (size_t k = 0; !f->absent_reason && k < f->n_mains; k++) {
			if (is_shown(&f->mains[k])) {
				return true;
			}
		}
	}
	return false;
}

struct chart {
	struct plot *p;
	struct plot_lines names;
	struct strbuf *firsts; /* of each row: its first line of the names; and the line after the last */
	double low, high;
};

/* On one line, or on as many as it takes: what is not told by the beginning may be by the middle. */
static void add_name(struct chart *c, const struct factor_effect *at)
{
	struct plot *p = c->p;
	const char *both = at->with ? arena_printf(p->a, "%s × %s", at->what, at->with) : at->what;

	strbuf_addf(c->firsts, "%zu ", c->names.n + 1);
	if (at->with && plot_columns(plot_label(p, both, SIZE_MAX)) > LABEL_MOST) {
		plot_wrap(p, at->what, LABEL_MOST, &c->names);
		plot_wrap(p, arena_printf(p->a, "× %s", at->with), LABEL_MOST, &c->names);
	} else {
		plot_wrap(p, both, LABEL_MOST, &c->names);
	}
}

static void add_row(struct chart *c, const struct factorial *f, const struct factor_effect *at,
                    const char *kind)
{
	struct plot *p = c->p;
	const struct change *change = &at->change;
	const char *name = at->with ? arena_printf(p->a, "%s × %s", at->what, at->with) : at->what;
	const bool is_bounded = is_shown(at) && has_interval(change);

	if (!is_shown(at)) {
		plot_leave_out(p, name, change->absent_reason);
		return;
	}
	add_name(c, at);
	plot_text(p, kind);
	plot_text(p, at->what);
	plot_text(p, at->with);
	plot_text(p, f->beside);
	plot_number(p, true, change->estimate);
	plot_number(p, is_bounded, change->low);
	plot_number(p, is_bounded, change->high);
	plot_number(p, true, (double)change->n);
	plot_number(p, true, at->p_adjusted);
	plot_end_row(p);
	c->low = fmin(c->low, is_bounded ? change->low : change->estimate);
	c->high = fmax(c->high, is_bounded ? change->high : change->estimate);
}

static void data(const struct evidence *e, struct plot *p)
{
	AUTO_STRBUF struct strbuf firsts = STRBUF_INIT;
	struct chart c = {.p = p, .firsts = &firsts};

	strbuf_add(&p->rows, "kind\twhat\twith\tbeside\teffect\tlow\thigh\tn\tp_adjusted\n");
	for (size_t i = 0; i < e->n_factorials; i++) {
		const struct factorial *f = &e->factorials[i];
		if (f->absent_reason) {
			plot_leave_out(p, arena_printf(p->a, "the grid beside %s", f->beside),
			               f->absent_reason);
			continue;
		}
		for (size_t k = 0; k < f->n_mains; k++) {
			add_row(&c, f, &f->mains[k], "main");
		}
		for (size_t k = 0; k < f->n_interactions; k++) {
			add_row(&c, f, &f->interactions[k], "interaction");
		}
	}
	const double room = 0.04 * (c.high > c.low ? c.high - c.low : 1);
	p->title = arena_printf(p->a, "What crossed choices do to %s, each and together",
	                        cost_title(e->primary));
	plot_set_text(p, "cost", cost_title(e->primary));
	plot_set_number(p, "level", 100 * e->confidence);
	plot_set_number(p, "low", 100 * (c.low - room));
	plot_set_number(p, "high", 100 * (c.high + room));
	plot_set_texts(p, "names", c.names.at, c.names.n);
	strbuf_addf(&firsts, "%zu", c.names.n + 1);
	plot_set_text(p, "firsts", firsts.text);
}

const struct figure_ops figure_factors = {
	.name = "factors",
	.about = "What crossed choices do, each and together",
	.has = has,
	.data = data,
};
