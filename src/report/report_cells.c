#include "report_cells.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/report/report.h"

enum { DECIMALS_MOST = 7, PERCENT_DECIMALS_MOST = 4 };

/** How the three numbers of a cell are written: alike. */
struct style {
	enum { STYLE_FIXED, STYLE_EXPONENT, STYLE_SHORT } kind;
	int digits; /* after the point; STYLE_SHORT: significant ones */
};

static double largest(double x, double y, double z) { return fmax(fabs(x), fmax(fabs(y), fabs(z))); }

static struct style style_for(double estimate, double low, double high, bool is_relative)
{
	const double half = (high - low) / 2.0, most = largest(estimate, low, high);

	/* identical in every pair, or different only by rounding */
	if (half <= 1e-12 * most) {
		return (struct style){STYLE_SHORT, 4};
	}
	int decimals = 1 - (int)floor(log10(half));
	if (is_relative && decimals > PERCENT_DECIMALS_MOST) {
		decimals = PERCENT_DECIMALS_MOST;
	}
	if (decimals > DECIMALS_MOST || half >= 1e7) {
		return (struct style){STYLE_EXPONENT, (int)floor(log10(most)) + decimals};
	}
	return (struct style){STYLE_FIXED, decimals > 0 ? decimals : 0};
}

static bool is_zero(const char *s) { return strspn(s, "+-0.") == strcspn(s, "e"); }

/* Signed; what rounds to 0 has no sign. */
static const char *show_signed(double x, struct style style, struct arena *a)
{
	const char *s;

	switch (style.kind) {
	case STYLE_EXPONENT:
		s = arena_printf(a, "%+.*e", style.digits, x);
		break;
	case STYLE_SHORT:
		s = num_show_digits(x, style.digits, a);
		s = *s == '-' ? s : arena_printf(a, "+%s", s);
		break;
	default:
		s = arena_printf(a, "%+.*f", style.digits, x);
		break;
	}
	return is_zero(s) ? s + 1 : s;
}

bool has_interval(const struct change *c)
{
	return (c->n > 1 || c->level > 0) && isfinite(c->low) && isfinite(c->high);
}

bool has_bounds(const struct latency *l) { return isfinite(l->low) && isfinite(l->high) && l->low < l->high; }

const char *cell_change(const struct change *c, bool is_relative, struct arena *a)
{
	const double scale = is_relative ? 100.0 : 1.0;
	const double estimate = scale * c->estimate, low = scale * c->low, high = scale * c->high;
	const char *unit = is_relative ? " %" : "";

	if (!has_interval(c)) {
		struct style style = {STYLE_SHORT, 3};
		return arena_printf(a, "%s%s (n = %zu, no interval)", show_signed(estimate, style, a), unit,
		                    c->n);
	}
	struct style style = style_for(estimate, low, high, is_relative);
	return arena_printf(a, "%s%s [%s, %s]", show_signed(estimate, style, a), unit,
	                    show_signed(low, style, a), show_signed(high, style, a));
}

/* " px", or nothing. */
static const char *unit_after(const char *unit, struct arena *a)
{
	return !unit || !*unit || strcmp(unit, "1") == 0 ? "" : arena_printf(a, " %s", unit);
}

const char *exact_value(double x, const char *unit, struct arena *a)
{
	return arena_printf(a, "%s%s", num_show_real(x, a), unit_after(unit, a));
}

const char *exact_mean(const struct change *c, const char *unit, struct arena *a)
{
	if (c->absent_reason) {
		return NULL;
	}
	return arena_printf(a, "%s, mean; n = %zu", exact_value(c->reference, unit, a), c->n);
}

