/*
 * Which configuration is in force, as the programs themselves say: what a variant is asked to change, and what it changes, may be two
 * things. A component that was off all along, or that goes when another goes, is found here and not in the files that were rendered.
 */
#include "engine_private.h"

#include <ctype.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/proc.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/factor.h"
#include "secateur/model/variant.h"
#include "secateur/plan/plan.h"
#include "secateur/workload/workload.h"

enum { MOST_EFFECTIVE_BYTES = 8 << 20, MOST_SECONDS = 600 };

/* --- asking --------------------------------------------------------------------------------------- */

static bool ask_one(const struct workload_ops *w, const struct job *job, const struct job_step *step,
                    const char *dir, struct arena *a, struct diag *d, const char **ret)
{
	struct proc_request q = {.argv = step->argv,
	                         .envp = job->envp,
	                         .dir = dir,
	                         .limit_ns = MOST_SECONDS * NSEC_PER_SEC,
	                         .output_limit = MOST_EFFECTIVE_BYTES};
	struct proc_result got;

	if (!proc_capture(&q, a, d, &got)) {
		return false;
	}
	const char *why = proc_complaint(&got, a), *blame = why && w->blame ? w->blame(got.err, a) : NULL;
	if (why) {
		return diag_fail(d, NOWHERE, "'%s' %s", step->argv[0],
		                 blame ? arena_printf(a, "failed: %s", blame) : why);
	}
	if (got.is_cut || strlen(got.out) < got.n_out) {
		return diag_fail(d, NOWHERE,
		                 got.is_cut ? "'%s' printed more than %d MiB"
		                            : "'%s' printed what is no text",
		                 step->argv[0], MOST_EFFECTIVE_BYTES >> 20);
	}
	*ret = got.out;
	if (w->canonical && !w->canonical(got.out, a, d, ret)) {
		return diag_within(d, "'%s'", step->argv[0]);
	}
	return **ret || diag_fail(d, NOWHERE, "'%s' printed nothing", step->argv[0]);
}

/* In a folder as that of a run on the first input. */
static bool ask_in(const struct study *st, const struct variant *v, const char *dir, struct arena *a,
                   struct diag *d, const char **ret)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const struct spec *s = st->spec;
	const struct workload_ops *w = workload_find(s->adapter);
	struct job job;

	if (!w->effective(s->workload,
	                  scope_of_run(s, v, study_takes_all(st) ? NULL : &s->inputs[0], dir, NULL, a), a, d,
	                  &job) ||
	    !job_write_files(&job, dir, a, d)) {
		return false;
	}
	for (size_t i = 0; i < job.n_steps; i++) {
		const char *said = NULL;
		if (!ask_one(w, &job, &job.steps[i], dir, a, d, &said)) {
			return false;
		}
		strbuf_addf(&b, "%s%s", said, said[strlen(said) - 1] == '\n' ? "" : "\n");
	}
	const char *all = text_without(strbuf_take(&b, a), dir, "{scratch}", a);
	*ret = job.n_steps > 0 ? text_without(all, s->here, "{here}", a) : NULL;
	return true;
}

static bool ask(const struct study *st, const struct variant *v, struct arena *a, struct diag *d,
                const char **ret)
{
	AUTO_ARENA struct arena *own = arena_new();
	char *made = NULL, *dir = NULL;
	const char *said = NULL;

	if (!fs_make_temp_dir(fs_temp_folder(), "secateur-", own, d, &made)) {
		return false;
	}
	bool ok = fs_dir_of(fs_join(own, made, "x"), own, d, &dir) && ask_in(st, v, dir, own, d, &said);
	ok = fs_remove_tree(made, d) && ok;
	*ret = ok && said ? arena_strdup(a, said) : NULL;
	return ok;
}

/* --- comparing ------------------------------------------------------------------------------------ */

static bool is_of_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* How often it stands in the text as a word of its own. */
static size_t count_word(const char *text, const char *word)
{
	size_t n = strlen(word), found = 0;

	for (const char *at = text; n > 0 && (at = strstr(at, word)); at += n) {
		bool begins = at == text || !is_of_word(*at) || !is_of_word(at[-1]);
		bool ends = !is_of_word(at[n - 1]) || !is_of_word(at[n]);
		found += begins && ends;
	}
	return found;
}

