/** The experiment file's language as a JSON Schema, from the tables that read it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/json.h"
#include "secateur/yaml/shape.h"

/** A schema while it is written. */
struct writer {
	yajl_gen g;
	struct diag *diag;
	bool ok;
	bool is_part; /* other files may hold what must be in the maps; lists are replaced as a whole */
};

static void put(struct writer *w, const struct shape *s);

static void put_map(struct writer *w, const struct shape *s)
{
	yajl_gen_map_open(w->g);
	put(w, s);
	yajl_gen_map_close(w->g);
}

static void put_under(struct writer *w, const char *key, const struct shape *s)
{
	json_put_text(w->g, key);
	put_map(w, s);
}

static void put_words(yajl_gen g, const char *key, const char *const *words, size_t n)
{
	json_put_list(g, key);
	for (size_t i = 0; i < n; i++) {
		json_put_text(g, words[i]);
	}
	yajl_gen_array_close(g);
}

/* What the file writes without quotes may be a number, a truth or nothing to YAML; it is a text to us. */
static void put_text(yajl_gen g, const struct shape *s)
{
	static const char *const any[] = {"string", "number", "boolean", "null"};

	put_words(g, "type", any, s->pattern ? 2 : 4);
	if (s->pattern) {
		json_put_pair(g, "pattern", s->pattern);
	}
}

static void put_truth(yajl_gen g)
{
	json_put_list(g, "enum");
	yajl_gen_bool(g, 1);
	yajl_gen_bool(g, 0);
	json_put_text(g, "yes");
	json_put_text(g, "no");
	yajl_gen_array_close(g);
}

static void put_whole(yajl_gen g, const struct shape *s)
{
	json_put_pair(g, "type", "integer");
	json_put_whole(g, "minimum", s->least);
	json_put_whole(g, "maximum", s->most);
}

static void put_list(struct writer *w, const struct shape *s)
{
	json_put_pair(w->g, "type", "array");
	if (s->some) {
		json_put_whole(w->g, "minItems", 1);
	}
	bool was_part = w->is_part;
	w->is_part = false;
	put_under(w, "items", s->of);
	w->is_part = was_part;
}

static void put_named(struct writer *w, const struct shape *s)
{
	json_put_pair(w->g, "type", "object");
	if (s->some) {
		json_put_whole(w->g, "minProperties", 1);
	}
	if (s->pattern) {
		json_put_map(w->g, "propertyNames");
		json_put_pair(w->g, "pattern", s->pattern);
		yajl_gen_map_close(w->g);
	}
	if (s->needed) {
		put_words(w->g, "required", &s->needed, 1);
	}
	put_under(w, "additionalProperties", s->of);
}

static void put_either(struct writer *w, const struct shape *s)
{
	json_put_list(w->g, "anyOf");
	put_map(w, s->of);
	put_map(w, s->other);
	yajl_gen_array_close(w->g);
}

static void put_keys(yajl_gen g, const struct shape_keys *keys)
{
	if (keys->n == 0) {
		return;
	}
	if (keys->rule == KEYS_EXCLUDE) {
		json_put_map(g, "not");
		put_words(g, "required", keys->at, keys->n);
		yajl_gen_map_close(g);
		return;
	}
	json_put_list(g, keys->rule == KEYS_SOME ? "anyOf" : "oneOf");
	for (size_t i = 0; i < keys->n; i++) {
		yajl_gen_map_open(g);
		put_words(g, "required", &keys->at[i], 1);
		yajl_gen_map_close(g);
	}
	yajl_gen_array_close(g);
}

static void put_field(struct writer *w, const struct field *f)
{
	const struct shape *s = shape_of(f);

	json_put_map(w->g, f->key);
	json_put_pair(w->g, "description", f->about);
	if (s) {
		put(w, s);
	} else {
		w->ok = diag_fail(w->diag, NOWHERE,
		                  "the row of '%s' has a reader whose shape nobody has said", f->key);
	}
	yajl_gen_map_close(w->g);
}

static void put_fields(struct writer *w, const struct field *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		put_field(w, &rows[i]);
	}
}

static void put_required(struct writer *w, const struct field *rows, size_t n)
{
	for (size_t i = 0; i < n && !w->is_part; i++) {
		if (rows[i].required) {
			json_put_text(w->g, rows[i].key);
		}
	}
}

static void put_closed(struct writer *w, const struct shape *s)
{
	json_put_text(w->g, "additionalProperties");
	yajl_gen_bool(w->g, 0);
	if (!w->is_part) {
		put_keys(w->g, &s->one_of);
	}
}

