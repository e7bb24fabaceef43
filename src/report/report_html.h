/** What the files of the page share: texts, elements, and what a page has beyond a document. */
#ifndef SECATEUR_REPORT_HTML_H
#define SECATEUR_REPORT_HTML_H

#include <stddef.h>
#include <stdio.h>

#include "secateur/report/report.h"

struct arena;
struct evidence;
struct variant_evidence;

struct html {
	FILE *out;
	struct arena *a;
	const struct evidence *e; /* NULL: of another document; then there are no variants to tell of */
	const char *label;        /* id of what names the tables that follow */
	unsigned level;           /* of headings */
};

/** As one line, nothing of it markup; in an attribute as well. */
void html_text(const struct html *h, const char *text);
void html_element(const struct html *h, const struct element *e);
/** The verdict's word with its mark. */
void html_verdict(const struct html *h, const char *text);

/** A field for names, one for verdicts, one for each factor of which variants have different settings; hidden until the script is there. */
void html_filter(const struct html *h);
/** What is told of each variant alone, to be unfolded. */
void html_variants(struct html *h);
/** Its runs, one by one, in the order in which they were made, and those of what it is compared with. */
void html_strip(const struct html *h, const struct variant_evidence *v);

#endif