/* What became of a component's members, from the reference to the variant. */
struct fate {
	size_t was, is;
	bool is_as_before; /* each as often as it was */
};

static struct fate fate_of(const struct level *component, const char *from, const char *to)
{
	struct fate f = {.is_as_before = true};

	for (size_t i = 0; i < component->n_items; i++) {
		size_t was = count_word(from, component->items[i]), is = count_word(to, component->items[i]);
		f.was += was;
		f.is += is;
		f.is_as_before = f.is_as_before && was == is;
	}
	return f;
}

struct surprises {
	struct strbuf *gone, *stays;
};

static void surprises_in_set(const struct variant *from, const struct variant *to, size_t factor,
                             struct surprises *ret)
{
	const struct setting *old = &from->settings[factor], *new = &to->settings[factor];

	for (size_t i = 0; i < new->factor->n_levels; i++) {
		const struct level *l = &new->factor->levels[i];
		struct fate f = fate_of(l, from->effective, to->effective);
		if (!old->kept[i] || f.was == 0) {
			continue;
		}
		if (new->kept[i] && f.is == 0) {
			strbuf_addf(ret->gone, "%s%s", ret->gone->len ? ", " : "", l->name);
		} else if (!new->kept[i] && f.is_as_before) {
			strbuf_addf(ret->stays, "%s%s", ret->stays->len ? ", " : "", l->name);
		}
	}
}

static void tell_surprises(const struct study *st, struct variant *v, struct arena *a, struct diag *d)
{
	const struct variant *from = &st->variants.at[v->reference];
	AUTO_STRBUF struct strbuf gone_names = STRBUF_INIT, staying = STRBUF_INIT;
	struct surprises s = {&gone_names, &staying};

	for (size_t i = 0; i < st->spec->n_factors; i++) {
		if (st->spec->factors[i].kind == FACTOR_SET) {
			surprises_in_set(from, v, i, &s);
		}
	}
	const char *gone = strbuf_take(&gone_names, a), *stays = strbuf_take(&staying, a);
	if (*gone) {
		diag_warn(d, v->at, "'%s' (%s) drops more than it was asked to: %s", v->name, v->change,
		          gone);
		v->change = arena_printf(a, "%s (in force, %s dropped, too)", v->change, gone);
	}
	if (*stays) {
		diag_warn(d, v->at, "'%s' (%s) does not drop all that it was asked to: %s", v->name,
		          v->change, stays);
		v->change = arena_printf(a, "%s (in force, %s not dropped)", v->change, stays);
	}
}

/* Two ways to ask for the same thing. */
static void tell_twin(const struct study *st, struct variant *v, struct arena *a, struct diag *d)
{
	for (size_t i = 1; i < v->index; i++) {
		const struct variant *other = &st->variants.at[i];
		if (other->effective_diff && *other->effective_diff && other->reference == v->reference &&
		    strcmp(other->effective_diff, v->effective_diff) == 0) {
			diag_warn(d, v->at, "'%s' (%s) is in force the same as '%s'", v->name, v->change,
			          other->name);
			v->change = arena_printf(a, "%s (in force, the same as %s)", v->change, other->name);
			return;
		}
	}
}

static bool is_reference(const struct study *st, size_t variant)
{
	for (size_t i = variant + 1; i < st->variants.n; i++) {
		if (st->variants.at[i].reference == variant) {
			return true;
		}
	}
	return false;
}

/* Runs of a screen are compared all together, and one that is as its reference tells as much as any other. */
bool variant_is_no_op(const struct variant *v)
{
	return v->kind != VARIANT_SCREEN && v->effective_diff && !*v->effective_diff;
}

void engine_leave_out_no_ops(const struct study *st)
{
	for (uint32_t i = 1; i < st->variants.n; i++) {
		if (variant_is_no_op(&st->variants.at[i])) {
			plan_leave_out(st->plan, i);
		}
	}
}

