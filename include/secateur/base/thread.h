/** Work beside the work: a thread that gets no signals, which stay the first one's. */
#ifndef SECATEUR_BASE_THREAD_H
#define SECATEUR_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/** False: there is none, and errno says why. */
bool thread_start(void *(*work)(void *arg), void *arg, pthread_t *ret);
/** Until it is done. */
void thread_join(pthread_t t);

#endif
