/** Inputs from a CSV file: templates may stand in its cells. */
#include "secateur/base/csv.h"

#include <string.h>

#include "rows.h"
#include "spec_private.h"

static bool header_is_sane(const struct csv_row *head, bool needs_id, struct diag *d)
{
	bool ok = true, has_id = !needs_id;

	for (size_t i = 0; i < head->cells.n; i++) {
		const char *name = head->cells.at[i].s;
		has_id = has_id || strcmp(name, "id") == 0;
		ok = spec_column_is_sane(head->cells.at[i], d) && ok;
		for (size_t j = 0; j < i; j++) {
			if (strcmp(name, head->cells.at[j].s) == 0) {
				ok = diag_fail(d, head->cells.at[i].at, "column '%s' is given twice", name);
			}
		}
	}
	return (has_id || diag_fail(d, head->at, "there is no column 'id'")) && ok;
}

bool csv_read(const struct source *in, bool needs_id, struct rows *ret, struct yaml_reader *r)
{
	struct csv c = csv_begin(in);
	struct rows rows = {0};
	struct csv_row head;

	if (!*c.s) {
		return diag_fail(r->diag, (struct src_loc){in, 1, 1, 1}, "the file is empty");
	}
	if (!csv_row(&c, r->arena, r->diag, &head) || !header_is_sane(&head, needs_id, r->diag)) {
		return false;
	}
	bool ok = true;
	while (csv_more(&c)) {
		struct csv_row cells;
		if (!csv_row(&c, r->arena, r->diag, &cells)) {
			return false;
		}
		if (cells.cells.n != head.cells.n) {
			ok = diag_fail(r->diag, cells.at, "%zu %s, but the first line names %zu",
			               cells.cells.n, cells.cells.n == 1 ? "cell" : "cells", head.cells.n);
		}
		struct row *row = vec_push(r->arena, &rows);
		row->at = cells.at;
		row->cells.at = cells.cells.at;
		row->cells.n = cells.cells.n;
		row->names.at = head.cells.at;
		row->names.n = head.cells.n;
	}
	if (rows.n == 0) {
		return diag_fail(r->diag, head.at, "there is no row below the first line");
	}
	*ret = rows;
	return ok;
}
