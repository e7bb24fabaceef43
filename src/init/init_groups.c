#include "init_groups.h"

#include <fnmatch.h>
#include <string.h>

/* What psfex stops or crashes without; the last is what nothing else but it reads. */
#define FOR_PSFEX "X_IMAGE Y_IMAGE FLAGS SNR_WIN ELONGATION FLUX_RADIUS FLUX_APER VIGNET"
#define PSF "PSF_NAME"

/* The first two are required. */
static const struct init_group groups[] = {
	{"position", "NUMBER X_IMAGE Y_IMAGE FLAGS", NULL, "what every use of the catalogue needs", false},
	{"for_psfex", FOR_PSFEX " FLUXERR_APER", NULL, "psfex stops or crashes without one of these", false},
	{"psf", "*PSF_* *_PSF", PSF, "fits the PSF", false},
	{"detmodel", "*_DETMODEL", PSF, "fits in a second image: crashes where only one is given", true},
	{"spread", "SPREAD_MODEL SPREADERR_MODEL", PSF, "a fit of the PSF and of a wider one", false},
	{"modbackoff", "*_BACKOFFSET", PSF, "a part of the model fit", false},
	{"modpoint", "*_POINTSOURCE", PSF, "a part of the model fit", false},
	{"modsph", "*SPHEROID*", PSF, "a part of the model fit", false},
	{"moddisk", "*_DISK DISK_*", PSF, "a part of the model fit", false},
	{"modbar", "*_BAR BAR_* *_ARMS ARMS_*", PSF, "a part of the model fit", false},
	{"modtotal", "*MODEL* *_HYBRID ?FOCAL_WORLD", PSF, "a part of the model fit", false},
	{"somfit", "*_SOMFIT", "SOM_NAME", NULL, false},
	{"assoc", "*_ASSOC", "ASSOC_NAME", NULL, false},
	{"imaflags", "IMAFLAGS_ISO NIMAFLAGS_ISO", "FLAG_IMAGE", NULL, false},
	{"dgeo", "DGEO* VIGNET_DGEO*", "DGEO_IMAGE", NULL, false},
	{"winflux", "FLUX_WIN FLUXERR_WIN MAG_WIN MAGERR_WIN SNR_WIN", NULL, "shares the window", false},
	{"winpos", "XWIN_* YWIN_* ALPHAWIN_* DELTAWIN_* ERR*WIN_* FLAGS_WIN NITER_WIN", NULL,
         "shares the window", false},
	{"winshape", "*WIN_*", NULL, "shares the window", false},
	{"aper", "*_APER", NULL, "as many apertures as PHOT_APERTURES has", false},
	{"auto", "*_AUTO KRON_RADIUS", NULL, NULL, false},
	{"petro", "*_PETRO PETRO_RADIUS", NULL, NULL, false},
	{"best", "*_BEST", NULL, "needs auto and isocor, which are made for it", false},
	{"radius", "FLUX_RADIUS", NULL, "shares the growth curve; as many fractions as PHOT_FLUXFRAC has",
         false},
	{"growth", "*_GROWTH *_GROWTHSTEP", NULL, "shares the growth curve", false},
	{"iso", "*_ISO *_ISOCOR ISO? ISOAREA*", NULL, NULL, false},
	{"class", "CLASS_STAR", "STARNNW_NAME", NULL, false},
	{"fwhm", "FWHM_*", NULL, NULL, false},
	{"peak", "*PEAK_* ?MIN_IMAGE ?MAX_IMAGE FLUX_MAX MU_MAX BACKGROUND *THRESHOLD*", NULL, NULL, false},
	{"vignet", "VIGNET", NULL, "pixels: most of the catalogue's size", false},
	{"vigshift", "VIGNET_SHIFT", NULL, "pixels: most of the catalogue's size", false},
	{"shape", "?2_* XY_* C??_* A_* B_* THETA_* ELONGATION ELLIPTICITY POLAR_* ERR*", NULL, NULL, false},
	{"world", "*_WORLD *_SKY *_J2000 *_B1950 *_FOCAL *_MAMA", NULL, NULL, false},
	{"duration", "DURATION_ANALYSIS", NULL, "differs from run to run", true},
	{"other", "*", NULL, NULL, false},
};
enum { POSITION, PSFEX, N_REQUIRED, N_GROUPS = sizeof(groups) / sizeof(*groups) };

const struct init_together init_together[] = {
	{"windowed", "the window and the growth curve are computed for whichever of them is left",
         "winflux winpos winshape radius growth"},
	{"models", "one fit gives them all", "spread mod*"},
};
const size_t init_n_together = sizeof(init_together) / sizeof(*init_together);

bool init_is_among(const char *s, const char *patterns, struct arena *a)
{
	for (size_t i = 0;; i++) {
		const char *pattern = init_word(patterns, i, a);
		if (!pattern || fnmatch(pattern, s, 0) == 0) {
			return pattern != NULL;
		}
	}
}

bool init_group_is_required(const struct init_group *g) { return g < groups + N_REQUIRED; }

static bool feeds_psfex(const struct init_columns *c, struct arena *a)
{
	const char *name = NULL;

	for (size_t i = 0; (name = init_word(FOR_PSFEX, i, a)); i++) {
		if (!init_columns_find(c, name)) {
			return false;
		}
	}
	return true;
}

void init_group(const struct init_columns *c, bool chosen, struct arena *a, struct init_components *ret)
{
	bool psfex = chosen && feeds_psfex(c, a);

	*ret = (struct init_components){0};
	for (size_t i = 0; i < N_GROUPS; i++) {
		vec_push(a, &ret->at)->group = &groups[i];
	}
	for (size_t i = 0; i < c->at.n; i++) {
		size_t g = 0;
		while ((g == PSFEX && !psfex) || !init_is_among(c->at.at[i].name, groups[g].columns, a)) {
			g++;
		}
		struct init_component *to = &ret->at.at[g];
		to->at = to->members.n ? to->at : c->at.at[i].at;
		*vec_push(a, &to->members) = c->at.at[i].written;
	}
	size_t n = 0;
	for (size_t i = 0; i < N_GROUPS; i++) {
		if (ret->at.at[i].members.n > 0) {
			ret->at.at[n++] = ret->at.at[i];
		}
	}
	ret->at.n = n;
}
