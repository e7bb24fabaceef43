#include "init_pex.h"

#include <ctype.h>
#include <string.h>

#include "secateur/base/num.h"
#include "secateur/base/utf8.h"

/* Fields that are known to cost time. What they are worth, and what they break, is for the experiment to say. */
static const struct {
	const char *field,
		*of; /* of: what holds the registry of whose members it is a field; NULL: of none */
	const char *levels;
} sweeps[] = {
	{"psfIterations", NULL, "2 1"},
	{"do_downsample_footprints", NULL, "False True"},
	{"do_remeasure_star_background", NULL, "True False"},
	{"do_compute_shapelet_decomposition", NULL, "True False"},
	{"spatialOrder", "psfDeterminer", "2 1 3"},
	{"samplingSize", "psfDeterminer", "0.5 1.0"},
	{"stampSize", "psfDeterminer", "21 25 31 41"},
	{"modelSize", "psfDeterminer", "21 25"},
	{"maxCandidates", "psfDeterminer", "300 100 50"},
	{"psfexBasis", "psfDeterminer", "PIXEL_AUTO PIXEL"},
	{"piffMaxIter", "psfDeterminer", "15 5"},
	{"piffBasisPolynomialSolver", "psfDeterminer", "scipy cpp qr"},
	{"piffPixelGridFitCenter", "psfDeterminer", "True False"},
	{"outlierNSigma", "psfDeterminer", "4.0 3.0"},
	{"recentroid", "psfDeterminer", "False True"},
	{"nEigenComponents", "psfDeterminer", "4 2"},
	{"nIterForPsf", "psfDeterminer", "3 1"},
};
enum { N_SWEEPS = sizeof(sweeps) / sizeof(*sweeps) };

/* Registries of one whose members do the same work, at different costs. */
static const char determiner[] = "psfDeterminer";

/* --- paths ---------------------------------------------------------------------------------------- */

static const char *last_name(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

/* All before the last name, with its dot. */
static size_t parent_length(const char *path) { return (size_t)(last_name(path) - path); }

/* "psf_determiner" for psfDeterminer, and for what else is no letter or digit "_", once. */
static const char *snake(const char *s, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (const char *begin = s; *s; s++) {
		bool is_upper = isupper((unsigned char)*s), is_word = isalnum((unsigned char)*s);
		bool begins = s > begin && is_upper && islower((unsigned char)s[-1]);
		if ((!is_word || begins) && b.len && b.text[b.len - 1] != '_') {
			strbuf_addc(&b, '_');
		}
		if (is_word) {
			strbuf_addc(&b, (char)tolower((unsigned char)*s));
		}
	}
	const char *name = strbuf_take(&b, a);
	size_t n = strlen(name);
	return arena_strndup(a, name, n > 0 && name[n - 1] == '_' ? n - 1 : n);
}

static bool is_taken(const struct init_pipeline *p, const char *name)
{
	static const char *const reserved[] = {"", "here", "input", "iteration", "run", "scratch"};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++) {
		if (strcmp(reserved[i], name) == 0) {
			return true;
		}
	}
	for (size_t i = 0; i < p->sets.n; i++) {
		if (p->sets.at[i].name && strcmp(p->sets.at[i].name, name) == 0) {
			return true;
		}
	}
	for (size_t i = 0; i < p->choices.at.n; i++) {
		if (strcmp(p->choices.at.at[i].name, name) == 0) {
			return true;
		}
	}
	return isdigit((unsigned char)*name);
}

/* A factor's: as short as it can be. */
static const char *name_for(const struct init_pipeline *p, const char *label, const char *shortest,
                            const char *path, struct arena *a)
{
	const char *names[] = {snake(shortest, a), snake(path, a),
	                       snake(arena_printf(a, "%s_%s", label, path), a)};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!is_taken(p, names[i])) {
			return names[i];
		}
	}
	for (unsigned i = 2;; i++) {
		const char *name = arena_printf(a, "factor_%u", i);
		if (!is_taken(p, name)) {
			return name;
		}
	}
}

/* Whether `doX` says that the subtask `x`, in which the path lies, is not run. */
static bool is_switched_off(const struct pex_task *t, const char *path, struct arena *a)
{
	for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.')) {
		const char *subtask = arena_strndup(a, path, (size_t)(dot - path));
		size_t n = parent_length(subtask);
		const char *name = subtask + n;
		const struct pex_field *f =
			pex_find_field(t, arena_printf(a, "%.*sdo%c%s", (int)n, path,
		                                       toupper((unsigned char)*name), *name ? name + 1 : ""));
		if (f && strcmp(f->value.written, "False") == 0) {
			return true;
		}
	}
	return false;
}

