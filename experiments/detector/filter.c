/** detector filter: from the second PSF iteration on, the image is filtered by its own PSF before
 * detection. */
#include "options.h"
#include "psf_model.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "verbs.h"

#define WIDTH 7 /* as the filter of the first iteration, so that filtering costs the same */

bool verb_filter(char **argv, struct arena *a, struct diag *d)
{
	AUTO_STRBUF struct strbuf text = STRBUF_INIT;
	const char *words[2] = {0};
	double stamp[WIDTH * WIDTH], sum = 0;

	if (!options_read(argv, NULL, 0, words, 2, d)) {
		return false;
	}
	struct psf_model m = psf_model_read(words[0], a);

	if (m.absent) {
		return diag_fail(d, NOWHERE, "%s", m.absent);
	}
	psf_model_stamp(&m, m.zero, (double[2]){0, 0}, WIDTH, stamp);
	for (int i = 0; i < WIDTH * WIDTH; i++) {
		sum += stamp[i];
	}
	if (!(sum > 0)) {
		return diag_fail(d, NOWHERE, "%s: its pixels add up to %g", words[0], sum);
	}
	strbuf_addf(&text, "CONV NORM\n# %dx%d convolution mask of the PSF at the middle of the field\n",
	            WIDTH, WIDTH);
	for (int i = 0; i < WIDTH * WIDTH; i++) {
		strbuf_addf(&text, "%.6f%c", stamp[i] / sum, i % WIDTH == WIDTH - 1 ? '\n' : ' ');
	}
	return fs_write(words[1], text.text, text.len, d);
}
