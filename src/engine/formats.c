#include "formats.h"

#include "secateur/report/report.h"

const char *formats_name(size_t i)
{
	const struct format_ops *f = report_format_at(i);

	return f ? f->name : NULL;
}

bool formats_is_data(const char *name) { return report_format_find(name)->is_data; }
