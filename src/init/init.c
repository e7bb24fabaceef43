#include "secateur/init/init.h"

#include <string.h>

#include "init_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/proc.h"

enum { MOST_BYTES = 1 << 20 };

/* What is not there for runs is not there for us. */
static bool ask(const struct init_ops *program, const char *const *argv, struct arena *a, struct diag *d,
                struct source **ret)
{
	static const char *const envp[] = {"PATH=" INIT_RUNS_PATH, "LC_ALL=C.UTF-8", NULL};
	struct proc_request q = {
		.argv = argv, .envp = envp, .limit_ns = 20 * NSEC_PER_SEC, .output_limit = MOST_BYTES};
	struct proc_result got;

	if (!proc_capture(&q, a, d, &got)) {
		diag_help(d, "install %s; runs look for programs in " INIT_RUNS_PATH, program->name);
		return false;
	}
	if (got.exit_code != 0 || !*got.out) {
		return diag_fail(d, NOWHERE, "'%s %s' does not print what %s has", argv[0], argv[1],
		                 program->name);
	}
	*ret = NEW(a, struct source);
	**ret = (struct source){arena_printf(a, "%s %s", argv[0], argv[1]), got.out};
	return true;
}

static bool read_file(const char *path, struct arena *a, struct diag *d, struct source **ret, size_t *size)
{
	*ret = NEW(a, struct source);
	(*ret)->name = path;
	return fs_read(path, MOST_BYTES, a, d, &(*ret)->text, size);
}

static bool read_settings(const struct init_request *q, struct arena *a, struct diag *d,
                          struct init_source *into)
{
	struct init_settings *known = NEW(a, struct init_settings), *own = NEW(a, struct init_settings);
	struct source *in = NULL;
	char *beside = NULL;
	size_t size = 0;

	if (!ask(q->program, q->program->dump_settings, a, d, &in) ||
	    !init_settings_read(in, strlen(in->text), NULL, a, d, known)) {
		return false;
	}
	into->known = into->own = known;
	if (!q->settings) {
		return true;
	}
	if (!read_file(q->settings, a, d, &in, &size) || !fs_dir_of(q->settings, a, d, &beside)) {
		return false;
	}
	into->own = own;
	into->own_settings = true;
	into->beside = beside;
	return init_settings_read(in, size, known, a, d, own);
}

/* The list of columns that the user's settings name, looked for as the program would; NULL: they name none. */
static bool find_columns(const struct init_request *q, const struct init_source *from, struct arena *a,
                         struct diag *d, const char **ret)
{
	const struct init_line *l = init_settings_find(from->own, q->program->columns_key);
	const char *name = init_value(from, q->program->columns_key);

	*ret = init_look_for(from, name, a);
	if (*ret) {
		return true;
	}
	diag_fail(d, l ? l->value_at : NOWHERE, "%s: no such file, which lists the columns", name);
	diag_help(d, "name it with -p FILE");
	return false;
}

static bool read_columns(const struct init_request *q, struct arena *a, struct diag *d,
                         struct init_source *into)
{
	struct init_columns *known = NEW(a, struct init_columns), *own = NEW(a, struct init_columns);
	const char *path = q->columns;
	struct source *in = NULL;
	size_t size = 0;

	if (!ask(q->program, q->program->dump_columns, a, d, &in) ||
	    !init_columns_read(in, strlen(in->text), NULL, a, d, known)) {
		return false;
	}
	into->columns = known;
	if (!path && !q->settings) {
		return true;
	}
	if ((!path && !find_columns(q, into, a, d, &path)) ||
	    !read_file(fs_shown(path, a), a, d, &in, &size) ||
	    !init_columns_read(in, size, known, a, d, own)) {
		return false;
	}
	into->columns = own;
	into->own_columns = true;
	if (own->at.n == 0) {
		diag_fail(d, (struct src_loc){.in = in}, "no column is listed in it");
		diag_help(
			d,
			"take away the '#' of those that you want; to start from all of them, leave out -c and -p");
	}
	return own->at.n > 0;
}

static bool read_program(const struct init_request *q, struct arena *a, struct diag *d,
                         struct init_source *into)
{
	if (q->columns && !q->program->dump_columns) {
		return diag_fail(d, NOWHERE, "%s has no list of columns to choose from: -p is for others",
		                 q->program->name);
	}
	bool ok = init_read_inputs(q, a, d, into);

	ok = read_settings(q, a, d, into) && ok;
	/* all mistakes at once, as far as it is known what to look at */
	bool can_go_on = into->known && (q->columns || !q->settings || into->own_settings);
	if (can_go_on && q->program->dump_columns) {
		ok = read_columns(q, a, d, into) && ok;
	}
	return ok;
}

bool init_experiment(const struct init_request *q, struct arena *a, struct diag *d, struct strbuf *out)
{
	struct init_source from = {.name = init_shown(q->name, strlen(q->name), a),
	                           .here = q->here,
	                           .also = q->program->also,
	                           .command = init_shown(q->command, strlen(q->command), a)};

	bool ok = q->program->read ? q->program->read(q, a, d, &from) : read_program(q, a, d, &from);

	return ok && q->program->write(&from, a, d, out);
}
