/*
 * cfgtest.c - what libcfg answers: handles, nodes and links, shutdown as asker and as asked, the
 * end of the daemon.
 */
#include <arpa/inet.h>
#include <corosync/cfg.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"

static corosync_cfg_handle_t handle, other;
static int answer; /* what the callback replies; -1: nothing; -2: it ends the handle */
static int asked;
/* What another thread was answered; printed when it is done, for a line's place not to be chance.
 */
static int replied, dispatched, stopped;

static void on_shutdown(corosync_cfg_handle_t of, corosync_cfg_shutdown_flags_t flags) {
    say("asked: handle %d, flags %d", of == handle || of == other, (int)flags);
    ++asked;
    if (answer == -2) replied = (int)corosync_cfg_finalize(of);
    if (answer >= 0)
        replied =
            (int)corosync_cfg_replyto_shutdown(of, (corosync_cfg_shutdown_reply_flags_t)answer);
}

static const corosync_cfg_callbacks_t callbacks = {on_shutdown};

static void wrong_handle(corosync_cfg_handle_t wrong) {
    static struct corosync_cfg_node_status_v1 status;
    corosync_cfg_node_address_t address;
    char **names, **states;
    unsigned count;
    int number;
    say("# a handle that is none");
    SHOW(corosync_cfg_finalize(wrong)), SHOW(corosync_cfg_fd_get(wrong, &number));
    SHOW(corosync_cfg_dispatch(wrong, CS_DISPATCH_ALL));
    SHOW(corosync_cfg_ring_status_get(wrong, &names, &states, &count));
    SHOW(corosync_cfg_node_status_get(wrong, 1, CFG_NODE_STATUS_V1, &status));
    SHOW(corosync_cfg_kill_node(wrong, 99, "why"));
    SHOW(corosync_cfg_trackstart(wrong, 0)), SHOW(corosync_cfg_trackstop(wrong));
    SHOW(corosync_cfg_try_shutdown(wrong, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST));
    SHOW(corosync_cfg_replyto_shutdown(wrong, COROSYNC_CFG_SHUTDOWN_FLAG_NO));
    SHOW(corosync_cfg_get_node_addrs(wrong, 1, 1, &number, &address));
    SHOW(corosync_cfg_local_get(wrong, &count)), SHOW(corosync_cfg_reload_config(wrong));
    SHOW(corosync_cfg_reopen_log_files(wrong));
}

static cs_error_t initialize_other(void) { return corosync_cfg_initialize(&other, NULL); }

