/** Which measurements of source-extractor can go: its columns in groups, by what computes them. */
#include <string.h>

#include "init_groups.h"

/* Settings that cost time, and what else they might be. */
static const struct init_sweep sweeps[] = {
	{"DETECT_THRESH", "1.5 2.0"},    {"FILTER", "N"},
	{"DEBLEND_NTHRESH", "32 16"},    {"CLEAN", "Y N"},
	{"BACK_SIZE", "64 128"},         {"BACKPHOTO_TYPE", "GLOBAL LOCAL"},
	{"MEMORY_BUFSIZE", "1024 4096"},
};

/* Columns that are as long as a setting's list. */
static const struct {
	const char *columns, *key;
} lengths[] = {{"*_APER", "PHOT_APERTURES"}, {"FLUX_RADIUS", "PHOT_FLUXFRAC"}};

struct draft {
	const struct init_source *from;
	struct init_components components;
	const char **off; /* for each: why it is left out, or NULL */
	VEC(struct init_file) files;
	VEC(struct init_edit) edits;
	struct init_choices choices;
	size_t n_droppable, n_variants;
	struct arena *arena;
	struct diag *diag;
};

/* --- what goes into it ------------------------------------------------------------------------- */

static bool begins_with_yes(const char *value) { return value[0] == 'Y' || value[0] == 'y'; }

static void warn_lengths(const struct draft *x)
{
	const struct init_columns *c = x->from->columns;

	for (size_t i = 0; i < c->at.n; i++) {
		for (size_t j = 0; j < sizeof(lengths) / sizeof(*lengths); j++) {
			size_t n = init_count_words(init_value(x->from, lengths[j].key));
			if (c->at.at[i].length > n &&
			    init_is_among(c->at.at[i].name, lengths[j].columns, x->arena)) {
				diag_warn(x->diag, c->at.at[i].at, "%s: %s gives %zu: the rest stays blank",
				          c->at.at[i].written, lengths[j].key, n);
			}
		}
	}
}

/* Of all columns that there are, those that cannot be had are left out; of columns that somebody has chosen, none. */
static const char *why_off(const struct draft *x, const struct init_group *g)
{
	const char *name = g->needs ? init_word(init_value(x->from, g->needs), 0, x->arena) : NULL;

	if (x->from->own_columns) {
		return NULL;
	}
	if (g->is_left_out) {
		return g->about;
	}
	return g->needs && !(name && init_look_for(x->from, name, x->arena))
	               ? arena_printf(x->arena, "needs %s: there is no '%s'", g->needs, name ? name : "")
	               : NULL;
}

static bool has_file(const struct draft *x, const char *key)
{
	for (size_t i = 0; i < x->files.n; i++) {
		if (strcmp(x->files.at[i].key, key) == 0) {
			return true;
		}
	}
	return false;
}

static bool add_file(struct draft *x, const char *key, const char *use)
{
	return has_file(x, key) ||
	       init_find_file(x->from, key, use, x->arena, x->diag, vec_push(x->arena, &x->files));
}

static bool choose_components(struct draft *x)
{
	bool ok = true;

	init_group(x->from->columns, x->from->own_columns, x->arena, &x->components);
	x->off = NEW_ARRAY(x->arena, const char *, x->components.at.n);
	for (size_t i = 0; i < x->components.at.n; i++) {
		const struct init_group *g = x->components.at.at[i].group;
		x->off[i] = why_off(x, g);
		x->n_droppable += !x->off[i] && !init_group_is_required(g);
		if (!x->off[i] && g->needs) {
			ok = add_file(x, g->needs,
			              arena_printf(x->arena, "%s needs",
			                           x->components.at.at[i].members.at[0])) &&
			     ok;
		}
	}
	return ok;
}

static void edit(struct draft *x, const char *key, const char *value, const char *why)
{
	*vec_push(x->arena, &x->edits) = (struct init_edit){key, value, why};
}

static void edit_outputs(struct draft *x)
{
	static const char *const outputs[] = {"CHECKIMAGE_NAME", "XML_NAME"};

	for (size_t i = 0; i < sizeof(outputs) / sizeof(*outputs); i++) {
		const char *value = init_value(x->from, outputs[i]);
		if (strchr(value, '/')) {
			edit(x, outputs[i], init_braced(init_without_folders(value, x->arena), x->arena),
			     "in the run's own folder");
		}
	}
}

