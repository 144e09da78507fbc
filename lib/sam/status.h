/*
 * status.h - the state of the supervised process in the daemon's map, for whoever watches it there:
 * resources.process.PID.recovery, .poll_period, .last_updated and .state, PID being the supervisor.
 *
 * Without policy CMAP all of this does nothing. After the daemon was restarted the keys are made
 * again with the next change.
 */
#pragma once

#include <stdbool.h>

#include "client/public.h"

cs_error_t status_open(void);

/* "stopped", "waiting for quorum", "running" or "failed". */
cs_error_t status_set(const char* state);

/* The process was heard of just now. */
void status_heard(void);

/* Ends the connection; the keys stay, or not. */
void status_close(bool keep);

/* A descriptor that a child should not keep open; -1: not connected. */
int status_fd(void);
