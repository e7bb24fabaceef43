/** What reports are written once the runs are made. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

static const char *const *known(const struct spec_options *o, struct arena *a, size_t *n)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; o->format && o->format(i); i++) {
		*vec_push(a, &names) = o->format(i);
	}
	*n = names.n;
	return names.at;
}

static bool read_format(const struct yaml *y, struct reports *into, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	size_t n = 0, which = 0;
	const char *const *names = known(l->options, r->arena, &n);

	if (!read_word(y, names, n, &which, r)) {
		return false;
	}
	for (size_t i = 0; i < into->n_formats; i++) {
		if (strcmp(into->formats[i].s, names[which]) == 0) {
			return diag_fail(r->diag, yaml_at(y), "'%s' is listed twice", names[which]);
		}
	}
	into->formats[into->n_formats++] = (struct text){names[which], yaml_at(y)};
	return true;
}

static bool read_formats(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct reports *reports = into;
	const bool is_list = yaml_kind(y) == YAML_LIST;
	const size_t n = is_list ? yaml_count(y) : 1;
	bool ok = n > 0 || diag_fail(r->diag, yaml_at(y), "expected a format, or a list of them");

	reports->formats = NEW_ARRAY(r->arena, struct text, n);
	reports->n_formats = 0;
	for (size_t i = 0; i < n; i++) {
		ok = read_format(is_list ? yaml_item(y, i) : y, reports, r) && ok;
	}
	return ok;
}

static const struct field rows[] = {
	{"formats", read_formats, 0, true,
         "written beside the database, as NAME.report.md and so on, when runs were made, and by `secateur report` with the file alone"},
	{"figures", read_bool, offsetof(struct reports, figures), false,
         "with figures, drawn by gnuplot (false)"},
};

const struct shape *spec_reports_shape(const struct spec_options *o, struct arena *a)
{
	struct shape *all = NEW_ARRAY(a, struct shape, 4);
	struct field *own = NEW_ARRAY(a, struct field, 2);

	all[0] = (struct shape){.kind = SHAPE_WORDS};
	all[0].words = known(o, a, &all[0].n_words);
	all[1] = (struct shape)SHAPE_LIST_OF(&all[0]);
	all[2] = (struct shape)SHAPE_EITHER_OF(&all[0], &all[1]);
	memcpy(own, rows, sizeof(rows));
	own[0].shape = &all[2];
	all[3] = (struct shape){.kind = SHAPE_FIELDS, .fields = own, .n_fields = 2};
	return &all[3];
}

bool spec_read_reports(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, ROWS(rows), NULL, 0, into, r);
}
