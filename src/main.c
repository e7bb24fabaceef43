/**
 * secateur: cuts a pipeline's configuration back, with evidence.
 *
 * The map of the house. A room includes only rooms below it; each third-party library has one door.
 *
 *	cli        one file per verb
 *	engine     the loop: plan -> runs -> database -> evidence; the only room that knows the others
 *	search     what to run next, to find what can go: pure; results in, blocks out
 *	spec       experiment file -> struct spec, or every complaint at once
 *	design     factors and variants -> concrete configurations
 *	plan       variants x inputs x blocks -> one seeded random order
 *	machine    cores and host facts                                      (hwloc)
 *	probe      what counts a run: papi, perf, rapl, rusage               (PAPI)
 *	workload   adapters: variant + input -> job
 *	run        one child: hold, pin, limit, count, release, wait, classify
 *	quality    extractors: what a run left -> metrics and digests        (cfitsio)
 *	butler     runs of others, in a repository of LSST's -> their files  (sqlite3)
 *	store      results.db                                                (sqlite3)
 *	stats      pure functions on arrays of double                        (GSL)
 *	figure     evidence -> pictures                                      (gnuplot, as a program)
 *	report     evidence -> documents
 *	init       a running configuration -> a first experiment file
 *	yaml       a tree that knows its places, and tables of fields        (libyaml)
 *	pex        what LSST tasks print of their configuration -> fields and choices
 *	model      plain structs that cross rooms
 *	base       arena, diag, template, hash (nettle), numbers, files
 *
 * Data goes one way:  experiment.yaml -> spec -> design -> plan -> [workload -> run -> quality -> store] -> stats -> report
 */
#include "secateur/cli/command.h"

int main(int argc, char *argv[]) { return cli_main(argc, argv); }
