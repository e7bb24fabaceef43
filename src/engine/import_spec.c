/* The experiment that runs of others are taken for: the file that a person would have written. */
#include <string.h>

#include "imported.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/hash.h"
#include "secateur/base/quoting.h"
#include "secateur/base/strbuf.h"
#include "secateur/yaml/yaml.h"

enum { MOST_BYTES = 1 << 20 };

/* Of a text that is no template. */
static void put(struct strbuf *b, const char *text)
{
	AUTO_STRBUF struct strbuf plain = STRBUF_INIT;

	for (; *text; text++) {
		strbuf_addc(&plain, *text);
		if (*text == '{') {
			strbuf_addc(&plain, '{');
		}
	}
	quote_for_yaml(b, plain.len ? plain.text : "");
}

const char *import_name(const struct import_request *q, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t v = 0; v < q->n; v++) {
		strbuf_addf(&b, "%s%s", v ? "-against-" : "", q->sides[q->n - 1 - v].name);
	}
	return strbuf_take(&b, a);
}

static void put_question(struct strbuf *b, const struct import_request *q, struct arena *a)
{
	AUTO_STRBUF struct strbuf s = STRBUF_INIT;

	strbuf_addf(&s, "Runs that were made before, imported: the baseline is %s", q->sides[0].name);
	for (size_t v = 1; v < q->n; v++) {
		strbuf_addf(&s, "%s%s",
		            v == 1         ? "; what changes with "
		            : v + 1 < q->n ? ", "
		                           : " and ",
		            q->sides[v].name);
	}
	strbuf_add(&s, q->n > 1 ? "?" : ".");
	strbuf_add(b, "question: ");
	quote_for_yaml(b, strbuf_take(&s, a));
	strbuf_add(b, "\n\n");
}

static void put_inputs(struct strbuf *b, const struct imported *i)
{
	strbuf_add(b, "inputs:\n");
	for (size_t u = 0; u < i->units.n; u++) {
		const struct unit *one = &i->units.at[u];
		strbuf_add(b, "  - {id: ");
		put(b, one->id);
		for (size_t k = 0; k < one->data.n; k++) {
			strbuf_addf(b, ", %s: ", one->data.at[k].name);
			put(b, one->data.at[k].value);
		}
		strbuf_add(b, "}\n");
	}
}

static void put_variants(struct strbuf *b, const struct import_request *q)
{
	strbuf_add(b, "\nfactors:\n  collection:\n    choice:\n");
	for (size_t v = 0; v < q->n; v++) {
		strbuf_add(b, "      - ");
		quote_for_yaml(b, q->sides[v].collection);
		strbuf_addc(b, '\n');
	}
	strbuf_add(b, q->n > 1 ? "variants:\n" : "");
	for (size_t v = 1; v < q->n; v++) {
		strbuf_addf(b, "  - {name: %s, set: {collection: ", q->sides[v].name);
		quote_for_yaml(b, q->sides[v].collection);
		strbuf_add(b, "}}\n");
	}
}

static void put_source(struct strbuf *b, const struct imported *i, const struct number *one)
{
	const char *label = arena_strndup(i->arena, one->value, strcspn(one->value, ":."));
	const char *type = one->type ? one->type : arena_printf(i->arena, "%s_metadata", label);

	strbuf_addf(b, "from: %s, files: ", one->type ? "lsst_metric" : "lsst_metadata");
	put(b, arena_printf(i->arena, "%s/*", type));
}

static void put_numbers(struct strbuf *b, const struct imported *i)
{
	strbuf_add(b, i->numbers.n > 0 ? "quality:\n" : "");
	for (size_t k = 0; k < i->numbers.n; k++) {
		const struct number *one = &i->numbers.at[k];
		strbuf_addf(b, "  - {name: \"%s\", ", one->name);
		put_source(b, i, one);
		strbuf_add(b, ", value: ");
		put(b, one->value);
		if (one->unit) {
			strbuf_add(b, ", unit: ");
			quote_for_yaml(b, one->unit);
		}
		strbuf_add(b, "}\n");
	}
}

