/** Lines of a log, found by a POSIX extended regular expression. */
#include <regex.h>
#include <string.h>

#include "quality_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/pattern.h"
#include "secateur/yaml/shape.h"

struct params {
	struct text file, count, capture; /* one of count and capture is given */
};

static bool read_count_pattern(const struct yaml *y, void *into, struct yaml_reader *r)
{
	size_t groups = 0;

	return read_template(y, into, r) && pattern_check(*(struct text *)into, r->arena, r->diag, &groups);
}

static bool read_capture_pattern(const struct yaml *y, void *into, struct yaml_reader *r)
{
	size_t groups = 0;

	if (!read_template(y, into, r) || !pattern_check(*(struct text *)into, r->arena, r->diag, &groups)) {
		return false;
	}
	return groups > 0 ||
	       diag_fail(r->diag, yaml_at(y), "a group, (...), is to hold the number: here is none");
}

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, file), true, "the text file, below the run's folder"},
	{"count", read_count_pattern, offsetof(struct params, count), false,
         "an extended regular expression: how many lines match it", &shape_text},
	{"capture", read_capture_pattern, offsetof(struct params, capture), false,
         "an extended regular expression: the number in the first group of the last line that matches it",
         &shape_text},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	return template_check(((const struct params *)params)->file, names, a, d);
}

static bool check_whole(const void *params, const struct criterion *metrics, size_t n, struct arena *a,
                        struct diag *d)
{
	const struct params *p = params;

	(void)metrics, (void)n, (void)a;
	if (p->count.s && p->capture.s) {
		return diag_fail(d, p->capture.at, "'count' stands here, too; choose one");
	}
	if (!p->count.s && !p->capture.s) {
		return diag_fail(d, p->file.at, "what of this file? 'count' or 'capture' is missing");
	}
	return true;
}

static bool matches(const regex_t *pattern, const struct text_line *l, regmatch_t *m, size_t n)
{
	m[0] = (regmatch_t){0, (regoff_t)l->len};
	return regexec(pattern, l->s, n, m, REG_STARTEND) == 0;
}

static size_t count(const regex_t *pattern, const char *text)
{
	struct text_line l = {.number = 0};
	regmatch_t m[1];
	size_t n = 0;

	while (quality_next_line(&l, text)) {
		n += matches(pattern, &l, m, 1);
	}
	return n;
}

/* NULL, or why there is no number. */
static const char *capture(const regex_t *pattern, const struct source *in, struct arena *a, double *ret)
{
	struct text_line l = {.number = 0}, last = {.number = 0};
	regmatch_t m[2], group = {-1, -1};

	while (quality_next_line(&l, in->text)) {
		if (matches(pattern, &l, m, 2)) {
			last = l;
			group = m[1];
		}
	}
	if (!last.s) {
		return arena_printf(a, "no line of %s matches", in->name);
	}
	const char *why = "the group matches nothing";
	if (group.rm_so >= 0) {
		why = quality_number(
			arena_strndup(a, last.s + group.rm_so, (size_t)(group.rm_eo - group.rm_so)), ret, a);
	}
	return why ? arena_printf(a, "line %u of %s: %s", last.number, in->name, why) : NULL;
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	AUTO_ARENA struct arena *own = arena_new();
	const char *why = NULL;
	struct whole_text t = quality_read(p->file, in, own, a, d, &why);
	regex_t pattern;
	double x = 0;

	if (!why && regcomp(&pattern, p->count.s ? p->count.s : p->capture.s, REG_EXTENDED)) {
		why = "out of memory"; /* it was checked */
	} else if (!why) {
		if (p->count.s) {
			x = (double)count(&pattern, t.in.text);
		} else {
			why = capture(&pattern, &t.in, a, &x);
		}
		regfree(&pattern);
	}
	quality_add(in, x, p->count.s ? "lines" : "1", why, a, ret);
	return true;
}

const struct quality_ops quality_text = {
	.part = {.name = "text",
                 .about = "lines of a text file that match, or a number in one",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.check_whole = check_whole,
	.extract = extract,
};
