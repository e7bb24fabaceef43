#include <string.h>
#include <strings.h>

#include "quality_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/base/utf8.h"
#include "secateur/model/criterion.h"

enum { MOST_BYTES = 256 << 20, SHOWN_BYTES = 60 };
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

const char *quality_failed(const struct diag *said, const char *path, const char *name, struct arena *a)
{
	const char *last = diag_last(said);
	size_t n = strlen(path);

	return strncmp(last, path, n) == 0 ? arena_printf(a, "%s%s", name, last + n) : arena_strdup(a, last);
}

struct whole_text quality_read(struct text file, const struct quality_input *in, struct arena *own,
                               struct arena *a, struct diag *d, const char **why)
{
	const char *name = template_text(file, in->scope, ",", a, d);

	if (!name) {
		*why = "its name could not be rendered";
		return (struct whole_text){.size = 0};
	}
	return quality_read_named(name, in, own, a, why);
}

struct whole_text quality_read_named(const char *name, const struct quality_input *in, struct arena *own,
                                     struct arena *a, const char **why)
{
	struct whole_text ret = {.in = {.name = name}};
	const char *path = quality_file_named(name, in, a, why);
	struct diag *said = diag_new(own);
	uint64_t size = 0;

	if (!path) {
		return ret;
	}
	if (fs_size(path, said, &size) && size > MOST_BYTES) {
		*why = arena_printf(a, "%s is larger than %s", ret.in.name, num_show_bytes(MOST_BYTES, a));
	} else if (!fs_read(path, MOST_BYTES, own, said, &ret.in.text, &ret.size)) {
		*why = quality_failed(said, path, ret.in.name, a);
	} else if (strlen(ret.in.text) != ret.size) {
		*why = arena_printf(a, "%s holds a NUL byte: it is no text file", ret.in.name);
		ret.in.text = NULL;
	} else if (strncmp(ret.in.text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
		ret.in.text += strlen(BYTE_ORDER_MARK);
		ret.size -= strlen(BYTE_ORDER_MARK);
	}
	return ret;
}

bool quality_next_line(struct text_line *l, const char *text)
{
	const char *s = l->next ? l->next : text;
	size_t n = strcspn(s, "\n");

	if (!*s) {
		return false;
	}
	l->s = s;
	l->len = n - (n > 0 && s[n - 1] == '\r');
	l->next = s + n + (s[n] == '\n');
	l->number++;
	return true;
}

const char *quality_said(const struct diag *said, const char *file, struct arena *a)
{
	unsigned line = diag_last_line(said);

	return line ? arena_printf(a, "line %u of %s: %s", line, file, diag_last(said))
	            : arena_printf(a, "%s: %s", file, diag_last(said));
}

const char *quality_shown(const char *s, struct arena *a)
{
	return strlen(s) > SHOWN_BYTES ? arena_printf(a, "%.*s…", (int)utf8_cut(s, SHOWN_BYTES), s) : s;
}

bool quality_is_not_finite(const char *s)
{
	static const char *const words[] = {"nan", "inf", "infinity"};

	s += *s == '-' || *s == '+';
	s += *s == '.';
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcasecmp(s, words[i]) == 0) {
			return true;
		}
	}
	return false;
}

const char *quality_number(const char *s, double *ret, struct arena *a)
{
	size_t n = strlen(s);

	while (n > 0 && strchr(" \t", s[n - 1])) {
		n--;
	}
	size_t blanks = strspn(s, " \t");
	const char *number = n > blanks ? arena_strndup(a, s + blanks, n - blanks) : "";
	if (num_real(number, ret)) {
		return NULL;
	}
	if (quality_is_not_finite(number)) {
		return "not a finite number";
	}
	return arena_printf(a, "'%s' is not a number", quality_shown(number, a));
}

void quality_add(const struct quality_input *in, double value, const char *unit, const char *why,
                 struct arena *a, struct findings *ret)
{
	const struct criterion *asked = &in->metrics[0];

	if (why) {
		findings_add_absent(ret, a, asked->name, why);
	} else {
		findings_add(ret, a, asked->name, value, asked->unit ? asked->unit : unit);
	}
	only_first(in, a, ret);
}