static void put_table(struct writer *w, const struct shape *s)
{
	json_put_pair(w->g, "type", "object");
	json_put_map(w->g, "properties");
	put_fields(w, s->fields, s->n_fields);
	yajl_gen_map_close(w->g);
	json_put_list(w->g, "required");
	put_required(w, s->fields, s->n_fields);
	yajl_gen_array_close(w->g);
	put_closed(w, s);
}

static void put_part(struct writer *w, const struct shape *s, const struct part *p)
{
	yajl_gen_map_open(w->g);
	json_put_pair(w->g, "title", p->name);
	json_put_map(w->g, "properties");
	json_put_map(w->g, s->key);
	json_put_pair(w->g, "const", p->name);
	json_put_pair(w->g, "description", p->about);
	yajl_gen_map_close(w->g);
	put_fields(w, p->fields, p->n_fields);
	put_fields(w, s->fields, s->n_fields);
	yajl_gen_map_close(w->g);
	json_put_list(w->g, "required");
	if (!w->is_part) {
		json_put_text(w->g, s->key);
	}
	put_required(w, p->fields, p->n_fields);
	put_required(w, s->fields, p->names_its_own ? 0 : s->n_fields);
	yajl_gen_array_close(w->g);
	put_closed(w, s);
	yajl_gen_map_close(w->g);
}

static void put_parts(struct writer *w, const struct shape *s)
{
	json_put_pair(w->g, "type", "object");
	if (!w->is_part) {
		put_words(w->g, "required", &s->key, 1);
	}
	json_put_list(w->g, w->is_part ? "anyOf" : "oneOf");
	for (size_t i = 0; s->part(i); i++) {
		put_part(w, s, s->part(i));
	}
	yajl_gen_array_close(w->g);
}

static void put(struct writer *w, const struct shape *s)
{
	switch (s->kind) {
	case SHAPE_TEXT:
		put_text(w->g, s);
		break;
	case SHAPE_QUANTITY:
		json_put_pair(w->g, "type", "string");
		json_put_pair(w->g, "pattern", s->pattern);
		break;
	case SHAPE_WHOLE:
		put_whole(w->g, s);
		break;
	case SHAPE_REAL:
		json_put_pair(w->g, "type", "number");
		break;
	case SHAPE_BOOL:
		put_truth(w->g);
		break;
	case SHAPE_WORDS:
		put_words(w->g, "enum", s->words, s->n_words);
		break;
	case SHAPE_LIST:
		put_list(w, s);
		break;
	case SHAPE_NAMED:
		put_named(w, s);
		break;
	case SHAPE_FIELDS:
		put_table(w, s);
		break;
	case SHAPE_EITHER:
		put_either(w, s);
		break;
	case SHAPE_PARTS:
		put_parts(w, s);
		break;
	}
}

/* What a file that includes others lacks may be in those. */
static void put_file(struct writer *w, const struct shape *s)
{
	static const char *const included[] = {"include"};

	json_put_map(w->g, "if");
	put_words(w->g, "required", included, 1);
	yajl_gen_map_close(w->g);
	w->is_part = true;
	put_under(w, "then", s);
	w->is_part = false;
	put_under(w, "else", s);
}

static enum exit_status main_schema(struct cli *c)
{
	struct writer w = {json_begin(), c->diag, true, false};

	yajl_gen_map_open(w.g);
	json_put_pair(w.g, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_put_pair(w.g, "title", "secateur experiment");
	put_file(&w, engine_language(c->arena));
	yajl_gen_map_close(w.g);
	const bool is_out =
		json_end(w.g, stdout) || diag_fail(c->diag, NOWHERE, "standard output: %s", strerror(errno));
	return is_out && w.ok ? EXIT_DONE : EXIT_USAGE;
}

const struct command command_schema = {
	.name = "schema",
	.usage = "",
	.about = "print a JSON Schema of experiment files, for editors",
	.text = "Prints a JSON Schema (draft 2020-12) made from the tables that read experiment files. Editors complete keys by\n"
		"it, explain them, and point at mistakes while one writes. With yaml-language-server:\n\n"
		"    secateur schema > secateur.schema.json\n\n"
		"and, as the first line of the experiment file:\n\n"
		"    # yaml-language-server: $schema=secateur.schema.json\n\n"
		"It knows less than `secateur check`, which looks up names and reads files: a file that includes others may lack\n"
		"anything, and one that is there to be included is looked at as if it were whole.\n",
	.main = main_schema,
};
