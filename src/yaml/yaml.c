/**
 * The tree is built from libyaml's events, so that what is refused is refused before it costs
 * anything. An alias shares the node of its anchor; each node knows how many nodes and levels it is
 * worth, so that the limits hold for the tree as those see it who walk it. An anchor whose node is
 * not finished is a cycle.
 */
#include "secateur/yaml/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "complaint.h"
#include "places.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/vec.h"
#include "tree.h"

enum { MAX_DEPTH = 32, MAX_NODES = 100 * 1000, MAX_FILE = 1 << 20, MAX_ANCHORS = 1000 };

struct anchor {
	const char *name;
	const struct yaml *node; /* NULL while it is being built */
	unsigned line;
};

struct builder {
	struct places places;
	yaml_parser_t *parser;
	struct arena *arena;
	struct diag *diag;
	bool takes_tags;
	unsigned nodes;
	VEC(struct anchor) anchors;
};

#define AUTO_EVENT CLEANUP(yaml_event_delete)

static struct src_loc mark_loc(const struct builder *b, yaml_mark_t from, yaml_mark_t to)
{
	return places_between(&b->places, from.index, to.index);
}

static bool next(struct builder *b, yaml_event_t *e)
{
	return yaml_parser_parse(b->parser, e) || complain(b->parser, &b->places, b->diag);
}

static const char *anchor_of(const yaml_event_t *e)
{
	const yaml_char_t *name = e->type == YAML_SCALAR_EVENT          ? e->data.scalar.anchor
	                          : e->type == YAML_MAPPING_START_EVENT ? e->data.mapping_start.anchor
	                                                                : e->data.sequence_start.anchor;

	return (const char *)name;
}

static const char *tag_of(const yaml_event_t *e)
{
	const yaml_char_t *name = e->type == YAML_SCALAR_EVENT          ? e->data.scalar.tag
	                          : e->type == YAML_MAPPING_START_EVENT ? e->data.mapping_start.tag
	                                                                : e->data.sequence_start.tag;

	return (const char *)name;
}

/* As it was written: libyaml makes the long name of "!!str". */
static const char *shown_tag(const char *tag, struct arena *a)
{
	static const char prefix[] = "tag:yaml.org,2002:";
	size_t n = strlen(prefix);

	return strncmp(tag, prefix, n) == 0 ? arena_printf(a, "!!%s", tag + n) : tag;
}

/* The byte at which a node's own text begins: behind its anchor and tag, and what may stand after these. */
static size_t content_byte(const struct builder *b, const yaml_event_t *e)
{
	const char *s = b->places.in->text;
	size_t at = places_byte(&b->places, e->start_mark.index);

	if (!anchor_of(e) && !tag_of(e)) {
		return at;
	}
	while (s[at] == '&' || s[at] == '!' || s[at] == '#') {
		at += strcspn(s + at, s[at] == '#' ? "\r\n" : " \t\r\n,[]{}");
		at += strspn(s + at, " \t\r\n");
	}
	return at;
}

/* A block scalar's text begins in the line after its '|', behind the indentation. */
static struct src_loc block_loc(const struct builder *b, size_t at, const char *text)
{
	const char *s = b->places.in->text, *line = s + at + strcspn(s + at, "\n");
	size_t own = strspn(text, "\n");

	own = strspn(text + own, " ");
	line += *line == '\n';
	const char *first = line;

	while (first[strspn(first, " ")] == '\n') {
		first += strspn(first, " ") + 1;
	}
	size_t indent = strspn(first, " ");
	struct src_loc loc = places_loc(&b->places, (size_t)(line - s), (size_t)(line - s));

	loc.col = (unsigned)(indent > own ? indent - own : 0) + 1;
	return loc;
}

static bool read_scalar(struct builder *b, const yaml_event_t *e, struct yaml *y)
{
	const char *text = (const char *)e->data.scalar.value;
	yaml_scalar_style_t style = e->data.scalar.style;
	size_t from = content_byte(b, e), to = places_byte(&b->places, e->end_mark.index);
	bool quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	bool block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;

	y->kind = YAML_TEXT;
	y->at = places_loc(&b->places, from, block ? from + 1 : to);
	y->text_at = y->at;
	if (quoted) {
		y->text_at = places_loc(&b->places, from + 1, to > from + 2 ? to - 1 : from + 1);
	} else if (block) {
		y->text_at = block_loc(b, from, text);
	}
	y->text = !quoted && !block && strcmp(text, "~") == 0 ? "" : arena_strdup(b->arena, text);
	if (strlen(text) != e->data.scalar.length) {
		diag_fail(b->diag, y->at, "a text cannot hold a NUL byte");
	}
	return true;
}

