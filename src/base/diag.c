#include "secateur/base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "oom.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"

/* SHOWN_BYTES: a longer line is cut to that; BEFORE_BYTES: what is kept before the culprit. */
enum { MAX_PRINTED = 100, SHOWN_BYTES = 160, BEFORE_BYTES = 60 };

struct help {
	struct help *next;
	const char *text;
};

struct message {
	struct message *next;
	struct src_loc at;
	bool is_error;
	const char *text;
	struct help *helps, *last_help;
	size_t order, source; /* when it came; the rank of its source, 0 without a place */
};

struct diag {
	struct arena *arena;
	struct message *first, *last;
	unsigned errors;
	size_t n, n_sources;
};

struct diag *diag_new(struct arena *a)
{
	struct diag *d = NEW(a, struct diag);

	d->arena = a;
	return d;
}

__attribute__((format(printf, 2, 0))) static char *print(struct arena *a, const char *fmt, va_list ap)
{
	AUTO_FREE char *text = printed_or_abort(fmt, ap);

	return arena_strdup(a, text);
}

static size_t rank_source(struct diag *d, const struct source *in)
{
	if (!in) {
		return 0;
	}
	if (d->last && d->last->at.in == in) {
		return d->last->source;
	}
	for (const struct message *m = d->first; m; m = m->next) {
		if (m->at.in == in) {
			return m->source;
		}
	}
	return ++d->n_sources;
}

static void add(struct diag *d, bool is_error, struct src_loc at, const char *text)
{
	struct message *m = NEW(d->arena, struct message);

	*m = (struct message){.at = at,
	                      .is_error = is_error,
	                      .text = text,
	                      .order = d->n++,
	                      .source = rank_source(d, at.in)};
	if (d->last) {
		d->last->next = m;
	} else {
		d->first = m;
	}
	d->last = m;
	d->errors += is_error;
}

bool diag_fail(struct diag *d, struct src_loc at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, true, at, print(d->arena, fmt, ap));
	va_end(ap);
	return false;
}

void diag_warn(struct diag *d, struct src_loc at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, false, at, print(d->arena, fmt, ap));
	va_end(ap);
}

void diag_help(struct diag *d, const char *fmt, ...)
{
	if (!d->last) {
		return;
	}
	struct help *h = NEW(d->arena, struct help);
	va_list ap;

	va_start(ap, fmt);
	h->text = print(d->arena, fmt, ap);
	va_end(ap);
	if (d->last->last_help) {
		d->last->last_help->next = h;
	} else {
		d->last->helps = h;
	}
	d->last->last_help = h;
}

bool diag_within(struct diag *d, const char *fmt, ...)
{
	va_list ap;

	if (d->last) {
		va_start(ap, fmt);
		d->last->text = arena_printf(d->arena, "%s: %s", print(d->arena, fmt, ap), d->last->text);
		va_end(ap);
	}
	return false;
}

bool diag_at(struct diag *d, struct src_loc at)
{
	if (d->last && !d->last->at.in) {
		d->last->source = rank_source(d, at.in);
		d->last->at = at;
	}
	return false;
}

unsigned diag_errors(const struct diag *d) { return d->errors; }

const char *diag_last(const struct diag *d) { return d->last ? d->last->text : NULL; }

unsigned diag_last_line(const struct diag *d) { return d->last ? d->last->at.line : 0; }

void diag_clear(struct diag *d) { *d = (struct diag){.arena = d->arena}; }

/* Appends one character as a terminal may see it; returns how many bytes of `s` it took. */
static size_t add_shown(struct strbuf *b, const char *s, size_t n)
{
	if (*s == '\t') {
		strbuf_addc(b, ' ');
		return 1;
	}
	return strbuf_add_shown(b, s, n);
}

/* A text of ours with a user's text in it: its line breaks stay, its other controls do not. */
static void print_text(const char *s, FILE *out)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t n = strlen(s); *s;) {
		size_t len = 1;

		if (*s == '\n') {
			strbuf_addc(&b, '\n');
		} else {
			len = add_shown(&b, s, n);
		}
		s += len;
		n -= len;
	}
	fputs(b.text ? b.text : "", out);
}

static const char *find_line(const struct source *in, unsigned line)
{
	const char *s = in->text;

	for (unsigned i = 1; s && i < line; i++) {
		s = strchr(s, '\n');
		s = s ? s + 1 : NULL;
	}
	return s;
}

