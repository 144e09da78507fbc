/*
 * watch.c - see watch.h.
 */
#define _GNU_SOURCE // POLLRDHUP
#include "sam/watch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sam/conversation.h"
#include "sam/quorum_watch.h"
#include "sam/status.h"

struct watch {
    pid_t child;
    int pidfd;         /* -1: the kernel has none; then the channel alone tells of the end */
    bool started;      /* the child's end would be a failure */
    bool warned;       /* this child got its warning */
    bool killed;       /* this child was ended from here */
    uint64_t heard;    /* when the last byte came, milliseconds */
    uint64_t doom;     /* when a child without quorum is killed; 0: it is not */
    bool quorum_error; /* the connection is lost */
};

/* For a warned child without quorum, if signs of life are not due; milliseconds. */
enum { GRACE = 5000 };

static uint64_t now(void) { return sam_clock() / CS_TIME_NS_IN_MSEC; }

static void end_child(struct watch* watch) {
    kill(watch->child, SIGKILL);
    watch->killed = true;
}

/* The first time it is asked to go, the second time it is not asked. */
static void warn_or_end(struct watch* watch) {
    if (watch->warned) {
        end_child(watch);
        return;
    }
    kill(watch->child, sam.warn_signal);
    watch->warned = true;
    watch->heard = now();
}

static void update_quorum(struct watch* watch) {
    if (quorum_watch_update() != CS_OK) watch->quorum_error = true;
    if (quorum_watch_quorate()) watch->doom = 0;
    if (!watch->started || quorum_watch_quorate() || watch->doom != 0) return;
    warn_or_end(watch);
    watch->doom = now() + (sam.interval > 0 ? (uint64_t)sam.interval : GRACE);
}

/* When the child is overdue, 0: never. */
static uint64_t deadline(const struct watch* watch) {
    if (!watch->started) return 0;
    const uint64_t due = sam.interval > 0 ? watch->heard + (uint64_t)sam.interval : 0;
    if (due == 0 || (watch->doom != 0 && watch->doom < due)) return watch->doom;
    return due;
}

static int time_left(const struct watch* watch) {
    const uint64_t due = deadline(watch);
    const uint64_t time = now();
    if (due == 0) return -1;
    if (due <= time) return 0;
    return due - time < INT32_MAX ? (int)(due - time) : INT32_MAX;
}

static void check_time(struct watch* watch) {
    const uint64_t due = deadline(watch);
    if (due == 0 || now() < due) return;
    if (due == watch->doom)
        end_child(watch);
    else
        warn_or_end(watch);
}

/*
 * Waits for `events` of the channel, and does meanwhile what time and quorum demand. False: the
 * child has ended or was killed, and there is nothing to read.
 */
static bool await(struct watch* watch, short events) {
    struct pollfd fds[3] = {{.fd = sam.channel, .events = events},
                            {.fd = watch->pidfd, .events = POLLIN},
                            {.fd = quorum_watch_fd(), .events = POLLIN}};
    while (!watch->killed) {
        fds[2].fd = quorum_watch_fd();
        if (poll(fds, 3, time_left(watch)) < 0) {
            if (errno == EINTR) continue;
            return false;
        }
        if ((fds[0].revents & events) != 0) return (events & POLLIN) != 0;
        if (fds[0].revents != 0 || fds[1].revents != 0) return false;
        if (fds[2].revents != 0) {
            update_quorum(watch);
            if (events != POLLIN) return true;
        }
        check_time(watch);
    }
    return false;
}