static struct yaml *build(struct builder *b, const yaml_event_t *e, unsigned depth);

/* An array of nodes that grows: a map's keys or values, a list's items. */
struct nodes {
	const struct yaml **at;
	size_t n, cap;
};

enum { KEYS, VALUES, MERGE_KEYS, MERGED, N_PARTS }; /* of a map: its own, and what `<<` brings */

/* Unquoted: in quotes it is a key as any other. */
static bool is_merge_key(const yaml_event_t *e)
{
	return e->type == YAML_SCALAR_EVENT && e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       strcmp((const char *)e->data.scalar.value, "<<") == 0;
}

static bool can_be_merged(const struct yaml *y)
{
	for (size_t i = 0; y->kind == YAML_LIST && i < y->count; i++) {
		if (y->items[i]->kind != YAML_MAP) {
			return false;
		}
	}
	return y->kind != YAML_TEXT;
}

/* `at`: where it stands, which of an alias is not where its node does. */
static void check_merged(struct builder *b, const struct yaml *y, struct src_loc at, unsigned errors_before)
{
	if (!can_be_merged(y) && diag_errors(b->diag) == errors_before) {
		diag_fail(b->diag, at, "'<<' takes the keys of a map, or of a list of maps, not %s",
		          y->kind == YAML_LIST ? "other lists" : "a text");
	}
}

/* A key and its value; both are read even when the key is none, to find what else is wrong. */
static bool read_pair(struct builder *b, const yaml_event_t *e, struct nodes to[N_PARTS], unsigned depth)
{
	AUTO_EVENT yaml_event_t after = {0};
	bool is_text = e->type == YAML_SCALAR_EVENT, is_merge = is_merge_key(e);

	if (!is_text) {
		diag_fail(b->diag, mark_loc(b, e->start_mark, e->start_mark), "a key must be a text, not %s",
		          e->type == YAML_ALIAS_EVENT           ? "an alias"
		          : e->type == YAML_MAPPING_START_EVENT ? "a map"
		                                                : "a list");
	}
	const struct yaml *key = build(b, e, depth);

	if (!key || !next(b, &after)) {
		return false;
	}
	unsigned errors = diag_errors(b->diag);
	const struct yaml *value = build(b, &after, depth);

	if (!value) {
		return false;
	}
	if (is_merge) {
		check_merged(b, value, mark_loc(b, after.start_mark, after.end_mark), errors);
		*vec_push(b->arena, &to[MERGE_KEYS]) = key;
		*vec_push(b->arena, &to[MERGED]) = value;
	} else if (is_text) {
		*vec_push(b->arena, &to[KEYS]) = key;
		*vec_push(b->arena, &to[VALUES]) = value;
	}
	return true;
}

static int by_text(const void *a, const void *b)
{
	const struct yaml *x = *(const struct yaml *const *)a, *y = *(const struct yaml *const *)b;
	int c = strcmp(x->text, y->text);

	c = c ? c : (x->at.line > y->at.line) - (x->at.line < y->at.line);
	return c ? c : (x->at.col > y->at.col) - (x->at.col < y->at.col);
}

static void refuse_doubled_keys(struct builder *b, const struct nodes *keys)
{
	if (keys->n < 2) {
		return;
	}
	const struct yaml **sorted =
		arena_copy(b->arena, keys->at, keys->n * sizeof(*sorted), alignof(const struct yaml *));
	size_t first = 0;

	qsort(sorted, keys->n, sizeof(*sorted), by_text);
	for (size_t i = 1; i < keys->n; i++) {
		if (strcmp(sorted[i]->text, sorted[first]->text) != 0) {
			first = i;
		} else {
			diag_fail(b->diag, sorted[i]->at, "'%s' is given twice; line %u has it already",
			          sorted[i]->text, sorted[first]->at.line);
		}
	}
}

/* A map's pairs, or those of a list of maps, behind those that are there, be their keys known or not. */
static void append(struct builder *b, const struct yaml *from, struct nodes to[N_PARTS])
{
	for (size_t i = 0; i < from->count; i++) {
		if (from->kind == YAML_LIST) {
			append(b, from->items[i], to);
		} else {
			*vec_push(b->arena, &to[KEYS]) = from->keys[i];
			*vec_push(b->arena, &to[VALUES]) = from->items[i];
		}
	}
}

struct ranked {
	const char *key;
	size_t i;
};

static int by_key(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int c = strcmp(x->key, y->key);

	return c ? c : (x->i > y->i) - (x->i < y->i);
}

