/**
 * The `source_extractor` adapter: one image, its settings, and the columns that are kept. The catalogue is measure.cat, FITS_LDAC
 * unless a setting says otherwise; what is in force is what the program writes of itself.
 */
#include <string.h>

#include "secateur/base/arena.h"
#include "workload_command.h"

#define CONFIG_FILE "measure.sex"
#define COLUMNS_FILE "measure.param"

struct params {
	struct command run;
	struct text image, config, columns;
	struct variables settings;
	bool unasked;
};

static bool read_settings(const struct yaml *y, void *into, struct yaml_reader *r)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	struct variables *settings = into;
	bool ok = command_read_variables(y, settings, r);

	for (size_t i = 0; i < settings->at.n; i++) {
		const char *name = settings->at.at[i].name;
		const struct src_loc at = yaml_at(yaml_key(y, i));
		if (!*name || name[strspn(name, allowed)]) {
			ok = diag_fail(r->diag, at, "'%s' is no name of a setting, such as DETECT_THRESH",
			               name);
		} else if (strcmp(name, "PARAMETERS_NAME") == 0) {
			ok = diag_fail(r->diag, at, "the list of columns is given by `columns`");
		}
	}
	return ok;
}

static bool read_effective(const struct yaml *y, void *into, struct yaml_reader *r)
{
	bool asked = true, ok = read_bool(y, &asked, r);

	*(bool *)into = !asked;
	return ok;
}

static const struct shape yes_or_no = {.kind = SHAPE_BOOL};

static const struct field rows[] = {
	{"image", read_template, offsetof(struct params, image), true,
         "the image; two, with a comma between them"},
	{"config", read_template, offsetof(struct params, config), false,
         "a template of settings (a .sex file), beside the experiment file; else the program's own"},
	{"settings", read_settings, offsetof(struct params, settings), false,
         "a map from settings to values that are put in place of those of `config`", &command_texts_shape},
	{"columns", read_template, offsetof(struct params, columns), true,
         "those that are kept, one a line: \"NUMBER\\n{measurements}\""},
	COMMAND_FILES,
	COMMAND_ENVIRONMENT,
	{"effective", read_effective, offsetof(struct params, unasked), false,
         "ask which settings and columns are in force: a run of each variant on the first input (true)",
         &yes_or_no},
};

/* --- what is run -------------------------------------------------------------------------------------- */

/*
 * Its own account in XML: which of the columns are written, and how the settings are understood. What that leaves out, or what is changed
 * here to have it, stands as it is given; sizes of columns do, too.
 */
static const char in_force[] =
	"\"$@\" -WRITE_XML Y -XML_NAME in_force.xml >&2 || exit\n"
	"sed -n '/ID=\"Source_List\"/,/<DATA>/s/.*<FIELD name=\"\\([^\"]*\\)\".*/\\1/p' in_force.xml |\n"
	"awk 'NR == FNR { on[$1]; next }\n"
	"{ sub(/#.*/, \"\"); $1 = $1; name = $1; sub(/[(].*/, \"\", name) }\n"
	"name in on { print \"column\", $0 }' - " COLUMNS_FILE "\n"
	"sed -n '/ID=\"Config\"/,/<\\/RESOURCE>/s/.*<PARAM name=\"\\([^\"]*\\)\".* value=\"\\(.*\\)\"\\/>/\\1 = \\2/p' in_force.xml |\n"
	"grep -vE '^(Command_Line|Write_XML|XML_Name) '\n"
	"left='(DGEO_IMAGE|DGEO_TYPE|INTERP_[A-Z]*|PATTERN_TYPE|PSF_NMAX|SOM_NAME|WRITE_XML|XML_NAME)[[:space:]]'\n"
	"grep -iE \"^[[:space:]]*$left\" " CONFIG_FILE "\n"
	"shift 2\n"
	"printf '%s %s\\n' \"$@\" | grep -E -e \"^-$left\"\n"
	"exit 0\n";

struct words {
	VEC(struct text) at;
};

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void add_words(struct words *w, const char *const *s, struct arena *a)
{
	for (; *s; s++) {
		*vec_push(a, &w->at) = (struct text){.s = *s};
	}
}

static void add_command(struct words *w, const struct params *p, struct arena *a)
{
	add_words(w, WORDS("source-extractor"), a);
	*vec_push(a, &w->at) = p->image;
	add_words(w, WORDS("-c", CONFIG_FILE, "-PARAMETERS_NAME", COLUMNS_FILE), a);
	add_words(w, WORDS("-CATALOG_NAME", "measure.cat", "-CATALOG_TYPE", "FITS_LDAC"), a);
	for (size_t i = 0; i < p->settings.at.n; i++) { /* of two, the last one counts */
		add_words(w, WORDS(arena_printf(a, "-%s", p->settings.at.at[i].name)), a);
		*vec_push(a, &w->at) = p->settings.at.at[i].value;
	}
}

static void add_asking(struct commands *c, const struct params *p, struct arena *a)
{
	struct words ask = {0}, show = {0};

	add_words(&ask, WORDS("sh", "-c", in_force, "sh"), a);
	add_command(&ask, p, a);
	*vec_push(a, &c->at) = (struct texts){ask.at.at, ask.at.n};
	add_words(&show, WORDS("head", "-v", "-c", "1M", "--"), a);
	for (size_t i = 0; i < p->run.files.n; i++) {
		add_words(&show, WORDS(p->run.files.at[i].name), a);
	}
	if (p->run.files.n > 0) {
		*vec_push(a, &c->at) = (struct texts){show.at.at, show.at.n};
	}
}

/* What goes into files of its own must not be among those of the experiment. */
static bool spares_own_files(const struct command *c, struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; i < c->files.n; i++) {
		const struct file *f = &c->files.at[i];
		const bool is_config = strcmp(f->name, CONFIG_FILE) == 0;
		if (is_config || strcmp(f->name, COLUMNS_FILE) == 0) {
			ok = diag_fail(d, f->from.s ? f->from.at : f->text.at, "%s is what `%s` gives",
			               f->name, is_config ? "config" : "columns");
		}
	}
	return ok;
}

static bool load(void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	struct params *p = params;
	struct command *c = &p->run;
	struct words run = {0}, version = {0};
	const bool ok = spares_own_files(c, d);

	add_command(&run, p, a);
	*vec_push(a, &c->steps) = (struct step){.name = "measure", .command = {run.at.at, run.at.n}};
	add_words(&version, WORDS("source-extractor", "--version"), a);
	*vec_push(a, &c->version.at) = (struct texts){version.at.at, version.at.n};
	if (!p->unasked) {
		add_asking(&c->effective, p, a);
	}
	*vec_push(a, &c->files) =
		(struct file){.name = CONFIG_FILE, .from = p->config, .text = {.s = p->config.s ? NULL : ""}};
	*vec_push(a, &c->files) = (struct file){.name = COLUMNS_FILE, .text = p->columns};
	return command_load(c, names, a, d) && ok;
}

const struct workload_ops workload_source_extractor = {
	.part = {.name = "source_extractor",
                 .about = "source-extractor alone, on one image after the other",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.load = load,
	.config = command_config,
	.job = command_job,
	.effective = command_effective,
	.version = command_version,
};
