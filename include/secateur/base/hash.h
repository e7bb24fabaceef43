/** SHA-256 (nettle): identities of variants, plans and outputs. */
#ifndef SECATEUR_BASE_HASH_H
#define SECATEUR_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/diag.h"

struct arena;

struct digest {
	uint8_t bytes[32];
};

struct hasher;
struct hasher *hash_begin(struct arena *a);
void hash_add(struct hasher *h, const void *data, size_t n);
/** Length first, then the bytes, so that ("ab","c") and ("a","bc") differ. NULL differs from "". */
void hash_text(struct hasher *h, const char *s);
void hash_u64(struct hasher *h, uint64_t x);
struct digest hash_end(struct hasher *h);
bool hash_file(const char *path, struct diag *d, struct digest *ret);
bool digest_equal(const struct digest *a, const struct digest *b);
/** 64 hexadecimal digits. */
char *digest_hex(const struct digest *g, struct arena *a);
/** The other way; false when it is not 64 hexadecimal digits in lower case. */
bool digest_parse(const char *hex, struct digest *ret);

#endif