static void missing_pointers(void) {
    static struct corosync_cfg_node_status_v1 status;
    corosync_cfg_node_address_t address;
    char **names, **states;
    unsigned count;
    int number;
    SHOW(corosync_cfg_node_status_get(handle, 1, CFG_NODE_STATUS_V1, NULL));
    SHOW(corosync_cfg_node_status_get(handle, 1, (corosync_cfg_node_status_version_t)0, &status));
    SHOW(corosync_cfg_node_status_get(handle, 1, (corosync_cfg_node_status_version_t)2, &status));
    if (!robust) return;
    must_heed_environment(initialize_other);
    MUST(corosync_cfg_initialize(NULL, NULL), CS_ERR_INVALID_PARAM);
    MUST(corosync_cfg_fd_get(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(corosync_cfg_local_get(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(corosync_cfg_kill_node(handle, 1, NULL), CS_ERR_INVALID_PARAM);
    MUST(corosync_cfg_ring_status_get(handle, NULL, &states, &count), CS_ERR_INVALID_PARAM);
    MUST(corosync_cfg_ring_status_get(handle, &names, NULL, &count), CS_ERR_INVALID_PARAM);
    MUST(corosync_cfg_ring_status_get(handle, &names, &states, NULL), CS_ERR_INVALID_PARAM);
    MUST(corosync_cfg_get_node_addrs(handle, 1, 1, NULL, &address), CS_ERR_INVALID_PARAM);
    MUST(corosync_cfg_get_node_addrs(handle, 1, 1, &number, NULL), CS_ERR_INVALID_PARAM);
    number = 5;
    MUST(corosync_cfg_get_node_addrs(handle, 99, 1, &number, &address), CS_ERR_NOT_EXIST);
    MUST(number, 0);
}

static void links(void) {
    char **names, **states;
    unsigned count = 0;
    if (SHOW(corosync_cfg_ring_status_get(handle, &names, &states, &count)) != CS_OK) return;
    for (unsigned i = 0; i < count; ++i) {
        say("link '%s' is '%s'", names[i], states[i]);
        free(names[i]);
        free(states[i]);
    }
    free(names);
    free(states);
}

static void status(unsigned nodeid) {
    static struct corosync_cfg_node_status_v1 known;
    memset(&known, 0, sizeof known);
    const cs_error_t error =
        corosync_cfg_node_status_get(handle, nodeid, CFG_NODE_STATUS_V1, &known);
    say("status of %u = %d", nodeid, (int)error);
    if (error != CS_OK) return;
    say("  node %u reachable %d remote %d external %d", known.nodeid, known.reachable, known.remote,
        known.external);
    for (int i = 0; i < CFG_MAX_LINKS; ++i) {
        const struct corosync_knet_link_status_v1* link = &known.link_status[i];
        if (!link->enabled && link->src_ipaddr[0] == '\0') continue;
        say("  link %d enabled %d connected %d dynamically %d from '%s' to '%s'", i, link->enabled,
            link->connected, link->dynconnected, link->src_ipaddr, link->dst_ipaddr);
    }
}

static void addresses(unsigned nodeid, size_t room) {
    corosync_cfg_node_address_t all[4];
    char text[INET6_ADDRSTRLEN];
    struct sockaddr_in in;
    int count = -1;
    memset(all, 0, sizeof all);
    errno = 0;
    const cs_error_t error = corosync_cfg_get_node_addrs(handle, nodeid, room, &count, all);
    say("addresses of %u = %d, errno %d", nodeid, (int)error, errno);
    if (error != CS_OK) return;
    say("  count %d", count);
    for (int i = 0; i < count && i < (int)room; ++i) {
        memcpy(&in, all[i].address, sizeof in);
        say("  length %d family %d %s", all[i].address_length, in.sin_family,
            inet_ntop(in.sin_family, &in.sin_addr, text, sizeof text));
    }
}

static void handles(void) {
    char reason[300];
    unsigned nodeid = 0;
    int fd;
    wrong_handle(0);
    SHOW(corosync_cfg_initialize(&handle, NULL)), SHOW(corosync_cfg_fd_get(handle, &fd));
    say("nothing to read: %d", !readable(fd, 0));
    SHOW(corosync_cfg_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(corosync_cfg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    missing_pointers();
    SHOW(corosync_cfg_local_get(handle, &nodeid));
    say("node %u", nodeid);
    links();
    status(1), status(2), status(0);
    addresses(0, 4), addresses(1, 4), addresses(2, 4), addresses(2, 0), addresses(99, 4);
    memset(reason, 'r', sizeof reason);
    reason[256] = '\0';
    SHOW(corosync_cfg_kill_node(handle, 99, reason));
    reason[255] = '\0';
    SHOW(corosync_cfg_kill_node(handle, 99, reason)), SHOW(corosync_cfg_kill_node(handle, 0, ""));
    SHOW(corosync_cfg_reopen_log_files(handle)), SHOW(corosync_cfg_reload_config(handle));
    SHOW(corosync_cfg_trackstop(handle)), SHOW(corosync_cfg_trackstart(handle, 0));
    SHOW(corosync_cfg_trackstart(handle, 255)), SHOW(corosync_cfg_trackstop(handle));
    SHOW(corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_YES));
    SHOW(corosync_cfg_finalize(handle));
    wrong_handle(handle);
}

static void answer_question(void) {
    dispatched = (int)corosync_cfg_dispatch(handle, CS_DISPATCH_ONE);
}
static void stop_tracking(void) { stopped = (int)corosync_cfg_trackstop(handle); }

static void print_the_other(void) {
    readable(-1, 300); /* it comes to its end */
    say("replied %d, dispatched %d, stopped %d", replied, dispatched, stopped);
    replied = dispatched = stopped = 0;
}

static void ask(const char* what, int reply, void (*meanwhile)(void)) {
    say("%s", what);
    answer = reply;
    if (meanwhile != NULL) run_later(meanwhile, 200);
    SHOW(corosync_cfg_try_shutdown(other, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST));
    print_the_other();
}

/* One handle asks, the other is asked; nobody may say yes here, or the daemon ends. */
static void questions(void) {
    say("# questions");
    SHOW(corosync_cfg_initialize(&handle, &callbacks));
    SHOW(corosync_cfg_initialize(&other, &callbacks));
    SHOW(corosync_cfg_trackstart(handle, 0));
    ask("answered with no", COROSYNC_CFG_SHUTDOWN_FLAG_NO, answer_question);
    ask("not answered", -1, answer_question);
    SHOW(corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_YES));
    SHOW(corosync_cfg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    say("asked %d times", asked);
    SHOW(corosync_cfg_finalize(handle)), SHOW(corosync_cfg_finalize(other));
}

static void shutdown_with(const char* what, corosync_cfg_shutdown_flags_t flags, int reply,
                          void (*meanwhile)(void)) {
    int fd;
    say("# %s", what);
    SHOW(corosync_cfg_initialize(&handle, &callbacks));
    SHOW(corosync_cfg_initialize(&other, &callbacks));
    SHOW(corosync_cfg_trackstart(handle, 0)), SHOW(corosync_cfg_fd_get(other, &fd));
    answer = reply;
    run_later(meanwhile, 200);
    SHOW(corosync_cfg_try_shutdown(other, flags));
    print_the_other();
    say("the daemon ends: %d", readable(fd, 10000));
    SHOW(corosync_cfg_dispatch(other, CS_DISPATCH_ALL)), SHOW(corosync_cfg_finalize(other));
}

static void death(void) {
    unsigned nodeid;
    int fd;
    say("# the end of the daemon");
    SHOW(corosync_cfg_initialize(&handle, &callbacks)), SHOW(corosync_cfg_initialize(&other, NULL));
    SHOW(corosync_cfg_fd_get(handle, &fd)), SHOW(corosync_cfg_trackstart(handle, 0));
    wait_for_harness();
    say("something to read: %d", readable(fd, 5000));
    SHOW(corosync_cfg_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(corosync_cfg_dispatch(handle, CS_DISPATCH_ONE)),
        SHOW(corosync_cfg_local_get(other, &nodeid));
    SHOW(corosync_cfg_try_shutdown(other, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST));
    SHOW(corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_YES));
    SHOW(corosync_cfg_finalize(handle)), SHOW(corosync_cfg_finalize(other));
    SHOW(corosync_cfg_finalize(other)), SHOW(corosync_cfg_initialize(&handle, NULL));
}

static void nothing(void) {}

int main(int argc, char** argv) {
    const char* what = chosen(argc, argv);
    if (strcmp(what, "death") == 0) {
        death();
    } else if (strcmp(what, "yes") == 0) {
        shutdown_with(what, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST, COROSYNC_CFG_SHUTDOWN_FLAG_YES,
                      answer_question);
    } else if (strcmp(what, "regardless") == 0) {
        shutdown_with(what, COROSYNC_CFG_SHUTDOWN_FLAG_REGARDLESS, COROSYNC_CFG_SHUTDOWN_FLAG_NO,
                      answer_question);
    } else if (strcmp(what, "immediate") == 0) {
        shutdown_with(what, COROSYNC_CFG_SHUTDOWN_FLAG_IMMEDIATE, -1, nothing);
    } else if (strcmp(what, "gone") == 0) {
        shutdown_with(what, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST, -2, answer_question);
    } else if (strcmp(what, "untracked") == 0) {
        shutdown_with(what, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST, -1, stop_tracking);
    } else {
        handles();
        questions();
    }
    return 0;
}
