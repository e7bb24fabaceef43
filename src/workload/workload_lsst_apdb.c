/** A prompt products database of each run's own: a file of sqlite in its folder, or a schema of PostgreSQL, which goes when the run's outputs go. */
#include <string.h>

#include "secateur/base/arena.h"
#include "workload_lsst.h"

#define APDB "apdb"
#define SCHEMA_PY "schema.py"

/* The schema must be the run's own: apdb-cli takes one that is there, with its rows, and PostgreSQL cuts a longer name short. */
static const char schema_script[] =
	"# create|drop URL NAME: a schema of PostgreSQL.\n"
	"import sys\n"
	"import sqlalchemy\n"
	"from sqlalchemy.schema import CreateSchema, DropSchema\n"
	"\n"
	"verb, url, name = sys.argv[1:]\n"
	"if len(name.encode()) > 63:\n"
	"    sys.exit('Error: the schema %s has %d bytes, and PostgreSQL takes 63' % (name, len(name.encode())))\n"
	"change = CreateSchema(name) if verb == 'create' else DropSchema(name, cascade=True, if_exists=True)\n"
	"try:\n"
	"    with sqlalchemy.create_engine(url).begin() as connection:\n"
	"        connection.execute(change)\n"
	"except sqlalchemy.exc.DBAPIError as error:\n"
	"    sys.exit('Error: ' + ' '.join(str(error.orig).split()))\n";

/* PROGRAM ARGUMENT...: by the Python beside the program, if there is one, as in a virtual environment. */
static const char python_script[] =
	"case $0 in */*) PATH=$(dirname \"$0\"):$PATH ;; esac; exec python3 " SCHEMA_PY " \"$@\"";

const struct field lsst_apdb_rows[N_LSST_APDB_ROWS] = {
	{"task", read_template, offsetof(struct lsst_apdb, task), true,
         "the label of the task that associates: diaPipe"},
	{"field", read_template, offsetof(struct lsst_apdb, field), false,
         "its field that takes the database's configuration (apdb_config_url)"},
	{"url", read_template, offsetof(struct lsst_apdb, url), false,
         "of SQLAlchemy (sqlite:///{scratch}/" APDB ".sqlite3)"},
	{"schema", read_template, offsetof(struct lsst_apdb, schema), false,
         "of PostgreSQL, made for each run and dropped with its outputs: \"{run}\"; at most 63 bytes"},
};

static void note_own(const char *name, size_t n, void *arg)
{
	static const char *const own[] = {"run", "scratch"};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		*(bool *)arg = *(bool *)arg || (n == strlen(own[i]) && strncmp(name, own[i], n) == 0);
	}
}

static bool is_of_each_run(const char *template)
{
	bool is_own = false;

	template_names(template, note_own, &is_own);
	return is_own;
}

bool lsst_read_apdb(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const struct lsst_apdb *apdb = into;

	if (!yaml_fields(y, lsst_apdb_rows, N_LSST_APDB_ROWS, NULL, 0, into, r)) {
		return false;
	}
	if (apdb->schema.s && !apdb->url.s) {
		return diag_fail(r->diag, apdb->schema.at,
		                 "a schema is of PostgreSQL, whose 'url' is missing: "
		                 "postgresql+psycopg2://USER@HOST/DATABASE");
	}
	const struct text *own = apdb->schema.s ? &apdb->schema : &apdb->url;
	if (own->s && !is_of_each_run(own->s)) {
		diag_fail(r->diag, own->at,
		          "%s would be that of all runs, which would find each other's objects",
		          apdb->schema.s ? "the schema" : "the database");
		diag_help(r->diag, apdb->schema.s
		                           ? "schema: \"{run}\""
		                           : "put {run} or {scratch} into it; of PostgreSQL give each run "
		                             "a schema: \"{run}\"");
		return false;
	}
	return true;
}

static void add_step(struct lsst_run *p, const char *name, const struct lsst_words *w, struct arena *a)
{
	*vec_push(a, &p->command.steps) = (struct step){.name = name, .command = lsst_joined(w)};
}

static void add_schema(struct lsst_run *p, struct arena *a)
{
	struct lsst_words w = {0};

	*vec_push(a, &p->command.files) =
		(struct file){.name = SCHEMA_PY, .text = {.s = schema_script, .at = p->apdb.schema.at}};
	lsst_add_words(&w, LSST_WORDS("sh", "-c", python_script), a);
	lsst_add_option(&w, NULL, p->pipetask, a);
	lsst_add_words(&w, LSST_WORDS("create"), a);
	lsst_add_option(&w, NULL, p->apdb.url, a);
	lsst_add_option(&w, NULL, p->apdb.schema, a);
	add_step(p, "schema", &w, a);
}

void lsst_add_apdb(struct lsst_run *p, struct arena *a)
{
	const struct text field = p->apdb.field.s ? p->apdb.field : (struct text){.s = "apdb_config_url"};
	const struct text url =
		p->apdb.url.s ? p->apdb.url : (struct text){.s = "sqlite:///{scratch}/" APDB ".sqlite3"};
	struct lsst_words w = {0};

	if (p->apdb.schema.s) {
		add_schema(p, a);
	}
	*vec_push(a, &w.at) = (struct text){lsst_beside(p->pipetask.s, "apdb-cli", a), p->pipetask.at};
	lsst_add_words(&w, LSST_WORDS("create-sql"), a);
	if (p->apdb.schema.s) {
		lsst_add_option(&w, "--namespace", p->apdb.schema, a);
	}
	lsst_add_option(&w, NULL, url, a);
	lsst_add_words(&w, LSST_WORDS(APDB ".yaml"), a);
	add_step(p, APDB, &w, a);
	lsst_set(&p->config, p->apdb.task, field, "{scratch}/" APDB ".yaml", a);
}

bool lsst_drop_apdb(const struct lsst_run *p, const struct scope *scope, const char *const *envp,
                    enum run_end end, struct arena *a, struct diag *d)
{
	/* the step after its making was begun: this run made it */
	if (!p->apdb.schema.s || !(end == RUN_LOST || lsst_has_begun(APDB, scope, a))) {
		return true;
	}
	const char *program = template_text(p->pipetask, scope, ",", a, d),
		   *url = template_text(p->apdb.url, scope, ",", a, d),
		   *schema = template_text(p->apdb.schema, scope, ",", a, d);
	if (!program || !url || !schema) {
		return false;
	}
	const char *const argv[] = {"sh", "-c", python_script, program, "drop", url, schema, NULL};
	const char *complaint = lsst_clear_by(argv, scope, envp, a);
	if (complaint) {
		diag_warn(d, NOWHERE, "the schema %s stays in PostgreSQL: dropping it %s", schema, complaint);
	}
	return !complaint;
}