/* Of pairs with one key, only the first is kept. */
static void keep_first(struct builder *b, struct nodes to[N_PARTS])
{
	size_t n = to[KEYS].n, kept = 0;
	struct ranked *sorted = NEW_ARRAY(b->arena, struct ranked, n);
	bool *is_later = NEW_ARRAY(b->arena, bool, n);

	for (size_t i = 0; i < n; i++) {
		sorted[i] = (struct ranked){to[KEYS].at[i]->text, i};
	}
	qsort(sorted, n, sizeof(*sorted), by_key);
	for (size_t i = 1; i < n; i++) {
		is_later[sorted[i].i] = strcmp(sorted[i].key, sorted[i - 1].key) == 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (!is_later[i]) {
			to[KEYS].at[kept] = to[KEYS].at[i];
			to[VALUES].at[kept++] = to[VALUES].at[i];
		}
	}
	to[KEYS].n = to[VALUES].n = kept;
}

/* What `<<` brings, where the map, or what it brings before that, has no such key. */
static void merge(struct builder *b, struct nodes to[N_PARTS])
{
	for (size_t i = 0; i < to[MERGED].n; i++) {
		append(b, to[MERGED].at[i], to);
	}
	if (to[MERGED].n > 0 && to[KEYS].n > 0) {
		keep_first(b, to);
	}
}

static unsigned tallest(const struct nodes *of)
{
	unsigned height = 0;

	for (size_t i = 0; i < of->n; i++) {
		height = of->at[i]->height > height ? of->at[i]->height : height;
	}
	return height;
}

/* Items or pairs up to the end event; `depth` counts the containers, this one included. */
static bool read_container(struct builder *b, const yaml_event_t *e, struct yaml *y, unsigned depth)
{
	bool is_map = e->type == YAML_MAPPING_START_EVENT;
	size_t at = content_byte(b, e);
	struct nodes to[N_PARTS] = {0};

	y->kind = is_map ? YAML_MAP : YAML_LIST;
	y->at = y->text_at = places_loc(&b->places, at, at + 1);
	if (depth > MAX_DEPTH) {
		return diag_fail(b->diag, y->at, "nested deeper than %d levels", MAX_DEPTH);
	}
	for (;;) {
		AUTO_EVENT yaml_event_t item = {0};
		const struct yaml *node;

		if (!next(b, &item)) {
			return false;
		}
		if (item.type == YAML_MAPPING_END_EVENT || item.type == YAML_SEQUENCE_END_EVENT) {
			break;
		}
		if (is_map && !read_pair(b, &item, to, depth)) {
			return false;
		}
		if (!is_map) {
			node = build(b, &item, depth);
			if (!node) {
				return false;
			}
			*vec_push(b->arena, &to[VALUES]) = node;
		}
	}
	refuse_doubled_keys(b, &to[KEYS]);
	refuse_doubled_keys(b, &to[MERGE_KEYS]);
	merge(b, to);
	y->keys = to[KEYS].at;
	y->items = to[VALUES].at;
	y->count = to[VALUES].n;
	y->height = 1 + tallest(&to[VALUES]);
	return true;
}

static bool count_nodes(struct builder *b, unsigned n, struct src_loc at)
{
	if (n > MAX_NODES - b->nodes) {
		return diag_fail(b->diag, at, "more than %d values in one file, counting what aliases repeat",
		                 MAX_NODES);
	}
	b->nodes += n;
	return true;
}

static struct anchor *find_anchor(struct builder *b, const char *name)
{
	for (size_t i = 0; i < b->anchors.n; i++) {
		if (strcmp(b->anchors.at[i].name, name) == 0) {
			return &b->anchors.at[i];
		}
	}
	return NULL;
}

/* A copy of the anchor's node, with all below it shared; after a complaint an empty text, to read on. */
static struct yaml *follow(struct builder *b, const yaml_event_t *e, unsigned depth)
{
	const char *name = (const char *)e->data.alias.anchor;
	struct src_loc at = mark_loc(b, e->start_mark, e->end_mark);
	const struct anchor *to = find_anchor(b, name);
	struct yaml *y = NEW(b->arena, struct yaml);

	*y = (struct yaml){.kind = YAML_TEXT, .at = at, .text_at = at, .text = "", .nodes = 1};
	if (!to) {
		diag_fail(b->diag, at, "no '&%s' stands before this '*%s'", name, name);
	} else if (!to->node) {
		diag_fail(b->diag, at, "'*%s' stands inside the '&%s' of line %u: it would hold itself", name,
		          name, to->line);
	} else {
		*y = *to->node;
	}
	if (depth + y->height > MAX_DEPTH) {
		diag_fail(b->diag, at, "nested deeper than %d levels", MAX_DEPTH);
		return NULL;
	}
	return count_nodes(b, y->nodes, at) ? y : NULL;
}

