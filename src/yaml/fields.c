#include <stdint.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/base/utf8.h"
#include "secateur/base/vec.h"
#include "secateur/yaml/yaml.h"

enum { SHOWN_BYTES = 60, MAX_COUNT = 1000 * 1000 * 1000 };

const char *yaml_instead(const struct yaml *y, struct arena *a)
{
	const char *s = yaml_text(y);

	if (!s) {
		return yaml_kind_name(y);
	}
	if (!*s) {
		return "nothing";
	}
	if (strlen(s) > SHOWN_BYTES) {
		return arena_printf(a, "'%.*s…'", (int)utf8_cut(s, SHOWN_BYTES), s);
	}
	return arena_printf(a, "'%s'", s);
}

static bool refuse(const struct yaml *y, struct yaml_reader *r, const char *expected)
{
	return diag_fail(r->diag, yaml_at(y), "expected %s, not %s", expected, yaml_instead(y, r->arena));
}

static const struct field *find_row(const char *key, const struct field *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].key, key) == 0) {
			return &rows[i];
		}
	}
	return NULL;
}

static bool is_among(const char *key, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], key) == 0) {
			return true;
		}
	}
	return false;
}

struct names {
	const char **at;
	size_t n, cap;
};

static struct names known_names(const struct field *rows, size_t n, const char *const *others,
                                size_t n_others, struct arena *a)
{
	struct names known = {0};

	for (size_t i = 0; i < n; i++) {
		*vec_push(a, &known) = rows[i].key;
	}
	for (size_t i = 0; i < n_others; i++) {
		*vec_push(a, &known) = others[i];
	}
	return known;
}

