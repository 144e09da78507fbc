/*
 * votestest.c - what libvotequorum answers: handles, votes, the quorum device, changes of the
 * membership, the end of the daemon.
 */
#include <corosync/votequorum.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"

static votequorum_handle_t handle, other;
static bool ends_handle;
static uint32_t members_now; /* as the last two events said */
static votequorum_ring_id_t ring_now;

static int by_id(const void* left, const void* right) {
    const uint32_t a = ((const votequorum_node_t*)left)->nodeid;
    const uint32_t b = ((const votequorum_node_t*)right)->nodeid;
    return a < b ? -1 : a > b;
}

/* The order of the nodes carries no meaning. */
static void on_quorum(votequorum_handle_t of, uint64_t context, uint32_t quorate, uint32_t count,
                      votequorum_node_t nodes[]) {
    say("quorum: handle %d, context %" PRIu64 ", quorate %" PRIu32, of == handle, context, quorate);
    members_now = 0;
    qsort(nodes, count, sizeof *nodes, by_id);
    for (uint32_t i = 0; i < count; ++i) {
        say("  node %" PRIu32 " state %" PRIu32, nodes[i].nodeid, nodes[i].state);
        if (nodes[i].nodeid != 0 && nodes[i].state == VOTEQUORUM_NODESTATE_MEMBER) ++members_now;
    }
    if (ends_handle) SHOW(votequorum_finalize(of));
}

static void on_expected(votequorum_handle_t of, uint64_t context, uint32_t votes) {
    say("expected votes: handle %d, context %" PRIu64 ", %" PRIu32, of == handle, context, votes);
}

static void on_nodes(votequorum_handle_t of, uint64_t context, votequorum_ring_id_t ring,
                     uint32_t count, uint32_t nodes[]) {
    say("nodes: handle %d, context %" PRIu64 ", ring %d of %" PRIu32, of == handle, context,
        ring.seq != 0, ring.nodeid);
    for (uint32_t i = 0; i < count; ++i) say("  node %" PRIu32, nodes[i]);
    ring_now = ring;
}

static votequorum_callbacks_t callbacks = {on_quorum, on_expected, on_nodes};

static void wrong_handle(votequorum_handle_t wrong) {
    const votequorum_ring_id_t ring = {1, 1};
    struct votequorum_info info;
    void* context;
    int fd;
    say("# a handle that is none");
    SHOW(votequorum_finalize(wrong)), SHOW(votequorum_fd_get(wrong, &fd));
    SHOW(votequorum_dispatch(wrong, CS_DISPATCH_ALL)), SHOW(votequorum_getinfo(wrong, 0, &info));
    SHOW(votequorum_setexpected(wrong, 2)), SHOW(votequorum_setvotes(wrong, 0, 1));
    SHOW(votequorum_trackstart(wrong, 1, CS_TRACK_CHANGES)), SHOW(votequorum_trackstop(wrong));
    SHOW(votequorum_context_get(wrong, &context)), SHOW(votequorum_context_set(wrong, NULL));
    SHOW(votequorum_qdevice_register(wrong, "d")), SHOW(votequorum_qdevice_unregister(wrong, "d"));
    SHOW(votequorum_qdevice_update(wrong, "d", "e"));
    SHOW(votequorum_qdevice_poll(wrong, "d", 1, ring));
    SHOW(votequorum_qdevice_master_wins(wrong, "d", 1));
}

static cs_error_t initialize_other(void) { return votequorum_initialize(&other, NULL); }

