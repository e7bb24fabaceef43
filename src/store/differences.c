/* How two plans of one database differ. */
#include "secateur/base/strbuf.h"
#include "store_private.h"

enum { MOST_NAMES = 20 };

/* ?1 is the plan asked for, ?2 the frozen one; each gives one column of texts, for one error. */
static const struct difference {
	const char *what, *sql;
	bool only_alone; /* follows from the others, so told only when there is none */
} differences[] = {
#define SCALAR(column)                                                            \
	"SELECT coalesce(n." column ", 'none') || ', was ' || coalesce(o." column \
	", 'none') FROM experiment n, experiment o"                               \
	" WHERE n.id = ?1 AND o.id = ?2 AND n." column " IS NOT o." column
	{"seed", SCALAR("seed"), false},
	{"blocks", SCALAR("blocks"), false},
	{"blocks before the first look", SCALAR("blocks_least"), false},
	{"warm-up blocks", SCALAR("warmup"), false},
	{"primary measure", SCALAR("primary_measure"), false},
	{"worth", SCALAR("worth"), false},
	{"confidence", SCALAR("confidence"), false},
	{"error rate", SCALAR("error_rate"), false},
#define ONLY_IN(a, b, table, name)                                                    \
	"SELECT " name " FROM " table " WHERE experiment = " a " AND " name " NOT IN" \
	" (SELECT " name " FROM " table " WHERE experiment = " b ") AND ?1 <> ?2 ORDER BY ordinal"
#define BOTH(table, name)                                                             \
	"SELECT n." name " FROM " table " n JOIN " table " o ON o." name " = n." name \
	" WHERE n.experiment = ?1 AND o.experiment = ?2 AND "
/* what a search came upon was never in the file */
#define VARIANT "(SELECT * FROM variant WHERE added = 0)"
	{"variants added:", ONLY_IN("?1", "?2", VARIANT, "name"), false},
	{"variants removed:", ONLY_IN("?2", "?1", VARIANT, "name"), false},
	{"variants changed:", BOTH(VARIANT, "name") "n.identity <> o.identity ORDER BY n.ordinal", false},
	{"inputs added:", ONLY_IN("?1", "?2", "input", "key"), false},
	{"inputs removed:", ONLY_IN("?2", "?1", "input", "key"), false},
	{"inputs changed:",
         BOTH("input", "key") "(EXISTS (SELECT name, value FROM input_column WHERE input = n.id EXCEPT"
                              " SELECT name, value FROM input_column WHERE input = o.id) OR"
                              " EXISTS (SELECT name, value FROM input_column WHERE input = o.id EXCEPT"
                              " SELECT name, value FROM input_column WHERE input = n.id)) ORDER BY "
                              "n.ordinal",
         false},
	{"criteria added:", ONLY_IN("?1", "?2", "criterion", "metric"), false},
	{"criteria removed:", ONLY_IN("?2", "?1", "criterion", "metric"), false},
	{"criteria changed:",
         BOTH("criterion",
              "metric") "(n.unit, n.kind, n.margin, n.is_relative, n.better) IS NOT"
                        " (o.unit, o.kind, o.margin, o.is_relative, o.better) ORDER BY n.ordinal",
         false},
	{"variants in another order:", BOTH(VARIANT, "name") "n.ordinal <> o.ordinal ORDER BY n.ordinal",
         true},
	{"inputs in another order:", BOTH("input", "key") "n.ordinal <> o.ordinal ORDER BY n.ordinal", true},
};

struct telling {
	struct store *s;
	struct diag *d;
	const char *between;
	int64_t asked, frozen;
	size_t n;
};

static bool tell_difference(struct telling *t, const struct difference *x)
{
	AUTO_STRBUF struct strbuf list = STRBUF_INIT;
	AUTO_QUERY struct query q = {.store = t->s, .diag = t->d};
	size_t n = 0;

	for (query_start(&q, x->sql, CELLS(int_cell(t->asked), int_cell(t->frozen))); query_next(&q); n++) {
		if (n < MOST_NAMES) {
			strbuf_add(&list, n ? ", " : "");
			strbuf_add(&list, query_peek(&q, 0));
		}
	}
	if (n > MOST_NAMES) {
		strbuf_addf(&list, " and %zu more", n - MOST_NAMES);
	}
	if (n > 0) {
		diag_fail(t->d, NOWHERE, "%s: %s %s", t->between, x->what, list.text);
		t->n++;
	}
	return query_end(&q);
}

bool store_tell_differences(struct store *s, int64_t asked, int64_t frozen, const char *between,
                            struct diag *d)
{
	struct telling t = {s, d, between, asked, frozen, 0};

	for (size_t i = 0; i < sizeof(differences) / sizeof(*differences); i++) {
		if (!(differences[i].only_alone && t.n > 0) && !tell_difference(&t, &differences[i])) {
			return false;
		}
	}
	if (t.n == 0) {
		diag_fail(
			d, NOWHERE,
			"%s: in the parameters, the hooks, the sources of quality, the counters, the cores, the limits or the way to "
			"search",
			between);
	}
	return true;
}
