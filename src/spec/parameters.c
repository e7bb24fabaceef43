#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

/* A value of --set: a path that starts with ./ or ../ means the user's folder, not the run's. */
static const char *given_value(const char *value, struct yaml_reader *r)
{
	char *dir = NULL;

	if ((strncmp(value, "./", 2) == 0 || strncmp(value, "../", 3) == 0) &&
	    fs_dir_of("./x", r->arena, r->diag, &dir)) {
		return fs_join(r->arena, dir, value);
	}
	return value;
}

static const char *option_for(const char *name, const struct spec_options *o)
{
	size_t n = strlen(name);

	for (size_t i = o->n_parameters; i-- > 0;) {
		if (strncmp(o->parameters[i], name, n) == 0 && o->parameters[i][n] == '=') {
			return o->parameters[i] + n + 1;
		}
	}
	return NULL;
}

/* Every name=value of the command line must name a parameter of the file. */
static bool options_are_known(const struct scope *known, const struct spec_options *o, struct yaml_reader *r)
{
	VEC(const char *) names = {0};
	bool ok = true;

	for (size_t i = 0; i < known->n; i++) {
		*vec_push(r->arena, &names) = known->at[i].name;
	}
	for (size_t i = 0; i < o->n_parameters; i++) {
		size_t n = strcspn(o->parameters[i], "=");
		const char *name = arena_strndup(r->arena, o->parameters[i], n);
		if (o->parameters[i][n] != '=') {
			ok = diag_fail(r->diag, NOWHERE, "--set wants name=value, not '%s'",
			               o->parameters[i]);
		} else if (strcmp(name, "here") == 0 || !scope_find(known, name, n)) {
			ok = diag_fail(r->diag, NOWHERE, "the experiment has no parameter '%s'%s", name,
			               near_hint(name, names.at, names.n, r->arena));
		}
	}
	return ok;
}

/* A name in the value of the i-th parameter that stands for no text yet. */
struct hole_search {
	const struct yaml *map;
	size_t i;
	const struct yaml *found;
};

static void see_hole(const char *name, size_t len, void *arg)
{
	struct hole_search *h = arg;

	for (size_t i = h->i; i < yaml_count(h->map); i++) {
		const char *key = yaml_text(yaml_key(h->map, i));
		if (strlen(key) == len && memcmp(key, name, len) == 0) {
			h->found = yaml_key(h->map, i);
		}
	}
}

static bool uses_those_above(const struct yaml *map, size_t i, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	struct text value = yaml_template(yaml_item(map, i));
	struct hole_search h = {.map = map, .i = i};

	template_names(value.s, see_hole, &h);
	if (h.found) {
		return diag_fail(r->diag, value.at, "'%s' stands in line %u: a parameter uses those above it",
		                 yaml_text(h.found), yaml_at(h.found).line);
	}
	return template_check(value, &l->spec->parameters, r->arena, r->diag);
}

static bool read_parameter(const struct yaml *map, size_t i, struct binding *into, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	const struct yaml *key = yaml_key(map, i), *y = yaml_item(map, i);
	const char *name = NULL, *value = NULL;

	if (!read_name(key, &name, r) || !spec_name_is_free(key, r->diag)) {
		return false;
	}
	*into = scope_bind(name, "", r->arena);
	const char *given = option_for(name, l->options);
	if (!read_text(y, &value, r) || !(given || uses_those_above(map, i, r))) {
		return false;
	}
	value = given ? given_value(given, r)
	              : template_text(yaml_template(y), &l->spec->parameters, " ", r->arena, r->diag);
	*into = scope_bind(name, value, r->arena);
	if (!*value) {
		diag_fail(r->diag, yaml_at(key), "parameter '%s' has no value", name);
		diag_help(r->diag, "give it with --set %s=VALUE", name);
		return false;
	}
	return true;
}

const struct shape spec_parameters_shape = {
	.kind = SHAPE_NAMED, .pattern = SPEC_FREE_NAME, .of = &shape_text};

bool spec_read_parameters(const struct yaml *y, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	struct scope *s = &l->spec->parameters;
	size_t n = y && yaml_kind(y) == YAML_MAP ? yaml_count(y) : 0;
	struct binding *at = NEW_ARRAY(r->arena, struct binding, n + 1);
	bool ok = !y || yaml_kind(y) == YAML_MAP ||
	          diag_fail(r->diag, yaml_at(y), "expected a map from names to values, not %s",
	                    yaml_instead(y, r->arena));

	at[0] = scope_bind("here", l->spec->here, r->arena);
	*s = (struct scope){.at = at, .n = 1};
	for (size_t i = 0; i < n; i++) {
		bool good = read_parameter(y, i, &at[s->n], r);
		s->n += at[s->n].name != NULL; /* one without a value is still known by name */
		ok = ok && good;
	}
	return options_are_known(s, l->options, r) && ok;
}
