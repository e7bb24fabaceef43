#include <string.h>
#include <strings.h>

#include "init_private.h"
#include "secateur/base/near.h"

/* As many unknown settings the programs take, and no more. */
enum { MOST_UNKNOWN = 10 };

struct reader {
	struct init_cursor at;
	const struct init_settings *known;
	struct init_settings *into;
	size_t *seen; /* by known line: one more than the index of the line that set it last */
	unsigned n_unknown;
	struct arena *arena;
	struct diag *diag;
};

/* An index of `lines`; their number: there is none. */
static size_t find(const struct init_settings *s, const char *key)
{
	size_t i = 0;

	while (i < s->lines.n && !(s->lines.at[i].key && strcasecmp(s->lines.at[i].key, key) == 0)) {
		i++;
	}
	return i;
}

const struct init_line *init_settings_find(const struct init_settings *s, const char *key)
{
	size_t i = find(s, key);

	return i < s->lines.n ? &s->lines.at[i] : NULL;
}

bool init_is_comment_below(const char *text) { return text[0] == ' ' && text[strspn(text, " ")] == '#'; }

const char *init_settings_about(const struct init_settings *s, const char *key, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t i = find(s, key);

	if (i == s->lines.n) {
		return "";
	}
	strbuf_add(&b, s->lines.at[i].comment);
	while (++i < s->lines.n && !s->lines.at[i].key && s->lines.at[i].text &&
	       init_is_comment_below(s->lines.at[i].text)) {
		const char *more = s->lines.at[i].text;
		more += strspn(more, " #");
		strbuf_addf(&b, "%s%s", b.len && *more ? " " : "", more);
	}
	return strbuf_take(&b, a);
}

size_t init_count_words(const char *value)
{
	size_t n = 0;

	for (value += strspn(value, INIT_BLANKS); *value; n++) {
		value += strcspn(value, INIT_BLANKS);
		value += strspn(value, INIT_BLANKS);
	}
	return n;
}

const char *init_word(const char *value, size_t n, struct arena *a)
{
	value += strspn(value, INIT_BLANKS);
	for (; n > 0 && *value; n--) {
		value += strcspn(value, INIT_BLANKS);
		value += strspn(value, INIT_BLANKS);
	}
	return *value ? arena_strndup(a, value, strcspn(value, INIT_BLANKS)) : NULL;
}

/* --- reading ---------------------------------------------------------------------------------- */

static size_t span(const char *s, size_t n, bool of_blanks)
{
	size_t i = 0;

	while (i < n && s[i] && (strchr(INIT_BLANKS, s[i]) != NULL) == of_blanks) {
		i++;
	}
	return i;
}

static size_t trimmed(const char *s, size_t n, const char *blanks)
{
	while (n > 0 && strchr(blanks, s[n - 1])) {
		n--;
	}
	return n;
}

static void keep_text(struct reader *r, const char *s, size_t n)
{
	struct init_line *l = vec_push(r->arena, &r->into->lines);

	l->text = init_shown(s, trimmed(s, n, " \t\r"), r->arena);
}

static bool refuse_unknown(struct reader *r, const char *key, struct src_loc at)
{
	VEC(const char *) names = {0};

	if (++r->n_unknown > MOST_UNKNOWN) {
		return diag_fail(r->diag, at,
		                 "not a configuration file of this program: more than %d lines "
		                 "name no setting of it",
		                 MOST_UNKNOWN);
	}
	for (size_t i = 0; i < r->known->lines.n; i++) {
		if (r->known->lines.at[i].key) {
			*vec_push(r->arena, &names) = r->known->lines.at[i].key;
		}
	}
	diag_warn(r->diag, at, "left out: no setting is named '%s'%s", key,
	          near_hint(key, names.at, names.n, r->arena));
	return true;
}

/* The line counts in place of an earlier one on the same setting. */
static bool count(struct reader *r, size_t known, struct init_line *l)
{
	const struct init_line *k = &r->known->lines.at[known];
	size_t *seen = &r->seen[known];

	l->key = k->key;
	if (!*l->value && *k->value) {
		return diag_fail(r->diag, l->at, "%s has no value", k->key);
	}
	if (*seen) {
		struct init_line *before = &r->into->lines.at[*seen - 1];
		diag_warn(r->diag, before->at, "%s is set again in line %u, which counts", k->key,
		          l->at.line);
		*before = (struct init_line){0};
	}
	*seen = r->into->lines.n + 1;
	return true;
}

static bool keep(struct reader *r, struct init_line *l)
{
	bool ok = true;

	if (!init_is_shown(l->key, strlen(l->key)) || !init_is_shown(l->value, strlen(l->value))) {
		return diag_fail(r->diag, l->at,
		                 "this is no text: UTF-8 without control characters is wanted");
	}
	if (r->known) {
		size_t known = find(r->known, l->key);
		if (known == r->known->lines.n) {
			return refuse_unknown(r, l->key, l->at);
		}
		ok = count(r, known, l);
	}
	*vec_push(r->arena, &r->into->lines) = *l;
	return ok;
}

static bool read_line(struct reader *r, const char *line, size_t n)
{
	size_t from = span(line, n, true), key = span(line + from, n - from, false);

	if (key == 0 || line[from] == '#') {
		keep_text(r, line, n);
		return true;
	}
	size_t value = from + key + span(line + from + key, n - from - key, true), end = value;
	/* a '#' is one of a comment where a word begins */
	while (end < n && line[end] != '#') {
		end += span(line + end, n - end, false);
		end += span(line + end, n - end, true);
	}
	size_t comment = end + (end < n);
	comment += strspn(line + comment, " \t");
	comment = comment < n ? comment : n;
	size_t length = trimmed(line + value, end - value, INIT_BLANKS);
	struct init_line l = {
		.key = arena_strndup(r->arena, line + from, key),
		.value = arena_strndup(r->arena, line + value, length),
		.comment =
			init_shown(line + comment, trimmed(line + comment, n - comment, " \t\r"), r->arena),
		.text = "",
		.at = init_place(&r->at, line, line + from, key),
		.value_at = init_place(&r->at, line, line + value, length),
	};
	return keep(r, &l);
}

bool init_settings_read(const struct source *in, size_t size, const struct init_settings *known,
                        struct arena *a, struct diag *d, struct init_settings *ret)
{
	struct init_settings s = {0};
	struct reader r = {init_begin(in), known, &s, NULL, 0, a, d};
	const char *line = NULL;
	size_t n = 0;
	bool ok = true;

	if (strlen(in->text) != size) {
		return diag_fail(d, (struct src_loc){.in = in}, "this is no text: it holds a NUL byte");
	}
	r.seen = NEW_ARRAY(a, size_t, known ? known->lines.n : 0);
	while (r.n_unknown <= MOST_UNKNOWN && init_next_line(&r.at, &line, &n)) {
		ok = read_line(&r, line, n) && ok;
	}
	*ret = s;
	return ok;
}
