#include "json_line.h"

#include <string.h>
#include <yajl/yajl_parse.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"

enum { MOST_ITEMS = 100 };

static int take_item(struct json_line *l, struct json_item item)
{
	if (l->depth == 1) {
		item.key = l->key;
		*vec_push(l->arena, &l->items) = item;
	}
	return 1;
}

static int take_null(void *l) { return take_item(l, (struct json_item){.kind = JSON_NULL}); }

static int take_boolean(void *l, int value)
{
	(void)value;
	return take_item(l, (struct json_item){.kind = JSON_OTHER});
}

static int take_number(void *arg, const char *s, size_t n)
{
	struct json_line *l = arg;

	return take_item(l, (struct json_item){.kind = JSON_NUMBER, .text = arena_strndup(l->arena, s, n)});
}

/* No text of ours has a NUL in it. */
static int take_text(void *arg, const unsigned char *s, size_t n)
{
	struct json_line *l = arg;

	return take_item(l, (struct json_item){.kind = memchr(s, 0, n) ? JSON_OTHER : JSON_TEXT,
	                                       .text = arena_strndup(l->arena, (const char *)s, n)});
}

static int take_key(void *arg, const unsigned char *s, size_t n)
{
	struct json_line *l = arg;

	if (l->depth != 1) {
		return 1;
	}
	l->key = arena_strndup(l->arena, (const char *)s, n);
	if (memchr(s, 0, n)) {
		l->wrong = "a name with a NUL in it";
	} else if (json_line_find(l, l->key)) {
		l->wrong = arena_printf(l->arena, "'%s' is there twice", l->key);
	} else if (l->items.n == MOST_ITEMS) {
		l->wrong = "it has more columns than any table";
	}
	return !l->wrong;
}

static int open_map(void *arg)
{
	struct json_line *l = arg;

	l->is_object = l->is_object || l->depth == 0;
	take_item(l, (struct json_item){.kind = JSON_OTHER});
	l->depth++;
	return 1;
}

static int open_array(void *arg)
{
	struct json_line *l = arg;

	take_item(l, (struct json_item){.kind = JSON_OTHER});
	l->depth++;
	return 1;
}

static int close_either(void *arg)
{
	((struct json_line *)arg)->depth--;
	return 1;
}

static const yajl_callbacks callbacks = {.yajl_null = take_null,
                                         .yajl_boolean = take_boolean,
                                         .yajl_number = take_number,
                                         .yajl_string = take_text,
                                         .yajl_start_map = open_map,
                                         .yajl_map_key = take_key,
                                         .yajl_end_map = close_either,
                                         .yajl_start_array = open_array,
                                         .yajl_end_array = close_either};

const char *json_line_read(struct json_line *l, const char *s, size_t n)
{
	yajl_handle h = yajl_alloc(&callbacks, NULL, l);
	bool ok = yajl_parse(h, (const unsigned char *)s, n) == yajl_status_ok &&
	          yajl_complete_parse(h) == yajl_status_ok;
	const char *ret = ok && !l->is_object ? "it is no object: {...}" : l->wrong;

	if (!ok && !ret) {
		unsigned char *why = yajl_get_error(h, 0, NULL, 0);
		ret = arena_strndup(l->arena, (const char *)why, strcspn((const char *)why, "\n"));
		yajl_free_error(h, why);
	}
	yajl_free(h);
	return ret;
}

const struct json_item *json_line_find(const struct json_line *l, const char *key)
{
	for (size_t i = 0; i < l->items.n; i++) {
		if (strcmp(l->items.at[i].key, key) == 0) {
			return &l->items.at[i];
		}
	}
	return NULL;
}

bool json_whole(const struct json_item *i, int64_t *ret)
{
	return i && i->kind == JSON_NUMBER && num_int(i->text, INT64_MIN, INT64_MAX, ret);
}
