#include <ctype.h>
#include <string.h>

#include "init_private.h"
#include "secateur/base/num.h"

/* A level is put into a template as it is, and shown in tables. */
#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,+-"

static bool same(const char *a, const char *b)
{
	double x = 0, y = 0;

	return strcmp(a, b) == 0 || (num_real(a, &x) && num_real(b, &y) && x == y);
}

/* "25, 25" as "25,25"; NULL: it cannot be one level. */
static const char *one_level(const char *value, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const char *word = NULL;

	for (size_t i = 0; (word = init_word(value, i, a)); i++) {
		strbuf_addf(&b, "%s%s", i ? "," : "", word);
	}
	return b.len && !b.text[strspn(b.text, PLAIN)] ? strbuf_take(&b, a) : NULL;
}

void init_add_choice(struct init_choice c, const char *value, const char *levels, struct arena *a,
                     struct init_choices *ret)
{
	const char *present = one_level(value, a), *word = NULL;

	if (!present) {
		return;
	}
	*vec_push(a, &c.levels) = present;
	for (const char *at = levels; *at; at += strspn(at, " ")) {
		word = arena_strndup(a, at, strcspn(at, " "));
		at += strlen(word);
		/* one number in place of a list of them would mean something else */
		bool fits =
			!isdigit((unsigned char)*word) || init_count_words(word) == init_count_words(present);
		if (fits && !same(word, present)) {
			*vec_push(a, &c.levels) = word;
		}
	}
	if (c.levels.n > 1) {
		*vec_push(a, &ret->at) = c;
		ret->n_variants += c.levels.n - 1;
	}
}

static void choose(const struct init_source *from, const struct init_sweep *s, struct arena *a,
                   struct init_choices *ret)
{
	struct init_choice c = {.key = s->key, .name = init_name_of(s->key, a), .about = s->about};

	if (!c.about) {
		c.about = init_settings_about(from->known, s->key, a);
	}
	init_add_choice(c, init_value(from, s->key), s->levels, a, ret);
}

void init_choose(const struct init_source *from, const struct init_sweep *sweeps, size_t n, struct arena *a,
                 struct init_choices *ret)
{
	*ret = (struct init_choices){0};
	for (size_t i = 0; i < n; i++) {
		choose(from, &sweeps[i], a, ret);
	}
}

void init_put_choices(struct strbuf *b, const struct init_choices *c)
{
	for (size_t i = 0; i < c->at.n; i++) {
		const struct init_choice *choice = &c->at.at[i];
		AUTO_STRBUF struct strbuf line = STRBUF_INIT;
		strbuf_addf(&line, "  %s: {choice: ", choice->name);
		init_put_list(&line, line.len, 4, choice->levels.at, choice->levels.n);
		strbuf_addf(b, *choice->about ? "%s}%*s # %s\n" : "%s}\n", line.text,
		            line.len < 50 ? (int)(50 - line.len) : 0, "", choice->about);
	}
}

void init_put_names(struct strbuf *b, size_t column, const struct init_choices *c, struct arena *a)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < c->at.n; i++) {
		*vec_push(a, &names) = c->at.at[i].name;
	}
	init_put_list(b, column, column, names.at, names.n);
}
