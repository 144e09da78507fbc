/*
 * chatter.c - a client that never rests, and writes down what it does and is told.
 *
 * chatter TRACE SEED [quiet]
 *
 * It joins one of two groups, sends messages of all sizes in bursts, agreed and safe, stops reading
 * for a while, leaves, comes back, and sometimes simply ends. After SIGUSR1, or if it begins quiet,
 * it only sees to it that it is in a group, and reads. Exit code 3: the daemon went away, or cut it
 * off; 4: it had enough.
 */
#define _GNU_SOURCE
#include <corosync/cpg.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chatter_trace.h"
#include "payload.h"

enum {
    LARGEST = 1 << 20,
    HEAD = 8, /* every message begins with its number */
    TURN = 20,
    PATIENCE = 50,
    EVENTS_PER_TURN = 256,
    DAEMON_LOST = 3,
    HAD_ENOUGH = 4
};

static const char* const kGroups[] = {"a", "b"};
static cpg_handle_t handle;
static int fd = -1;
static uint32_t pid;
static uint64_t seed, last_id;
static const char* group;            /* that it is in, or joins; NULL: none */
static const char* told_of = "none"; /* the last one that it was in, or is in */
static bool joined;                  /* it was told so */
static volatile sig_atomic_t quiet;
static unsigned char* message;
static size_t waiting; /* size of the message that was refused; 0: none */
static bool waiting_safe;

static void on_quiet(int number) {
    (void)number;
    quiet = 1;
}

static uint32_t dice(uint32_t sides) {
    seed += 0x9e3779b97f4a7c15ULL;
    uint64_t word = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    return (uint32_t)((word ^ (word >> 27)) >> 20) % sides;
}

static void end(int code) {
    if (group != NULL) trace_died(group);
    trace_flush();
    _exit(code);
}

/* ---- what it is told */

static void on_message(cpg_handle_t from, const struct cpg_name* name, uint32_t node,
                       uint32_t sender, void* bytes, size_t size) {
    uint64_t id = 0;
    (void)from, (void)name;
    if (size >= HEAD) memcpy(&id, bytes, HEAD);
    trace_message(told_of, node, sender, id, bytes, size);
}

static bool has_us(struct address_list list, uint32_t node) {
    for (size_t i = 0; i < list.count; ++i)
        if (list.items[i].nodeid == node && list.items[i].pid == pid) return true;
    return false;
}

static void on_change(cpg_handle_t from, const struct cpg_name* name,
                      const struct cpg_address* members, size_t member_count,
                      const struct cpg_address* left, size_t left_count,
                      const struct cpg_address* came, size_t came_count) {
    const struct address_list all = {members, member_count}, gone = {left, left_count},
                              more = {came, came_count};
    uint32_t node = 0;
    (void)name;
    trace_view(told_of, all, more, gone);
    if (cpg_local_get(from, &node) != CS_OK) return;
    if (has_us(more, node)) joined = true;
    if (!has_us(gone, node)) return;
    joined = false;
    group = NULL;
}

static void dispatch(int patience) {
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    poll(&readable, 1, patience);
    for (int i = 0; i < EVENTS_PER_TURN; ++i) {
        const cs_error_t error = cpg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING);
        if (error == CS_ERR_TRY_AGAIN) break;
        if (error != CS_OK) end(DAEMON_LOST);
    }
    trace_flush();
}

/* ---- what it does */

static cpg_model_v1_data_t callbacks = {CPG_MODEL_V1, on_message, on_change, NULL, 0};

