/** The kernel's counters before and after a run. Read between runs only: nothing of this falls into a timed window. */
#include "secateur/machine/conditions.h"

#include <fcntl.h>
#include <hwloc.h>
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"

enum { MOST_BYTES = 64 * 1024, LEAST_TICKS = 3 };
static const double NONE = -1, MOST_STEAL = .02, MOST_OTHER = .1;
static const char *const pressures[PRESSURES] = {"cpu", "memory", "io"};

/* The text of a file, or "": a kernel that does not have it has nothing to tell. */
static const char *slurp(const char *root, const char *name, char *room, size_t size, struct arena *a)
{
	AUTO_FD int fd = open(fs_join(a, root, name), O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got = 0;

	while (fd >= 0 && n + 1 < size && (got = read(fd, room + n, size - 1 - n)) > 0) {
		n += (size_t)got;
	}
	room[n] = '\0';
	return room;
}

/* The n-th number (from 0) after the first word of the line that begins with it; NONE. */
static double number_on(const char *text, const char *word, size_t n)
{
	const size_t len = strlen(word);

	for (const char *line = text; *line;) {
		if (strncmp(line, word, len) == 0 && (line[len] == ' ' || line[len] == '=')) {
			const char *at = line + len;
			for (at += strspn(at, " ="); n > 0; n--) {
				at += strcspn(at, " \n");
				at += strspn(at, " ");
			}
			double x = 0;
			size_t digits = strspn(at, "0123456789");
			for (size_t i = 0; i < digits; i++) {
				x = 10 * x + (at[i] - '0');
			}
			return digits > 0 ? x : NONE;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return NONE;
}

static double tick_ns(void) { return (double)NSEC_PER_SEC / (double)sysconf(_SC_CLK_TCK); }

/* "cpu3 user nice system idle iowait irq softirq steal": guests are in user already. */
static void add_cpu_times(const char *stat, int cpu, struct conditions *c, struct arena *a)
{
	static const size_t busy[] = {0, 1, 2, 5, 6};
	const char *word = arena_printf(a, "cpu%d", cpu);
	const double steal = number_on(stat, word, 7);

	if (steal < 0) {
		return;
	}
	c->steal_ns = fmax(c->steal_ns, 0) + steal * tick_ns();
	c->busy_ns = fmax(c->busy_ns, 0);
	for (size_t i = 0; i < sizeof(busy) / sizeof(*busy); i++) {
		c->busy_ns += number_on(stat, word, busy[i]) * tick_ns();
	}
}

static double first_number(const char *root, const char *name, struct arena *a)
{
	char room[256] = " ";

	slurp(root, name, room + 1, sizeof(room) - 1, a);
	return number_on(room, "", 0);
}

static void see_cpus(const char *root, const char *cpus, const char *stat, struct conditions *c,
                     struct arena *a)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	double frequency = 0, throttled = 0;
	unsigned n = 0, n_throttled = 0;
	int cpu;

	if (set && hwloc_bitmap_list_sscanf(set, cpus) == 0) {
		hwloc_bitmap_foreach_begin(cpu, set)
		{
			const char *dir = arena_printf(a, "sys/devices/system/cpu/cpu%d", cpu);
			double khz = first_number(root, fs_join(a, dir, "cpufreq/scaling_cur_freq"), a),
			       times = first_number(
				       root, fs_join(a, dir, "thermal_throttle/core_throttle_count"), a);
			add_cpu_times(stat, cpu, c, a);
			frequency += khz > 0 ? khz * 1000 : 0;
			n += khz > 0;
			throttled += times > 0 ? times : 0;
			n_throttled += times >= 0;
		}
		hwloc_bitmap_foreach_end();
	}
	hwloc_bitmap_free(set);
	c->frequency_hz = n > 0 ? frequency / n : NONE;
	c->throttled = n_throttled > 0 ? throttled : NONE;
}

/* To the millisecond: the clocks are not read at once. */
static double suspended(void)
{
	struct timespec up, awake;

	clock_gettime(CLOCK_BOOTTIME, &up);
	clock_gettime(CLOCK_MONOTONIC, &awake);
	double ns = (double)(up.tv_sec - awake.tv_sec) * (double)NSEC_PER_SEC +
	            (double)(up.tv_nsec - awake.tv_nsec);

	return fmax(round(ns / (double)NSEC_PER_MSEC) * (double)NSEC_PER_MSEC, 0);
}

void conditions_now(const char *root, const char *cpus, struct conditions *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	char *room = arena_alloc(a, MOST_BYTES, 1);
	struct conditions c = {.steal_ns = NONE, .busy_ns = NONE};

	for (size_t i = 0; i < PRESSURES; i++) {
		slurp(root, arena_printf(a, "proc/pressure/%s", pressures[i]), room, MOST_BYTES, a);
		const char *total = strstr(room, "total=");
		double us = total ? number_on(total, "total", 0) : NONE;
		c.pressure_ns[i] = us < 0 ? NONE : us * (double)NSEC_PER_USEC;
	}
	slurp(root, "proc/vmstat", room, MOST_BYTES, a);
	double in = number_on(room, "pswpin", 0), out = number_on(room, "pswpout", 0);
	c.pages_swapped = in < 0 || out < 0 ? NONE : in + out;
	c.suspended_ns = suspended();
	see_cpus(root, cpus, slurp(root, "proc/stat", room, MOST_BYTES, a), &c, a);
	*ret = c;
}

/* --- in between ---------------------------------------------------------------------------------------- */

static struct reading between(const char *event, const char *unit, double before, double after,
                              const char *why)
{
	struct reading r = {.event = event, .unit = unit, .enabled_share = 1};

	if (before < 0 || after < 0) {
		r.absent_reason = why;
	} else {
		r.value = after - before;
	}
	return r;
}

struct readings conditions_between(const struct conditions *before, const struct conditions *after,
                                   const struct own_use *own, struct arena *a)
{
	static const char *const names[PRESSURES] = {"cpu-pressure", "memory-pressure", "io-pressure"};
	struct readings r = {NEW_ARRAY(a, struct reading, 7 + PRESSURES), 0};

	r.at[r.n++] = between("steal", "ns", before->steal_ns, after->steal_ns, "not in /proc/stat");
	r.at[r.n] = between("other-cpu", "ns", before->busy_ns, after->busy_ns, "not in /proc/stat");
	r.at[r.n].value = r.at[r.n].absent_reason ? 0 : fmax(r.at[r.n].value - (double)own->cpu_ns, 0);
	r.n++;
	r.at[r.n++] = between("swapped-pages", "1", before->pages_swapped, after->pages_swapped,
	                      "not in /proc/vmstat");
	for (size_t i = 0; i < PRESSURES; i++) {
		r.at[r.n++] = between(names[i], "ns", before->pressure_ns[i], after->pressure_ns[i],
		                      "no /proc/pressure");
	}
	r.at[r.n++] = between("throttled", "1", before->throttled, after->throttled, "no thermal_throttle");
	r.at[r.n++] = between("suspended", "ns", before->suspended_ns, after->suspended_ns, "");
	r.at[r.n++] = (struct reading){.event = "involuntary-switches",
	                               .unit = "1",
	                               .value = (double)own->involuntary_switches,
	                               .enabled_share = 1};
	r.at[r.n++] = between("frequency", "Hz", after->frequency_hz < 0 ? NONE : 0, after->frequency_hz,
	                      "no cpufreq");
	return r;
}

static double value_of(const struct readings *r, const char *event)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->at[i].event, event) == 0 && !r->at[i].absent_reason) {
			return r->at[i].value;
		}
	}
	return 0;
}