bool yaml_fields(const struct yaml *map, const struct field *rows, size_t n, const char *const *others,
                 size_t n_others, void *into, struct yaml_reader *r)
{
	struct names known = {0};
	bool ok = true;

	if (yaml_kind(map) != YAML_MAP) {
		return refuse(map, r, "a map");
	}
	for (size_t i = 0; i < yaml_count(map); i++) {
		const char *key = yaml_text(yaml_key(map, i));
		const struct field *row = find_row(key, rows, n);

		if (row) {
			ok = (!row->read || row->read(yaml_item(map, i), (char *)into + row->offset, r)) &&
			     ok;
		} else if (!is_among(key, others, n_others)) {
			known = known.n ? known : known_names(rows, n, others, n_others, r->arena);
			ok = diag_fail(r->diag, yaml_at(yaml_key(map, i)), "unknown key %s%s",
			               yaml_instead(yaml_key(map, i), r->arena),
			               near_hint(key, known.at, known.n, r->arena));
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (rows[i].required && !yaml_get(map, rows[i].key)) {
			ok = diag_fail(r->diag, yaml_at(map), "'%s' is missing", rows[i].key);
		}
	}
	return ok;
}

const struct yaml *yaml_named(const struct yaml *y, const char *key, struct yaml_reader *r)
{
	if (yaml_kind(y) != YAML_MAP) {
		diag_fail(r->diag, yaml_at(y), "expected a map with the key '%s', not %s", key,
		          yaml_instead(y, r->arena));
		return NULL;
	}
	if (yaml_get(y, key)) {
		return yaml_get(y, key);
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		const char *said = yaml_text(yaml_key(y, i));
		if (near_name(said, &key, 1)) {
			diag_fail(r->diag, yaml_at(yaml_key(y, i)), "unknown key %s; did you mean '%s'?",
			          yaml_instead(yaml_key(y, i), r->arena), key);
		}
	}
	diag_fail(r->diag, yaml_at(y), "'%s' is missing", key);
	return NULL;
}

bool read_text(const struct yaml *y, void *into, struct yaml_reader *r)
{
	if (!yaml_text(y)) {
		return refuse(y, r, "a text");
	}
	*(const char **)into = yaml_text(y);
	return true;
}

bool read_template(const struct yaml *y, void *into, struct yaml_reader *r)
{
	if (!yaml_text(y)) {
		return refuse(y, r, "a text");
	}
	*(struct text *)into = yaml_template(y);
	return true;
}

bool read_name(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *s = yaml_text(y);

	if (!s || !*s || s[strspn(s, YAML_NAME_LETTERS)]) {
		return refuse(y, r, "a name of letters, digits, '_', '.', '+' and '-'");
	}
	*(const char **)into = s;
	return true;
}

static bool read_int(const struct yaml *y, struct yaml_reader *r, int64_t min, int64_t max, int64_t *ret)
{
	const char *s = yaml_text(y);

	if (s && num_int(s, min, max, ret)) {
		return true;
	}
	/* A whole number that does not fit is told its limits. */
	const char *digits = s ? s + (*s == '-' || *s == '+') : "";

	if (*digits && !digits[strspn(digits, "0123456789")]) {
		return refuse(y, r,
		              arena_printf(r->arena, "a whole number from %jd to %jd", (intmax_t)min,
		                           (intmax_t)max));
	}
	return refuse(y, r, "a whole number");
}

bool read_count(const struct yaml *y, void *into, struct yaml_reader *r)
{
	int64_t n;

	if (!read_int(y, r, 0, MAX_COUNT, &n)) {
		return false;
	}
	*(unsigned *)into = (unsigned)n;
	return true;
}

bool read_count1(const struct yaml *y, void *into, struct yaml_reader *r)
{
	int64_t n;

	if (!read_int(y, r, 1, MAX_COUNT, &n)) {
		return false;
	}
	*(unsigned *)into = (unsigned)n;
	return true;
}

bool read_seed(const struct yaml *y, void *into, struct yaml_reader *r)
{
	int64_t n;

	if (!read_int(y, r, 0, INT64_MAX, &n)) {
		return false;
	}
	*(uint64_t *)into = (uint64_t)n;
	return true;
}

bool read_real(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return (yaml_text(y) && num_real(yaml_text(y), into)) || refuse(y, r, "a number");
}

bool read_bool(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *s = yaml_text(y) ? yaml_text(y) : "";
	bool yes = strcmp(s, "true") == 0 || strcmp(s, "yes") == 0;

	if (!yes && strcmp(s, "false") != 0 && strcmp(s, "no") != 0) {
		return refuse(y, r, "true or false");
	}
	*(bool *)into = yes;
	return true;
}

/* Where 0 is kept for what was not said, it would be no limit at all. */
static bool refuse_none(const struct yaml *y, struct yaml_reader *r)
{
	return diag_fail(r->diag, yaml_at(y), "expected more than 0; where there is no limit, leave it out");
}

bool read_duration(const struct yaml *y, void *into, struct yaml_reader *r)
{
	nsec_t x = 0;

	if (!yaml_text(y) || !num_duration(yaml_text(y), &x)) {
		return refuse(y, r, "a duration such as '90 s' or '10 min'");
	}
	if (x == 0) {
		return refuse_none(y, r);
	}
	*(nsec_t *)into = x;
	return true;
}

bool read_bytes(const struct yaml *y, void *into, struct yaml_reader *r)
{
	uint64_t x = 0;

	if (!yaml_text(y) || !num_bytes(yaml_text(y), &x)) {
		return refuse(y, r, "a size such as '8 GiB' or '500 MB'");
	}
	if (x == 0) {
		return refuse_none(y, r);
	}
	*(uint64_t *)into = x;
	return true;
}

bool read_percent(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return (yaml_text(y) && num_percent(yaml_text(y), into)) ||
	       refuse(y, r, "a percentage such as '1 %'");
}

bool read_texts(const struct yaml *y, void *into, struct yaml_reader *r)
{
	bool is_list = yaml_kind(y) == YAML_LIST;
	size_t n = is_list ? yaml_count(y) : 1;
	struct text *at = NEW_ARRAY(r->arena, struct text, n);
	bool ok = true;

	if (yaml_kind(y) == YAML_MAP) {
		return refuse(y, r, "a text or a list of texts");
	}
	for (size_t i = 0; i < n; i++) {
		ok = read_template(is_list ? yaml_item(y, i) : y, &at[i], r) && ok;
	}
	if (ok) {
		*(struct texts *)into = (struct texts){at, n};
	}
	return ok;
}

bool read_word(const struct yaml *y, const char *const *words, size_t n, size_t *ret, struct yaml_reader *r)
{
	const char *said = yaml_text(y), *list = words[0];

	for (size_t i = 0; said && i < n; i++) {
		if (strcmp(said, words[i]) == 0) {
			*ret = i;
			return true;
		}
	}
	for (size_t i = 1; i < n; i++) {
		list = arena_printf(r->arena, "%s%s%s", list, i + 1 < n ? ", " : " or ", words[i]);
	}
	return diag_fail(r->diag, yaml_at(y), "expected %s, not %s%s", list, yaml_instead(y, r->arena),
	                 said ? near_hint(said, words, n, r->arena) : "");
}
