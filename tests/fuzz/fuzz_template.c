/**
 * No input makes templates crash, as a whole file or as the texts of a YAML file, whatever their quotes; what is
 * accepted is rendered, and doubling its braces makes any text stand for itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/template.h"
#include "secateur/yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const items[] = {"X_IMAGE", "{a}", ""};
static const struct binding outer_bindings[] = {
	{.name = "a", .items = items, .n = 1},
	{.name = "input.id", .late = true},
};
static const struct scope outer = {outer_bindings, 2, NULL};
static const struct binding bindings[] = {
	{.name = "list", .items = items, .n = 3},
	{.name = "none", .items = items, .n = 0},
	{.name = "b-2.c", .items = items + 1, .n = 1},
};
static const struct scope scope = {bindings, 3, &outer};

static void print(const struct diag *d)
{
	char *said = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&said, &n);

	if (f) {
		diag_print(d, f, DIAG_PLAIN);
		fclose(f);
	}
	free(said);
}

static void render(struct text t, const char *separator, struct arena *a, struct diag *d)
{
	bool ok = template_check(t, &scope, a, d);
	const char *out = template_text(t, &scope, separator, a, d);

	if (ok != (out != NULL)) {
		abort();
	}
}

static void stands_for_itself(const char *s, struct arena *a, struct diag *d)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	strbuf_add(&b, "");
	for (const char *c = s; *c; c++) {
		strbuf_add(&b, *c == '{' ? "{" : "");
		strbuf_addc(&b, *c);
	}
	const char *out = template_text((struct text){.s = b.text}, &scope, ",", a, d);

	if (!out || strcmp(out, s) != 0) {
		abort();
	}
}

static void render_all(const struct yaml *y, struct arena *a, struct diag *d)
{
	if (yaml_kind(y) == YAML_TEXT) {
		render(yaml_template(y), ",", a, d);
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		if (yaml_kind(y) == YAML_MAP) {
			render_all(yaml_key(y, i), a, d);
		}
		render_all(yaml_item(y, i), a, d);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a), *of_yaml = diag_new(a);
	struct source in = {"fuzz.in", arena_strndup(a, (const char *)data, n)};
	const struct yaml *root = NULL;

	render((struct text){in.text, {&in, 1, 1, 1}}, "\n", a, d);
	print(d);
	stands_for_itself(in.text, a, d);
	/* aliases make many texts of few */
	if (n < 4096 && yaml_parse(&in, a, of_yaml, &root)) {
		render_all(root, a, of_yaml);
		print(of_yaml);
	}
	return 0;
}
