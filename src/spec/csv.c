/** RFC 4180, with the place of every cell: errors in it, and in templates that stand in it, are pointed at. */
#include <string.h>

#include "rows.h"
#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "spec_private.h"

/** Where a CSV reader stands. */
struct cursor {
	const struct source *in;
	const char *s;
	unsigned line;
	const char *line_start;
};

static struct src_loc here(const struct cursor *c, size_t len)
{
	return (struct src_loc){c->in, c->line, (unsigned)(c->s - c->line_start) + 1, (unsigned)len};
}

static void next_line(struct cursor *c)
{
	c->s += *c->s == '\r';
	c->s += *c->s == '\n';
	c->line++;
	c->line_start = c->s;
}

/* One cell of RFC 4180; the cursor ends on the comma, the line's end or the text's. */
static bool read_cell(struct cursor *c, struct text *ret, struct yaml_reader *r)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (*c->s != '"') {
		size_t n = strcspn(c->s, ",\r\n");
		*ret = (struct text){arena_strndup(r->arena, c->s, n), here(c, n)};
		c->s += n;
		return true;
	}
	struct src_loc at = here(c, 1);
	for (c->s++; *c->s && (*c->s != '"' || c->s[1] == '"'); c->s++) {
		c->s += *c->s == '"';
		strbuf_addc(&b, *c->s);
		if (*c->s == '\n') {
			c->line++;
			c->line_start = c->s + 1;
		}
	}
	if (!*c->s) {
		return diag_fail(r->diag, at, "this quote is never closed");
	}
	c->s++;
	*ret = (struct text){strbuf_take(&b, r->arena), at};
	return strchr(",\r\n", *c->s) || diag_fail(r->diag, here(c, 1), "text after the closing quote");
}

static bool read_csv_row(struct cursor *c, struct row *row, struct yaml_reader *r)
{
	row->at = here(c, 1);
	for (;;) {
		if (!read_cell(c, vec_push(r->arena, &row->cells), r)) {
			return false;
		}
		if (*c->s != ',') {
			next_line(c);
			return true;
		}
		c->s++;
	}
}

static bool header_is_sane(const struct row *head, struct diag *d)
{
	bool ok = true, has_id = false;

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

bool csv_read(const struct source *in, struct rows *ret, struct yaml_reader *r)
{
	struct cursor c = {in, in->text, 1, in->text};
	struct rows rows = {0};
	struct row head = {.at = {0}};

	c.s += strncmp(c.s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	if (!*c.s) {
		return diag_fail(r->diag, here(&c, 1), "the file is empty");
	}
	if (!read_csv_row(&c, &head, r) || !header_is_sane(&head, r->diag)) {
		return false;
	}
	bool ok = true;
	while (*c.s) {
		if (*c.s == '\n' || *c.s == '\r') {
			next_line(&c); /* a blank line */
			continue;
		}
		struct row *row = vec_push(r->arena, &rows);
		if (!read_csv_row(&c, row, r)) {
			return false;
		}
		if (row->cells.n != head.cells.n) {
			ok = diag_fail(r->diag, row->at, "%zu cells, but the first line names %zu columns",
			               row->cells.n, head.cells.n);
		}
		row->names.at = head.cells.at;
		row->names.n = head.cells.n;
	}
	if (rows.n == 0) {
		return diag_fail(r->diag, head.at, "there is no input below the first line");
	}
	*ret = rows;
	return ok;
}
