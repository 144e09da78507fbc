/*
 * member.c - the life of a member: join, send and dispatch, leave.
 */
#define _GNU_SOURCE
#include "member.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "payload.h"

/* Events per turn, so that sending goes on under load; the longest sleep, milliseconds. */
enum { EVENTS_PER_TURN = 64, SENDS_PER_TURN = 16, TURN = 50, LEAVE_LIMIT = 5000 };

static volatile sig_atomic_t told_to_stop;

static void stop(int signal_number) {
    (void)signal_number;
    told_to_stop = 1;
}

static double now(void) { return (double)cs_timestamp_get() / 1e9; }

/* Result 6 of a call that is made once: repeated for up to 30 s. */
static cs_error_t persist(cs_error_t (*call)(struct member*, const struct cpg_name*),
                          struct member* member, const struct cpg_name* group) {
    const double end = now() + 30;
    cs_error_t error;
    while ((error = call(member, group)) == CS_ERR_TRY_AGAIN && now() < end && !told_to_stop)
        poll(NULL, 0, 20);
    return error;
}

static cs_error_t open_handle(struct member* member, const struct cpg_name* group) {
    cpg_model_v1_data_t model = member_callbacks;
    (void)group;
    if (member->options->totem) model.flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF;
    return cpg_model_initialize(&member->handle, CPG_MODEL_V1, (cpg_model_data_t*)(void*)&model,
                                member);
}

static cs_error_t ask_node(struct member* member, const struct cpg_name* group) {
    (void)group;
    return cpg_local_get(member->handle, &member->nodeid);
}

static cs_error_t join(struct member* member, const struct cpg_name* group) {
    return cpg_join(member->handle, group);
}

static cs_error_t leave(struct member* member, const struct cpg_name* group) {
    return cpg_leave(member->handle, group);
}

/* A few events, after sleeping for one. */
static void dispatch(struct member* member, int fd, int milliseconds) {
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    if (poll(&readable, 1, milliseconds) <= 0) return;
    for (int i = 0; i < EVENTS_PER_TURN; ++i) {
        const cs_error_t error = cpg_dispatch(member->handle, CS_DISPATCH_ONE_NONBLOCKING);
        if (error == CS_ERR_TRY_AGAIN) return;
        if (error != CS_OK) {
            member->failure = error;
            return;
        }
    }
}

/* True: one message more is out. */
static bool send_one(struct member* member, unsigned char* buffer) {
    const struct options* options = member->options;
    const size_t length = options->sizes[member->sent % options->size_count];
    const struct iovec piece = {buffer, length};
    payload_fill(buffer, length, member->pid, (uint32_t)member->sent);
    const cpg_guarantee_t guarantee = options->safe ? CPG_TYPE_SAFE : CPG_TYPE_AGREED;
    const cs_error_t error = cpg_mcast_joined(member->handle, guarantee, &piece, 1);
    if (error == CS_OK)
        ++member->sent;
    else if (error == CS_ERR_TRY_AGAIN)
        ++member->retries;
    else if (error == CS_ERR_INTERRUPT)
        ++member->repeats;
    else {
        ++member->errors;
        member->failure = error;
    }
    return error == CS_OK;
}

/* Sends what is due; returns how long to sleep. */
static int send_due(struct member* member, unsigned char* buffer, double began) {
    const struct options* options = member->options;
    for (int i = 0; i < SENDS_PER_TURN; ++i) {
        if (member->sent == options->count) return TURN;
        const double due = options->rate > 0 ? began + (double)member->sent / options->rate : 0;
        const double early = due - now();
        if (early > 0) return early * 1000 < TURN ? (int)(early * 1000) + 1 : TURN;
        if (!send_one(member, buffer)) return 2;
    }
    return 0;
}

static bool finished(const struct member* member, double end) {
    if (told_to_stop || member->failure != CS_OK || (end > 0 && now() > end)) return true;
    return member->complete && member->sent == member->options->count;
}

static void work(struct member* member, int fd, unsigned char* buffer) {
    const double end = member->options->seconds > 0 ? now() + member->options->seconds : 0;
    double began = 0;
    while (!finished(member, end)) {
        int sleep = TURN;
        if (member->joined && member->started) {
            if (began == 0) began = now();
            sleep = send_due(member, buffer, began);
        }
        dispatch(member, fd, sleep);
    }
}

static void depart(struct member* member, int fd, const struct cpg_name* group) {
    const double end = now() + LEAVE_LIMIT / 1000.0;
    told_to_stop = 0;
    const cs_error_t error = persist(leave, member, group);
    if (error != CS_OK) member->failure = error;
    while (member->failure == CS_OK && !member->left && now() < end) dispatch(member, fd, TURN);
}

static unsigned char* new_buffer(const struct options* options) {
    size_t most = 1;
    for (size_t i = 0; i < options->size_count; ++i)
        if (options->sizes[i] > most) most = options->sizes[i];
    return malloc(most);
}

int member_run(const struct options* options) {
    static struct member member;
    struct cpg_name group = {.length = (uint32_t)strlen(options->group)};
    unsigned char* buffer = new_buffer(options);
    int fd = -1;
    if (group.length > CPG_MAX_NAME_LENGTH || buffer == NULL) return 2;
    memcpy(group.value, options->group, group.length);
    member = (struct member){.options = options, .pid = (uint32_t)getpid(), .failure = CS_OK};
    member.digest = member.message_digest = DIGEST_START;
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    member.failure = persist(open_handle, &member, &group);
    if (member.failure == CS_OK) {
        member.failure = persist(ask_node, &member, &group);
        if (member.failure == CS_OK) member.failure = persist(join, &member, &group);
        if (member.failure == CS_OK) member.failure = cpg_fd_get(member.handle, &fd);
        if (member.failure == CS_OK) work(&member, fd, buffer);
        if (member.failure == CS_OK) depart(&member, fd, &group);
        cpg_finalize(member.handle);
    }
    member_summary(&member);
    free(buffer);
    const bool clean = member.failure == CS_OK && member.corrupt == 0 && member.gaps == 0;
    return clean ? 0 : 1;
}
