/** Numbers and words as a report writes them. */
#ifndef SECATEUR_REPORT_CELLS_H
#define SECATEUR_REPORT_CELLS_H

#include <stdbool.h>

#include "secateur/model/evidence.h"
#include "secateur/report/words.h"

struct arena;

/**
 * "-41.2 % [-43.0, -39.3]", or "+0.0012 [-0.0010, +0.0034]" where `is_relative` is false: as many
 * decimals as give the interval's half width two significant digits. The change is there.
 */
const char *cell_change(const struct change *c, bool is_relative, struct arena *a);
/** The same number and its interval in all their digits, a share where `is_relative`, and what they rest on; of a baseline, its mean. */
const char *exact_change(const struct change *c, bool is_relative, const char *unit, struct arena *a);
const char *exact_mean(const struct change *c, const char *unit, struct arena *a);
/** "4352000000 ns". */
const char *exact_value(double x, const char *unit, struct arena *a);
/** "1.23 s" for ns, "1.50 GiB" for B, else five significant digits and the unit. */
const char *cell_value(double x, const char *unit, struct arena *a);
/** A share: "95 %", "0.5 %". */
const char *cell_percent(double share, struct arena *a);
/** The same of intervals that hold jointly; where they are of different looks, it says that. */
const char *cell_joint_level(const struct evidence *e, double level, struct arena *a);
/** " (at 75 %)": of an interval that so few values cannot carry to the level asked for; else "". */
const char *cell_level_remark(const struct change *c, double asked, struct arena *a);
/** "0.012", "<0.0001". */
const char *cell_p(double p, struct arena *a);
/** "± 1 %", "≤ +0.005 px": what a change may be. */
const char *cell_margin(const struct criterion *c, struct arena *a);
/** Whether there are runs of it that can be compared, or that others are compared with. */
bool has_values(const struct variant_evidence *v);

#endif
