/** Evidence -> a document -> a format. One file and one row per format. */
#ifndef SECATEUR_REPORT_REPORT_H
#define SECATEUR_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "secateur/base/diag.h"
#include "secateur/model/evidence.h"

struct aa;
struct arena;
struct comparison;
struct explanation;
struct figures;
struct search_story;

/** Cells are plain text; the format escapes them. */
struct table {
	const char *const *titles;
	const bool *numeric; /* aligned right */
	size_t n_columns;
	const char *const *cells; /* row after row */
	size_t n_rows;
	const char *const *exact; /* a cell's numbers in all their digits, or NULL; itself NULL: of no cell */
};

/** A picture beside the report. */
struct figure {
	const char *name;
	const char *title; /* what it shows: also in its place */
	const char *path;  /* relative to the report, without its end: .svg and .png are there */
	const char *svg;   /* all of that file */
	const char *note;  /* what it does not show, and why; NULL: there is nothing more to show */
};
struct figures {
	const struct figure *at;
	size_t n;
};

enum element_kind {
	ELEMENT_HEADING,
	ELEMENT_PARAGRAPH,
	ELEMENT_LIST,
	ELEMENT_TABLE,
	ELEMENT_VERBATIM,
	ELEMENT_FIGURE
};

struct element {
	enum element_kind kind;
	const char *text;         /* heading, paragraph, verbatim */
	bool is_diff;             /* verbatim: lines removed begin with "- ", lines added with "+ " */
	const char *const *items; /* list */
	size_t n_items;
	struct table table;
	const struct figure *figure;
};

struct document {
	const char *title;
	const struct element *elements;
	size_t n_elements;
	const struct evidence *evidence; /* all of what it tells; NULL: it tells of something else */
};

/** What the report says, in the order it says it. The same evidence gives the same bytes. */
struct document report_document(const struct evidence *e, struct arena *a);

/** The same with figures, each behind what it shows. */
struct document report_illustrated(const struct evidence *e, const struct figures *figures, struct arena *a);

/** The same of the baseline against itself; `e`: the evidence of its runs. */
struct document report_aa(const struct aa *aa, const struct evidence *e, struct arena *a);

/**
 * What a search found, as far as it has come. The one number of its headline is that of the confirmation. Nothing in it depends on
 * when or how often the search was cut off: the same decisions give the same bytes.
 */
struct document report_search(const struct search_story *s, struct arena *a);

/** Each number, from the runs behind it to the verdict; n: at least 1, of one experiment. */
struct document report_explanation(const struct explanation *all, size_t n, struct arena *a);

/** Two experiments, before and after: what changed, and what else did. */
struct document report_comparison(const struct comparison *c, struct arena *a);

/** What it is read on. */
struct page {
	size_t columns;
	bool has_colours; /* it obeys a terminal's escapes */
};

struct format_ops {
	const char *name, *about, *suffix;
	bool is_data; /* it is of the document's evidence, unrounded, and not of its elements */
	void (*begin)(FILE *out, const struct document *doc);
	/** Of the elements in their order, an empty line before each; a list is its items, one after the other. */
	void (*heading)(FILE *out, const char *text);
	void (*paragraph)(FILE *out, const char *text);
	void (*item)(FILE *out, const char *text);
	void (*table)(FILE *out, const struct table *t);
	void (*verbatim)(FILE *out, const char *text);
	void (*figure)(FILE *out, const struct figure *f);
	const char *list_begin, *list_end, *end; /* around the items, and behind all; NULL: nothing */
	/** In place of all these. */
	void (*whole)(FILE *out, const struct document *doc, const struct page *page);
};

const struct format_ops *report_format_at(size_t i); /* NULL past the end */
const struct format_ops *report_format_find(const char *name);
/** By what the path ends in; NULL: by that it is of none. */
const struct format_ops *report_format_of(const char *path);
/** False when writing failed, or when the format is one of data and the document has no evidence. */
bool report_write(const struct document *doc, const struct format_ops *f, const struct page *page, FILE *out,
                  struct diag *d);

#endif
