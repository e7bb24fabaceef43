/** Whatever settings and columns `secateur init` takes, what it writes is an experiment that `secateur check` takes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"
#include "secateur/base/strbuf.h"
#include "secateur/engine/engine.h"
#include "secateur/init/init.h"
#include "secateur/spec/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Some of what both programs print of themselves. */
static const char settings[] =
	"CATALOG_NAME a.cat # name\nCATALOG_TYPE ASCII\nPARAMETERS_NAME a.param\nDETECT_THRESH 1.5 # {sigmas}\n"
	"                          # or more\nFILTER Y\nFILTER_NAME a.conv\nFILTER_THRESH\nCLEAN Y\nBACK_SIZE 64\n"
	"PHOT_APERTURES 5\nWEIGHT_TYPE NONE\nWEIGHT_IMAGE w.fits\nCHECKIMAGE_TYPE CHI,NONE\nCHECKIMAGE_NAME a,b\n"
	"PSF_NAME a.psf\nSTARNNW_NAME a.nnw\nNTHREADS 1\nBASIS_TYPE FILE\nBASIS_NAME b.fits\nPSF_SIZE 25,25\nPSF_DIR\n"
	"PSFVAR_NSNAP 9\nXML_NAME x.xml\n";
static const char columns[] =
	"#NUMBER\n#X_IMAGE\n#Y_IMAGE\n#FLAGS\n#SNR_WIN\n#XWIN_IMAGE\n#ELONGATION\n#FLUX_RADIUS\n#FLUX_APER\n#VIGNET\n"
	"#MAG_PSF\n#SPREAD_MODEL\n#MAG_MODEL\n#DURATION_ANALYSIS\n#NEW\n#CLASS_STAR\n";

static struct source *part(const char *name, const char *s, size_t n, struct arena *a)
{
	struct source *in = NEW(a, struct source);

	*in = (struct source){name, arena_strndup(a, s, n)};
	return in;
}

static void complain(const struct diag *d, const char *text)
{
	diag_print(d, stderr, DIAG_PLAIN);
	fputs(text, stderr);
	abort();
}

/* The first byte chooses; then come settings, and behind a NUL columns. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct init_input inputs[] = {{"a", "{here}/a.fits", "a"}};
	AUTO_ARENA struct arena *a = arena_new();
	AUTO_STRBUF struct strbuf text = STRBUF_INIT;
	struct diag *d = diag_new(a), *checking = diag_new(a);
	struct init_settings known, own;
	struct init_columns all, chosen;

	if (n == 0) {
		return 0;
	}
	const char *s = (const char *)data + 1, *nul = memchr(s, '\0', n - 1);
	size_t length = nul ? (size_t)(nul - s) : n - 1, rest = nul ? n - 2 - length : 0;
	const struct init_ops *program = init_find(data[0] & 1 ? "source-extractor" : "psfex");

	if (!init_settings_read(part("k", settings, sizeof(settings), a), strlen(settings), NULL, a, d,
	                        &known) ||
	    !init_columns_read(part("c", columns, sizeof(columns), a), strlen(columns), NULL, a, d, &all)) {
		abort();
	}
	struct source *lines = part("s", s, length, a), *list = part("p", nul ? nul + 1 : "", rest, a);
	bool ok = init_settings_read(lines, length, &known, a, d, &own);
	ok = init_columns_read(list, rest, &all, a, d, &chosen) && ok;
	struct init_source from = {.known = &known,
	                           .own = data[0] & 2 ? &known : &own,
	                           .columns = chosen.at.n == 0 ? &all : &chosen,
	                           .own_settings = !(data[0] & 2),
	                           .own_columns = ok && chosen.at.n > 0,
	                           .inputs = inputs,
	                           .n_inputs = 1,
	                           .name = "fuzz",
	                           .here = "/nowhere",
	                           .command = "secateur init"};
	if (!ok || !program->write(&from, a, d, &text)) {
		return 0;
	}
	struct source experiment = {"experiment.yaml", text.text};
	struct spec_options o = {0};
	struct study study;

	if (!engine_prepare_text(&experiment, "/nowhere", &o, a, checking, &study)) {
		complain(checking, text.text);
	}
	return 0;
}
