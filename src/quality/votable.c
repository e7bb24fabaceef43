/**
 * A number of a table in a VOTable XML, as psfex and source-extractor write them. Nothing is fetched, and no entity of
 * the file's own is followed.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <math.h>
#include <string.h>
#include <strings.h>

#include "quality_statistic.h"

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"
#include "secateur/model/criterion.h"

enum { MOST_BYTES = 1 << 26 };

struct params {
	struct text file;
	const char *table, *field;
	struct statistic of; /* STATISTIC_NONE: the first row's value */
	unsigned element;
	bool has_element;
};

static const char *const first[] = {"value"};
static const struct shape of_shape = SHAPE_EITHER_OF(AS_WORDS(first), &statistic_shape);

static bool read_of(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *s = yaml_text(y);

	return (s && (strcmp(s, first[0]) == 0 || statistic_named(s, into))) ||
	       diag_fail(r->diag, yaml_at(y), "expected value, " STATISTIC_WORDS ", not %s",
	                 yaml_instead(y, r->arena));
}

static bool read_element(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct params *p = into;

	p->has_element = true;
	return read_count(y, &p->element, r);
}

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, file), true, "the XML file, below the run's folder"},
	{"table", read_text, offsetof(struct params, table), false,
         "the TABLE's name or ID; else the one that has the field"},
	{"field", read_text, offsetof(struct params, field), true, "the FIELD's name or ID"},
	{"element", read_element, 0, false, "which number of a cell that holds several, from 0",
         &shape_count},
	{"of", read_of, offsetof(struct params, of), false,
         "value (of the first row), " STATISTIC_WORDS " (mad: times 1.4826)", &of_shape},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	return template_check(((const struct params *)params)->file, names, a, d);
}

static void free_doc_at(xmlDoc **doc)
{
	if (*doc) {
		xmlFreeDoc(*doc);
	}
}
#define AUTO_DOC CLEANUP(free_doc_at)

static bool is_called(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static const xmlNode *first_called(const xmlNode *n, const char *name)
{
	while (n && !is_called(n, name)) {
		n = n->next;
	}
	return n;
}

static const xmlNode *child_called(const xmlNode *parent, const char *name)
{
	return parent ? first_called(parent->children, name) : NULL;
}

/* The texts among some nodes; references to entities are not followed, lest a small file make a large text. */
static const char *text_among(const xmlNode *n, struct arena *own)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (; n; n = n->next) {
		if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
			strbuf_add(&b, (const char *)n->content);
		}
	}
	return strbuf_take(&b, own);
}

/* NULL: it has none. */
static const char *attribute(const xmlNode *n, const char *name, struct arena *own)
{
	for (const xmlAttr *x = n->properties; x; x = x->next) {
		if (strcmp((const char *)x->name, name) == 0) {
			return text_among(x->children, own);
		}
	}
	return NULL;
}

static bool goes_by(const xmlNode *n, const char *name, struct arena *own)
{
	const char *its = attribute(n, "name", own), *id = attribute(n, "ID", own);

	return (its && strcmp(its, name) == 0) || (id && strcmp(id, name) == 0);
}

/** A field that goes by the name asked for, and the tables seen on the way. */
struct hunt {
	const char *table, *field;
	const xmlNode *at; /* the FIELD */
	size_t column;     /* from 0 */
	size_t n_tables, n_found;
};

static void look_in_table(const xmlNode *table, struct hunt *h, struct arena *own)
{
	size_t column = 0;

	if (h->table && !goes_by(table, h->table, own)) {
		return;
	}
	h->n_tables++;
	for (const xmlNode *n = child_called(table, "FIELD"); n; n = first_called(n->next, "FIELD")) {
		if (goes_by(n, h->field, own)) {
			h->at = n;
			h->column = column;
			h->n_found++;
		}
		column++;
	}
}

/* The node after `n` in the document, which is one of its elements or stands farther down; NULL: there is none. */
static const xmlNode *next_node(const xmlNode *n)
{
	if (n->type == XML_ELEMENT_NODE && n->children) {
		return n->children;
	}
	while (n && !n->next) {
		n = n->parent;
	}
	return n ? n->next : NULL;
}

static const char *find_field(const xmlDoc *doc, const struct params *p, struct arena *own, struct hunt *h)
{
	*h = (struct hunt){.table = p->table, .field = p->field};
	for (const xmlNode *n = doc->children; n; n = next_node(n)) {
		if (is_called(n, "TABLE")) {
			look_in_table(n, h, own);
		}
	}
	if (h->n_tables == 0) {
		return p->table ? arena_printf(own, "it has no table %s", p->table) : "it has no table";
	}
	if (h->n_found == 0) {
		return p->table ? arena_printf(own, "its table %s has no field %s", p->table, p->field)
		                : arena_printf(own, "none of its tables has a field %s", p->field);
	}
	return h->n_found == 1 ? NULL
	                       : arena_printf(own, "it has %zu fields %s%s", h->n_found, p->field,
	                                      p->table ? "" : ": name the table");
}

/* What stands for none in a field's column: <VALUES null="-99"/>; NULL: nothing does. */
static const char *null_of(const struct hunt *h, struct arena *own)
{
	const xmlNode *values = child_called(h->at, "VALUES");

	return values ? attribute(values, "null", own) : NULL;
}