static void handles(void) {
    static int mine;
    void* context = &mine;
    int fd;
    wrong_handle(0);
    SHOW(votequorum_initialize(&handle, NULL)), SHOW(votequorum_context_get(handle, &context));
    say("no context: %d", context == NULL);
    SHOW(votequorum_context_set(handle, &mine)), SHOW(votequorum_context_get(handle, &context));
    say("my context: %d", context == &mine);
    SHOW(votequorum_fd_get(handle, &fd));
    say("nothing to read: %d", !readable(fd, 0));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    SHOW(votequorum_dispatch(handle, (cs_dispatch_flags_t)0));
    SHOW(votequorum_dispatch(handle, (cs_dispatch_flags_t)5));
    SHOW(votequorum_trackstart(handle, 7, CS_TRACK_CURRENT));
    say("something to read: %d", readable(fd, 1000));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ONE));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(votequorum_finalize(handle));
    wrong_handle(handle);
    if (!robust) return;
    must_heed_environment(initialize_other);
    MUST(votequorum_initialize(NULL, NULL), CS_ERR_INVALID_PARAM);
    MUST(votequorum_initialize(&handle, NULL), CS_OK);
    MUST(votequorum_fd_get(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(votequorum_getinfo(handle, 0, NULL), CS_ERR_INVALID_PARAM);
    MUST(votequorum_context_get(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(votequorum_qdevice_register(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(votequorum_qdevice_unregister(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(votequorum_qdevice_update(handle, "d", NULL), CS_ERR_INVALID_PARAM);
    MUST(votequorum_qdevice_master_wins(handle, NULL, 0), CS_ERR_INVALID_PARAM);
    MUST(votequorum_finalize(handle), CS_OK);
}

static void info(unsigned nodeid) {
    struct votequorum_info known;
    memset(&known, 0, sizeof known);
    const cs_error_t error = votequorum_getinfo(handle, nodeid, &known);
    say("info of %u = %d", nodeid, (int)error);
    if (error != CS_OK) return;
    say("  node %u state %u votes %u expected %u", known.node_id, known.node_state,
        known.node_votes, known.node_expected_votes);
    say("  highest %u total %u quorum %u flags %u device %u '%s'", known.highest_expected,
        known.total_votes, known.quorum, known.flags, known.qdevice_votes, known.qdevice_name);
}

static void track(uint64_t context, unsigned flags) {
    say("context %" PRIu64 ", flags %u", context, flags);
    SHOW(votequorum_trackstart(handle, context, flags));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ALL));
}

static void tracking(void) {
    say("# tracking");
    SHOW(votequorum_initialize(&handle, &callbacks));
    SHOW(votequorum_trackstop(handle));
    track(1, 0), track(2, CS_TRACK_CURRENT), track(3, CS_TRACK_CHANGES);
    track(4, CS_TRACK_CHANGES), track(5, CS_TRACK_CURRENT), track(6, CS_TRACK_CHANGES_ONLY);
    SHOW(votequorum_trackstop(handle)), SHOW(votequorum_trackstop(handle));
    track(7, CS_TRACK_CHANGES_ONLY), track(8, CS_TRACK_CURRENT | CS_TRACK_CHANGES);
    SHOW(votequorum_finalize(handle));
}

/* The changes are ordered among the nodes: what they did is seen a little later. */
static void votes(void) {
    say("# votes");
    SHOW(votequorum_initialize(&handle, &callbacks));
    info(0), info(1), info(2), info(99);
    SHOW(votequorum_setexpected(handle, 0)), SHOW(votequorum_setexpected(handle, 1));
    SHOW(votequorum_setexpected(handle, 5)), SHOW(votequorum_setvotes(handle, 99, 1));
    SHOW(votequorum_setexpected(handle, 3));
    readable(-1, 300);
    info(0);
    SHOW(votequorum_setexpected(handle, 2));
    readable(-1, 300);
    info(0), info(2);
    SHOW(votequorum_finalize(handle));
}

static void device(void) {
    const votequorum_ring_id_t elsewhere = {99, 4};
    char name[300];
    say("# device");
    SHOW(votequorum_initialize(&handle, &callbacks));
    memset(name, 'd', sizeof name);
    name[255] = '\0';
    SHOW(votequorum_qdevice_register(handle, "")), SHOW(votequorum_qdevice_register(handle, name));
    SHOW(votequorum_qdevice_unregister(handle, "")),
        SHOW(votequorum_qdevice_poll(handle, "", 1, elsewhere));
    SHOW(votequorum_qdevice_update(handle, "", "b")),
        SHOW(votequorum_qdevice_update(handle, "a", ""));
    SHOW(votequorum_qdevice_master_wins(handle, "", 1));
    SHOW(votequorum_qdevice_unregister(handle, "disk"));
    SHOW(votequorum_qdevice_update(handle, "disk", "tape"));
    SHOW(votequorum_qdevice_master_wins(handle, "disk", 1));
    SHOW(votequorum_trackstart(handle, 1, CS_TRACK_CURRENT));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(votequorum_qdevice_poll(handle, "disk", 1, ring_now));
    SHOW(votequorum_qdevice_register(handle, "disk"));
    SHOW(votequorum_qdevice_register(handle, "disk"));
    SHOW(votequorum_qdevice_register(handle, "tape"));
    info(0);
    SHOW(votequorum_qdevice_poll(handle, "tape", 1, ring_now));
    SHOW(votequorum_qdevice_poll(handle, "disk", 1, elsewhere));
    SHOW(votequorum_qdevice_poll(handle, "disk", 1, ring_now));
    readable(-1, 300);
    info(0);
    SHOW(votequorum_qdevice_master_wins(handle, "disk", 1));
    SHOW(votequorum_qdevice_update(handle, "disk", "tape"));
    readable(-1, 300);
    info(0);
    SHOW(votequorum_trackstart(handle, 2, CS_TRACK_CURRENT));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(votequorum_qdevice_unregister(handle, "disk"));
    SHOW(votequorum_qdevice_unregister(handle, "tape"));
    readable(-1, 300);
    info(0);
    SHOW(votequorum_finalize(handle));
}

static void finalize_handle(void) { votequorum_finalize(handle); }

static void endings(void) {
    say("# endings");
    SHOW(votequorum_initialize(&handle, &callbacks));
    ends_handle = true;
    SHOW(votequorum_trackstart(handle, 1, CS_TRACK_CURRENT));
    SHOW(votequorum_trackstart(handle, 2, CS_TRACK_CURRENT));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    ends_handle = false;
    SHOW(votequorum_finalize(handle));
    if (!robust) return; /* the reference goes on waiting */
    MUST(votequorum_initialize(&handle, NULL), CS_OK);
    run_later(finalize_handle, 200);
    MUST(votequorum_dispatch(handle, CS_DISPATCH_ONE), CS_ERR_BAD_HANDLE);
}

static void follow(uint32_t members) {
    while (members_now != members)
        if (votequorum_dispatch(handle, CS_DISPATCH_ONE) != CS_OK) return;
    info(0), info(2);
}

/* The harness stops the second of two nodes and starts it again. */
static void changes(void) {
    say("# changes");
    SHOW(votequorum_initialize(&handle, &callbacks));
    SHOW(votequorum_trackstart(handle, 77, CS_TRACK_CHANGES));
    follow(2);
    wait_for_harness();
    follow(1);
    wait_for_harness();
    follow(2);
    SHOW(votequorum_finalize(handle));
}

static void death(void) {
    struct votequorum_info known;
    int fd;
    say("# the end of the daemon");
    SHOW(votequorum_initialize(&handle, &callbacks)), SHOW(votequorum_initialize(&other, NULL));
    SHOW(votequorum_fd_get(handle, &fd));
    wait_for_harness();
    say("something to read: %d", readable(fd, 5000));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(votequorum_dispatch(handle, CS_DISPATCH_ONE));
    SHOW(votequorum_getinfo(other, 0, &known)), SHOW(votequorum_setexpected(handle, 2));
    SHOW(votequorum_finalize(handle)), SHOW(votequorum_finalize(other));
    SHOW(votequorum_finalize(other)), SHOW(votequorum_initialize(&handle, NULL));
}

int main(int argc, char** argv) {
    const char* what = chosen(argc, argv);
    if (strcmp(what, "death") == 0) {
        death();
    } else if (strcmp(what, "changes") == 0) {
        changes();
    } else if (strcmp(what, "device") == 0) {
        device();
    } else {
        handles();
        tracking();
        votes();
        endings();
    }
    return 0;
}
