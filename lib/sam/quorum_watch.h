/*
 * quorum_watch.h - the supervisor's view of the quorum.
 */
#pragma once

#include <stdbool.h>

#include "client/public.h"

/* Connects, if it is not, and learns the present state. Errors are those of libquorum. */
cs_error_t quorum_watch_open(void);
void quorum_watch_close(void);

/* A descriptor to poll; -1: not connected. */
int quorum_watch_fd(void);

/* Takes what has come. A lost connection is closed, and counts as no quorum. */
cs_error_t quorum_watch_update(void);

bool quorum_watch_quorate(void);
