/**
 * Energy by RAPL, as the kernel's powercap gives it: of all packages together and of the whole machine, whoever used it,
 * so that it says something of one run only where nothing else runs. Counters wrap; once in a step is made good.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/num.h"
#include "secateur/probe/probe.h"

static const struct {
	const char *name, *zone; /* the zone's name begins with this */
} events[] = {
	{"energy-cores", "core"},
	{"energy-pkg", "package"},
	{"energy-psys", "psys"},
	{"energy-ram", "dram"},
};
enum { N_EVENTS = sizeof(events) / sizeof(*events) };

struct session {
	const char *const *names;
	size_t n;
	struct energy *before; /* of each; without zones: it could not be read */
};

static const char *event(size_t i) { return i < N_EVENTS ? events[i].name : NULL; }

static size_t find(const char *name)
{
	size_t i = 0;

	while (i < N_EVENTS && strcmp(events[i].name, name) != 0) {
		i++;
	}
	return i;
}

static bool knows(const char *name) { return find(name) < N_EVENTS; }

/** The first line of a file under `folder`; false with errno. */
static bool first_line(const char *folder, const char *file, char *ret, int size, struct arena *a)
{
	AUTO_FILE FILE *f = fopen(arena_printf(a, "%s/%s", folder, file), "re");

	if (!f || !fgets(ret, size, f)) {
		return false;
	}
	ret[strcspn(ret, "\n")] = '\0';
	return true;
}

static bool number_in(const char *folder, const char *file, double *ret, struct arena *a)
{
	char line[64];

	return first_line(folder, file, line, sizeof(line), a) && num_real(line, ret);
}

bool energy_now(const char *root, const char *name, struct arena *a, struct energy *ret)
{
	const char *all = arena_printf(a, "%s/sys/class/powercap", strcmp(root, "/") == 0 ? "" : root);
	DIR *dir = opendir(all);
	const struct dirent *e;
	bool ok = dir != NULL;

	*ret = (struct energy){0};
	while (ok && (e = readdir(dir)) != NULL) {
		const char *folder = arena_printf(a, "%s/%s", all, e->d_name);
		const char *wanted = events[find(name)].zone;
		char zone[64];

		/* "intel-rapl-mmio" has the same packages once more */
		if (strncmp(e->d_name, "intel-rapl:", 11) != 0 ||
		    !first_line(folder, "name", zone, sizeof(zone), a) ||
		    strncmp(zone, wanted, strlen(wanted)) != 0) {
			continue;
		}
		struct energy_zone *z = &ret->zones[ret->n];
		ok = ret->n < MAX_ZONES && number_in(folder, "energy_uj", &z->uj, a) &&
		     number_in(folder, "max_energy_range_uj", &z->range, a);
		ret->n += ok;
	}
	int error = errno;
	if (dir) {
		closedir(dir);
	}
	errno = error;
	return ok;
}

double energy_between(const struct energy *before, const struct energy *after)
{
	double sum = 0;

	for (size_t i = 0; i < after->n; i++) {
		double uj = after->zones[i].uj - before->zones[i].uj;
		sum += uj < 0 ? uj + after->zones[i].range : uj;
	}
	return sum / 1e6;
}

static const char *attempt(const char *name, struct arena *a)
{
	struct energy e;

	if (energy_now("/", name, a, &e)) {
		return e.n > 0 ? NULL : "this machine tells no such energy";
	}
	if (errno == ENOENT) {
		return "no RAPL: there is no /sys/class/powercap";
	}
	return arena_printf(a, "energy_uj: %s", strerror(errno));
}

static const char *usable(const char *name, struct arena *a)
{
	return probe_try_once("rapl", name, attempt, a);
}

static void *open_session(const char *const *names, size_t n, struct arena *a)
{
	struct session *s = NEW(a, struct session);

	*s = (struct session){names, n, NEW_ARRAY(a, struct energy, n)};
	return s;
}

static void arm(void *self, pid_t child)
{
	struct session *s = self;
	struct arena *a = arena_new();

	(void)child;
	for (size_t i = 0; i < s->n; i++) {
		if (!energy_now("/", s->names[i], a, &s->before[i])) {
			s->before[i].n = 0;
		}
	}
	arena_free(a);
}

static void read_all(void *self, const struct rusage *u, struct reading *ret, struct arena *a)
{
	const struct session *s = self;

	(void)u;
	for (size_t i = 0; i < s->n; i++) {
		struct energy now;
		bool ok = energy_now("/", s->names[i], a, &now) && now.n > 0 && now.n == s->before[i].n;

		ret[i] = (struct reading){.event = s->names[i], .unit = probe_unit(s->names[i])};
		if (ok) {
			ret[i].value = energy_between(&s->before[i], &now);
			ret[i].enabled_share = 1;
		} else {
			ret[i].absent_reason = "the energy could not be read";
		}
	}
}

static void close_session(void *self) { (void)self; }

const struct probe_ops probe_rapl = {
	.name = "rapl",
	.about = "energy of the whole machine by RAPL, where only one run goes on at a time",
	.event = event,
	.n_usual = N_EVENTS,
	.whole_machine = true,
	.knows = knows,
	.usable = usable,
	.fit = probe_all_fit,
	.open = open_session,
	.arm = arm,
	.read = read_all,
	.close = close_session,
};
