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
	if (p->context && p->context_mark.line < p->problem_mark.line) {
		return diag_fail(d, at, "%s (the %s begins in line %zu)", problem, readable(p->context),
		                 p->context_mark.line + 1);
	}
	return diag_fail(d, at, "%s", problem);
}
