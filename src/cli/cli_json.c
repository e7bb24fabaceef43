#include "cli_json.h"

#include <errno.h>
#include <string.h>

#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"

/* JSON is UTF-8; files that variants render may hold anything: what is none becomes U+FFFD. */
void cli_json_text(yajl_gen g, const char *s)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t n = strlen(s);

	for (size_t i = 0, len; i < n; i += len ? len : 1) {
		len = utf8_length(s + i, n - i);
		strbuf_addn(&b, len ? s + i : "\xef\xbf\xbd", len ? len : 3);
	}
	yajl_gen_string(g, (const unsigned char *)b.text, b.len);
}

void cli_json_pair(yajl_gen g, const char *key, const char *value)
{
	cli_json_text(g, key);
	cli_json_text(g, value);
}

void cli_json_whole(yajl_gen g, const char *key, int64_t value)
{
	cli_json_text(g, key);
	yajl_gen_integer(g, value);
}

void cli_json_map(yajl_gen g, const char *key)
{
	cli_json_text(g, key);
	yajl_gen_map_open(g);
}

void cli_json_list(yajl_gen g, const char *key)
{
	cli_json_text(g, key);
	yajl_gen_array_open(g);
}

yajl_gen cli_json_begin(void)
{
	yajl_gen g = yajl_gen_alloc(NULL);

	yajl_gen_config(g, yajl_gen_beautify, 1);
	yajl_gen_config(g, yajl_gen_indent_string, "  ");
	return g;
}

bool cli_json_end(yajl_gen g, struct diag *d)
{
	const unsigned char *text = NULL;
	size_t n = 0;
	bool ok = yajl_gen_get_buf(g, &text, &n) == yajl_gen_status_ok && fwrite(text, 1, n, stdout) == n;

	yajl_gen_free(g);
	return ok || diag_fail(d, NOWHERE, "standard output: %s", strerror(errno));
}