/* All times by the names that they have; one that is to decide by a name of its own. */
static void put_times(struct strbuf *b, const struct imported *i)
{
	const char *decides = i->asked->decides;
	const bool is_whole = strcmp(decides, "wall") == 0 || strcmp(decides, "cpu") == 0;
	const char *name = import_plain(decides, i->arena);

	strbuf_add(b, "timers:\n  - {from: lsst_metadata, files: \"*_metadata/*\"}\n");
	if (!is_whole) {
		strbuf_addf(b,
		            "  - {name: \"%s\", from: lsst_metadata, files: \"*_metadata/*\", value: ", name);
		put(b, decides);
		strbuf_add(b, "}\n");
	}
	strbuf_addf(b, "decide: {time: \"%s\"}\n", name);
}

const char *import_spec(const struct imported *i)
{
	const struct import_request *q = i->asked;
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "secateur: 1\nname: %s\n", import_name(q, i->arena));
	put_question(&b, q, i->arena);
	strbuf_add(&b, "workload:\n  adapter: butler\n  repository: ");
	put(&b, q->repository);
	strbuf_add(&b, "\n  collection: \"{collection}\"\n\n");
	put_inputs(&b, i);
	put_variants(&b, q);
	strbuf_addf(&b, "\nmeasure: {blocks: %zu, warmup: 0, retries: 0, seed: 1}\n\n", i->units.n);
	put_numbers(&b, i);
	put_times(&b, i);
	return strbuf_take(&b, i->arena);
}

/* --- versions --------------------------------------------------------------------------------------- */

struct versions {
	VEC(struct fact) at;
};

static void add_version(struct versions *to, const struct imported *i, const char *program, size_t variant,
                        const char *version)
{
	*vec_push(i->arena, &to->at) = (struct fact){
		arena_printf(i->arena, "%s of %s", program, i->asked->sides[variant].name), version};
}

/* A map, under a tag of Python's that says nothing more. */
static const struct yaml *read_packages(const struct imported *i, const char *path, const char **why)
{
	struct diag *said = diag_new(i->arena);
	const struct yaml *y = NULL;
	struct source *in = NEW(i->arena, struct source);
	size_t size = 0;

	in->name = path;
	if (fs_read(path, MOST_BYTES, i->arena, said, &in->text, &size)) {
		in->text += *in->text == '!' ? strcspn(in->text, "\n") : 0;
		if (yaml_parse(in, i->arena, said, &y) && yaml_kind(y) == YAML_MAP) {
			return y;
		}
	}
	*why = diag_last(said) ? diag_last(said) : "it is no map";
	return NULL;
}

/* What most people would ask for. All others are in the file whose digest is kept. */
static bool is_shown(const char *program)
{
	static const char *const shown[] = {"python",     "lsst_distrib",  "rubin_env",   "ap_pipe",
	                                    "pipe_tasks", "pipe_base",     "ctrl_mpexec", "meas_base",
	                                    "ip_diffim",  "ap_association"};

	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		if (strcmp(program, shown[i]) == 0) {
			return true;
		}
	}
	return false;
}

static void add_packages(struct versions *to, const struct imported *i, const char *path, size_t variant)
{
	const char *why = NULL;
	const struct yaml *y = read_packages(i, path, &why);
	struct digest digest;

	add_version(to, i, "packages (SHA-256)", variant,
	            hash_file(path, diag_new(i->arena), &digest) ? digest_hex(&digest, i->arena)
	                                                         : arena_printf(i->arena, "n/a (%s)", why));
	for (size_t k = 0; y && k < yaml_count(y); k++) {
		const char *program = yaml_text(yaml_key(y, k)), *version = yaml_text(yaml_item(y, k));
		if (version && is_shown(program)) {
			add_version(to, i, program, variant, version);
		}
	}
}

struct facts import_versions(const struct imported *i, const struct butler_runs *runs, size_t variant)
{
	struct versions all = {0};

	for (size_t k = 0; k < runs[variant].n_packages; k++) {
		add_packages(&all, i, runs[variant].packages[k], variant);
	}
	if (runs[variant].n_packages == 0) {
		add_version(&all, i, "packages", variant, "n/a (its runs left no list of them)");
	}
	return (struct facts){all.at.at, all.at.n};
}
