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

void text_print_lines(FILE *out, const char *prefix, const char *text)
{
	const size_t n = strlen(text);
	char last = '\n';

	for (size_t i = 0, len; i < n; i += len ? len : 1) {
		const bool ends = text[i] == '\n' || text[i] == '\r';
		len = utf8_length(text + i, n - i);
		fputs(last == '\n' && !ends ? prefix : "", out);
		last = ends ? '\n' : text[i];
		if (ends) {
			fputs(text[i] == '\r' && text[i + 1] == '\n' ? "" : "\n", out);
		} else if (last == '\t') {
			fputc(last, out);
		} else if (len == 0 || utf8_is_control(text + i, len)) {
			fputc('?', out);
		} else {
			fwrite(text + i, 1, len, out);
		}
	}
	fputs(last == '\n' ? "" : "\n", out);
}
