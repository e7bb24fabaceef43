#include "figure_plot.h"
#include "secateur/figure/figure.h"

#define FIGURE(name)                                  \
	extern const struct figure_ops figure_##name; \
	extern const char embedded_##name##_gp[];
#include "figure.def"
#undef FIGURE

static const struct {
	const struct figure_ops *figure;
	const char *script;
} table[] = {
#define FIGURE(name) {&figure_##name, embedded_##name##_gp},
#include "figure.def"
#undef FIGURE
};

const struct figure_ops *figure_at(size_t i)
{
	return i < sizeof(table) / sizeof(*table) ? table[i].figure : NULL;
}

const char *figure_script(const struct figure_ops *f)
{
	size_t i = 0;

	while (table[i].figure != f) {
		i++;
	}
	return table[i].script;
}
