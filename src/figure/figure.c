/* gnuplot is run in an environment of its own, so that the same evidence gives the same pictures anywhere. */
#include "secateur/figure/figure.h"

#include <stdlib.h>
#include <string.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/proc.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"
#include "secateur/report/report.h"

enum { MOST_SAID = 64 * 1024, MOST_SVG = 64 << 20, LIMIT_S = 120 };
enum { NOTE_COLUMNS = 88 }; /* of the narrowest figure */

extern const char embedded_common_gp[];

/* "not shown: x, y and 7 more": as many names as there is room for, but one at least. */
static const char *names_left_out(struct plot *p)
{
	const char *names = "not shown: ", *line = "";

	for (size_t i = 0; i < p->left_out.n && plot_columns(names) <= NOTE_COLUMNS; i++) {
		const size_t more = p->left_out.n - i - 1;
		names = arena_printf(p->a, "%s%s%s", names, i > 0 ? ", " : "", p->left_out.at[i]);
		const char *all = plot_label(
			p, more ? arena_printf(p->a, "%s and %zu more", names, more) : names, SIZE_MAX);
		if (i == 0 || plot_columns(all) <= NOTE_COLUMNS) {
			line = all;
		}
	}
	return plot_label(p, line, NOTE_COLUMNS);
}

/* One line below the figure. Reports say why beside it: names are enough where there is no room for both. */
static const char *line_of(struct plot *p, const char *note)
{
	const char *line = plot_label(p, arena_printf(p->a, "not shown: %s", note), SIZE_MAX);

	return !*note ? "" : plot_columns(line) <= NOTE_COLUMNS ? line : names_left_out(p);
}

struct figure_texts figure_texts(const struct figure_ops *f, const struct evidence *e, struct arena *a)
{
	struct plot p = {.a = a};
	AUTO_STRBUF struct strbuf script = STRBUF_INIT;
	struct figure_texts ret = {0};

	f->data(e, &p);
	const char *note = strbuf_take(&p.note, a);
	strbuf_addf(&script, "# %s.\n# `gnuplot %s.gp` makes %s.svg and %s.png of %s.tsv.\n", f->about,
	            f->name, f->name, f->name, f->name);
	plot_set_text(&p, "name", f->name);
	plot_set_text(&p, "note", line_of(&p, note));
	strbuf_add(&script, strbuf_take(&p.settings, a));
	strbuf_addf(&script, "\n%s\n%s", embedded_common_gp, figure_script(f));
	ret.title = p.title;
	ret.note = *note ? note : NULL;
	ret.rows = strbuf_take(&p.rows, a);
	ret.script = strbuf_take(&script, a);
	strbuf_done(&p.note);
	strbuf_done(&p.settings);
	strbuf_done(&p.rows);
	return ret;
}

/* What it complains of; NULL: nothing. False: it cannot be run. */
static bool run_gnuplot(const char *const *argv, const char *dir, struct arena *a, struct diag *d,
                        const char **complaint)
{
	const char *path = getenv("PATH");
	const char *const envp[] = {arena_printf(a, "PATH=%s", path ? path : "/usr/local/bin:/usr/bin:/bin"),
	                            "LC_ALL=C.UTF-8", "TZ=UTC", NULL};
	const struct proc_request q = {.argv = argv,
	                               .envp = envp,
	                               .dir = dir,
	                               .limit_ns = LIMIT_S * NSEC_PER_SEC,
	                               .output_limit = MOST_SAID};
	struct proc_result got;

	if (!proc_capture(&q, a, d, &got)) {
		diag_help(d, "figures are drawn by gnuplot: apt-get install gnuplot-nox");
		return false;
	}
	*complaint = proc_complaint(&got, a);
	return true;
}

bool figure_is_possible(struct arena *a, struct diag *d)
{
	static const char *const argv[] = {"gnuplot", "--version", NULL};
	const char *complaint = NULL;

	return run_gnuplot(argv, "/", a, d, &complaint) &&
	       (!complaint || diag_fail(d, NOWHERE, "gnuplot --version %s", complaint));
}

/* -d: what users have set for themselves is not read. */
static bool run_script(const char *dir, const char *script, struct arena *a, struct diag *d)
{
	const char *const argv[] = {"gnuplot", "-d", script, NULL}, *complaint = NULL;

	return run_gnuplot(argv, dir, a, d, &complaint) &&
	       (!complaint || diag_fail(d, NOWHERE, "%s/%s: gnuplot %s", dir, script, complaint));
}

static bool draw(const struct figure_ops *f, const struct figure_texts *t, const char *dir, struct arena *a,
                 struct diag *d, const char **svg)
{
	const char *rows = arena_printf(a, "%s/%s.tsv", dir, f->name);
	const char *script = arena_printf(a, "%s.gp", f->name);
	const char *picture = arena_printf(a, "%s/%s.svg", dir, f->name);

	return fs_write(rows, t->rows, strlen(t->rows), d) &&
	       fs_write(fs_join(a, dir, script), t->script, strlen(t->script), d) &&
	       run_script(dir, script, a, d) && fs_read(picture, MOST_SVG, a, d, svg, NULL);
}

bool figure_draw(const struct evidence *e, const char *dir, const char *from, struct arena *a, struct diag *d,
                 struct figures *ret)
{
	VEC(struct figure) figures = {0};
	const struct figure_ops *f;
	const char *path = NULL;

	if (!fs_make_dirs(dir, d) || !fs_relative(dir, from, a, d, &path)) {
		return false;
	}
	for (size_t i = 0; (f = figure_at(i)); i++) {
		if (!f->has(e)) {
			continue;
		}
		const struct figure_texts t = figure_texts(f, e, a);
		const char *svg = NULL;
		if (!draw(f, &t, dir, a, d, &svg)) {
			return false;
		}
		*vec_push(a, &figures) =
			(struct figure){f->name, t.title, fs_join(a, path, f->name), svg, t.note};
	}
	*ret = (struct figures){figures.at, figures.n};
	return true;
}
