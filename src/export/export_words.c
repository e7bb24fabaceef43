#include "export_words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/strbuf.h"

const char *export_seconds(nsec_t t, struct arena *a)
{
	return arena_printf(a, "%" PRId64 ".%09" PRId64, t / 1000000000, t % 1000000000);
}

bool export_has_value(struct dossier_value v) { return dossier_has_value(v) && isfinite(v.value); }

const char *export_host(const struct dossier *d, const struct dossier_run *r)
{
	const struct facts *host = r->host < d->n_hosts ? &d->hosts[r->host] : NULL;

	for (size_t i = 0; host && i < host->n; i++) {
		if (strcmp(host->at[i].name, "hostname") == 0) {
			return host->at[i].value;
		}
	}
	return "";
}

const char *export_escaped(const char *s, const char *special, struct arena *a)
{
	AUTO_STRBUF struct strbuf out = STRBUF_INIT;

	for (; *s; s++) {
		if (*s == '\n') {
			strbuf_add(&out, "\\n");
			continue;
		}
		if (strchr(special, *s)) {
			strbuf_addc(&out, '\\');
		}
		strbuf_addc(&out, *s);
	}
	return strbuf_take(&out, a);
}
