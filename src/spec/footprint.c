/**
 * Inputs chosen by where they look: those that lie inside of all polygons of another table together. One may lie on two patches, and in neither.
 *
 * Both tables have the corners of a convex polygon in columns ra1, dec1 ... ra4, dec4, and more where there are more: degrees, in their order
 * around it, joined by great circles.
 */
#include <stdint.h>
#include <string.h>

#include "rows.h"
#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/base/sphere.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/spec.h"
#include "spec_private.h"

enum { LEAST_CORNERS = 4, MOST_CORNERS = 64 };

/* By so much polygons are larger to each side than they are said to be, since corners are rounded: patches that touch leave no gap. */
#define ROUNDING (0.05 * SPHERE_ARCSEC)

/* --- columns ---------------------------------------------------------------------------------------- */

/* The columns of a table that hold corners: right ascension and declination in turn. */
struct corners {
	size_t column[2 * MOST_CORNERS], n;
};

static const char *name_of(size_t coordinate, struct arena *a)
{
	return arena_printf(a, "%s%zu", coordinate % 2 ? "dec" : "ra", coordinate / 2 + 1);
}

/* n: there is none. */
static size_t column_named(const struct row *head, const char *name)
{
	size_t i = 0;

	while (i < head->names.n && strcmp(head->names.at[i].s, name) != 0) {
		i++;
	}
	return i;
}

static bool is_coordinate(const char *name)
{
	size_t n = strncmp(name, "ra", 2) == 0 ? 2 : strncmp(name, "dec", 3) == 0 ? 3 : 0;

	return n > 0 && name[n] && !name[n + strspn(name + n, "0123456789")];
}

/* The nearest of the names that are those of no corner. */
static const char *hint(const struct row *head, const char *name, struct arena *a)
{
	VEC(const char *) others = {0};

	for (size_t i = 0; i < head->names.n; i++) {
		if (!is_coordinate(head->names.at[i].s)) {
			*vec_push(a, &others) = head->names.at[i].s;
		}
	}
	return near_hint(name, others.at, others.n, a);
}

/* A corner that is not taken would leave a polygon that nobody wrote down. */
static bool are_all_taken(const struct row *head, const struct corners *of, struct yaml_reader *r)
{
	for (size_t i = 0; i < head->names.n; i++) {
		const struct text name = head->names.at[i];
		int64_t number = 0;
		if (!is_coordinate(name.s) ||
		    !num_int(name.s + strcspn(name.s, "0123456789"), 0, INT64_MAX, &number) ||
		    number <= (int64_t)of->n) {
			continue;
		}
		return of->n == MOST_CORNERS
		               ? diag_fail(r->diag, name.at, "a polygon has %d corners at most", MOST_CORNERS)
		               : diag_fail(r->diag, name.at, "'%s' is a corner, but there is no ra%zu",
		                           name.s, of->n + 1);
	}
	return true;
}

static bool find_corners(const struct row *head, struct corners *ret, struct yaml_reader *r)
{
	AUTO_STRBUF struct strbuf missing = STRBUF_INIT;
	const char *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < 2 * MOST_CORNERS; i++) {
		const char *name = name_of(i, r->arena);
		ret->column[i] = column_named(head, name);
		const bool is_there = ret->column[i] < head->names.n;
		if (i >= 2 * LEAST_CORNERS && i % 2 == 0 && !is_there &&
		    column_named(head, name_of(i + 1, r->arena)) == head->names.n) {
			break;
		}
		if (!is_there) {
			first = first ? first : name;
			strbuf_addf(&missing, "%s%s", missing.len ? ", " : "", name);
		}
		n = i + 1;
	}
	ret->n = n / 2;
	if (!first) {
		return are_all_taken(head, ret, r);
	}
	diag_fail(r->diag, head->names.at[0].at, "there is no column %s%s", missing.text,
	          hint(head, first, r->arena));
	diag_help(r->diag, "ra1, dec1 ... ra4, dec4 are the corners of a convex polygon, in degrees");
	return false;
}

/* --- polygons --------------------------------------------------------------------------------------- */

static bool read_degrees(struct text cell, bool is_dec, double *ret, struct yaml_reader *r)
{
	const double most = is_dec ? 90 : 360;

	return (num_real(cell.s, ret) && *ret >= -most && *ret <= most) ||
	       diag_fail(r->diag, cell.at, "expected degrees from -%g to %g, not '%s'", most, most, cell.s);
}

static bool read_polygon(const struct row *row, const struct corners *of, struct yaml_reader *r,
                         struct sphere_polygon *ret)
{
	struct sky corners[MOST_CORNERS];
	bool ok = true;

