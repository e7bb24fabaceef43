#include "complaint.h"

#include <string.h>

/* What libyaml says, in words for somebody who writes YAML and has not read its grammar. */
static const char *readable(const char *said)
{
	static const char *const words[][2] = {
		{"mapping values are not allowed in this context",
	         "a ':' is not expected here; a text with ': ' in it needs quotes"},
		{"found character that cannot start any token",
	         "no value can begin with this character; a text that does needs quotes"},
		{"block sequence entries are not allowed in this context",
	         "a list cannot begin here; its '- ' begins a line of its own"},
		{"did not find expected node content", "expected a value here"},
		{"did not find expected comment or line break", "expected the end of the line"},
		{"did not find expected <document start>", "the document has ended; a file holds one"},
		{"did not find expected key", "expected the next key here, or the end of the map"},
		{"did not find expected '-' indicator",
	         "expected the next '- ' here, or the end of the list"},
		{"did not find expected ',' or ']'", "expected ',' or ']'"},
		{"did not find expected ',' or '}'", "expected ',' or '}'"},
		{"could not find expected ':'", "expected ':' after this key"},
		{"found unexpected end of stream", "these quotes are not closed"},
		{"found unknown escape character",
	         "no escape begins like this; in single quotes '\\' is a letter"},
		{"did not find expected alphabetic or numeric character", "expected a name after '&' or '*'"},
		{"while parsing a block mapping", "map"},
		{"while parsing a flow mapping", "map"},
		{"while parsing a block collection", "list"},
		{"while parsing a flow sequence", "list"},
		{"while scanning a quoted scalar", "quoted text"},
		{"while scanning a block scalar", "text"},
		{"while scanning a simple key", "key"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(said, words[i][0]) == 0) {
			return words[i][1];
		}
	}
	return said;
}

/* Something that was opened is not closed: its begin says more than the place where that was noticed. */
static bool complain_of_begin(const yaml_parser_t *p, const struct places *places, struct diag *d)
{
	struct src_loc at = places_between(places, p->context_mark.index, p->context_mark.index);

	if (strncmp(p->problem, "did not find", strlen("did not find")) == 0) {
		return diag_fail(d, at, "this %s is not closed", readable(p->context));
	}
	return diag_fail(d, at, "%s", readable(p->problem));
}

/* Where the line of a ':' that is not expected begins, when no other stands before it; else 0: it is a text's. */
static size_t begin_of_line(const char *text, size_t colon)
{
	size_t begin = colon;

	while (begin > 0 && text[begin - 1] != '\n') {
		begin--;
	}
	begin += strspn(text + begin, " ");
	bool is_first = memmem(text + begin, colon - begin, ": ", 2) == NULL;

	return is_first && !strchr("-?[{\"'", text[begin]) ? begin : 0;
}

bool complain(const yaml_parser_t *p, const struct places *places, struct diag *d)
{
	const char *problem = p->problem ? readable(p->problem) : "not readable as YAML";
	struct src_loc at = places_between(places, p->problem_mark.index, p->problem_mark.index);
	char first = places->in->text[places_byte(places, p->problem_mark.index)];

	if (p->error == YAML_READER_ERROR) {
		return diag_fail(d, (struct src_loc){.in = places->in}, "%s", problem);
	}
	bool begins = p->context && p->problem && readable(p->context) != p->context;

	if (begins && (!first || strcmp(p->problem, "could not find expected ':'") == 0)) {
		return complain_of_begin(p, places, d);
	}
	if (first == '\t') {
		return diag_fail(d, at, "a tab cannot indent; use spaces");
	}
	size_t byte = places_byte(places, p->problem_mark.index), begin = 0;

	if (first == ':' && strncmp(p->problem, "mapping values", strlen("mapping values")) == 0) {
		begin = begin_of_line(places->in->text, byte);
	}
	if (begin > 0) {
		return diag_fail(
			d, places_loc(places, begin, byte),
			"a key cannot stand here: indented like this, the line goes on with the value above");
	}
	if (p->context && p->context_mark.line < p->problem_mark.line) {
		return diag_fail(d, at, "%s (the %s begins in line %zu)", problem, readable(p->context),
		                 p->context_mark.line + 1);
	}
	return diag_fail(d, at, "%s", problem);
}
