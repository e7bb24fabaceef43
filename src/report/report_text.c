#include "report_text.h"

#include <string.h>

#include "secateur/base/strbuf.h"

void text_add_line(struct strbuf *b, const char *text)
{
	static const char blanks[] = " \t\n\v\f\r";

	text += strspn(text, blanks);
	const size_t n = strlen(text);

	for (size_t i = 0, len; i < n; i += len) {
		len = strspn(text + i, blanks);
		if (len > 0) {
			strbuf_add(b, i + len < n ? " " : "");
		} else {
			len = strbuf_add_shown(b, text + i, n - i);
		}
	}
}

void text_add_lines(struct strbuf *b, const char *text)
{
	const size_t n = strlen(text);
	char last = '\n';

	for (size_t i = 0, len = 1; i < n; i += len, len = 1) {
		const bool ends = text[i] == '\n' || text[i] == '\r';
		last = ends ? '\n' : text[i];
		if (ends) {
			strbuf_add(b, text[i] == '\r' && text[i + 1] == '\n' ? "" : "\n");
		} else if (last == '\t') {
			strbuf_addc(b, last);
		} else {
			len = strbuf_add_shown(b, text + i, n - i);
		}
	}
	strbuf_add(b, last == '\n' ? "" : "\n");
}

void text_add_uri(struct strbuf *b, const char *path)
{
	static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

	for (; *path; path++) {
		strbuf_addf(b, strchr(kept, *path) ? "%c" : "%%%02X", (unsigned char)*path);
	}
}

void text_print_lines(FILE *out, const char *prefix, const char *text)
{
	AUTO_STRBUF struct strbuf lines = STRBUF_INIT;

	text_add_lines(&lines, text);
	for (size_t i = 0, n; i < lines.len; i += n + 1) {
		n = strcspn(lines.text + i, "\n");
		fprintf(out, "%s%.*s\n", n > 0 ? prefix : "", (int)n, lines.text + i);
	}
}
