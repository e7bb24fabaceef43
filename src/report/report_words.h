/** What enums of the evidence are called in data: the database's words, where it has them. */
#ifndef SECATEUR_REPORT_REPORT_WORDS_H
#define SECATEUR_REPORT_REPORT_WORDS_H

#include "secateur/model/evidence.h"

struct arena;

const char *word_of_verdict(enum verdict v);
const char *word_of_judgement(enum judgement j);
const char *word_of_margin(enum margin_kind k);
const char *word_of_better(enum better b); /* NULL: unsaid */
const char *word_of_cache(enum cache_policy c);
const char *word_of_accounting(enum accounting a);
const char *word_of_reach(enum reach r);
const char *word_of_error_rate(enum error_rate r);

/** Why the change, which is there, has no interval; NULL: it has one. */
const char *interval_absent(const struct change *c, struct arena *a);

#endif
