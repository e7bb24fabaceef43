/** detector: makes images of which the truth is known, and judges what a detection pipeline made of
 * them. */
#include "verbs.h"

static const struct verb {
	const char *name;
	bool (*run)(char **argv, struct arena *a, struct diag *d);
	const char *usage;
} verbs[] = {
	{"simulate", verb_simulate,
         "--size 1024x1024 --seed N OUT.fits\n"
         "      a CCD image of stars and galaxies; beside it OUT.truth.fits and OUT.reserve.fits"},
	{"reserve", verb_reserve,
         "[--fold 1..5] IMAGE OUT.fits\n"
         "      a flag image for a real image: a fifth of its tiles, whose stars make no PSF "
         "model"},
	{"filter", verb_filter,
         "MODEL.psf OUT.conv\n"
         "      a source-extractor detection filter from a psfex model"},
	{"assess", verb_assess,
         "--catalogue measure.cat --truth T.truth.fits --psf detect.psf\n"
         "  assess --catalogue measure.cat --detections detect.cat --psf detect.psf\n"
         "      quality, one `name<TAB>value<TAB>unit` a line, `n/a` and a reason where there is "
         "no value"},
};
#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

static void usage(FILE *out)
{
	fputs("usage: detector VERB ...\n", out);
	for (size_t i = 0; i < N_VERBS; i++) {
		fprintf(out, "  %s %s\n", verbs[i].name, verbs[i].usage);
	}
}

int main(int argc, char **argv)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);

	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		usage(stdout);
		return 0;
	}
	for (size_t i = 0; argc > 1 && i < N_VERBS; i++) {
		if (strcmp(argv[1], verbs[i].name) == 0) {
			bool ok = verbs[i].run(argv + 2, a, d);

			diag_print(d, stderr, DIAG_PLAIN);
			return ok ? 0 : 2;
		}
	}
	usage(stderr);
	return 2;
}
