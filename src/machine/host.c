/** Facts from /proc and /sys, by the table below. */
#include "secateur/machine/host.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "machine_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/hash.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"

enum { MOST_BYTES = 256 * 1024, MOST_CPUS = 8192 };

/** What the readers of facts need. */
struct host {
	const char *root;
	struct arena *arena;
};

static const char *absent(const struct host *h, const char *why)
{
	return arena_printf(h->arena, "n/a (%s)", why);
}

/** The file without the blanks at its end; NULL with errno. /proc knows no sizes: read to the end. */
static const char *slurp(const struct host *h, const char *path)
{
	AUTO_STRBUF struct strbuf text = STRBUF_INIT;
	AUTO_FD int fd = open(fs_join(h->arena, h->root, path), O_RDONLY | O_CLOEXEC);
	char some[4096];
	ssize_t n = 0;

	if (fd < 0) {
		return NULL;
	}
	while (text.len < MOST_BYTES && (n = read(fd, some, sizeof(some))) > 0) {
		strbuf_addn(&text, some, (size_t)n);
	}
	if (n < 0) {
		return NULL;
	}
	while (text.len > 0 && strchr(" \t\n", text.text[text.len - 1])) {
		text.text[--text.len] = '\0';
	}
	return strbuf_take(&text, h->arena);
}

static const char *whole(const struct host *h, const char *path)
{
	const char *text = slurp(h, path);

	return text ? text : absent(h, strerror(errno));
}

/** What stands after "key:" in a file of such lines; NULL when no line begins with it. */
static const char *line_of(const struct host *h, const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *line = text; line && *line;) {
		const char *end = strchr(line, '\n');
		const char *at = line + len;

		if (strncmp(line, key, len) == 0 && strspn(at, " \t:") > 0) {
			at += strspn(at, " \t:");
			return arena_strndup(h->arena, at, strcspn(at, "\n"));
		}
		line = end ? end + 1 : NULL;
	}
	return NULL;
}

static const char *cpuinfo(const struct host *h, const char *key)
{
	const char *text = slurp(h, "proc/cpuinfo"), *value;

	if (!text) {
		return absent(h, strerror(errno));
	}
	value = line_of(h, text, key);
	return value ? value : absent(h, "not in /proc/cpuinfo");
}

static const char *cpu_model(const struct host *h, const char *key)
{
	const char *model = cpuinfo(h, key);

	if (fact_is_absent(model)) { /* arm64 has numbers only */
		const char *maker = cpuinfo(h, "CPU implementer"), *part = cpuinfo(h, "CPU part");

		return fact_is_absent(maker) ? model
		                             : arena_printf(h->arena, "implementer %s part %s", maker, part);
	}
	return model;
}

static const char *memory(const struct host *h, const char *path)
{
	const char *text = slurp(h, path), *total;
	uint64_t n;

	if (!text) {
		return absent(h, strerror(errno));
	}
	total = line_of(h, text, "MemTotal");
	/* meminfo's kB are KiB */
	if (!total || !num_bytes(arena_printf(h->arena, "%.*s KiB", (int)strcspn(total, " "), total), &n)) {
		return absent(h, "no MemTotal");
	}
	return num_show_bytes(n, h->arena);
}

/** One governor, or all of them: CPUs may differ. */
static const char *governor(const struct host *h, const char *path)
{
	const char *first = NULL;
	bool same = true;

	for (int i = 0; i < MOST_CPUS; i++) {
		const char *one =
			slurp(h, arena_printf(h->arena, "sys/devices/system/cpu/cpu%d/%s", i, path));

		if (!one) {
			if (fs_exists(fs_join(h->arena, h->root,
			                      arena_printf(h->arena, "sys/devices/system/cpu/cpu%d", i)))) {
				continue;
			}
			break;
		}
		same = same && (!first || strcmp(first, one) == 0);
		first = first ? first : one;
	}
	if (!first) {
		return absent(h, "no cpufreq");
	}
	return same ? first : arena_printf(h->arena, "mixed (cpu0: %s)", first);
}

static const char *turbo(const struct host *h, const char *path)
{
	const char *off = slurp(h, path);
	const char *boost;

	if (off) {
		return strcmp(off, "1") == 0 ? "off (intel_pstate)" : "on (intel_pstate)";
	}
	boost = slurp(h, "sys/devices/system/cpu/cpufreq/boost");
	if (boost) {
		return strcmp(boost, "1") == 0 ? "on (boost)" : "off (boost)";
	}
	return absent(h, "no switch for it");
}

static const char *on_off(const struct host *h, const char *path)
{
	const char *value = whole(h, path);

	if (strcmp(value, "1") == 0) {
		return "on";
	}
	return strcmp(value, "0") == 0 ? "off" : value;
}

/** "always [madvise] never": the one in brackets. */
static const char *chosen(const struct host *h, const char *path)
{
	const char *value = whole(h, path), *open_at = strchr(value, '[');

	return open_at ? arena_strndup(h->arena, open_at + 1, strcspn(open_at + 1, "]")) : value;
}

