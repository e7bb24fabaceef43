#include "report_words.h"

#include "report_cells.h"
#include "secateur/base/arena.h"

const char *word_of_verdict(enum verdict v)
{
	static const char *const words[] = {
		[VERDICT_BASELINE] = "baseline", [VERDICT_DROP] = "drop",          [VERDICT_KEEP] = "keep",
		[VERDICT_NO_GAIN] = "no_gain",   [VERDICT_REQUIRED] = "required",  [VERDICT_FAILS] = "fails",
		[VERDICT_NO_OP] = "no_op",       [VERDICT_UNDECIDED] = "undecided"};

	return words[v];
}

const char *word_of_judgement(enum judgement j)
{
	static const char *const words[] = {[JUDGED_NOT] = "none",
	                                    [JUDGED_WITHIN] = "within",
	                                    [JUDGED_IDENTICAL] = "identical",
	                                    [JUDGED_OUTSIDE] = "outside",
	                                    [JUDGED_ONE_OUTSIDE] = "one_outside",
	                                    [JUDGED_UNDECIDED] = "undecided",
	                                    [JUDGED_LOST] = "lost"};

	return words[j];
}

const char *word_of_margin(enum margin_kind k)
{
	static const char *const words[] = {[MARGIN_NONE] = "none",
	                                    [MARGIN_COVARIATE] = "covariate",
	                                    [MARGIN_WITHIN] = "within",
	                                    [MARGIN_NOT_WORSE_THAN] = "not_worse_than"};

	return words[k];
}

const char *word_of_better(enum better b)
{
	static const char *const words[] = {
		[BETTER_UNSAID] = NULL, [BETTER_LOWER] = "lower", [BETTER_HIGHER] = "higher"};

	return words[b];
}

const char *word_of_cache(enum cache_policy c)
{
	static const char *const words[] = {
		[CACHE_AS_IS] = "as-is", [CACHE_WARM] = "warm", [CACHE_DROP] = "drop"};

	return words[c];
}

const char *word_of_accounting(enum accounting a)
{
	static const char *const words[] = {[ACCOUNT_PROCESS] = "process",
	                                    [ACCOUNT_CGROUP1] = "cgroup1",
	                                    [ACCOUNT_CGROUP2] = "cgroup2",
	                                    [ACCOUNT_QUANTA] = "quanta"};

	return words[a];
}

const char *word_of_reach(enum reach r)
{
	static const char *const words[] = {
		[REACH_YES] = "yes", [REACH_NO] = "no", [REACH_UNDECIDED] = "undecided"};

	return words[r];
}

const char *word_of_error_rate(enum error_rate r) { return r == ERROR_FAMILY ? "family" : "false_discovery"; }

const char *interval_absent(const struct change *c, struct arena *a)
{
	return has_interval(c) ? NULL : arena_printf(a, "no interval: n = %zu is too few", c->n);
}
