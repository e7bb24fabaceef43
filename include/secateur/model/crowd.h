/** By how much runs that go on at once disturb each other. */
#ifndef SECATEUR_MODEL_CROWD_H
#define SECATEUR_MODEL_CROWD_H

#include <stdbool.h>

#include "secateur/model/evidence.h"

enum { CROWD_PAIRS = 6 }; /* the fewest that a signed-rank interval at 95 % takes */
static const double CROWD_BEARABLE = 0.02;

struct crowd {
	unsigned runs;           /* at once */
	struct change cpu, wall; /* of a run among them, from one alone: relative, over CROWD_PAIRS pairs */
	bool is_bearable;        /* the estimate of the cost that decides is at most CROWD_BEARABLE */
};

#endif
