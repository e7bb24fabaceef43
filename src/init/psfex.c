/** Which settings of psfex can be cheaper: its model of the PSF, and diagnostics that nobody may look at. */
#include <string.h>

#include "init_private.h"

static const struct init_sweep sweeps[] = {
	{"PSFVAR_NSNAP", "9 1"},
	{"PSFVAR_DEGREES", "2 1 0"},
	{"PSF_SIZE", "25,25 21,21"},
	{"PSF_SAMPLING", "0.0 1.0"},
	{"BASIS_TYPE", "PIXEL_AUTO PIXEL"},
	{"SAMPLE_MINSN", "20 50"},
	{"CHECKIMAGE_TYPE", "NONE", "images for diagnostics"},
};

struct draft {
	const struct init_source *from;
	VEC(struct init_file) files;
	VEC(struct init_edit) edits;
	struct init_choices choices;
	struct arena *arena;
};

static void edit(struct draft *x, const char *key, const char *value, const char *why)
{
	*vec_push(x->arena, &x->edits) = (struct init_edit){key, value, why};
}

/* What names or places files that runs write. */
static void edit_outputs(struct draft *x)
{
	static const char *const names[] = {"OUTCAT_NAME", "CHECKPLOT_NAME", "CHECKIMAGE_NAME"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = init_value(x->from, names[i]);
		if (strchr(value, '/')) {
			edit(x, names[i], init_braced(init_without_folders(value, x->arena), x->arena),
			     "in the run's own folder");
		}
	}
	edit(x, "PSF_DIR", ".", "the run's own folder, not that of the catalogue");
	edit(x, "HOMOKERNEL_DIR", ".", "the run's own folder");
	edit(x, "PSF_SUFFIX", ".psf", NULL);
	edit(x, "WRITE_XML", "Y", "quality is read from it");
	edit(x, "XML_NAME", "psfex.xml", NULL);
	/* all the plots there are want a device that PLplot may not have; then psfex ends without a model */
	if (!x->from->own_settings) {
		edit(x, "CHECKPLOT_DEV", "NULL",
		     "no plots: not every PLplot can draw PNG, and psfex stops without");
	}
}

static bool prepare(struct draft *x, struct diag *d)
{
	bool ok = true;

	init_choose(x->from, sweeps, sizeof(sweeps) / sizeof(*sweeps), x->arena, &x->choices);
	if (strcmp(init_value(x->from, "BASIS_TYPE"), "FILE") == 0) {
		struct init_file *f = vec_push(x->arena, &x->files);
		ok = init_find_file(x->from, "BASIS_NAME", "BASIS_TYPE asks for", x->arena, d, f);
		edit(x, f->key, arena_printf(x->arena, "{%s}", f->name), NULL);
	}
	edit_outputs(x);
	for (size_t i = 0; i < x->choices.at.n; i++) {
		edit(x, x->choices.at.at[i].key, arena_printf(x->arena, "{%s}", x->choices.at.at[i].name),
		     NULL);
	}
	return ok;
}

static void put_workload(struct strbuf *b, const struct draft *x)
{
	strbuf_add(b, "\nworkload:\n"
	              "  adapter: command\n"
	              "  steps:                    # run in order, in a folder of the run's own\n"
	              "    - {name: psf, command: [psfex, \"{input.catalogue}\", -c, model.psfex]}\n"
	              "  files:\n"
	              "    model.psfex:            # {name}: a factor or a parameter of this file\n"
	              "      text: |\n");
	init_put_settings(b, 8, x->from, x->edits.at, x->edits.n, x->arena);
	strbuf_add(b, "  version: [psfex, --version]   # recorded\n");
}

static void put_factors(struct strbuf *b, const struct draft *x)
{
	if (x->choices.at.n == 0) {
		return;
	}
	strbuf_add(
		b,
		"\nfactors:                    # settings, the present value first; CHANGE: the other levels\n");
	init_put_choices(b, &x->choices);
	strbuf_add(
		b,
		"\nvariants:                   # one setting at a time; `cross:` in its place takes all combinations\n"
		"  - vary_each: ");
	init_put_names(b, 15, &x->choices, x->arena);
	strbuf_addc(b, '\n');
}

static const char quality[] =
	"\nquality:                    # CHANGE: margins are yours to choose; without one, a metric is shown and not judged\n"
	"  - {name: stars, from: votable, file: psfex.xml, table: PSF_Fields, field: NStars_Accepted_Total, within: 5 %}\n"
	"  - {name: chi2, from: votable, file: psfex.xml, table: PSF_Fields, field: Chi2_Mean, better: lower, not_worse_than: 2 %}\n"
	"  - {name: model, from: fits_digest, file: \"{input.psf}\", hdu: PSF_DATA}   # the same, bit for bit?\n"
	"  # chi2 is best where a model overfits. Judge by what is measured with the model: add the next source-extractor as a\n"
	"  # step, and what its catalogue shows. FWHM, ellipticity and residuals in psfex.xml depend on PSFVAR_NSNAP, though the\n"
	"  # model does not: shown at most.\n"
	"  - {name: fwhm, from: votable, file: psfex.xml, table: PSF_Fields, field: FWHM_Mean, unit: px}\n";

static bool write(const struct init_source *from, struct arena *a, struct diag *d, struct strbuf *out)
{
	struct draft x = {.from = from, .arena = a};

	if (!prepare(&x, d)) {
		return false;
	}
	init_put_head(
		out, from, "Which settings of psfex can be cheaper?",
		"Which settings can be cheaper, what does each save, and does the PSF model stay as good?");
	init_put_files(out, from, x.files.at, x.files.n, a);
	put_workload(out, &x);
	strbuf_add(
		out,
		"\n# CHANGE: catalogues like those that matter, FITS_LDAC with VIGNET. `psf` is what psfex calls its model.\n");
	init_put_inputs(out, from, "catalogue", "psf", ".psf");
	put_factors(out, &x);
	init_put_measure(out, from, x.choices.n_variants);
	strbuf_add(out, quality);
	strbuf_add(
		out,
		"\ndecide: {time: cpu, worth: 1 %}   # CHANGE: the smallest saving that is worth a change\n");
	return true;
}

static const char *const dump_settings[] = {"psfex", "-dd", NULL};
static const char *const also[] = {"/usr/share/psfex", "/usr/local/share/psfex", NULL};

const struct init_ops init_psfex = {
	.name = "psfex",
	.about = "which settings can be cheaper",
	.dump_settings = dump_settings,
	.input_suffix = ".cat",
	.also = also,
	.write = write,
};