/* The line of the source, and below it the caret and tildes under the bytes from `at` on. */
static void draw(const char *line, size_t n, const struct src_loc *at, struct strbuf lines[2])
{
	size_t culprit = at->col ? at->col - 1 : 0, len = at->len ? at->len : 1;
	size_t from = 0, to = n;

	culprit = culprit < n ? culprit : n;
	if (n > SHOWN_BYTES) {
		from = culprit > BEFORE_BYTES ? utf8_cut(line, culprit - BEFORE_BYTES) : 0;
		to = n - from > SHOWN_BYTES ? utf8_cut(line, from + SHOWN_BYTES) : n;
	}
	if (from) {
		strbuf_add(&lines[0], "…");
		strbuf_addc(&lines[1], ' ');
	}
	for (size_t i = from; i < to;) {
		size_t next = i + add_shown(&lines[0], line + i, n - i);

		if (next <= culprit) {
			strbuf_addc(&lines[1], ' ');
		} else if (i <= culprit) {
			strbuf_addc(&lines[1], '^');
		} else if (i - culprit < len) {
			strbuf_addc(&lines[1], '~');
		}
		i = next;
	}
	if (culprit >= to) {
		strbuf_addc(&lines[1], '^');
	}
	if (to < n) {
		strbuf_add(&lines[0], "…");
	}
}

static void show_line(const struct src_loc *at, FILE *out, enum diag_style style)
{
	const char *line = at->line && at->in->text ? find_line(at->in, at->line) : NULL;
	AUTO_STRBUF struct strbuf text = STRBUF_INIT, caret = STRBUF_INIT;
	struct strbuf lines[2] = {STRBUF_INIT, STRBUF_INIT};

	if (!line) {
		return;
	}
	size_t n = strcspn(line, "\n");

	n -= n && line[n - 1] == '\r';
	draw(line, n, at, lines);
	text = lines[0];
	caret = lines[1];
	fprintf(out, "%5u | %s\n", at->line, text.text ? text.text : "");
	fprintf(out, "      | %s%s%s\n", style == DIAG_COLOUR ? "\033[1;32m" : "", caret.text,
	        style == DIAG_COLOUR ? "\033[0m" : "");
}

static void print_message(const struct message *m, FILE *out, enum diag_style style)
{
	bool colour = style == DIAG_COLOUR;
	const char *on = !colour ? "" : m->is_error ? "\033[1;31m" : "\033[1;35m";

	if (m->at.in) {
		print_text(m->at.in->name, out);
		if (m->at.line) {
			fprintf(out, ":%u:%u", m->at.line, m->at.col ? m->at.col : 1);
		}
		fputs(": ", out);
	}
	fprintf(out, "%s%s:%s ", on, m->is_error ? "error" : "warning", colour ? "\033[0m" : "");
	print_text(m->text, out);
	fputc('\n', out);
	if (m->at.in) {
		show_line(&m->at, out, style);
	}
	for (const struct help *h = m->helps; h; h = h->next) {
		fputs("   = help: ", out);
		print_text(h->text, out);
		fputc('\n', out);
	}
}

static int order(size_t a, size_t b) { return (a > b) - (a < b); }

static int by_place(const void *a, const void *b)
{
	const struct message *x = *(const struct message *const *)a;
	const struct message *y = *(const struct message *const *)b;
	int c = order(x->source, y->source);

	if (!c && x->source) {
		c = order(x->at.line, y->at.line);
		c = c ? c : order(x->at.col, y->at.col);
	}
	return c ? c : order(x->order, y->order);
}

void diag_print(const struct diag *d, FILE *out, enum diag_style style)
{
	AUTO_FREE const struct message **all = or_abort(calloc(d->n + 1, sizeof(struct message *)));
	size_t n = 0;

	for (const struct message *m = d->first; m; m = m->next) {
		all[n++] = m;
	}
	qsort(all, n, sizeof(*all), by_place);
	for (size_t i = 0; i < n && i < MAX_PRINTED; i++) {
		print_message(all[i], out, style);
	}
	if (n > MAX_PRINTED) {
		fprintf(out, "and %zu more\n", n - MAX_PRINTED);
	}
}