/* --- what names what ------------------------------------------------------------------------------ */

/* The plugin whose name a text is, or begins with, as names of columns do; the longest. Their number: none. */
static size_t find_plugin(const struct init_set *s, const char *text)
{
	size_t found = s->plugins.n, longest = 0;

	for (size_t i = 0; i < s->plugins.n; i++) {
		size_t n = strlen(s->plugins.at[i].name);
		if (n > longest && strncmp(text, s->plugins.at[i].name, n) == 0 &&
		    (!text[n] || text[n] == '_')) {
			found = i;
			longest = n;
		}
	}
	return found;
}

static bool is_listed(const char *const *at, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(at[i], s) == 0) {
			return true;
		}
	}
	return false;
}

static void add_name(struct init_plugin *p, const char *by, struct arena *a)
{
	if (!is_listed(p->named_by.at, p->named_by.n, by)) {
		*vec_push(a, &p->named_by) = by;
	}
}

/* Whether `from` is of no use without `to`, by others or not. */
static bool leads_to(const struct init_set *s, size_t from, size_t to)
{
	const struct init_plugin *p = &s->plugins.at[from];

	for (size_t i = 0; i < p->needs.n; i++) {
		if (!p->needs.at[i].is_circle &&
		    (p->needs.at[i].plugin == to || leads_to(s, p->needs.at[i].plugin, to))) {
			return true;
		}
	}
	return false;
}

static void add_need(struct init_set *s, size_t user, size_t needed, const char *why, struct arena *a)
{
	struct init_plugin *p = &s->plugins.at[user];

	for (size_t i = 0; i < p->needs.n; i++) {
		if (p->needs.at[i].plugin == needed) {
			return;
		}
	}
	if (user != needed) {
		bool is_circle = leads_to(s, needed, user);
		*vec_push(a, &p->needs) = (struct init_need){needed, why, is_circle};
	}
}

/* The member of a registry that the field belongs to, or NULL. */
static const struct pex_member *member_of(const struct pex_field *f, const char *registry)
{
	const struct pex_member *m = f->member;

	while (m && strcmp(m->of, registry) != 0) {
		m = m->outer;
	}
	return m;
}

/* Slots are those of the measurement beside them. */
static bool is_of_other_slots(const struct init_set *s, const char *path)
{
	size_t n = parent_length(s->registry->path);
	const char *slots = strncmp(path, "slots.", 6) == 0 ? path : strstr(path, ".slots.");

	if (!slots) {
		return false;
	}
	size_t before = (size_t)(slots - path) + (slots > path);
	return before != n || strncmp(path, s->registry->path, n) != 0;
}

/* Whether the same names stand for columns of another catalogue there: it is of another set that has the plugin as well. */
static bool is_of_other_set(const struct init_set *s, const struct pex_field *f, const char *plugin)
{
	for (const struct pex_member *m = f->member; m; m = m->outer) {
		const struct pex_registry *r = pex_find_registry(s->task, m->of);
		if (r && r != s->registry && r->is_multi && !r->is_undeblended &&
		    is_listed(r->known.at, r->known.n, plugin)) {
			return true;
		}
	}
	return false;
}

static void look_at_text(struct init_set *s, const struct pex_field *f, const char *text, struct arena *a)
{
	static const char undeblended[] = "undeblended_"; /* before the columns of those that measure again */
	const struct pex_member *m = member_of(f, s->registry->path);

	if (s->registry->is_undeblended) {
		if (strncmp(text, undeblended, strlen(undeblended)) != 0) {
			return;
		}
		text += strlen(undeblended);
	}
	size_t named = find_plugin(s, text);
	if (named == s->plugins.n || is_of_other_set(s, f, s->plugins.at[named].name)) {
		return;
	}
	if (!m) {
		add_name(&s->plugins.at[named], f->path, a);
		return;
	}
	size_t user = find_plugin(s, m->key);
	if (user < s->plugins.n && strcmp(s->plugins.at[user].name, m->key) == 0) {
		add_need(s, user, named, last_name(f->path), a);
	}
}

/* Fields of members that are not active count where the experiment may choose them. */
static bool counts(const struct init_set *s, const struct pex_field *f, struct arena *a)
{
	bool is_chosen = strstr(f->path, determiner) != NULL && !member_of(f, s->registry->path);

	return (!f->is_off || is_chosen) && strncmp(f->path, "connections.", 12) != 0 &&
	       strcmp(last_name(f->path), "allowFailure") !=
	               0 && /* names there may be of what is not there */
	       !is_of_other_slots(s, f->path) &&
	       !is_switched_off(s->task, f->path, a);
}