static bool prepare(struct draft *x)
{
	bool ok = choose_components(x);
	const char *type = init_value(x->from, "CATALOG_TYPE");

	warn_lengths(x);
	init_choose(x->from, sweeps, sizeof(sweeps) / sizeof(*sweeps), x->arena, &x->choices);
	if (begins_with_yes(init_value(x->from, "FILTER"))) {
		ok = add_file(x, "FILTER_NAME", "detection is filtered by") && ok;
	}
	if (strstr(init_value(x->from, "WEIGHT_TYPE"), "MAP_")) {
		ok = add_file(x, "WEIGHT_IMAGE", "WEIGHT_TYPE asks for") && ok;
	}
	edit(x, "CATALOG_NAME", "measure.cat", "in the run's own folder");
	edit(x, "CATALOG_TYPE", "FITS_LDAC",
	     strcmp(type, "FITS_LDAC") == 0 ? NULL
	                                    : arena_printf(x->arena, "for quality to be read from; it was %s",
	                                                   init_braced(type, x->arena)));
	edit(x, "PARAMETERS_NAME", "measure.param", "the columns that a variant keeps");
	edit_outputs(x);
	for (size_t i = 0; i < x->files.n; i++) {
		edit(x, x->files.at[i].key, arena_printf(x->arena, "{%s}", x->files.at[i].name), NULL);
	}
	for (size_t i = 0; i < x->choices.at.n; i++) {
		edit(x, x->choices.at.at[i].key, arena_printf(x->arena, "{%s}", x->choices.at.at[i].name),
		     NULL);
	}
	return ok;
}

/* --- how it is written --------------------------------------------------------------------------- */

static void put_workload(struct strbuf *b, const struct draft *x)
{
	strbuf_add(b,
	           "\nworkload:\n"
	           "  adapter: command\n"
	           "  steps:                    # run in order, in a folder of the run's own\n"
	           "    - {name: measure, command: [source-extractor, \"{input.image}\", -c, measure.sex]}\n"
	           "  files:\n"
	           "    measure.param: {text: \"{measurements}\\n\"}\n"
	           "    measure.sex:            # {name}: a factor or a parameter of this file\n"
	           "      text: |\n");
	init_put_settings(b, 8, x->from, x->edits.at, x->edits.n, x->arena);
	strbuf_add(b, "  version: [source-extractor, --version]   # recorded\n");
}

static void put_commented(struct strbuf *b, const char *indent, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		strbuf_addf(b, "%s# %.*s\n", indent, (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/* All columns are listed without sizes, of which this one has no use without. */
static const char *const *members_of(const struct draft *x, const struct init_component *c)
{
	const char **members = NEW_ARRAY(x->arena, const char *, c->members.n);

	for (size_t i = 0; i < c->members.n; i++) {
		const char *s = c->members.at[i];
		members[i] = strcmp(s, "VIGNET") == 0 || strcmp(s, "VIGNET_SHIFT") == 0
		                     ? arena_printf(x->arena, "%s(35,35)", s)
		                     : s;
	}
	return members;
}

static void put_component(struct strbuf *b, const struct draft *x, size_t i)
{
	AUTO_STRBUF struct strbuf one = STRBUF_INIT;
	const struct init_component *c = &x->components.at.at[i];
	const char *why = x->off[i] ? x->off[i] : c->group->about;

	strbuf_addf(&one, "%s: ", c->group->name);
	init_put_list(&one, 6 + one.len, x->off[i] ? 2 : 8, members_of(x, c), c->members.n);
	if (why) {
		strbuf_addf(&one, "   # %s", why);
	}
	if (x->off[i]) {
		put_commented(b, "      ", one.text);
	} else {
		strbuf_addf(b, "      %s\n", one.text);
	}
}

static void put_required(struct strbuf *b, const struct draft *x)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < x->components.at.n; i++) {
		const struct init_group *g = x->components.at.at[i].group;
		if (!x->off[i] && init_group_is_required(g)) {
			*vec_push(x->arena, &names) = g->name;
		}
	}
	if (names.n > 0) {
		strbuf_add(b, "    required: ");
		init_put_list(b, 14, 6, names.at, names.n);
		strbuf_add(b, "   # never dropped; CHANGE: what others read belongs here, too\n");
	}
	strbuf_add(
		b,
		"    # requires: {petro: [auto]}   # what is of no use without another: to drop auto would drop petro as well\n");
}

static void put_factors(struct strbuf *b, const struct draft *x)
{
	strbuf_add(
		b,
		"\nfactors:\n  measurements:             # the columns, in groups by what computes them\n    set:\n");
	for (size_t i = 0; i < x->components.at.n; i++) {
		put_component(b, x, i);
	}
	put_required(b, x);
	strbuf_add(
		b,
		x->choices.at.n
			? "  # Settings, the present value first: see `vary_each` below. CHANGE: the other levels.\n"
			: "");
	init_put_choices(b, &x->choices);
}

static void put_together(struct strbuf *b, struct draft *x, const struct init_together *t)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < x->components.at.n; i++) {
		const char *name = x->components.at.at[i].group->name;
		if (!x->off[i] && init_is_among(name, t->groups, x->arena)) {
			*vec_push(x->arena, &names) = name;
		}
	}
	if (names.n < 2) {
		return;
	}
	strbuf_addf(b, "  # One by one these save little: %s.\n  - {name: drop-%s, drop: {measurements: ",
	            t->about, t->name);
	init_put_list(b, 45, 6, names.at, names.n);
	strbuf_add(b, "}}\n");
	x->n_variants++;
}

