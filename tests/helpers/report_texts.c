/*
 * Texts as a report in a format: each line of standard input as a heading, a paragraph, an item of a list and a cell of a
 * table, and all of them as a log.
 * usage: report_texts FORMAT <texts
 */
#include <stdio.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"
#include "secateur/report/report.h"

int main(int argc, char *argv[])
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	const struct format_ops *f = argc == 2 ? report_format_find(argv[1]) : NULL;
	AUTO_STRBUF struct strbuf all = STRBUF_INIT;
	VEC(const char *) texts = {0};
	VEC(struct element) elements = {0};
	char line[1000];

	if (!f) {
		fprintf(stderr, "usage: report_texts FORMAT <texts\n");
		return 2;
	}
	while (fgets(line, sizeof(line), stdin)) {
		strbuf_add(&all, line);
		line[strcspn(line, "\n")] = '\0';
		*vec_push(a, &texts) = arena_strdup(a, line);
	}
	for (size_t i = 0; i < texts.n; i++) {
		*vec_push(a, &elements) = (struct element){.kind = ELEMENT_HEADING, .text = texts.at[i]};
		*vec_push(a, &elements) = (struct element){.kind = ELEMENT_PARAGRAPH, .text = texts.at[i]};
	}
	*vec_push(a, &elements) =
		(struct element){.kind = ELEMENT_LIST, .items = texts.at, .n_items = texts.n};
	*vec_push(a, &elements) =
		(struct element){.kind = ELEMENT_TABLE,
	                         .table = {(const char *const[]){"text", "again"},
	                                   (const bool[]){false, true}, 2, texts.at, texts.n / 2}};
	*vec_push(a, &elements) =
		(struct element){.kind = ELEMENT_VERBATIM, .text = all.text ? all.text : ""};
	const struct document doc = {.title = "texts", .elements = elements.at, .n_elements = elements.n};
	return report_write(&doc, f, &(struct page){.columns = 80}, stdout, d) ? 0 : 1;
}