static void look_at_field(struct init_set *s, const struct pex_field *f, struct arena *a)
{
	if (f->value.kind == PEX_TEXT) {
		look_at_text(s, f, f->value.text, a);
	}
	for (size_t i = 0; i < f->value.n_items; i++) {
		if (f->value.items[i].kind == PEX_TEXT) {
			look_at_text(s, f, f->value.items[i].text, a);
		}
	}
}

/* What is never dropped keeps what it needs. */
static void keep_needed(struct init_set *s, struct arena *a)
{
	for (bool is_new = true; is_new;) {
		is_new = false;
		for (size_t i = 0; i < s->plugins.n; i++) {
			const struct init_plugin *p = &s->plugins.at[i];
			for (size_t k = 0; p->named_by.n > 0 && k < p->needs.n; k++) {
				struct init_plugin *needed = &s->plugins.at[p->needs.at[k].plugin];
				is_new = is_new || needed->named_by.n == 0;
				add_name(needed, p->name, a);
			}
		}
	}
}

/* --- sets and settings ---------------------------------------------------------------------------- */

static void add_set(struct init_pipeline *p, const struct pex_task *t, const struct pex_registry *r,
                    struct arena *a)
{
	const char *name = name_for(p, t->label, last_name(r->path), r->path, a);
	struct init_set *s = vec_push(a, &p->sets);

	*s = (struct init_set){.task = t, .registry = r, .name = name};
	for (size_t i = 0; i < r->active.n; i++) {
		vec_push(a, &s->plugins)->name = r->active.at[i];
	}
	for (size_t i = 0; i < 2 * t->fields.n; i++) {
		/* what is in force is the better reason, and the first */
		const struct pex_field *f = &t->fields.at[i % t->fields.n];
		if (f->is_off == (i >= t->fields.n) && counts(s, f, a)) {
			look_at_field(s, f, a);
		}
	}
	keep_needed(s, a);
	for (size_t i = 0; i < s->plugins.n; i++) {
		s->n_droppable += s->plugins.at[i].named_by.n == 0;
	}
}

/* The first line of what the configuration says of it. */
static const char *about(const struct pex_field *f, struct arena *a)
{
	enum { MOST = 90 };
	size_t n = strcspn(f->about, "\n"), most = utf8_cut(f->about, n < MOST ? n : MOST);

	return n > most ? arena_printf(a, "%s ...", init_shown(f->about, most, a))
	                : init_shown(f->about, n, a);
}

static struct init_setting *add_setting(struct init_pipeline *p, const struct pex_task *t, const char *path,
                                        struct init_choice c, const char *present, const char *levels,
                                        struct arena *a)
{
	size_t before = p->choices.at.n;

	init_add_choice(c, present, levels, a, &p->choices);
	if (p->choices.at.n == before) {
		return NULL;
	}
	struct init_setting *s = vec_push(a, &p->settings);
	*s = (struct init_setting){.task = t, .path = path, .choice = before};
	return s;
}

/* What can be a level, and a part of a path. */
static bool is_plain(const char *s)
{
	for (; *s && (isalnum((unsigned char)*s) || strchr("_.+-", *s)); s++) {
	}
	return !*s;
}

static void add_choice(struct init_pipeline *p, const struct pex_task *t, const struct pex_registry *r,
                       struct arena *a)
{
	AUTO_STRBUF struct strbuf levels = STRBUF_INIT;
	const char *last = last_name(r->path);

	for (size_t i = 0; i < r->known.n; i++) {
		strbuf_addf(&levels, " %s", is_plain(r->known.at[i]) ? r->known.at[i] : "");
	}
	struct init_choice c = {.key = r->path,
	                        .name = name_for(p, t->label, last, r->path, a),
	                        .about = "all that are registered"};
	struct init_setting *s =
		add_setting(p, t, r->path, c, r->active.at[0], levels.text + strspn(levels.text, " "), a);
	if (s) {
		s->is_asked = strcmp(last, determiner) == 0;
	}
}

/* The setting of a registry, which was added before those of its members. */
static const struct init_setting *chooser_of(const struct init_pipeline *p, const struct pex_task *t,
                                             const char *registry)
{
	for (size_t i = 0; i < p->settings.n; i++) {
		if (p->settings.at[i].task == t && strcmp(p->settings.at[i].path, registry) == 0) {
			return &p->settings.at[i];
		}
	}
	return NULL;
}

