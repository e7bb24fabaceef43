/** Tables with a row for each variant and a column for each cost or quality metric. */
#ifndef SECATEUR_REPORT_COLUMNS_H
#define SECATEUR_REPORT_COLUMNS_H

#include "report_sheet.h"
#include "secateur/model/evidence.h"

/** Indices into a variant's costs or qualities. */
struct columns {
	size_t *at;
	size_t n, cap;
};

/** How the i-th of a variant's costs, or of its qualities, is shown. */
struct view {
	const struct change *(*change)(const struct variant_evidence *v, size_t i);
	const char *(*name)(const struct variant_evidence *v, size_t i);
	const char *(*unit)(const struct variant_evidence *v, size_t i);
	const char *(*title)(const struct variant_evidence *v, size_t i, struct arena *a);
	bool (*is_relative)(const struct variant_evidence *v, size_t i);
	/** What is said after a variant's value, or after its "n/a": " OUTSIDE", or "". */
	const char *(*remark)(const struct variant_evidence *v, size_t i, struct arena *a);
	/** Whether the variant has a row. NULL: all have. */
	bool (*shows)(const struct variant_evidence *v);
};

extern const struct view view_of_costs, view_of_qualities;

/** " (n = 3)" where a value rests on less than the variant's other ones do; one of n = 1 says it anyway. */
const char *thin_remark(const struct change *(*change)(const struct variant_evidence *v, size_t i),
                        const struct variant_evidence *v, size_t n, size_t i, struct arena *a);
/** "-" for a variant without comparable runs; "n/a (1)" with its note; the baseline's value; or the
 * change. */
const char *view_cell(struct sheet *s, struct grid *g, const struct view *view,
                      const struct variant_evidence *v, size_t i);
/** The same in all its digits, or NULL: there is none. */
const char *view_exact(struct sheet *s, const struct view *view, const struct variant_evidence *v, size_t i);
/** One table for each six columns. */
void view_tables(struct sheet *s, const struct view *view, const struct columns *shown);
/** The same, but what no variant has is said below the tables, once for each reason. */
void view_present(struct sheet *s, const struct view *view, const struct columns *shown);

#endif
