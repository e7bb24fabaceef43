/** Functions with a better way beside them: included in every file by the build. */
#ifndef SECATEUR_BASE_BANNED_H
#define SECATEUR_BASE_BANNED_H

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* numbers: num.h; texts: strbuf.h and arena_printf; programs: proc.h; random numbers: rng.h */
#pragma GCC poison strtol strtoll strtoul strtoull atoi atol atoll atof sscanf fscanf scanf
#pragma GCC poison strcpy strcat sprintf vsprintf strtok rand srand system popen gets setlocale

#endif
