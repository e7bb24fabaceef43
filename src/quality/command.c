/**
 * Metrics that a program of the user's prints, one a line: name, value, unit, separated by tabs. A value that it could
 * not measure is `n/a` with the reason in the unit's place. The program is run in the run's folder after the last step,
 * outside the timed window.
 */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/proc.h"
#include "secateur/model/criterion.h"
#include "secateur/quality/quality.h"
#include "secateur/yaml/shape.h"

enum { MOST_OUTPUT = 1 << 20 };

struct params {
	struct texts command;
	nsec_t limit_ns;
};

static bool read_command(const struct yaml *y, void *into, struct yaml_reader *r)
{
	if (yaml_kind(y) != YAML_LIST || yaml_count(y) == 0) {
		return diag_fail(r->diag, yaml_at(y), "expected a list: a program and its arguments");
	}
	return read_texts(y, into, r);
}

static const struct field rows[] = {
	{"command", read_command, offsetof(struct params, command), true, "a program and its arguments",
         &shape_command},
	{"limit", read_duration, offsetof(struct params, limit_ns), false,
         "time after which it is given up (10 min)"},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;

	return template_check_argv(p->command.at, p->command.n, names, a, d);
}

/* Runs it; NULL when it ended well, else why not. */
static const char *ask(const struct params *p, const struct quality_input *in, struct arena *a,
                       struct diag *d, const char **out)
{
	struct proc_request q = {.argv = template_argv(p->command.at, p->command.n, in->scope, a, d),
	                         .envp = in->envp,
	                         .dir = in->dir,
	                         .limit_ns = p->limit_ns ? p->limit_ns : 600 * NSEC_PER_SEC,
	                         .output_limit = MOST_OUTPUT};
	struct proc_result got;
	struct diag *own = diag_new(a);

	if (!q.argv) {
		return "its command could not be rendered";
	}
	if (!proc_capture(&q, a, own, &got)) {
		return arena_printf(a, "could not be asked: %s", diag_last(own));
	}
	const char *why = proc_complaint(&got, a);
	if (why) {
		return arena_printf(a, "the quality command %s", why);
	}
	if (got.is_cut) {
		return "the quality command printed more than 1 MiB"; /* its last number may be cut */
	}
	*out = got.out;
	return NULL;
}

/* The unit that the experiment file has a metric in, or NULL. */
static const char *unit_asked(const struct quality_input *in, const char *name)
{
	for (size_t i = 0; i < in->n_metrics; i++) {
		if (strcmp(in->metrics[i].name, name) == 0) {
			return in->metrics[i].unit;
		}
	}
	return NULL;
}

/* A margin in one unit says nothing of a value in another. */
static void add_value(const struct quality_input *in, struct arena *a, struct findings *ret, struct metric m)
{
	const char *asked = unit_asked(in, m.name);

	if (asked && m.unit && strcmp(asked, m.unit) != 0) {
		findings_add_absent(ret, a, m.name,
		                    arena_printf(a, "printed in %s, but the experiment file has it in %s",
		                                 m.unit, asked));
	} else {
		findings_add(ret, a, m.name, m.value, m.unit ? m.unit : asked ? asked : "1");
	}
}

/* name <tab> value <tab> unit, or name <tab> n/a <tab> reason. */
static void read_line(char *line, const struct quality_input *in, struct arena *a, struct findings *ret)
{
	char *value = strchr(line, '\t');
	char *unit = value ? strchr(value + 1, '\t') : NULL;
	double x = 0;

	if (!value || value == line) {
		return;
	}
	*value++ = '\0';
	if (unit) {
		*unit++ = '\0';
	}
	if (num_real(value, &x)) {
		add_value(in, a, ret,
		          (struct metric){.name = line, .unit = unit && *unit ? unit : NULL, .value = x});
	} else if (strcmp(value, "n/a") == 0) {
		findings_add_absent(ret, a, line, unit && *unit ? unit : "not measured");
	} else {
		findings_add_absent(ret, a, line, arena_printf(a, "'%s' is not a number", value));
	}
}

static bool is_given(const struct findings *f, const char *name)
{
	for (size_t i = 0; i < f->metrics.n; i++) {
		if (strcmp(f->metrics.at[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const char *out = NULL;
	const char *why = ask(params, in, a, d, &out);

	for (const char *s = out; s && *s;) {
		size_t n = strcspn(s, "\n"), ending = n > 0 && s[n - 1] == '\r';
		read_line(arena_strndup(a, s, n - ending), in, a, ret);
		s += n + (s[n] == '\n');
	}
	for (size_t i = 0; i < in->n_metrics; i++) {
		if (!is_given(ret, in->metrics[i].name)) {
			findings_add_absent(ret, a, in->metrics[i].name,
			                    why ? why
			                        : "the quality command did not print it as name, tab, value");
		}
	}
	return true;
}

const struct quality_ops quality_command = {
	.part = {.name = "command",
                 .about = "metrics that a program prints: name, value, unit",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.gives_many = true,
	.check = check,
	.extract = extract,
};
