/*
 * sam.c - beginning, registration and end of a supervision.
 */
#define _GNU_SOURCE // PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sam/conversation.h"
#include "sam/quorum_watch.h"
#include "sam/status.h"
#include "sam/supervision.h"
#include "sam/watch.h"

struct supervision sam = {.state = SAM_NONE,
                          .warn_signal = SIGTERM,
                          .channel = -1,
                          .request_lock = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP,
                          .write_lock = PTHREAD_MUTEX_INITIALIZER,
                          .data_lock = PTHREAD_MUTEX_INITIALIZER};

uint64_t sam_clock(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * CS_TIME_NS_IN_SEC + (uint64_t)time.tv_nsec;
}

bool sam_in_use(void) { return !sam_is(SAM_NONE) && !sam_is(SAM_FINALIZED); }

cs_error_t sam_initialize(int time_interval, sam_recovery_policy_t recovery_policy) {
    const unsigned integrations = SAM_RECOVERY_POLICY_QUORUM | SAM_RECOVERY_POLICY_CMAP;
    const unsigned action = (unsigned)recovery_policy & ~integrations;
    if (!sam_is(SAM_NONE)) return CS_ERR_BAD_HANDLE;
    if (action != SAM_RECOVERY_POLICY_QUIT && action != SAM_RECOVERY_POLICY_RESTART)
        return CS_ERR_INVALID_PARAM;
    if (((unsigned)recovery_policy & SAM_RECOVERY_POLICY_QUORUM) != 0) {
        const cs_error_t error = quorum_watch_open();
        if (error != CS_OK) return error;
    }
    sam.interval = time_interval > 0 ? time_interval : 0;
    sam.policy = (unsigned)recovery_policy;
    sam_becomes(SAM_INITIALIZED);
    return CS_OK;
}

/*
 * The parent's connections are not the child's: its copies would keep them open after the parent.
 * Locks may have been held by threads that the child does not have.
 */
static void become_child(int channel) {
    sam.request_lock = (pthread_mutex_t)PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
    sam.write_lock = sam.data_lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    if (quorum_watch_fd() >= 0) close(quorum_watch_fd());
    if (status_fd() >= 0) close(status_fd());
    sam.channel = channel;
    sam_becomes(SAM_REGISTERED);
}

/* One child. In the child `*child` is 0. */
static cs_error_t fork_child(pid_t* child) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return CS_ERR_LIBRARY;
    *child = fork();
    if (*child == 0) {
        close(ends[0]);
        become_child(ends[1]);
        return CS_OK;
    }
    const int reason = errno;
    close(ends[1]);
    if (*child < 0) close(ends[0]);
    errno = reason;
    sam.channel = ends[0];
    return *child < 0 ? CS_ERR_LIBRARY : CS_OK;
}

static void quit(enum watch_end end, int status) {
    quorum_watch_close();
    if (end == WATCH_RECOVERY) status_set("failed");
    status_close(end == WATCH_RECOVERY);
    exit(WEXITSTATUS(status));
}

/* Returns in each child, and in the parent only when it cannot go on. */
static cs_error_t supervise(const struct sigaction* of_child) {
    for (sam.instance = 1;; sam.instance = sam.instance < INT_MAX ? sam.instance + 1 : 0) {
        pid_t child;
        int status;
        const cs_error_t error = fork_child(&child);
        if (error != CS_OK) return error;
        if (child == 0) {
            sigaction(SIGCHLD, of_child, NULL);
            return CS_OK;
        }
        const enum watch_end end = watch_child(child, &status);
        close(sam.channel);
        if (end == WATCH_QUIT || (sam.policy & SAM_RECOVERY_POLICY_RESTART) == 0) quit(end, status);
        status_set("stopped");
    }
}

cs_error_t sam_register(unsigned int* instance_id) {
    if (!sam_is(SAM_INITIALIZED)) return CS_ERR_BAD_HANDLE;
    cs_error_t error = status_open();
    if (error != CS_OK) return error;
    /* A child whose end nobody may see could not be waited for. */
    struct sigaction ordinary = {.sa_handler = SIG_DFL};
    struct sigaction before;
    sigaction(SIGCHLD, &ordinary, &before);
    error = supervise(&before);
    if (error != CS_OK) sigaction(SIGCHLD, &before, NULL);
    if (error == CS_OK && instance_id != NULL) *instance_id = sam.instance;
    return error;
}

cs_error_t sam_start(void) {
    struct conversation conversation;
    if (!sam_is(SAM_REGISTERED)) return CS_ERR_BAD_HANDLE;
    cs_error_t error = conversation_begin(&conversation);
    if (error != CS_OK) return error;
    const bool answered =
        (sam.policy & (SAM_RECOVERY_POLICY_QUORUM | SAM_RECOVERY_POLICY_CMAP)) != 0;
    error = sam_is(SAM_REGISTERED) ? CS_OK : CS_ERR_BAD_HANDLE;
    if (error == CS_OK) error = tell(SAM_START, (struct sam_piece){0}, (struct sam_piece){0});
    if (error == CS_OK && answered) error = hear_answer(&conversation, true);
    if (error == CS_OK) sam_becomes(SAM_STARTED);
    conversation_end(&conversation);
    return error;
}

cs_error_t sam_stop(void) {
    struct conversation conversation;
    if (!sam_is(SAM_STARTED)) return CS_ERR_BAD_HANDLE;
    cs_error_t error = conversation_begin(&conversation);
    if (error != CS_OK) return error;
    error = CS_ERR_BAD_HANDLE;
    if (sam_is(SAM_STARTED)) {
        sam_becomes(SAM_REGISTERED); /* no sign of life after the last word */
        error = tell(SAM_STOP, (struct sam_piece){0}, (struct sam_piece){0});
        if (error == CS_OK && (sam.policy & SAM_RECOVERY_POLICY_CMAP) != 0)
            error = hear_answer(&conversation, false);
        if (error != CS_OK) sam_becomes(SAM_STARTED);
    }
    conversation_end(&conversation);
    return error;
}

cs_error_t sam_finalize(void) {
    if (!sam_in_use()) return CS_ERR_BAD_HANDLE;
    if (sam_is(SAM_STARTED)) {
        const cs_error_t error = sam_stop();
        if (error == CS_ERR_BUSY) return error;
    }
    sam_becomes(SAM_FINALIZED);
    pthread_mutex_lock(&sam.data_lock);
    free(sam.data);
    sam.data = NULL;
    sam.data_size = 0;
    pthread_mutex_unlock(&sam.data_lock);
    return CS_OK;
}

cs_error_t sam_hc_send(void) { return sam_is(SAM_STARTED) ? give_sign() : CS_ERR_BAD_HANDLE; }

cs_error_t sam_mark_failed(void) {
    if (!sam_is(SAM_REGISTERED) && !sam_is(SAM_STARTED)) return CS_ERR_BAD_HANDLE;
    if ((sam.policy & SAM_RECOVERY_POLICY_CMAP) == 0) return CS_ERR_INVALID_PARAM;
    struct conversation conversation;
    cs_error_t error = conversation_begin(&conversation);
    if (error != CS_OK) return error;
    error = tell(SAM_MARK_FAILED, (struct sam_piece){0}, (struct sam_piece){0});
    conversation_end(&conversation);
    return error;
}
