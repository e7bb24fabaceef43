/** What names and texts may look like, so that templates, tables and terminals can cope with them. */
#include <string.h>

#include "secateur/base/utf8.h"
#include "spec_private.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define IN_HOLES LETTERS "0123456789.-"

bool spec_name_is_free(const struct yaml *key, struct diag *d)
{
	/* names with a meaning of their own in templates */
	static const char *const reserved[] = {"here", "input", "iteration", "run", "scratch"};
	const char *name = yaml_text(key);

	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++) {
		if (strcmp(name, reserved[i]) == 0) {
			return diag_fail(d, yaml_at(key),
			                 "'%s' has a meaning of its own; choose another name", name);
		}
	}
	if (strncmp(name, "input.", strlen("input.")) == 0) {
		return diag_fail(d, yaml_at(key), "'%s' is the name of an input's column", name);
	}
	if (!strchr(LETTERS, name[0]) || name[strspn(name, IN_HOLES)]) {
		return diag_fail(
			d, yaml_at(key),
			"{%s} would not be filled in: a letter, then letters, digits, '_', '.' and '-'",
			name);
	}
	return true;
}

bool spec_column_is_sane(struct text name, struct diag *d)
{
	return (name.s[0] && !name.s[strspn(name.s, IN_HOLES)]) ||
	       diag_fail(d, name.at, "'%s' is no name for a column", name.s);
}

bool spec_is_shown(const char *s, struct src_loc at, struct diag *d)
{
	for (size_t left = strlen(s), n; left > 0; s += n, left -= n) {
		n = utf8_length(s, left);
		if (n == 0 || utf8_is_control(s, n)) {
			return diag_fail(d, at,
			                 n ? "a name holds a control character" : "a name is not UTF-8");
		}
	}
	return true;
}

bool spec_source_is_text(const struct source *in, size_t size, struct diag *d)
{
	struct src_loc at = {.in = in, .line = 1, .col = 1, .len = 1};

	for (size_t i = 0, n; i < size; i += n) {
		const char *s = in->text + i;
		n = utf8_length(s, size - i);
		if (n == 0 || *s == '\0') {
			return diag_fail(d, at, n ? "the file holds a NUL byte" : "the file is not UTF-8");
		}
		at.line += *s == '\n';
		at.col = *s == '\n' ? 1 : at.col + (unsigned)n;
	}
	return true;
}
