#include <string.h>

#include "secateur/cli/command.h"

static const char about[] = "cuts a pipeline's configuration back, with evidence";

static const struct {
	int status;
	const char *means;
} statuses[] = {
	{EXIT_DONE, "done"},
	{EXIT_RUNS_FAILED, "done, but runs failed (they are in the report)"},
	{EXIT_USAGE, "bad usage, or a bad experiment"},
	{EXIT_GATE, "a gate does not hold: a verdict is another than the one asked for"},
	{EXIT_MACHINE, "the machine cannot run it as asked"},
	{EXIT_DATABASE, "the results database cannot be used"},
	{EXIT_REPORT, "the runs were made and are in the database, but their report could not be written"},
	{EXIT_STOPPED, "stopped by a signal; finished runs are kept"},
};

static void print_option(enum option_id id, FILE *out)
{
	const struct option_row *o = &option_rows[id];
	int n = fprintf(out, "  %s%s%s--%s%s%s", o->letter ? "-" : "", o->letter ? o->letter : "",
	                o->letter ? ", " : "    ", o->name, o->argument ? " " : "",
	                o->argument ? o->argument : "");

	fprintf(out, "%*s%s\n", n < 28 ? 28 - n : 1, "", o->about);
}

static void program_help(FILE *out)
{
	fprintf(out, "secateur %s: %s\n\nusage: secateur COMMAND ...\n\n", SECATEUR_VERSION, about);
	for (size_t i = 0; command_at(i); i++) {
		fprintf(out, "  %-8s %-24s %s\n", command_at(i)->name, command_at(i)->usage,
		        command_at(i)->about);
	}
	fprintf(out, "\nsecateur COMMAND --help says more. The first one to try: secateur doctor\n");
}

void help_print(const struct command *c, FILE *out)
{
	if (!c) {
		program_help(out);
		return;
	}
	fprintf(out, "usage: secateur %s %s\n\n%s\n", c->name, c->usage, c->text);
	for (size_t i = 0; i < c->n_options; i++) {
		print_option(c->options[i], out);
	}
}

/* --- man pages ----------------------------------------------------------------------------------- */

/* roff reads a dot or a quote at a line's start as a request, and a backslash as an escape. */
static void print_roff(const char *s, FILE *out)
{
	bool at_start = true;

	for (; *s; s++) {
		if (at_start && (*s == '.' || *s == '\'')) {
			fputs("\\&", out);
		}
		fputs(*s == '\\' ? "\\e" : *s == '-' ? "\\-" : (char[]){*s, '\0'}, out);
		at_start = *s == '\n';
	}
}

static void print_text(const char *s, FILE *out)
{
	while (*s) {
		size_t n = strcspn(s, "\n");
		char *end = strchr(s, '\n');
		if (n == 0) {
			fputs(".PP\n", out);
		} else {
			for (size_t i = 0; i < n; i++) {
				print_roff((char[]){s[i], '\0'}, out);
			}
			fputc('\n', out);
		}
		s = end ? end + 1 : s + n;
	}
}

static void print_statuses(FILE *out)
{
	fputs(".SH EXIT STATUS\n", out);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		fprintf(out, ".TP\n.B %d\n%s\n", statuses[i].status, statuses[i].means);
	}
}

static void program_man(FILE *out)
{
	fprintf(out, ".TH SECATEUR 1 \"\" \"secateur %s\"\n.SH NAME\nsecateur \\- %s\n", SECATEUR_VERSION,
	        about);
	fputs(".SH SYNOPSIS\n.B secateur\n.I COMMAND\n\\&...\n.SH COMMANDS\n", out);
	for (size_t i = 0; command_at(i); i++) {
		fprintf(out, ".TP\n.BR secateur\\-%s (1)\n%s\n", command_at(i)->name, command_at(i)->about);
	}
	print_statuses(out);
}

void help_print_man(const struct command *c, FILE *out)
{
	if (!c) {
		program_man(out);
		return;
	}
	fprintf(out, ".TH SECATEUR\\-%s 1 \"\" \"secateur %s\"\n.SH NAME\nsecateur\\-%s \\- %s\n", c->name,
	        SECATEUR_VERSION, c->name, c->about);
	fprintf(out, ".SH SYNOPSIS\n.B secateur %s\n", c->name);
	print_text(c->usage, out);
	fputs(".SH DESCRIPTION\n", out);
	print_text(c->text, out);
	fputs(c->n_options ? ".SH OPTIONS\n" : "", out);
	for (size_t i = 0; i < c->n_options; i++) {
		const struct option_row *o = &option_rows[c->options[i]];
		fputs(".TP\n.B ", out);
		if (o->letter) {
			fprintf(out, "\\-%s, ", o->letter);
		}
		fputs("\\-\\-", out);
		print_roff(o->name, out);
		fprintf(out, "%s%s\n", o->argument ? " " : "", o->argument ? o->argument : "");
		print_text(o->about, out);
	}
	print_statuses(out);
}
