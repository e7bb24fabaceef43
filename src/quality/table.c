#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/quality/quality.h"

#define QUALITY(name) extern const struct quality_ops quality_##name;
#include "quality.def"
#undef QUALITY

static const struct quality_ops *const table[] = {
#define QUALITY(name) &quality_##name,
#include "quality.def"
#undef QUALITY
	NULL,
};

const struct quality_ops *quality_at(size_t i)
{
	return i < sizeof(table) / sizeof(*table) ? table[i] : NULL;
}

const struct quality_ops *quality_find(const char *name)
{
	for (size_t i = 0; table[i]; i++) {
		if (strcmp(table[i]->part.name, name) == 0) {
			return table[i];
		}
	}
	return NULL;
}

static struct metric *named(struct findings *f, const char *name)
{
	for (size_t i = 0; i < f->metrics.n; i++) {
		if (strcmp(f->metrics.at[i].name, name) == 0) {
			return &f->metrics.at[i];
		}
	}
	return NULL;
}

static void add(struct findings *f, struct arena *a, struct metric m)
{
	struct metric *old = named(f, m.name);

	if (!old) {
		*vec_push(a, &f->metrics) = m;
	} else if (old->is_extra) {
		*old = m;
	} else {
		*old = (struct metric){.name = m.name, .absent_reason = "it was given twice"};
	}
}

void findings_add(struct findings *f, struct arena *a, const char *name, double value, const char *unit)
{
	if (!isfinite(value)) {
		findings_add_absent(f, a, name, "not a finite number");
		return;
	}
	add(f, a, (struct metric){.name = name, .unit = unit, .value = value});
}

void findings_add_absent(struct findings *f, struct arena *a, const char *name, const char *reason)
{
	add(f, a, (struct metric){.name = name, .absent_reason = reason});
}

void findings_add_extra(struct findings *f, struct arena *a, struct metric m)
{
	m.is_extra = true;
	if (!named(f, m.name)) {
		*vec_push(a, &f->metrics) = m;
	}
}
