/** A part of an experiment: some of its variants, with what they are compared with, on some of its inputs. */
#ifndef SECATEUR_MODEL_SELECTION_H
#define SECATEUR_MODEL_SELECTION_H

#include <stdbool.h>

struct selection {
	const bool *variants, *inputs; /* of each; the baseline is always among the variants */
};

#endif
