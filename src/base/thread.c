#include "secateur/base/thread.h"

#include <errno.h>
#include <signal.h>

bool thread_start(void *(*work)(void *arg), void *arg, pthread_t *ret)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	const int error = pthread_create(ret, NULL, work, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return error == 0;
}

void thread_join(pthread_t t) { pthread_join(t, NULL); }