/* Sets a place aside for the node's anchor; the index of it, or -1 when the node has none. */
static bool open_anchor(struct builder *b, const yaml_event_t *e, long *ret)
{
	const char *name = anchor_of(e);
	struct src_loc at = mark_loc(b, e->start_mark, e->start_mark);

	*ret = -1;
	if (!name) {
		return true;
	}
	struct anchor *old = find_anchor(b, name);

	if (old) {
		return diag_fail(b->diag, at, "'&%s' is given twice; line %u has it already", name,
		                 old->line);
	}
	if (b->anchors.n == MAX_ANCHORS) {
		return diag_fail(b->diag, at, "more than %d anchors", MAX_ANCHORS);
	}
	*ret = (long)b->anchors.n;
	*vec_push(b->arena, &b->anchors) = (struct anchor){arena_strdup(b->arena, name), NULL, at.line};
	return true;
}

/* The node that begins with `e`; NULL when reading cannot go on. */
static struct yaml *build(struct builder *b, const yaml_event_t *e, unsigned depth)
{
	unsigned before = b->nodes;
	long anchor;

	if (e->type == YAML_ALIAS_EVENT) {
		return follow(b, e, depth);
	}
	struct src_loc at = mark_loc(b, e->start_mark, e->start_mark);

	if (!count_nodes(b, 1, at) || !open_anchor(b, e, &anchor)) {
		return NULL;
	}
	if (tag_of(e) && !b->takes_tags) {
		diag_fail(b->diag, at, "types such as '%s' have no meaning here",
		          shown_tag(tag_of(e), b->arena));
	}
	struct yaml *y = NEW(b->arena, struct yaml);

	if (e->type == YAML_SCALAR_EVENT ? !read_scalar(b, e, y) : !read_container(b, e, y, depth + 1)) {
		return NULL;
	}
	y->nodes = b->nodes - before;
	if (anchor >= 0) {
		b->anchors.at[anchor].node = y;
	}
	return y;
}

/* One event of a kind that cannot be another: the start of the stream, the end of a document. */
static bool skip(struct builder *b)
{
	AUTO_EVENT yaml_event_t e = {0};

	return next(b, &e);
}

static const struct yaml *build_document(struct builder *b)
{
	AUTO_EVENT yaml_event_t begin = {0}, node = {0}, end = {0};

	if (!skip(b) || !next(b, &begin)) {
		return NULL;
	}
	if (begin.type == YAML_STREAM_END_EVENT) {
		diag_fail(b->diag, (struct src_loc){.in = b->places.in}, "the file is empty");
		return NULL;
	}
	const struct yaml *root = next(b, &node) ? build(b, &node, 0) : NULL;

	if (!root || !skip(b) || !next(b, &end)) {
		return NULL;
	}
	if (end.type != YAML_STREAM_END_EVENT) {
		diag_fail(b->diag, mark_loc(b, end.start_mark, end.end_mark),
		          "a second document begins here; a file holds one");
	}
	return root;
}

static void free_parser(yaml_parser_t *p) { yaml_parser_delete(p); }

static bool parse(const struct source *in, bool takes_tags, struct arena *a, struct diag *d,
                  const struct yaml **ret)
{
	CLEANUP(free_parser) yaml_parser_t parser = {0};
	CLEANUP(places_close) struct places places = {0};
	unsigned before = diag_errors(d);

	if (strlen(in->text) > MAX_FILE) {
		return diag_fail(d, (struct src_loc){.in = in}, "larger than 1 MiB");
	}
	if (!places_open(&places, in, d)) {
		return false;
	}
	if (!yaml_parser_initialize(&parser)) {
		return diag_fail(d, NOWHERE, "%s: out of memory", in->name);
	}
	const char *text = in->text + places_byte(&places, 0);

	yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
	struct builder b = {
		.places = places, .parser = &parser, .arena = a, .diag = d, .takes_tags = takes_tags};
	const struct yaml *root = build_document(&b);

	if (diag_errors(d) != before) {
		return false;
	}
	*ret = root;
	return true;
}

bool yaml_parse(const struct source *in, struct arena *a, struct diag *d, const struct yaml **ret)
{
	return parse(in, false, a, d, ret);
}

bool yaml_parse_tagged(const struct source *in, struct arena *a, struct diag *d, const struct yaml **ret)
{
	return parse(in, true, a, d, ret);
}

bool yaml_read(const char *path, struct arena *a, struct diag *d, const struct yaml **ret)
{
	struct source *in = NEW(a, struct source);
	size_t size;

	in->name = arena_strdup(a, path);
	if (!fs_read(path, MAX_FILE, a, d, &in->text, &size)) {
		return false;
	}
	if (strlen(in->text) != size) {
		return diag_fail(d, (struct src_loc){.in = in}, "holds a NUL byte; this is no text file");
	}
	return yaml_parse(in, a, d, ret);
}