/* Refused until the daemon has settled. */
static void connect_to_daemon(const char* path) {
    uint32_t node = 0;
    cs_error_t error;
    pid = (uint32_t)getpid();
    while ((error = cpg_model_initialize(&handle, CPG_MODEL_V1,
                                         (cpg_model_data_t*)(void*)&callbacks, NULL)) ==
           CS_ERR_TRY_AGAIN)
        poll(NULL, 0, PATIENCE);
    if (error != CS_OK || cpg_fd_get(handle, &fd) != CS_OK) _exit(DAEMON_LOST);
    while ((error = cpg_local_get(handle, &node)) == CS_ERR_TRY_AGAIN) poll(NULL, 0, PATIENCE);
    if (error != CS_OK) _exit(DAEMON_LOST);
    if (!trace_open(path, node, pid)) _exit(1);
    /* Its numbers are above those of all that had its process id before. */
    last_id = (uint64_t)trace_now();
}

static void name_of(const char* text, struct cpg_name* name) {
    name->length = (uint32_t)strlen(text);
    memcpy(name->value, text, name->length);
}

static void join(void) {
    struct cpg_name name;
    cs_error_t error;
    group = told_of = kGroups[dice(sizeof kGroups / sizeof *kGroups)];
    name_of(group, &name);
    trace_join(group);
    while ((error = cpg_join(handle, &name)) == CS_ERR_TRY_AGAIN) dispatch(PATIENCE);
    if (error != CS_OK) end(DAEMON_LOST);
}

static void leave(void) {
    struct cpg_name name;
    cs_error_t error;
    name_of(group, &name);
    trace_leave(group);
    while ((error = cpg_leave(handle, &name)) == CS_ERR_TRY_AGAIN) dispatch(PATIENCE);
    if (error != CS_OK) end(DAEMON_LOST);
    while (group != NULL) dispatch(PATIENCE);
}

static size_t some_size(void) {
    static const struct {
        uint32_t percent, least, most;
    } kinds[] = {{55, 8, 100}, {25, 100, 1500}, {14, 1500, 20000}, {100, 20000, 150000}};
    if (dice(400) == 0) return LARGEST - dice(20000);
    uint32_t cast = dice(100);
    size_t kind = 0;
    while (cast >= kinds[kind].percent) cast -= kinds[kind++].percent;
    return kinds[kind].least + dice(kinds[kind].most - kinds[kind].least);
}

/* False: the daemon asks to wait. The same message is tried again then. */
static bool send_message(void) {
    if (waiting == 0) {
        waiting = some_size();
        waiting_safe = dice(3) == 0;
        payload_fill(message, waiting, pid, (uint32_t)++last_id);
        memcpy(message, &last_id, HEAD);
        trace_send(group, last_id, message, waiting, waiting_safe);
    }
    const struct iovec piece = {message, waiting};
    const cpg_guarantee_t guarantee = waiting_safe ? CPG_TYPE_SAFE : CPG_TYPE_AGREED;
    const cs_error_t error = cpg_mcast_joined(handle, guarantee, &piece, 1);
    if (error == CS_ERR_TRY_AGAIN || error == CS_ERR_INTERRUPT) return false;
    if (error != CS_OK) end(DAEMON_LOST);
    waiting = 0;
    return true;
}

static void send_burst(void) {
    for (uint32_t left = 1 + dice(dice(10) == 0 ? 60 : 6); left > 0; --left)
        if (!send_message()) return;
}

static void act(void) {
    if (waiting != 0) {
        send_message();
        return;
    }
    if (quiet) return;
    const uint32_t cast = dice(1000);
    if (cast < 120) send_burst();
    if (cast == 120 || cast == 121) leave();
    if (cast == 122) end(HAD_ENOUGH);
    if (cast == 123) poll(NULL, 0, (int)(100 + dice(2500)));
}

int main(int count, char** words) {
    if (count < 3 || count > 4) return 64;
    quiet = count == 4;
    seed = strtoull(words[2], NULL, 10);
    message = malloc(LARGEST);
    struct sigaction action = {.sa_handler = on_quiet};
    sigaction(SIGUSR1, &action, NULL);
    if (message == NULL) return 1;
    connect_to_daemon(words[1]);
    for (;;) {
        if (group == NULL) join();
        dispatch(waiting != 0 ? 1 : TURN);
        if (joined) act();
    }
}