/* The number that is asked for of a cell; NAN where it says that there is none. */
static const char *read_cell(const char *cell, const struct params *p, const char *null, struct arena *own,
                             double *ret)
{
	static const char blanks[] = " \t\r\n", *const none[] = {"nan", "+nan", "-nan",
	                                                         "inf", "+inf", "-inf"};
	size_t n = 0;
	const char *word = NULL;

	for (const char *s = cell + strspn(cell, blanks); *s; n++) {
		size_t length = strcspn(s, blanks);
		if (n == p->element) {
			word = arena_strndup(own, s, length);
		}
		s += length;
		s += strspn(s, blanks);
	}
	if (n > 1 && !p->has_element) {
		return arena_printf(own, "a cell of %s holds %zu numbers: choose one with 'element'",
		                    p->field, n);
	}
	if (n > 0 && !word) {
		return arena_printf(own, "a cell of %s holds %zu numbers: element %u is none of them",
		                    p->field, n, p->element);
	}
	*ret = NAN;
	if (word && null && strcmp(word, null) == 0) {
		return NULL;
	}
	for (size_t i = 0; word && i < sizeof(none) / sizeof(*none); i++) {
		if (strcasecmp(word, none[i]) == 0) {
			return NULL;
		}
	}
	return !word || num_real(word, ret)
	               ? NULL
	               : arena_printf(own, "'%s' is not a number", quality_shown(word, own));
}

static const xmlNode *cell_at(const xmlNode *tr, size_t column)
{
	const xmlNode *td = child_called(tr, "TD");

	while (td && column-- > 0) {
		td = first_called(td->next, "TD");
	}
	return td;
}

struct values {
	double *at;
	size_t n, cap;
};

/* Those of a field's column: all, or that of the first row. */
static const char *read_values(const struct hunt *h, const struct params *p, struct arena *own,
                               struct values *ret)
{
	const char *null = null_of(h, own);
	const xmlNode *data = child_called(h->at->parent, "DATA"), *lines = child_called(data, "TABLEDATA");

	if (data && !lines) {
		return "its data are not written as TABLEDATA";
	}
	for (const xmlNode *tr = child_called(lines, "TR"); tr; tr = first_called(tr->next, "TR")) {
		const xmlNode *td = cell_at(tr, h->column);
		double x = 0;
		const char *why = td ? read_cell(text_among(td->children, own), p, null, own, &x)
		                     : arena_printf(own, "a row has no cell for %s", p->field);
		if (why) {
			return why;
		}
		*vec_push(own, ret) = x;
		if (p->of.kind == STATISTIC_NONE) {
			break;
		}
	}
	return NULL;
}

/* One line of what libxml2 says. */
static const char *xml_reason(struct arena *own)
{
	const xmlError *e = xmlGetLastError();
	const char *s = e && e->message ? e->message : "it cannot be read";

	return e && e->line > 0
	               ? arena_printf(own, "line %d: libxml2: %.*s", e->line, (int)strcspn(s, "\n"), s)
	               : arena_printf(own, "libxml2: %.*s", (int)strcspn(s, "\n"), s);
}

static const char *parse(const char *path, const char *name, struct arena *own, xmlDoc **ret)
{
	struct diag *reading = diag_new(own);
	const char *text = NULL;
	size_t n = 0;

	if (!fs_read(path, MOST_BYTES, own, reading, &text, &n)) {
		return quality_failed(reading, path, name, own);
	}
	xmlResetLastError();
	*ret = xmlReadMemory(text, (int)n, NULL, NULL,
	                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (!*ret) {
		return xml_reason(own);
	}
	return (*ret)->intSubset && (*ret)->intSubset->entities ? "it declares entities of its own" : NULL;
}

static const char *measure(const struct params *p, const struct quality_input *in, struct arena *own,
                           struct diag *d, double *ret, const char **unit)
{
	AUTO_DOC xmlDoc *doc = NULL;
	const char *name = NULL;
	const char *why = NULL, *path = quality_file(p->file, in, own, d, &name, &why);
	struct hunt found;
	struct values x = {0};

	why = path ? parse(path, name, own, &doc) : why;
	if (!doc) {
		return why ? why : "it cannot be read";
	}
	why = why ? why : find_field(doc, p, own, &found);
	why = why ? why : read_values(&found, p, own, &x);
	if (why) {
		return why;
	}
	*unit = attribute(found.at, "unit", own);
	if (p->of.kind != STATISTIC_NONE) {
		return statistic_of(&p->of, x.at, x.n, x.n, own, ret);
	}
	if (x.n == 0) {
		return "the table has no rows";
	}
	*ret = x.at[0];
	return isfinite(*ret) ? NULL : "its cell holds no number";
}

/* What a statistic is in, where the experiment file does not say. */
static const char *unit_of(const struct statistic *s, const char *of_field)
{
	return s->kind == STATISTIC_COUNT                                 ? "rows"
	       : s->kind == STATISTIC_FRACTION || !of_field || !*of_field ? "1"
	                                                                  : of_field;
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	AUTO_ARENA struct arena *own = arena_new();
	const struct params *p = params;
	const struct criterion *c = &in->metrics[0];
	const char *unit = NULL;
	double x = 0;
	const char *why = measure(p, in, own, d, &x, &unit);

	if (why) {
		findings_add_absent(ret, a, c->name, arena_strdup(a, why));
	} else {
		findings_add(ret, a, c->name, x, c->unit ? c->unit : arena_strdup(a, unit_of(&p->of, unit)));
	}
	only_first(in, a, ret);
	return true;
}

const struct quality_ops quality_votable = {
	.part = {.name = "votable",
                 .about = "a number of a VOTable XML, as psfex writes it",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.extract = extract,
};
