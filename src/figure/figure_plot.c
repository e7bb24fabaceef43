#include "figure_plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/utf8.h"
#include "secateur/base/vec.h"
#include "secateur/report/words.h"

enum { GROUPS_MOST = 6, GROUP_COLUMNS = 40 };

static const char square[] = "□";

/* Of other scripts the usual fonts have no letters, and what is drawn in their place may fill the picture. */
static bool is_drawn(const char *s, size_t len)
{
	const uint32_t code = utf8_code(s, len);

	return code < 0x590 || (code >= 0x2000 && code < 0x2c00);
}

/* One line. */
static void add_drawn(struct strbuf *b, const char *text)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;

	text_add_line(&line, text);
	for (size_t i = 0, len; i < line.len; i += len) {
		len = utf8_length(line.text + i, line.len - i); /* 0 never: text_add_line sees to it */
		const bool keeps = is_drawn(line.text + i, len);
		strbuf_addn(b, keeps ? line.text + i : square, keeps ? len : strlen(square));
	}
}

/* In single quotes gnuplot takes all as it is, but for those, which are doubled. */
void plot_set_text(struct plot *p, const char *name, const char *text)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;

	add_drawn(&line, text);
	strbuf_addf(&p->settings, "%s = '", name);
	for (size_t i = 0; i < line.len; i++) {
		strbuf_add(&p->settings, line.text[i] == '\'' ? "'" : "");
		strbuf_addc(&p->settings, line.text[i]);
	}
	strbuf_add(&p->settings, "'\n");
}

void plot_set_number(struct plot *p, const char *name, double x)
{
	strbuf_addf(&p->settings, "%s = %s\n", name, num_show_real(x, p->a));
}

void plot_set_unit(struct plot *p, const char *unit, double most)
{
	static const struct {
		const char *of, *name;
		double size;
	} units[] = {{"ns", "s", 1e9},      {"ns", "ms", 1e6},
	             {"ns", "µs", 1e3},     {"B", "GiB", 1024 * 1048576.0},
	             {"B", "MiB", 1048576}, {"B", "KiB", 1024}};
	double size = 1;
	const char *name = unit && strcmp(unit, "1") != 0 ? unit : "";

	for (size_t i = 0; i < sizeof(units) / sizeof(*units) && size == 1; i++) {
		if (unit && strcmp(units[i].of, unit) == 0 && most >= units[i].size) {
			size = units[i].size;
			name = units[i].name;
		}
	}
	plot_set_number(p, "scale", 1 / size);
	plot_set_text(p, "unit", name);
}

void plot_set_texts(struct plot *p, const char *name, const char *const *texts, size_t n)
{
	size_t widest = 0;

	strbuf_addf(&p->settings, "array %s[%zu]\n", name, n);
	for (size_t i = 0; i < n; i++) {
		plot_set_text(p, arena_printf(p->a, "%s[%zu]", name, i + 1), texts[i]);
		widest = plot_columns(texts[i]) > widest ? plot_columns(texts[i]) : widest;
	}
	plot_set_number(p, arena_printf(p->a, "%s_wide", name), (double)widest);
}

static void begin_cell(struct plot *p)
{
	const struct strbuf *b = &p->rows;

	strbuf_add(&p->rows, b->len > 0 && b->text[b->len - 1] != '\n' ? "\t" : "");
}

/* gnuplot obeys a backslash, and takes quotes off a cell that begins with one. An empty first cell would begin no row. */
void plot_text(struct plot *p, const char *text)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;

	text_add_line(&line, text ? text : "");
	begin_cell(p);
	const bool is_quoted = line.len > 0 && line.text[0] == '"';
	strbuf_add(&p->rows, is_quoted ? "\"" : "");
	for (size_t i = 0; i < line.len; i++) {
		const char c = line.text[i];
		strbuf_add(&p->rows, c == '\\' ? "\\" : is_quoted && c == '"' ? "\"" : "");
		strbuf_addc(&p->rows, c);
	}
	strbuf_add(&p->rows, is_quoted ? "\"" : "");
}

void plot_number(struct plot *p, bool is_there, double x)
{
	begin_cell(p);
	strbuf_add(&p->rows, is_there && isfinite(x) ? num_show_real(x, p->a) : "");
}

void plot_end_row(struct plot *p) { strbuf_addc(&p->rows, '\n'); }

void plot_leave_out(struct plot *p, const char *name, const char *why)
{
	strbuf_addf(&p->note, "%s%s (%s)", p->note.len > 0 ? ", " : "", name, why);
	*vec_push(p->a, &p->left_out) = arena_strdup(p->a, name);
}

/* Of a label's character: a square is as wide as two letters. */
static size_t columns_of(const char *s, size_t len)
{
	return strncmp(s, square, len) == 0 ? 2 : utf8_columns(s, len);
}

