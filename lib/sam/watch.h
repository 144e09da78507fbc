/*
 * watch.h - the supervisor's loop around one child.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

enum watch_end {
    WATCH_RECOVERY, /* a started child failed: the policy decides */
    WATCH_QUIT      /* the child went in good order */
};

/*
 * Watches the child at the other end of sam.channel until it has ended; `*status` is that of
 * waitpid. A child that asks to be marked as failed takes RESTART out of the policy.
 */
enum watch_end watch_child(pid_t child, int* status);