static const char *virtualised(const struct host *h, const char *path)
{
	const char *flags = cpuinfo(h, "flags"), *hypervisor = slurp(h, path);
	const char *vendor = slurp(h, "sys/class/dmi/id/sys_vendor");

	if (hypervisor) {
		return arena_printf(h->arena, "yes (%s)", hypervisor);
	}
	if (fact_is_absent(flags)) {
		return absent(h, "no CPU flags");
	}
	if (!strstr(arena_printf(h->arena, " %s ", flags), " hypervisor ")) {
		return "no";
	}
	return vendor ? arena_printf(h->arena, "yes (%s)", vendor) : "yes";
}

static const char *pmu(const struct host *h, const char *path)
{
	static const char *const names[] = {"cpu", "cpu_core", "armv8_pmuv3", "armv8_pmuv3_0"};

	if (!fs_exists(fs_join(h->arena, h->root, path))) {
		return absent(h, "no list of event sources");
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (fs_exists(fs_join(h->arena, fs_join(h->arena, h->root, path), names[i]))) {
			return names[i];
		}
	}
	return "none";
}

/** The sum of the sizes, third column of lines after the first. */
static const char *swap(const struct host *h, const char *path)
{
	const char *text = slurp(h, path), *line;
	uint64_t sum = 0;

	if (!text) {
		return absent(h, strerror(errno));
	}
	for (line = strchr(text, '\n'); line; line = strchr(line + 1, '\n')) {
		const char *at = line + 1;
		uint64_t n;

		for (int column = 0; column < 2; column++) {
			at += strcspn(at, " \t\n");
			at += strspn(at, " \t");
		}
		if (num_bytes(arena_printf(h->arena, "%.*s KiB", (int)strcspn(at, " \t\n"), at), &n)) {
			sum += n;
		}
	}
	return sum ? num_show_bytes(sum, h->arena) : "none";
}

static const char *load(const struct host *h, const char *path)
{
	const char *value = whole(h, path);

	return fact_is_absent(value) ? value : arena_strndup(h->arena, value, strcspn(value, " "));
}

static const char *or_none(const struct host *h, const char *path)
{
	const char *value = whole(h, path);

	return *value ? value : "none";
}

/** Every fact: how and where it is read, and whether it tells this machine from others. */
static const struct row {
	const char *name;
	const char *(*read)(const struct host *h, const char *where);
	const char *where;
	bool identifies;
} rows[] = {
	{"hostname", whole, "proc/sys/kernel/hostname", true},
	{"kernel", whole, "proc/sys/kernel/osrelease", true},
	{"cpu_model", cpu_model, "model name", true},
	{"microcode", cpuinfo, "microcode", true},
	{"cpus", whole, "sys/devices/system/cpu/online", true},
	{"isolated_cpus", or_none, "sys/devices/system/cpu/isolated", false},
	{"memory", memory, "proc/meminfo", true},
	{"governor", governor, "cpufreq/scaling_governor", false},
	{"turbo", turbo, "sys/devices/system/cpu/intel_pstate/no_turbo", false},
	{"smt", on_off, "sys/devices/system/cpu/smt/active", true},
	{"clocksource", whole, "sys/devices/system/clocksource/clocksource0/current_clocksource", false},
	{"virtualised", virtualised, "sys/hypervisor/type", true},
	{"pmu", pmu, "sys/bus/event_source/devices", true},
	{"aslr", whole, "proc/sys/kernel/randomize_va_space", false},
	{"perf_event_paranoid", whole, "proc/sys/kernel/perf_event_paranoid", false},
	{"nmi_watchdog", whole, "proc/sys/kernel/nmi_watchdog", false},
	{"swap", swap, "proc/swaps", false},
	{"thp", chosen, "sys/kernel/mm/transparent_hugepage/enabled", false},
	{"load", load, "proc/loadavg", false},
	{"boot_id", whole, "proc/sys/kernel/random/boot_id", false},
};
enum { N_ROWS = sizeof(rows) / sizeof(*rows) };

struct facts host_facts(const char *root, struct arena *a)
{
	struct host h = {root, a};
	struct fact *at = NEW_ARRAY(a, struct fact, N_ROWS);

	for (size_t i = 0; i < N_ROWS; i++) {
		at[i] = (struct fact){rows[i].name, rows[i].read(&h, rows[i].where)};
	}
	return (struct facts){at, N_ROWS};
}

const char *host_fact(const struct facts *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->at[i].name, name) == 0) {
			return f->at[i].value;
		}
	}
	return NULL;
}

const char *host_fingerprint(const struct facts *f, struct arena *a)
{
	struct hasher *h = hash_begin(a);
	struct digest g;

	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].identifies) {
			hash_text(h, rows[i].name);
			hash_text(h, host_fact(f, rows[i].name));
		}
	}
	g = hash_end(h);
	return digest_hex(&g, a);
}