static void put_variants(struct strbuf *b, struct draft *x)
{
	bool drops = x->n_droppable > 0, varies = x->choices.at.n > 0;

	strbuf_add(b, drops || varies ? "\nvariants:\n" : "");
	if (drops) {
		strbuf_add(b, "  - drop_each: measurements\n");
		x->n_variants = x->n_droppable;
		for (size_t i = 0; i < init_n_together; i++) {
			put_together(b, x, &init_together[i]);
		}
	} else {
		x->n_variants = x->choices.n_variants;
	}
	if (varies) {
		strbuf_add(
			b,
			drops ? "  # Without its '#', this line changes the settings, too, one at a time:\n  # - vary_each: "
			      : "  - vary_each: ");
		init_put_names(b, 15, &x->choices, x->arena);
		strbuf_addc(b, '\n');
	}
}

static void put_quality(struct strbuf *b, const struct draft *x)
{
	const struct init_columns *c = x->from->columns;
	bool duration = x->from->own_columns && init_columns_find(c, "DURATION_ANALYSIS");

	strbuf_add(
		b,
		"\nquality:                    # CHANGE: margins are yours to choose; without one, a metric is shown and not judged\n"
		"  - {name: sources, from: fits_rows, file: measure.cat, hdu: LDAC_OBJECTS, within: 1 %}\n");
	if (init_columns_find(c, "FLAGS")) {
		strbuf_add(
			b,
			"  - {name: clean, from: fits_stat, file: measure.cat, hdu: LDAC_OBJECTS, value: \"FLAGS == 0\", of: fraction, within: 0.01}\n");
	}
	strbuf_addf(
		b,
		"  - {name: catalogue, from: fits_digest, file: measure.cat, hdu: LDAC_OBJECTS%s}   # the same, bit for bit?\n",
		duration ? ", except: [DURATION_ANALYSIS]" : "");
	strbuf_add(
		b,
		"  # Judge by what is made of the catalogue: add that program as a step. A metric that rests on a column is lost\n"
		"  # when the column goes, and the column is kept. Where the truth is known, or a catalogue was good:\n"
		"  # - from: fits_match\n"
		"  #   file: measure.cat\n"
		"  #   hdu: LDAC_OBJECTS\n"
		"  #   reference: {file: \"{input.truth}\"}   # a column of `inputs`\n"
		"  #   on: {x: [X_IMAGE, X], y: [Y_IMAGE, Y]}\n"
		"  #   radius: 2             # pixels\n"
		"  #   metrics:\n"
		"  #     - {name: completeness, better: higher, not_worse_than: 0.005}\n"
		"  #     - {name: purity, better: higher, not_worse_than: 0.005}\n"
		"  # - {name: differences, from: fits_equal, file: measure.cat, hdu: LDAC_OBJECTS,\n"
		"  #   reference: {file: \"{input.good}\", hdu: LDAC_OBJECTS}}\n");
}

static bool write(const struct init_source *from, struct arena *a, struct diag *d, struct strbuf *out)
{
	struct draft x = {.from = from, .arena = a, .diag = d};

	if (!prepare(&x)) {
		return false;
	}
	init_put_head(out, from, "Which measurements of source-extractor can go?",
	              "Which measurements can go, what does each save, and does the catalogue stay as good?");
	init_put_files(out, from, x.files.at, x.files.n, a);
	put_workload(out, &x);
	strbuf_add(
		out,
		"\n# CHANGE: images like those that matter. What an image has of its own, such as a weight map or a PSF, is one more\n"
		"# column: {id: a, image: a.fits, weight: a.weight.fits}, and {input.weight} above.\n");
	init_put_inputs(out, from, "image", NULL, NULL);
	put_factors(out, &x);
	put_variants(out, &x);
	init_put_measure(out, from, x.n_variants);
	put_quality(out, &x);
	strbuf_add(
		out,
		"\ndecide: {time: cpu, worth: 1 %}   # CHANGE: the smallest saving that is worth a change\n");
	return true;
}

static const char *const dump_settings[] = {"source-extractor", "-dd", NULL};
static const char *const dump_columns[] = {"source-extractor", "-dp", NULL};
static const char *const also[] = {"/usr/share/source-extractor", "/usr/local/share/sextractor", NULL};

const struct init_ops init_source_extractor = {
	.name = "source-extractor",
	.about = "which measurements can go, and settings to sweep",
	.dump_settings = dump_settings,
	.dump_columns = dump_columns,
	.columns_key = "PARAMETERS_NAME",
	.input_suffix = ".fits",
	.also = also,
	.write = write,
};
