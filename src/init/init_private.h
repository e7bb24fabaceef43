/** What the programs of the room share. */
#ifndef SECATEUR_INIT_PRIVATE_H
#define SECATEUR_INIT_PRIVATE_H

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/init/init.h"

/** Where runs look for programs, which have an environment of their own. */
#define INIT_RUNS_PATH "/usr/local/bin:/usr/bin:/bin"

/* --- texts (init_text.c) ------------------------------------------------------------------------- */

/** What ends a word for the programs, comments aside. */
#define INIT_BLANKS " \t=,\"'\r"

/** Whether YAML and a terminal can show the n bytes. */
bool init_is_shown(const char *s, size_t n);
/** A copy with '?' for what cannot be shown, and blanks for tabs. */
char *init_shown(const char *s, size_t n, struct arena *a);
/** A line of a source, without its end. */
struct init_cursor {
	const struct source *in;
	const char *s; /* the next line */
	unsigned line;
};
struct init_cursor init_begin(const struct source *in);
/** False: there is none left. */
bool init_next_line(struct init_cursor *c, const char **line, size_t *n);
/** The n bytes at `s`, on the line that was read last and begins at `line`. */
struct src_loc init_place(const struct init_cursor *c, const char *line, const char *s, size_t n);

/* --- YAML (init_yaml.c) -------------------------------------------------------------------------- */

/** Quoted where it has to be. */
void init_put(struct strbuf *b, const char *s);
/** `[a, b]`, on several lines where it is long: it begins in the column, and goes on behind the indent. */
void init_put_list(struct strbuf *b, size_t column, size_t indent, const char *const *items, size_t n);
/** What stands for `s` in a template: braces are doubled. */
char *init_braced(const char *s, struct arena *a);
/** Whether a line goes on with the comment of the setting above it: it is one, and does not begin the line. */
bool init_is_comment_below(const char *text);
/** What differs in the experiment from what is in force. */
struct init_edit {
	const char *key, *value; /* value: a template */
	const char *why;         /* the comment; NULL: the setting's own */
};
/** The settings in force as a block of text, edits made, those of unset keys at the end. */
void init_put_settings(struct strbuf *b, size_t indent, const struct init_source *from,
                       const struct init_edit *edits, size_t n, struct arena *a);
/** The comment that the file begins with, up to `question`. */
void init_put_head(struct strbuf *b, const struct init_source *from, const char *about, const char *question);
/** `inputs:`; `key` names the column of the file, `more` (or NULL) another, made of the stem and `suffix`. */
void init_put_inputs(struct strbuf *b, const struct init_source *from, const char *key, const char *more,
                     const char *suffix);
/** `measure:`, for `variants` variants, on as many cores as NTHREADS says. */
void init_put_measure(struct strbuf *b, const struct init_source *from, size_t variants);
/** The same for a run on so many cores; `why` is the comment. */
void init_put_runs(struct strbuf *b, const char *cores, const char *why, size_t inputs, size_t variants);

/* --- settings that are worth a sweep (init_sweep.c) --------------------------------------------- */

struct init_sweep {
	const char *key, *levels; /* words; the present value comes first, whatever it is */
	const char *about;        /* NULL: as the program says it */
};
struct init_choice {
	const char *key, *name; /* name: the factor's */
	const char *about;
	VEC(const char *) levels;
};
struct init_choices {
	VEC(struct init_choice) at;
	size_t n_variants; /* changed one at a time */
};
/** A choice of `c`'s key, name and comment: the present value and those of the levels that differ from it; none, where it cannot stand in a list. */
void init_add_choice(struct init_choice c, const char *present, const char *levels, struct arena *a,
                     struct init_choices *ret);
/** The sweeps of settings whose present value can stand in a list; of the others none. */
void init_choose(const struct init_source *from, const struct init_sweep *sweeps, size_t n, struct arena *a,
                 struct init_choices *ret);
/** Their factors, each on a line. */
void init_put_choices(struct strbuf *b, const struct init_choices *c);
/** `[a, b]`: the factors' names. */
void init_put_names(struct strbuf *b, size_t column, const struct init_choices *c, struct arena *a);

/* --- files (init_file.c) ------------------------------------------------------------------------- */

/** The file's absolute path: as it is named, or beside the user's settings, or where the program's own are; NULL: nowhere. */
const char *init_look_for(const struct init_source *from, const char *as_written, struct arena *a);
/** How the experiment writes an absolute path. False where the programs, or YAML, cannot have such a name. */
bool init_path(const char *path, const char *here, struct src_loc at, struct arena *a, struct diag *d,
               const char **ret);
/** The same without a complaint: `{here}/...` for what is below the folder; for any path. */
const char *init_below(const char *path, const char *here, struct arena *a);
/** The file's absolute path; NULL: there is none. */
const char *init_absolute(const char *path, struct arena *a);
/** In the folders of a PATH; NULL: in none of them, or there is no PATH. */
const char *init_find_program(const char *folders, const char *name, struct arena *a);
/** The inputs of the request. */
bool init_read_inputs(const struct init_request *q, struct arena *a, struct diag *d,
                      struct init_source *into);
/** A parameter of the experiment for a setting that names files which runs read. */
struct init_file {
	const char *key, *name; /* name: the parameter's */
	const char *value;      /* a template */
	bool is_there;
};
/** Looks for the files; where one is not there, that is a warning, and `use` says what for. */
bool init_find_file(const struct init_source *from, const char *key, const char *use, struct arena *a,
                    struct diag *d, struct init_file *ret);
/** `parameters:`, where there are any. */
void init_put_files(struct strbuf *b, const struct init_source *from, const struct init_file *files, size_t n,
                    struct arena *a);
/** The value in force; "" for none. */
const char *init_value(const struct init_source *from, const char *key);
/** The last part of each name in a list: what a run writes goes into its own folder. */
const char *init_without_folders(const char *value, struct arena *a);

/** A factor's or parameter's name for a key: in small letters. */
const char *init_name_of(const char *key, struct arena *a);

#endif
