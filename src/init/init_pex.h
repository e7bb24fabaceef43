/** What of LSST's tasks can be dropped or set otherwise, and what names what, from a dump of their configuration. */
#ifndef SECATEUR_INIT_PEX_H
#define SECATEUR_INIT_PEX_H

#include "init_private.h"
#include "secateur/pex/pex.h"

/** A plugin that another is of no use without. */
struct init_need {
	size_t plugin;   /* its place in the set */
	const char *why; /* the field that names it */
	bool is_circle;  /* it is of no use without this one in its turn */
};

struct init_plugin {
	const char *name;
	VEC(const char *) named_by; /* fields, or plugins: it is never dropped; none: it can be */
	VEC(struct init_need) needs;
};

/** A set factor: the active members of a registry of many. */
struct init_set {
	const struct pex_task *task;
	const struct pex_registry *registry;
	const char *name; /* the factor's */
	VEC(struct init_plugin) plugins;
	size_t n_droppable;
};

/** A choice factor: a registry of one, or a field. */
struct init_setting {
	const struct pex_task *task;
	const char *path;
	size_t choice; /* its place among `choices` */
	/** Of a member of a registry that is not active: a setting only where `chooser` has this level. Else NULL. */
	const char *chooser, *level;
	/** The factor that is to be as large at least, and its level for each one of this; NULL: there is none. */
	const char *kernel;
	const char *const *kernel_levels;
	bool is_asked; /* changed by the experiment as it is written */
};

struct init_pipeline {
	VEC(struct init_set) sets;
	VEC(struct init_setting) settings;
	struct init_choices choices; /* names and levels of `settings`, in their order */
};

/** Of a task that is not run, nothing. */
void init_look_at(const struct pex_dump *dump, struct arena *a, struct init_pipeline *ret);

#endif
