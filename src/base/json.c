#include "secateur/base/json.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"

/* JSON is UTF-8; files that variants render may hold anything: what is none becomes U+FFFD. */
void json_put_text(yajl_gen g, const char *s)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t n = strlen(s);

	for (size_t i = 0, len; i < n; i += len ? len : 1) {
		len = utf8_length(s + i, n - i);
		strbuf_addn(&b, len ? s + i : "\xef\xbf\xbd", len ? len : 3);
	}
	yajl_gen_string(g, (const unsigned char *)b.text, b.len);
}

void json_put_real(yajl_gen g, double x)
{
	AUTO_ARENA struct arena *a = arena_new();
	const char *s = isfinite(x) ? num_show_real(x, a) : "null";

	yajl_gen_number(g, s, strlen(s));
}

void json_put_pair(yajl_gen g, const char *key, const char *value)
{
	json_put_text(g, key);
	json_put_text(g, value);
}

void json_put_whole(yajl_gen g, const char *key, int64_t value)
{
	json_put_text(g, key);
	yajl_gen_integer(g, value);
}

void json_put_map(yajl_gen g, const char *key)
{
	json_put_text(g, key);
	yajl_gen_map_open(g);
}

void json_put_list(yajl_gen g, const char *key)
{
	json_put_text(g, key);
	yajl_gen_array_open(g);
}

yajl_gen json_begin(void)
{
	yajl_gen g = yajl_gen_alloc(NULL);

	yajl_gen_config(g, yajl_gen_beautify, 1);
	yajl_gen_config(g, yajl_gen_indent_string, "  ");
	return g;
}

bool json_end(yajl_gen g, FILE *out)
{
	const unsigned char *text = NULL;
	size_t n = 0;
	bool ok = yajl_gen_get_buf(g, &text, &n) == yajl_gen_status_ok && fwrite(text, 1, n, out) == n;

	yajl_gen_free(g);
	return ok;
}