/* Piff's stamps are cut out of those of the candidates, which are to be as large, or the configuration is refused. */
static void add_kernel(struct init_pipeline *p, const struct pex_task *t, const struct pex_field *stamp,
                       size_t setting, struct arena *a)
{
	AUTO_STRBUF struct strbuf larger = STRBUF_INIT;
	const char *of = stamp->member->of;
	const char *path = arena_printf(a, "%.*smakePsfCandidates.kernelSize", (int)parent_length(of), of);
	const struct pex_field *f = pex_find_field(t, path);
	size_t choice = p->settings.at[setting].choice, n = p->choices.at.at[choice].levels.n;
	const char **levels = NEW_ARRAY(a, const char *, n);
	int64_t present = 0, size = 0;

	if (!f || !num_int(f->value.written, 1, INT32_MAX, &present)) {
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const char *level = p->choices.at.at[choice].levels.at[i];
		bool is_larger = num_int(level, 1, INT32_MAX, &size) && size > present;
		levels[i] = is_larger ? level : f->value.written;
		strbuf_addf(&larger, "%s%s", larger.len ? " " : "", levels[i]);
	}
	struct init_choice c = {
		.key = path, .name = name_for(p, t->label, "kernelSize", path, a), .about = about(f, a)};
	if (add_setting(p, t, path, c, f->value.written, larger.text, a)) {
		p->settings.at[setting].kernel = c.name;
		p->settings.at[setting].kernel_levels = levels;
	}
}

/* "piff_spatial_order", but "piff_max_iter" for piffMaxIter of piff. */
static const char *shortest_name(const struct pex_field *f, struct arena *a)
{
	const char *last = last_name(f->path), *key = f->member ? f->member->key : "";

	return strncmp(last, key, strlen(key)) == 0 ? last : arena_printf(a, "%s_%s", key, last);
}

/* The field is one of these sweeps. */
static void add_field(struct init_pipeline *p, const struct pex_task *t, const struct pex_field *f,
                      size_t sweep, struct arena *a)
{
	const struct pex_member *m = f->member;
	const struct init_setting *chooser = f->is_off ? chooser_of(p, t, m->of) : NULL;
	const char *value = f->value.text ? f->value.text : f->value.written;

	if ((f->is_off && !chooser) || (m && !is_plain(m->key)) || !is_plain(value)) {
		return;
	}
	const char *chooser_name = chooser ? p->choices.at.at[chooser->choice].name : NULL;
	struct init_choice c = {.key = f->path,
	                        .name = name_for(p, t->label, shortest_name(f, a), f->path, a),
	                        .about = about(f, a)};
	struct init_setting *s = add_setting(p, t, f->path, c, value, sweeps[sweep].levels, a);
	if (!s) {
		return;
	}
	s->is_asked = !f->is_off;
	s->chooser = chooser_name;
	s->level = chooser ? m->key : NULL;
	if (strcmp(sweeps[sweep].field, "stampSize") == 0 && strcmp(m->key, "piff") == 0) {
		add_kernel(p, t, f, p->settings.n - 1, a);
	}
}

static bool fits(const struct pex_field *f, size_t sweep)
{
	const char *of = sweeps[sweep].of;

	return strcmp(last_name(f->path), sweeps[sweep].field) == 0 &&
	       (of ? f->member && !f->member->outer && strcmp(last_name(f->member->of), of) == 0
	           : !f->member);
}

static void look_at_task(struct init_pipeline *p, const struct pex_task *t, struct arena *a)
{
	for (size_t i = 0; i < t->registries.n; i++) {
		const struct pex_registry *r = &t->registries.at[i];
		if (r->is_off || r->member || r->active.n == 0 || is_switched_off(t, r->path, a)) {
			continue;
		}
		if (r->is_multi) {
			add_set(p, t, r, a);
		} else {
			add_choice(p, t, r, a);
		}
	}
	for (size_t k = 0; k < N_SWEEPS; k++) {
		for (size_t i = 0; i < t->fields.n; i++) {
			if (fits(&t->fields.at[i], k) && !is_switched_off(t, t->fields.at[i].path, a)) {
				add_field(p, t, &t->fields.at[i], k, a);
			}
		}
	}
}

void init_look_at(const struct pex_dump *dump, struct arena *a, struct init_pipeline *ret)
{
	*ret = (struct init_pipeline){0};
	for (size_t i = 0; i < dump->tasks.n; i++) {
		look_at_task(ret, &dump->tasks.at[i], a);
	}
}
