/** Writes experiment files for people: with comments, and no line longer than it has to be. */
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "init_private.h"

enum { WIDTH = 120, KEY_WIDTH = 18, VALUE_WIDTH = 16 };

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* Words that other readers of YAML take for something else. */
static bool is_word(const char *s)
{
	static const char *const words[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcasecmp(s, words[i]) == 0) {
			return true;
		}
	}
	return false;
}

void init_put(struct strbuf *b, const char *s)
{
	static const char plain[] = LETTERS "0123456789_./+-()";

	if (*s && strchr(LETTERS "0123456789_/", *s) && !s[strspn(s, plain)] && !is_word(s)) {
		strbuf_add(b, s);
		return;
	}
	strbuf_addc(b, '"');
	for (; *s; s++) {
		if (strchr("\"\\", *s)) {
			strbuf_addc(b, '\\');
		}
		strbuf_addc(b, *s);
	}
	strbuf_addc(b, '"');
}

void init_put_list(struct strbuf *b, size_t column, size_t indent, const char *const *items, size_t n)
{
	AUTO_STRBUF struct strbuf item = STRBUF_INIT;

	strbuf_addc(b, '[');
	for (size_t i = 0; i < n; i++) {
		strbuf_reset(&item);
		init_put(&item, items[i]);
		strbuf_add(&item, i + 1 < n ? "," : "]");
		if (i > 0 && column + 1 + item.len > WIDTH) {
			strbuf_addf(b, "\n%*s", (int)indent, "");
			column = indent;
		} else if (i > 0) {
			strbuf_addc(b, ' ');
		}
		strbuf_addn(b, item.text, item.len);
		column += 1 + item.len;
	}
	strbuf_add(b, n ? "" : "]");
}

char *init_braced(const char *s, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (; *s; s++) {
		strbuf_addc(&b, *s);
		if (*s == '{') {
			strbuf_addc(&b, '{');
		}
	}
	return strbuf_take(&b, a);
}

const char *init_name_of(const char *key, struct arena *a)
{
	char *name = arena_strdup(a, key);

	for (char *s = name; *s; s++) {
		*s = (char)tolower((unsigned char)*s);
	}
	return name;
}

/* --- settings --------------------------------------------------------------------------------- */

static const struct init_edit *edit_of(const struct init_edit *edits, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(edits[i].key, key) == 0) {
			return &edits[i];
		}
	}
	return NULL;
}

static void put_setting(struct strbuf *b, size_t indent, const char *key, const char *value,
                        const char *comment)
{
	if (*comment) {
		strbuf_addf(b, "%*s%-*s %-*s # %s\n", (int)indent, "", KEY_WIDTH, key, VALUE_WIDTH, value,
		            comment);
	} else if (*value) {
		strbuf_addf(b, "%*s%-*s %s\n", (int)indent, "", KEY_WIDTH, key, value);
	} else {
		strbuf_addf(b, "%*s%s\n", (int)indent, "", key);
	}
}

/* A comment or nothing. Comments that go on with that of a setting stay under it. */
static void put_text(struct strbuf *b, size_t indent, const char *text, struct arena *a)
{
	bool is_below = init_is_comment_below(text);
	size_t column = indent + (is_below ? KEY_WIDTH + 1 + VALUE_WIDTH + 1 : 0);

	text += is_below ? strspn(text, " ") : 0;
	if (*text) {
		strbuf_addf(b, "%*s%s", (int)column, "", init_braced(text, a));
	}
	strbuf_addc(b, '\n');
}

/* `begun`: a line stands above it, by which YAML knows how far the block is indented. */
static void put_line(struct strbuf *b, size_t indent, const char *text, bool begun, struct arena *a)
{
	if (begun) {
		put_text(b, indent, text, a);
	} else if (text[strspn(text, " ")]) {
		put_text(b, indent, text + strspn(text, " "), a);
	}
}

