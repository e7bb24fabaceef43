/** No filter crashes, or selects a part that could not be run: without the baseline, a reference or an input. */
#include <stdint.h>
#include <stdlib.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"
#include "secateur/design/filter.h"
#include "secateur/model/dossier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define SETTINGS(flux, win, degree)                                               \
	{                                                                         \
		{"degree", degree, false, true}, {"plugins", "flux", true, flux}, \
		{                                                                 \
			"plugins", "win_x", true, win                             \
		}                                                                 \
	}
static const struct dossier_setting settings[][3] = {
	SETTINGS(true, true, "2"), SETTINGS(false, true, "2"), SETTINGS(true, false, "2"),
	SETTINGS(true, true, "1"), SETTINGS(false, true, "0"),
};
static const struct filter_subject variants[] = {
	{"baseline", 0, settings[0], 3},     {"drop-flux", 0, settings[1], 3},
	{"drop-win_x", 0, settings[2], 3},   {"small", 0, settings[3], 3},
	{"degree=0:a,b", 3, settings[4], 3},
};
static const char *const inputs[] = {"sky-1", "sky-2", "lab"};
enum { N_VARIANTS = 5, N_INPUTS = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	const char *text = arena_strndup(a, (const char *)data, n);
	const struct filter_request q = {text, variants, N_VARIANTS, inputs, N_INPUTS};
	struct selection s;
	bool any = false;

	if (!filter_select(&q, a, d, &s)) {
		if (diag_errors(d) == 0) {
			abort();
		}
		return 0;
	}
	for (size_t i = 0; i < N_INPUTS; i++) {
		any = any || s.inputs[i];
	}
	for (size_t i = 0; i < N_VARIANTS; i++) {
		any = any && (!s.variants[i] || s.variants[variants[i].reference]);
	}
	if (!any || !s.variants[0]) {
		abort();
	}
	return 0;
}
