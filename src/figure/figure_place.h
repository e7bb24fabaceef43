/** Labels beside marks, none over another. */
#ifndef SECATEUR_FIGURE_FIGURE_PLACE_H
#define SECATEUR_FIGURE_FIGURE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

/** A mark at x, y, in pixels of an area, and a label `wide` pixels wide, which is put at label_x, label_y: all of them centres. */
struct place {
	double x, y, wide;
	double label_x, label_y;
	bool is_far; /* so that a line shows whose it is */
};

/** The first n in their order, each as near to its mark as is free of other labels and of all marks, of which there may be more. */
void figure_place(struct place *places, size_t n, size_t n_marks, double width, double height);

#endif
