#include "report_text.h"

#include <string.h>

#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"

void text_add_line(struct strbuf *b, const char *text)
{
	static const char blanks[] = " \t\n\v\f\r";

	text += strspn(text, blanks);
	const size_t n = strlen(text);

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_length(text + i, n - i);
		if (len == 1 && strchr(blanks, text[i])) {
			len = strspn(text + i, blanks);
			strbuf_add(b, i + len < n ? " " : "");
		} else if (len == 0 || utf8_is_control(text + i, len)) {
			strbuf_addc(b, '?');
			len = len ? len : 1;
		} else {
			strbuf_addn(b, text + i, len);
		}
	}
}

void text_add_lines(struct strbuf *b, const char *text)
{
	const size_t n = strlen(text);
	char last = '\n';

	for (size_t i = 0, len; i < n; i += len ? len : 1) {
		const bool ends = text[i] == '\n' || text[i] == '\r';
		len = utf8_length(text + i, n - i);
		last = ends ? '\n' : text[i];
		if (ends) {
			strbuf_add(b, text[i] == '\r' && text[i + 1] == '\n' ? "" : "\n");
		} else if (last == '\t') {
			strbuf_addc(b, last);
		} else if (len == 0 || utf8_is_control(text + i, len)) {
			strbuf_addc(b, '?');
		} else {
			strbuf_addn(b, text + i, len);
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