	for (size_t i = 0; i < 2 * of->n; i++) {
		struct sky *at = &corners[i / 2];
		ok = read_degrees(row->cells.at[of->column[i]], i % 2, i % 2 ? &at->dec : &at->ra, r) && ok;
	}
	if (!ok) {
		return false;
	}
	const char *why = sphere_polygon(corners, of->n, r->arena, ret);
	return !why || diag_fail(r->diag, row->cells.at[of->column[0]].at, "this is no polygon: %s", why);
}

static bool read_polygons(const struct rows *rows, struct yaml_reader *r, struct sphere_polygon **ret)
{
	struct corners corners;
	bool ok = true;

	*ret = NEW_ARRAY(r->arena, struct sphere_polygon, rows->n);
	if (!find_corners(&rows->at[0], &corners, r)) {
		return false;
	}
	for (size_t i = 0; i < rows->n; i++) {
		ok = read_polygon(&rows->at[i], &corners, r, &(*ret)[i]) && ok;
	}
	return ok;
}

/* What is in the cells of the inputs, whose templates are filled in. */
static struct rows filled_in(const struct rows *rows, const struct input *inputs, struct arena *a)
{
	struct rows ret = {NEW_ARRAY(a, struct row, rows->n), rows->n, rows->n};

	for (size_t i = 0; i < rows->n; i++) {
		const struct row *from = &rows->at[i];
		struct text *cells = NEW_ARRAY(a, struct text, from->cells.n);
		for (size_t k = 0; k < from->cells.n; k++) {
			cells[k] = (struct text){inputs[i].columns[k].items[0], from->cells.at[k].at};
		}
		ret.at[i] = *from;
		ret.at[i].cells.at = cells;
	}
	return ret;
}

/* --- selection -------------------------------------------------------------------------------------- */

/* Behind the experiment file as the database keeps it: which inputs there were is seen nowhere else in there. */
static void write_down(struct spec *s, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "%s\n# inputs: %zu of %zu lie inside %s\n", s->as_written, s->n_inputs,
	            s->n_inputs + s->n_uncovered, s->inside);
	for (size_t i = 0; i < s->n_uncovered; i++) {
		const struct uncovered *x = &s->uncovered[i];
		strbuf_addf(&b, "# left out: %s, not covered at ra %.5f, dec %.5f\n", x->id, x->ra, x->dec);
	}
	s->as_written = strbuf_take(&b, a);
}

static bool select_inputs(struct spec *s, const struct sphere_polygon *own, const struct sphere_polygon *by,
                          size_t n, struct yaml_reader *r)
{
	struct input *kept = NEW_ARRAY(r->arena, struct input, s->n_inputs);
	struct uncovered *uncovered = NEW_ARRAY(r->arena, struct uncovered, s->n_inputs);
	size_t n_kept = 0, n_uncovered = 0;

	for (size_t i = 0; i < s->n_inputs; i++) {
		struct sky gap = {0};
		if (sphere_covers(by, n, &own[i], &gap)) {
			kept[n_kept++] = s->inputs[i];
		} else {
			uncovered[n_uncovered++] = (struct uncovered){s->inputs[i].id, gap.ra, gap.dec};
		}
	}
	s->inputs = kept;
	s->n_inputs = n_kept;
	s->uncovered = uncovered;
	s->n_uncovered = n_uncovered;
	return n_kept > 0;
}

bool spec_keep_inside(const struct rows *rows, const struct source *inside, struct text named,
                      struct yaml_reader *r)
{
	struct spec *s = ((struct loader *)r->context)->spec;
	const struct rows inputs = filled_in(rows, s->inputs, r->arena);
	struct sphere_polygon *own = NULL, *by = NULL;
	struct rows polygons;

	bool ok = read_polygons(&inputs, r, &own);
	if (!csv_read(inside, false, &polygons, r) || !read_polygons(&polygons, r, &by) || !ok) {
		return false;
	}
	for (size_t i = 0; i < polygons.n; i++) {
		by[i] = sphere_grown(&by[i], ROUNDING, r->arena);
	}
	s->inside = named.s;
	if (!select_inputs(s, own, by, polygons.n, r)) {
		const struct uncovered *first = &s->uncovered[0];
		diag_fail(r->diag, named.at, "none of the %zu inputs lies inside the %zu polygons of %s",
		          s->n_uncovered, polygons.n, s->inside);
		diag_help(r->diag, "'%s', for one, is not covered at ra %.5f, dec %.5f", first->id, first->ra,
		          first->dec);
		return false;
	}
	write_down(s, r->arena);
	return true;
}