/* Reads all of it. A child that stops in the middle is overdue like one that says nothing. */
static bool hear(struct watch* watch, void* bytes, size_t size) {
    unsigned char* next = bytes;
    while (size > 0) {
        if (!await(watch, POLLIN)) return false;
        const ssize_t received = recv(sam.channel, next, size, MSG_DONTWAIT);
        if (received < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (received <= 0) return false;
        next += received;
        size -= (size_t)received;
        watch->heard = now();
    }
    return true;
}

static void answer(cs_error_t error) {
    const int32_t value = (int32_t)error;
    send_all(sam.channel, &value, sizeof value); /* a child that is gone is noticed later */
}

/* False: the child ended meanwhile. */
static bool wait_for_quorum(struct watch* watch, cs_error_t* error) {
    *error = status_set("waiting for quorum");
    if (*error == CS_OK) *error = quorum_watch_open();
    watch->quorum_error = false;
    while (*error == CS_OK && !quorum_watch_quorate()) {
        if (!await(watch, POLLRDHUP)) return false;
        if (watch->quorum_error) *error = CS_ERR_LIBRARY;
    }
    return true;
}

static bool start(struct watch* watch) {
    cs_error_t error = CS_OK;
    if ((sam.policy & SAM_RECOVERY_POLICY_QUORUM) != 0 && !wait_for_quorum(watch, &error))
        return false;
    if (error == CS_OK) error = status_set("running");
    watch->started = error == CS_OK;
    watch->heard = now();
    if ((sam.policy & (SAM_RECOVERY_POLICY_QUORUM | SAM_RECOVERY_POLICY_CMAP)) != 0) answer(error);
    return true;
}

static bool stop(struct watch* watch) {
    watch->started = false;
    watch->doom = 0;
    const cs_error_t error = status_set("stopped");
    if ((sam.policy & SAM_RECOVERY_POLICY_CMAP) != 0) answer(error);
    return true;
}

/* What there is no memory for is read all the same, so that the next command is found. */
static bool skip(struct watch* watch, uint64_t size) {
    unsigned char nothing[4096];
    while (size > 0) {
        const size_t length = size < sizeof nothing ? (size_t)size : sizeof nothing;
        if (!hear(watch, nothing, length)) return false;
        size -= length;
    }
    return true;
}

static bool store_data(struct watch* watch) {
    uint64_t size;
    if (!hear(watch, &size, sizeof size)) return false;
    void* data = size == 0 ? NULL : malloc((size_t)size);
    const bool missing = size != 0 && data == NULL;
    if (missing ? !skip(watch, size) : !hear(watch, data, (size_t)size)) {
        free(data);
        return false;
    }
    if (!missing) {
        free(sam.data);
        sam.data = data;
        sam.data_size = (size_t)size;
    }
    answer(missing ? CS_ERR_NO_MEMORY : CS_OK);
    return true;
}

static bool set_warn_signal(struct watch* watch) {
    int32_t number;
    if (!hear(watch, &number, sizeof number)) return false;
    sam.warn_signal = number;
    answer(CS_OK);
    return true;
}

/* False: there is nothing more to hear from this child. */
static bool obey(struct watch* watch, unsigned char command) {
    status_heard();
    switch (command) {
    case SAM_START:
        return start(watch);
    case SAM_STOP:
        return stop(watch);
    case SAM_HEARTBEAT:
        return true;
    case SAM_DATA_STORE:
        return store_data(watch);
    case SAM_WARN_SIGNAL_SET:
        return set_warn_signal(watch);
    default: /* SAM_MARK_FAILED; what is none of ours is a failure too */
        sam.policy &= ~(unsigned)SAM_RECOVERY_POLICY_RESTART;
        end_child(watch);
        return false;
    }
}

enum watch_end watch_child(pid_t child, int* status) {
    struct watch watch = {.child = child, .pidfd = pidfd_open(child, 0), .heard = now()};
    unsigned char command;
    while (hear(&watch, &command, sizeof command) && obey(&watch, command)) {}
    *status = 0;
    while (waitpid(child, status, 0) < 0 && errno == EINTR) {}
    if (watch.pidfd >= 0) close(watch.pidfd);
    return watch.started || watch.killed ? WATCH_RECOVERY : WATCH_QUIT;
}