const char *exact_change(const struct change *c, bool is_relative, const char *unit, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (c->absent_reason) {
		return NULL;
	}
	strbuf_add(&b, num_show_real(c->estimate, a));
	if (has_interval(c)) {
		strbuf_addf(&b, " [%s, %s]", num_show_real(c->low, a), num_show_real(c->high, a));
	}
	strbuf_addf(&b, "%s of %s; n = %zu", is_relative ? ", a share" : unit_after(unit, a),
	            exact_value(c->reference, unit, a), c->n);
	if (has_interval(c) && c->level > 0) {
		strbuf_addf(&b, "; level %s; p = %s", num_show_real(c->level, a), num_show_real(c->p, a));
	}
	return strbuf_take(&b, a);
}

static bool is_unit(const char *unit, const char *name) { return unit && strcmp(unit, name) == 0; }

const char *cell_value(double x, const char *unit, struct arena *a)
{
	const bool fits = x >= 0.0 && x < 9e18;

	if (is_unit(unit, "ns") && fits) {
		return num_show_duration((nsec_t)x, a);
	}
	if (is_unit(unit, "B") && fits) {
		return num_show_bytes((uint64_t)x, a);
	}
	const char *number =
		fabs(x) >= 1e5 && fabs(x) < 1e15 ? arena_printf(a, "%.0f", x) : arena_printf(a, "%.5g", x);
	return !unit || !*unit || is_unit(unit, "1") ? number : arena_printf(a, "%s %s", number, unit);
}

const char *cell_percent(double share, struct arena *a) { return num_show_percent(share, 5, a); }

const char *cell_level_remark(const struct change *c, double asked, struct arena *a)
{
	if (c->absent_reason || c->n < 2 || c->level == 0 || c->level >= asked - 1e-9) {
		return "";
	}
	return arena_printf(a, " (at %s)", cell_percent(c->level, a));
}

const char *cell_joint_level(const struct evidence *e, double level, struct arena *a)
{
	return e->n_looks > 0 ? "the level of the variant's look" : cell_percent(level, a);
}

const char *cell_p(double p, struct arena *a) { return p < 1e-4 ? "<0.0001" : arena_printf(a, "%.2g", p); }

const char *cell_margin(const struct criterion *c, struct arena *a)
{
	const bool has_unit = c->unit && *c->unit && strcmp(c->unit, "1") != 0;
	const char *size = c->is_relative ? cell_percent(c->margin, a)
	                                  : arena_printf(a, "%.6g%s%s", c->margin, has_unit ? " " : "",
	                                                 has_unit ? c->unit : "");

	if (c->kind == MARGIN_WITHIN) {
		return arena_printf(a, "± %s", size);
	}
	return arena_printf(a, c->better == BETTER_HIGHER ? "≥ -%s" : "≤ +%s", size);
}

const char *cost_title(const char *name)
{
	static const struct {
		const char *name, *title;
	} titles[] = {{"cpu", "CPU time"}, {"wall", "wall time"}, {"peak_memory", "peak memory"}};

	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++) {
		if (strcmp(titles[i].name, name) == 0) {
			return titles[i].title;
		}
	}
	return name;
}

const char *verdict_word(enum verdict v)
{
	switch (v) {
	case VERDICT_BASELINE:
		return "baseline";
	case VERDICT_DROP:
		return "DROP";
	case VERDICT_KEEP:
		return "KEEP";
	case VERDICT_NO_GAIN:
		return "NO GAIN";
	case VERDICT_REQUIRED:
		return "REQUIRED";
	case VERDICT_FAILS:
		return "FAILS";
	case VERDICT_NO_OP:
		return "NO-OP";
	case VERDICT_UNDECIDED:
		break;
	}
	return "UNDECIDED";
}

const struct cost *find_cost(const struct variant_evidence *v, const char *name)
{
	for (size_t i = 0; i < v->n_costs; i++) {
		if (strcmp(v->costs[i].name, name) == 0) {
			return &v->costs[i];
		}
	}
	return NULL;
}

bool has_values(const struct variant_evidence *v) { return v->is_baseline || v->n_blocks > 0; }
