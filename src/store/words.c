/* Enums as the database spells them: one table each. */
#include <string.h>

#include "secateur/model/criterion.h"
#include "secateur/model/evidence.h"
#include "secateur/model/factor.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"
#include "secateur/model/trial.h"
#include "secateur/model/variant.h"
#include "secateur/store/store.h"
#include "store_private.h"

#define WORDS(name, what, ...)                                               \
	const struct words name = {what, (const char *const[]){__VA_ARGS__}, \
	                           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)}

WORDS(store_phases, "phase", [PHASE_WARMUP] = "warmup", [PHASE_MEASURED] = "measured");
WORDS(store_caches, "cache", [CACHE_AS_IS] = "as-is", [CACHE_WARM] = "warm", [CACHE_DROP] = "drop");
WORDS(store_outcomes, "outcome", [OUTCOME_OK] = "ok", [OUTCOME_EXIT] = "exit", [OUTCOME_SIGNAL] = "signal",
      [OUTCOME_WALL] = "wall_limit", [OUTCOME_CPU] = "cpu_limit", [OUTCOME_MEMORY] = "memory_limit",
      [OUTCOME_PROCESSES] = "process_limit", [OUTCOME_FILE] = "file_limit", [OUTCOME_NO_START] = "no_start");
WORDS(store_accountings, "accounting", [ACCOUNT_PROCESS] = "process", [ACCOUNT_CGROUP1] = "cgroup1",
      [ACCOUNT_CGROUP2] = "cgroup2", [ACCOUNT_QUANTA] = "quanta");
WORDS(store_error_rates,
      "error rate", [ERROR_FAMILY] = "family", [ERROR_FALSE_DISCOVERY] = "false_discovery");
WORDS(store_variant_kinds, "kind of variant", [VARIANT_BASELINE] = "baseline", [VARIANT_DROP] = "drop",
      [VARIANT_VARY] = "vary", [VARIANT_CROSS] = "cross", [VARIANT_NAMED] = "named",
      [VARIANT_SCREEN] = "screen", [VARIANT_PATH] = "path");
WORDS(store_factor_kinds, "kind of factor", [FACTOR_SET] = "set", [FACTOR_CHOICE] = "choice");
WORDS(store_margins, "kind of margin", [MARGIN_NONE] = "none", [MARGIN_COVARIATE] = "covariate",
      [MARGIN_WITHIN] = "within", [MARGIN_NOT_WORSE_THAN] = "not_worse_than");
WORDS(store_betters,
      "direction", [BETTER_UNSAID] = NULL, [BETTER_LOWER] = "lower", [BETTER_HIGHER] = "higher");
WORDS(store_judgements, "judgement", [JUDGED_NOT] = "none", [JUDGED_WITHIN] = "within",
      [JUDGED_IDENTICAL] = "within", [JUDGED_OUTSIDE] = "outside", [JUDGED_ONE_OUTSIDE] = "outside",
      [JUDGED_UNDECIDED] = "undecided", [JUDGED_LOST] = "lost");
WORDS(store_verdict_words, "verdict", [VERDICT_BASELINE] = "baseline", [VERDICT_DROP] = "drop",
      [VERDICT_KEEP] = "keep", [VERDICT_NO_GAIN] = "no_gain", [VERDICT_REQUIRED] = "required",
      [VERDICT_FAILS] = "fails", [VERDICT_NO_OP] = "no_op", [VERDICT_UNDECIDED] = "undecided");

struct cell word_cell(const struct words *w, size_t i) { return text_cell(w->at[i]); }

size_t query_word(struct query *q, int column, const struct words *w)
{
	const struct bytes s = query_bytes(q, column);

	for (size_t i = 0; i < w->n; i++) {
		if (s.at && w->at[i] ? bytes_are(s, w->at[i]) : s.at == w->at[i]) {
			return i;
		}
	}
	if (!q->failed) {
		q->failed = true;
		diag_fail(q->diag, NOWHERE, "%s: holds the unknown %s '%s'", q->store->path, w->about,
		          s.at ? query_peek(q, column) : "NULL");
	}
	return 0;
}

const char *store_word_of_phase(enum phase p) { return store_phases.at[p]; }

const char *store_word_of_outcome(enum outcome_kind k) { return store_outcomes.at[k]; }

const char *store_word_of_accounting(enum accounting a) { return store_accountings.at[a]; }

const char *store_word_of_verdict(enum verdict v) { return store_verdict_words.at[v]; }