size_t plot_columns(const char *label)
{
	const size_t n = strlen(label);
	size_t columns = 0;

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_length(label + i, n - i);
		columns += columns_of(label + i, len);
	}
	return columns;
}

/* The bytes at the beginning of a label that are at most so many columns wide. */
static size_t fitting(const char *s, size_t columns)
{
	const size_t n = strlen(s);
	size_t i = 0;

	for (size_t len, wide; i < n; i += len, columns -= wide) {
		len = utf8_length(s + i, n - i);
		wide = columns_of(s + i, len);
		if (wide > columns) {
			break;
		}
	}
	return i;
}

const char *plot_label(struct plot *p, const char *text, size_t most)
{
	AUTO_STRBUF struct strbuf line = STRBUF_INIT;

	add_drawn(&line, text);
	const char *s = arena_strdup(p->a, line.text ? line.text : "");
	const size_t columns = plot_columns(s);
	if (columns <= most) {
		return s;
	}
	/* variants are told apart by their ends as often as by their beginnings */
	const size_t tail = (most - 1) / 2, head = most - 1 - tail, skipped = fitting(s, columns - tail);
	return arena_printf(p->a, "%.*s…%s", (int)fitting(s, head), s, s + skipped);
}

void plot_wrap(struct plot *p, const char *text, size_t most, struct plot_lines *ret)
{
	const char *line = NULL;

	for (const char *s = plot_label(p, text, SIZE_MAX); *s;) {
		const size_t len = strcspn(s, " ");
		const char *word = plot_label(p, arena_printf(p->a, "%.*s", (int)len, s), most);
		if (line && plot_columns(line) + 1 + plot_columns(word) <= most) {
			line = arena_printf(p->a, "%s %s", line, word);
		} else {
			if (line) {
				*vec_push(p->a, ret) = line;
			}
			line = word;
		}
		s += len + (s[len] == ' ');
	}
	*vec_push(p->a, ret) = line ? line : "";
}

const char *plot_absent(const struct plot_effect *f)
{
	return !f->c ? "not measured" : f->c->absent_reason ? f->c->absent_reason : NULL;
}

static double estimate_of(const struct plot_effect *f) { return plot_absent(f) ? INFINITY : f->c->estimate; }

static int compare_effects(const void *x, const void *y)
{
	const struct plot_effect *f = x, *g = y;
	const double a = estimate_of(f), b = estimate_of(g);

	/* variants lie in an array, in the experiment's order */
	return a != b ? (a > b) - (a < b) : (f->v > g->v) - (f->v < g->v);
}

struct plot_effects plot_effects(const struct evidence *e, struct arena *a)
{
	struct plot_effects all = {NEW_ARRAY(a, struct plot_effect, e->n_variants), 0, 0};

	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		const struct cost *c = find_cost(v, e->primary);
		if (!v->is_baseline) {
			all.at[all.n] = (struct plot_effect){v, c ? &c->change : NULL};
			all.n_shown += !plot_absent(&all.at[all.n]);
			all.n++;
		}
	}
	if (all.n > 0) {
		qsort(all.at, all.n, sizeof(*all.at), compare_effects);
	}
	return all;
}

void plot_set_verdicts(struct plot *p, const struct plot_effects *all)
{
	AUTO_STRBUF struct strbuf words = STRBUF_INIT;

	for (enum verdict v = VERDICT_BASELINE; v <= VERDICT_UNDECIDED; v++) {
		bool is_there = false;
		for (size_t i = 0; i < all->n_shown; i++) {
			is_there = is_there || all->at[i].v->verdict == v;
		}
		if (is_there) {
			strbuf_addf(&words, "%s\"%s\"", words.len > 0 ? " " : "", verdict_word(v));
		}
	}
	plot_set_text(p, "verdicts", words.text ? words.text : "");
}

size_t plot_groups(const struct evidence *e, size_t *groups)
{
	size_t n_shown = 0, n = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		n_shown += e->variants[i].series.n > 0;
	}
	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		const size_t of_many = v->is_baseline ? 1 : 2;
		groups[i] = v->series.n == 0 ? 0 : n_shown <= GROUPS_MOST ? n + 1 : of_many;
		n = groups[i] > n ? groups[i] : n;
	}
	return n;
}

void plot_set_groups(struct plot *p, const struct evidence *e, const size_t *groups, size_t n)
{
	const char **names = NEW_ARRAY(p->a, const char *, n);

	for (size_t i = 0; i < e->n_variants; i++) {
		if (groups[i] > 0) {
			const char **name = &names[groups[i] - 1];
			*name = *name ? "other variants" : plot_label(p, e->variants[i].name, GROUP_COLUMNS);
		}
	}
	plot_set_texts(p, "groups", names, n);
}