/* It is not run, so nothing can be compared with it. */
static bool tell_no_op(const struct study *st, const struct variant *v, struct diag *d)
{
	static const char said[] =
		"'%s' (%s) changes nothing that is in force: %s says the same as for '%s'%s";
	const char *from = st->variants.at[v->reference].name;

	if (is_reference(st, v->index)) {
		return diag_fail(d, v->at, said, v->name, v->change, "`effective`", from,
		                 ", and others are compared with it");
	}
	diag_warn(d, v->at, said, v->name, v->change, "`effective`", from, ": it is a NO-OP, and not run");
	return true;
}

static bool compare(const struct study *st, struct variant *v, struct arena *a, struct diag *d)
{
	const struct variant *from = &st->variants.at[v->reference];

	v->effective_diff = from->effective ? text_diff(from->effective, v->effective, a) : NULL;
	v->id = study_identify(st, v, a);
	if (v->index == 0 || !from->effective) {
		return true;
	}
	if (!*v->effective_diff) {
		return !variant_is_no_op(v) || tell_no_op(st, v, d);
	}
	tell_surprises(st, v, a, d);
	tell_twin(st, v, a, d);
	return true;
}

/* False, with a complaint, for a variant that must not be; what cannot be told is no more than warned of. */
static bool ask_variant(struct study *st, size_t index, struct arena *a, struct diag *d)
{
	struct variant *v = &st->variants.at[index];
	struct diag *refusal = diag_new(a);

	if (!ask(st, v, a, index == 0 ? d : refusal, &v->effective)) {
		if (index == 0) {
			return diag_within(d, "`effective`, asked for the baseline");
		}
		diag_warn(d, v->at, "what is in force for '%s' is not known: %s", v->name,
		          diag_last(refusal));
	}
	return !v->effective || compare(st, v, a, d);
}

/* Of the baseline's programs. One that does not tell says nothing of whether it is another than before. */
static bool ask_versions(struct study *st, struct arena *a, struct diag *d)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const struct spec *s = st->spec;
	struct facts all = {0};

	if (!workload_find(s->adapter)
	             ->version(s->workload, scope_of_variant(s, &st->variants.at[0], a), a, d, &all)) {
		return false;
	}
	strbuf_add(&b, "");
	for (size_t i = 0; i < all.n; i++) {
		if (strncmp(all.at[i].value, "n/a", strlen("n/a")) != 0) {
			strbuf_addf(&b, "%s: %s\n", all.at[i].name, all.at[i].value);
		}
	}
	st->versions = strbuf_take(&b, a);
	for (size_t i = 0; i < st->variants.n; i++) {
		st->variants.at[i].id = study_identify(st, &st->variants.at[i], a);
	}
	return true;
}

bool engine_ask(struct study *st, struct arena *a, struct diag *d)
{
	st->unasked = st->digest;
	bool asked = ask_versions(st, a, d), ok = asked;

	for (size_t i = 0; asked && i < st->variants.n; i++) {
		ok = ask_variant(st, i, a, d) && ok;
		if (!st->variants.at[0].effective) {
			break; /* the experiment does not ask */
		}
	}
	st->digest = study_digest(st, a);
	return ok;
}

bool engine_can_search(const struct study *st, struct diag *d)
{
	bool ok = !study_takes_all(st) ||
	          diag_fail(d, st->spec->workload_at,
	                    "a search takes one input at a time: runs that work on all are not for it");

	for (size_t i = 1; i < st->variants.n; i++) {
		const struct variant *v = &st->variants.at[i];
		if (variant_is_no_op(v)) {
			ok = diag_fail(d, v->at,
			               "'%s' (%s) changes nothing: a search would only try the baseline",
			               v->name, v->change);
		}
	}
	return ok;
}

bool engine_ask_one(struct study *st, size_t variant, struct arena *a, struct diag *d)
{
	size_t reference = st->variants.at[variant].reference;

	return ask_variant(st, reference, a, d) && (variant == reference || ask_variant(st, variant, a, d));
}
