#include <errno.h>
#include <string.h>

#include "secateur/report/report.h"

#define FORMAT(name) extern const struct format_ops format_##name;
#include "report.def"
#undef FORMAT

static const struct format_ops *const table[] = {
#define FORMAT(name) &format_##name,
#include "report.def"
#undef FORMAT
};

const struct format_ops *report_format_at(size_t i)
{
	return i < sizeof(table) / sizeof(*table) ? table[i] : NULL;
}

const struct format_ops *report_format_find(const char *name)
{
	const struct format_ops *f;

	for (size_t i = 0; (f = report_format_at(i)); i++) {
		if (strcmp(f->name, name) == 0) {
			return f;
		}
	}
	return NULL;
}

const struct format_ops *report_format_of(const char *path)
{
	const struct format_ops *f;
	const size_t n = strlen(path);

	for (size_t i = 0; (f = report_format_at(i)); i++) {
		const size_t m = strlen(f->suffix);
		if (n > m && strcmp(path + n - m, f->suffix) == 0) {
			return f;
		}
	}
	return NULL;
}

static void write_text(const char *s, FILE *out) { fputs(s ? s : "", out); }

static void write_element(const struct element *e, const struct format_ops *f, FILE *out)
{
	fputc('\n', out);
	switch (e->kind) {
	case ELEMENT_HEADING:
		f->heading(out, e->text);
		break;
	case ELEMENT_PARAGRAPH:
		f->paragraph(out, e->text);
		break;
	case ELEMENT_LIST:
		write_text(f->list_begin, out);
		for (size_t i = 0; i < e->n_items; i++) {
			f->item(out, e->items[i]);
		}
		write_text(f->list_end, out);
		break;
	case ELEMENT_TABLE:
		f->table(out, &e->table);
		break;
	case ELEMENT_VERBATIM:
		f->verbatim(out, e->text);
		break;
	case ELEMENT_FIGURE:
		f->figure(out, e->figure);
		break;
	}
}

static void write_elements(const struct document *doc, const struct format_ops *f, FILE *out)
{
	f->begin(out, doc);
	for (size_t i = 0; i < doc->n_elements; i++) {
		write_element(&doc->elements[i], f, out);
	}
	write_text(f->end, out);
}

bool report_write(const struct document *doc, const struct format_ops *f, const struct page *page, FILE *out,
                  struct diag *d)
{
	if (f->is_data && !doc->evidence) {
		return diag_fail(d, NOWHERE, "%s is of what runs say of variants: '%s' is another document",
		                 f->name, doc->title);
	}
	errno = 0;
	if (f->whole) {
		f->whole(out, doc, page);
	} else {
		write_elements(doc, f, out);
	}
	if (fflush(out) != 0 || ferror(out)) {
		return diag_fail(d, NOWHERE, "the report could not be written: %s",
		                 errno ? strerror(errno) : "the output is broken");
	}
	return true;
}