static unsigned count_cpus(const char *cpus)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	int n = set && hwloc_bitmap_list_sscanf(set, cpus) == 0 ? hwloc_bitmap_weight(set) : 1;

	hwloc_bitmap_free(set);
	return n > 0 ? (unsigned)n : 1;
}

const char *conditions_disturb(const struct readings *r, nsec_t wall_ns, const char *cpus, struct arena *a)
{
	const double whole = (double)wall_ns * count_cpus(cpus), steal = value_of(r, "steal"),
		     other = value_of(r, "other-cpu"), swapped = value_of(r, "swapped-pages"),
		     throttled = value_of(r, "throttled"), asleep = value_of(r, "suspended"),
		     least = (LEAST_TICKS - .5) * tick_ns();

	if (asleep > (double)NSEC_PER_MSEC) {
		return arena_printf(a, "the machine was suspended for %s",
		                    num_show_duration((nsec_t)asleep, a));
	}
	if (swapped > 0) {
		return arena_printf(a, "%.0f pages were swapped", swapped);
	}
	if (throttled > 0) {
		return arena_printf(a, "its CPUs were throttled %.0f times", throttled);
	}
	if (!(whole > 0)) {
		return NULL; /* no program started: there is nothing that could have been disturbed */
	}
	if (steal > least && steal > MOST_STEAL * whole) {
		return arena_printf(a, "%s of its CPUs' time was stolen",
		                    num_show_percent(steal / whole, 2, a));
	}
	if (other > least && other > MOST_OTHER * whole) {
		return arena_printf(a, "others used %s of its CPUs' time",
		                    num_show_percent(other / whole, 2, a));
	}
	return NULL;
}
