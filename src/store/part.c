/* A part of an experiment: the sessions on one machine, or with one version of a program. */
#include "load_private.h"
#include "secateur/base/near.h"
#include "secateur/store/store.h"

static const char on_host[] =
	"(?2 IS NULL OR h.hostname GLOB ?2 OR h.hostname = ?2 OR h.fingerprint GLOB ?2)";
static const char of_version[] =
	"(?3 IS NULL OR EXISTS (SELECT 1 FROM session_version v WHERE v.session = s.id"
	" AND (v.version GLOB ?3 OR v.version = ?3)))";

/* "(1,3)", or NULL: there are none. */
static bool find_sessions(struct loading *l, const char *host, const char *version, const char **ret)
{
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};
	const char *all = NULL;

	for (query_start(&q,
	                 arena_printf(l->scratch,
	                              "SELECT s.id FROM session s JOIN host h ON h.id = s.host"
	                              " WHERE s.experiment = ?1 AND %s AND %s ORDER BY s.id",
	                              on_host, of_version),
	                 CELLS(int_cell(l->out->experiment), text_cell(host), text_cell(version)));
	     query_next(&q);) {
		all = arena_printf(l->scratch, "%s%s%lld", all ? all : "", all ? "," : "(",
		                   (long long)query_int(&q, 0));
	}
	*ret = all ? arena_printf(l->scratch, "%s)", all) : NULL;
	return query_end(&q);
}

struct choice {
	const char *what, *is, *sql; /* a name, and what tells those of one name apart, or NULL */
};

/* A machine whose name another has, too, is told by its fingerprint. */
static const struct choice hosts = {
	"host", "on host",
	"SELECT DISTINCT CASE WHEN count(*) OVER (PARTITION BY hostname) > 1 OR hostname IS NULL THEN fingerprint"
	" ELSE hostname END, CASE WHEN count(*) OVER (PARTITION BY hostname) > 1 THEN hostname END FROM host"
	" WHERE id IN (SELECT host FROM session WHERE experiment = ?) ORDER BY id"};
static const struct choice versions = {
	"version", "with a program of version",
	"SELECT DISTINCT version, program FROM session_version"
	" WHERE session IN (SELECT id FROM session WHERE experiment = ?) ORDER BY program, version"};

static bool refuse(struct loading *l, const struct choice *c, const char *wanted)
{
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};
	VEC(const char *) names = {0};
	const char *all = NULL;

	for (query_start(&q, c->sql, CELLS(int_cell(l->out->experiment))); query_next(&q);) {
		const char *name = query_text(&q, 0, l->scratch), *of = query_text(&q, 1, l->scratch);
		*vec_push(l->scratch, &names) = name;
		all = arena_printf(l->scratch, "%s%s'%s'%s%s%s", all ? all : "", all ? ", " : "", name,
		                   of ? " (" : "", of ? of : "", of ? ")" : "");
	}
	if (!query_end(&q)) {
		return false;
	}
	diag_fail(l->d, NOWHERE, "%s: nothing was run %s '%s'%s", l->s->path, c->is, wanted,
	          near_hint(wanted, names.at, names.n, l->scratch));
	diag_help(l->d, all ? "each %s that is there: %s" : "no %s is on record%s", c->what, all ? all : "");
	return false;
}

static bool is_there(struct loading *l, const struct choice *c, const char *host, const char *version)
{
	const char *sessions;

	return find_sessions(l, host, version, &sessions) &&
	       (sessions || refuse(l, c, host ? host : version));
}

bool store_choose_part(struct loading *l, const struct store_part *part)
{
	const bool has_host = !part->host || is_there(l, &hosts, part->host, NULL),
		   has_version = !part->version || is_there(l, &versions, NULL, part->version);

	if (!has_host || !has_version || (!part->host && !part->version)) {
		return has_host && has_version;
	}
	return find_sessions(l, part->host, part->version, &l->part) &&
	       (l->part || diag_fail(l->d, NOWHERE, "%s: nothing of version '%s' was run on host '%s'",
	                             l->s->path, part->version, part->host));
}
