#include "secateur/base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"

struct hasher {
	struct sha256_ctx sha;
};

struct hasher *hash_begin(struct arena *a)
{
	struct hasher *h = NEW(a, struct hasher);

	sha256_init(&h->sha);
	return h;
}

void hash_add(struct hasher *h, const void *data, size_t n) { sha256_update(&h->sha, n, data); }

void hash_u64(struct hasher *h, uint64_t x)
{
	uint8_t bytes[8];

	/* Little endian on every machine. */
	for (int i = 0; i < 8; i++) {
		bytes[i] = (uint8_t)(x >> (8 * i));
	}
	hash_add(h, bytes, sizeof(bytes));
}

void hash_text(struct hasher *h, const char *s)
{
	size_t n = s ? strlen(s) : 0;

	hash_u64(h, s ? n : UINT64_MAX);
	if (n) {
		hash_add(h, s, n);
	}
}

struct digest hash_end(struct hasher *h)
{
	struct digest g;

	sha256_digest(&h->sha, sizeof(g.bytes), g.bytes);
	return g;
}

bool hash_file(const char *path, struct diag *d, struct digest *ret)
{
	AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct hasher h;
	uint8_t bytes[32 * 1024];
	ssize_t n = -1;

	sha256_init(&h.sha);
	while (fd >= 0 && ((n = read(fd, bytes, sizeof(bytes))) > 0 || (n < 0 && errno == EINTR))) {
		if (n > 0) {
			hash_add(&h, bytes, (size_t)n);
		}
	}
	if (n < 0) {
		return diag_fail(d, NOWHERE, "%s: %s", path, strerror(errno));
	}
	*ret = hash_end(&h);
	return true;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

char *digest_hex(const struct digest *g, struct arena *a)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = arena_alloc(a, 2 * sizeof(g->bytes) + 1, 1);

	for (size_t i = 0; i < sizeof(g->bytes); i++) {
		hex[2 * i] = digits[g->bytes[i] >> 4];
		hex[2 * i + 1] = digits[g->bytes[i] & 15];
	}
	return hex;
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool digest_parse(const char *hex, struct digest *ret)
{
	struct digest g;

	for (size_t i = 0; i < sizeof(g.bytes); i++) {
		int high = nibble(hex[2 * i]), low = high < 0 ? -1 : nibble(hex[2 * i + 1]);
		if (low < 0) {
			return false;
		}
		g.bytes[i] = (uint8_t)(high << 4 | low);
	}
	if (hex[2 * sizeof(g.bytes)]) {
		return false;
	}
	*ret = g;
	return true;
}
