#include <errno.h>
#include <string.h>

#include "secateur/export/export.h"

#define EXPORT(name) extern const struct export_ops export_##name;
#include "export.def"
#undef EXPORT

static const struct export_ops *const table[] = {
#define EXPORT(name) &export_##name,
#include "export.def"
#undef EXPORT
};

const struct export_ops *export_at(size_t i) { return i < sizeof(table) / sizeof(*table) ? table[i] : NULL; }

const struct export_ops *export_find(const char *name)
{
	const struct export_ops *f;

	for (size_t i = 0; (f = export_at(i)); i++) {
		if (strcmp(f->name, name) == 0) {
			return f;
		}
	}
	return NULL;
}

bool export_write(const struct export_ops *f, const struct export_source *from, FILE *out, struct diag *d)
{
	unsigned told = diag_errors(d);

	errno = 0;
	bool ok = f->write(from, out, d);
	if ((fflush(out) != 0 || ferror(out)) && diag_errors(d) == told) {
		diag_fail(d, NOWHERE, "the export could not be written: %s",
		          errno ? strerror(errno) : "the output is broken");
	}
	return ok && diag_errors(d) == told;
}
