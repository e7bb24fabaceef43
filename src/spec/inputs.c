#include <string.h>

#include "rows.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

enum { MOST_BYTES = 64 << 20 };

static bool make_input(const struct row *row, struct input *into, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	struct binding *columns = NEW_ARRAY(r->arena, struct binding, row->cells.n);
	bool ok = true;

	for (size_t i = 0; i < row->cells.n; i++) {
		const char *name = row->names.at[i].s;
		/* checked first, since that tells all that is unknown */
		char *value = template_check(row->cells.at[i], &l->spec->parameters, r->arena, r->diag)
		                      ? template_text(row->cells.at[i], &l->spec->parameters, " ", r->arena,
		                                      r->diag)
		                      : NULL;
		ok = ok && value;
		columns[i] =
			scope_bind(arena_printf(r->arena, "input.%s", name), value ? value : "", r->arena);
		if (strcmp(name, "id") == 0) {
			into->id = value;
		}
	}
	into->columns = columns;
	into->n_columns = row->cells.n;
	if (ok && !(into->id && *into->id)) {
		return diag_fail(r->diag, row->at, "an input needs an id");
	}
	return ok && spec_is_shown(into->id, row->at, r->diag);
}

static bool has_column(const struct row *row, const char *name)
{
	for (size_t i = 0; i < row->names.n; i++) {
		if (strcmp(row->names.at[i].s, name) == 0) {
			return true;
		}
	}
	return false;
}

static bool same_columns(const struct row *first, const struct row *row, struct yaml_reader *r)
{
	VEC(const char *) known = {0};
	bool ok = true;

	for (size_t i = 0; i < first->names.n; i++) {
		*vec_push(r->arena, &known) = first->names.at[i].s;
		if (!has_column(row, first->names.at[i].s)) {
			ok = diag_fail(r->diag, row->at, "this input has no '%s', which the first one has",
			               first->names.at[i].s);
		}
	}
	for (size_t i = 0; i < row->names.n; i++) {
		if (!has_column(first, row->names.at[i].s)) {
			ok = diag_fail(r->diag, row->names.at[i].at, "the first input has no '%s'%s",
			               row->names.at[i].s,
			               near_hint(row->names.at[i].s, known.at, known.n, r->arena));
		}
	}
	return ok;
}

static bool keep_inputs(const struct row *rows, size_t n, struct yaml_reader *r)
{
	struct spec *s = ((struct loader *)r->context)->spec;
	struct input *inputs = NEW_ARRAY(r->arena, struct input, n);
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		bool good = make_input(&rows[i], &inputs[i], r) && same_columns(&rows[0], &rows[i], r);
		for (size_t j = 0; good && j < i; j++) {
			if (inputs[j].id && strcmp(inputs[j].id, inputs[i].id) == 0) {
				good = diag_fail(r->diag, rows[i].at,
				                 "the id '%s' is taken by an input above", inputs[i].id);
			}
		}
		ok = ok && good;
	}
	s->inputs = inputs;
	s->n_inputs = ok ? n : 0;
	return ok;
}

static bool read_row(const struct yaml *map, struct row *row, struct yaml_reader *r)
{
	bool ok = true;

	if (yaml_kind(map) != YAML_MAP) {
		return diag_fail(r->diag, yaml_at(map), "expected a map with an id, not %s",
		                 yaml_instead(map, r->arena));
	}
	for (size_t j = 0; j < yaml_count(map); j++) {
		struct text name = yaml_template(yaml_key(map, j)), cell;
		if (!spec_column_is_sane(name, r->diag) || !read_template(yaml_item(map, j), &cell, r)) {
			ok = false;
			continue;
		}
		*vec_push(r->arena, &row->names) = name;
		*vec_push(r->arena, &row->cells) = cell;
	}
	return ok;
}

static bool read_list(const struct yaml *y, struct yaml_reader *r)
{
	struct rows rows = {0};
	bool ok = yaml_count(y) > 0 || diag_fail(r->diag, yaml_at(y), "the list of inputs is empty");

	for (size_t i = 0; i < yaml_count(y); i++) {
		struct row row = {.at = yaml_at(yaml_item(y, i))};
		if (read_row(yaml_item(y, i), &row, r)) {
			*vec_push(r->arena, &rows) = row;
		} else {
			ok = false;
		}
	}
	return keep_inputs(rows.at, rows.n, r) && ok;
}

/* Inputs from a file. */
struct from {
	struct text file, inside; /* inside.s is NULL: all of them */
};

static const struct field from_rows[] = {
	{"from", read_template, offsetof(struct from, file), true,
         "a CSV file; its first line names the columns, one of them 'id'"},
	{"inside", read_template, offsetof(struct from, inside), false,
         "a CSV file of polygons on the sky: inputs that lie not in all of them together are left out. Both files have their corners "
         "in columns ra1, dec1 ... ra4, dec4, in degrees"},
};

static const struct shape row_shape = {
	.kind = SHAPE_NAMED, .pattern = "^[A-Za-z0-9_.-]+$", .of = &shape_text, .needed = "id"};
const struct shape spec_inputs_shape = SHAPE_EITHER_OF(AS_LIST_OF(&row_shape), AS_FIELDS(from_rows));

/* The text of a table that is named beside the experiment file; NULL after a complaint. */
static const struct source *read_table(struct text file, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	struct source *in = NEW(r->arena, struct source);
	const char *name = template_text(file, &l->spec->parameters, " ", r->arena, r->diag);
	size_t size = 0;

	if (!name) {
		return NULL;
	}
	in->name = fs_shown(fs_join(r->arena, l->spec->here, name), r->arena);
	if (!fs_read(in->name, MOST_BYTES, r->arena, r->diag, &in->text, &size)) {
		diag_at(r->diag, file.at);
		return NULL;
	}
	return spec_source_is_text(in, size, r->diag) ? in : NULL;
}

bool spec_read_inputs(const struct yaml *y, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	static const struct input only = {.id = "-"};
	struct from from = {0};

	if (!y) {
		l->spec->inputs = &only;
		l->spec->n_inputs = 1;
		return true;
	}
	if (yaml_kind(y) == YAML_LIST) {
		return read_list(y, r);
	}
	if (yaml_kind(y) != YAML_MAP || !yaml_get(y, "from")) {
		return diag_fail(r->diag, yaml_at(y), "expected a list of inputs, or {from: FILE.csv}");
	}
	if (!yaml_fields(y, ROWS(from_rows), NULL, 0, &from, r)) {
		return false;
	}
	struct rows rows;
	const struct source *in = read_table(from.file, r);
	const struct source *inside = in && from.inside.s ? read_table(from.inside, r) : NULL;

	if (!in || (from.inside.s && !inside)) {
		return false;
	}
	return csv_read(in, true, &rows, r) && keep_inputs(rows.at, rows.n, r) &&
	       (!inside || spec_keep_inside(&rows, inside, from.inside, r));
}