void init_put_settings(struct strbuf *b, size_t indent, const struct init_source *from,
                       const struct init_edit *edits, size_t n, struct arena *a)
{
	size_t begin = b->len;
	bool answered =
		false; /* by a comment of ours in place of the setting's own, which may have more lines */

	for (size_t i = 0; i < from->own->lines.n; i++) {
		const struct init_line *l = &from->own->lines.at[i];
		const struct init_edit *e = l->key ? edit_of(edits, n, l->key) : NULL;
		if (l->key) {
			answered = e && e->why;
			put_setting(b, indent, l->key, e ? e->value : init_braced(l->value, a),
			            answered ? e->why : init_braced(l->comment, a));
		} else if (l->text && !(answered && init_is_comment_below(l->text))) {
			answered = false;
			put_line(b, indent, l->text, b->len > begin, a);
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (!init_settings_find(from->own, edits[i].key) &&
		    init_settings_find(from->known, edits[i].key)) {
			const char *about = init_settings_about(from->known, edits[i].key, a);
			put_setting(b, indent, edits[i].key, edits[i].value,
			            edits[i].why ? edits[i].why : init_braced(about, a));
		}
	}
}

/* --- what all experiments have ------------------------------------------------------------------- */

void init_put_head(struct strbuf *b, const struct init_source *from, const char *about, const char *question)
{
	strbuf_addf(b, "# %s\n#\n# Written by: %s\n", about, from->command);
	strbuf_add(b, "# CHANGE stands where only you know what is wanted. Then:\n"
	              "#\n"
	              "#   secateur check FILE     says all that is wrong with this file\n"
	              "#   secateur try FILE       one run of the baseline, and all that is seen of it\n"
	              "#   secateur plan FILE      every run, and what each variant changes\n"
	              "#   secateur run FILE       makes the runs; secateur report judges them\n");
	strbuf_add(b, "secateur: 1\nname: ");
	init_put(b, from->name);
	strbuf_addf(b, "\nquestion: %s\n", question);
}

void init_put_inputs(struct strbuf *b, const struct init_source *from, const char *key, const char *more,
                     const char *suffix)
{
	AUTO_STRBUF struct strbuf other = STRBUF_INIT;

	strbuf_add(b, "inputs:\n");
	for (size_t i = 0; i < from->n_inputs; i++) {
		const struct init_input *in = &from->inputs[i];
		strbuf_add(b, "  - {id: ");
		init_put(b, in->id);
		strbuf_addf(b, ", %s: ", key);
		init_put(b, in->path);
		if (more) {
			strbuf_reset(&other);
			strbuf_addf(&other, "%s%s", in->stem, suffix);
			strbuf_addf(b, ", %s: ", more);
			init_put(b, other.text);
		}
		strbuf_add(b, "}\n");
	}
}

void init_put_runs(struct strbuf *b, const char *cores, const char *why, size_t inputs, size_t variants)
{
	/* an exact interval that holds for all variants together asks for that many inputs: see README */
	size_t least = variants ? (size_t)ceil(1 + log2((double)variants / 0.05)) : 1;

	strbuf_addf(b, "\nmeasure:\n  cores: %-18s # for each run: %s\n", cores, why);
	strbuf_addf(b, "  blocks: %-17zu # each is every variant once on one input\n",
	            inputs > least ? inputs : least);
	strbuf_addf(b,
	            "%28s# CHANGE: to be judged together, %zu variant%s for %zu different inputs at least\n",
	            "", variants, variants == 1 ? " asks" : "s ask", least);
	strbuf_add(b, "  warmup: 1                 # a block that fills the page cache: stored, not judged\n"
	              "  limits: {wall: 10 min}    # of one run\n"
	              "  seed: 1\n");
}

void init_put_measure(struct strbuf *b, const struct init_source *from, size_t variants)
{
	const char *threads = init_value(from, "NTHREADS");
	bool known = *threads && strlen(threads) < 4 && threads[0] != '0' &&
	             !threads[strspn(threads, "0123456789")];

	init_put_runs(b, known ? threads : "1",
	              known ? "as many as NTHREADS says" : "CHANGE: NTHREADS does not say how many",
	              from->n_inputs, variants);
}
