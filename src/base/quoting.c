#include "secateur/base/quoting.h"

#include <string.h>

#include "secateur/base/strbuf.h"

/* A number as JSON has it, which is one in Python and YAML, too. */
static bool is_number(const char *s)
{
	static const char digits[] = "0123456789";
	size_t n;

	s += *s == '-';
	n = strspn(s, digits);
	if (n == 0 || (n > 1 && *s == '0')) {
		return false;
	}
	s += n;
	if (*s == '.') {
		n = strspn(s + 1, digits);
		s += n + 1;
		if (n == 0) {
			return false;
		}
	}
	if (*s == 'e' || *s == 'E') {
		s += 1 + (s[1] == '+' || s[1] == '-');
		n = strspn(s, digits);
		s += n;
		if (n == 0) {
			return false;
		}
	}
	return !*s;
}

static bool is_word(const char *s, const char *const words[3])
{
	return strcmp(s, words[0]) == 0 || strcmp(s, words[1]) == 0 || strcmp(s, words[2]) == 0;
}

/* What JSON and Python read back. */
static void add_escaped(struct strbuf *out, const char *s, char quote)
{
	static const struct {
		char c;
		const char *as;
	} escapes[] = {{'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}, {'\\', "\\\\"}};

	strbuf_addc(out, quote);
	for (; *s; s++) {
		size_t i = 0;
		while (i < sizeof(escapes) / sizeof(*escapes) && escapes[i].c != *s) {
			i++;
		}
		if (i < sizeof(escapes) / sizeof(*escapes)) {
			strbuf_add(out, escapes[i].as);
		} else if (*s == quote) {
			strbuf_addf(out, "\\%c", quote);
		} else if ((unsigned char)*s < ' ' || *s == 0x7f) {
			strbuf_addf(out, "\\u%04x", (unsigned)(unsigned char)*s);
		} else {
			strbuf_addc(out, *s);
		}
	}
	strbuf_addc(out, quote);
}

/* Numbers, and the words of the language, stand for themselves. */
static void add_literal(struct strbuf *out, const char *s, const char *const words[3], char quote)
{
	if (is_number(s) || is_word(s, words)) {
		strbuf_add(out, s);
	} else {
		add_escaped(out, s, quote);
	}
}

static void python_text(struct strbuf *out, const char *s)
{
	add_literal(out, s, (const char *const[]){"True", "False", "None"}, '\'');
}

static void json_text(struct strbuf *out, const char *s)
{
	add_literal(out, s, (const char *const[]){"true", "false", "null"}, '"');
}

/* What JSON writes is YAML, but for a number such as 1e5, which YAML 1.1 takes for a text. */
void quote_for_yaml(struct strbuf *out, const char *s)
{
	bool is_text =
		is_number(s) && strpbrk(s, "eE") && !(strchr(s, '.') && strpbrk(s, "+-") > strpbrk(s, "eE"));

	if (is_text) {
		add_escaped(out, s, '"');
	} else {
		json_text(out, s);
	}
}

void quote_for_shell(struct strbuf *out, const char *s)
{
	if (*s && *s != '=' && !strpbrk(s, " \t\n'\"\\$`*?[](){}<>|&;#~!")) {
		strbuf_add(out, s);
		return;
	}
	strbuf_addc(out, '\'');
	for (; *s; s++) {
		if (*s == '\'') {
			strbuf_add(out, "'\\''");
		} else {
			strbuf_addc(out, *s);
		}
	}
	strbuf_addc(out, '\'');
}

static const struct quoting table[] = {
	{"ini", "texts as they are, on one line, with commas", NULL, "", ", ", "", true},
	{"json", "JSON: \"text\", 1.5, true; a list is [\"a\", \"b\"]", json_text, "[", ", ", "]", false},
	{"lines", "texts as they are, one a line", NULL, "", "\n", "", false},
	{"python", "Python: 'text', 1.5, True; a list is ['a', 'b']", python_text, "[", ", ", "]", false},
	{"shell", "words of a shell, in its quotes where they need any", quote_for_shell, "", " ", "", false},
	{"yaml", "YAML: the same as json", quote_for_yaml, "[", ", ", "]", false},
};

const struct quoting *quoting_at(size_t i) { return i < sizeof(table) / sizeof(*table) ? &table[i] : NULL; }
