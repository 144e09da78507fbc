/*
 * quorumtest.c - what libquorum answers: handles, models, tracking, changes of the membership, the
 * end of the daemon.
 */
#include <corosync/quorum.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "answers.h"

static quorum_handle_t handle, other;
static bool ends_handle;
static int quorate_now = -1;
static uint32_t members_now;

static void print_list(const char* name, uint32_t count, const uint32_t* list) {
    char text[256] = "";
    for (uint32_t i = 0; i < count && i < 16; ++i)
        snprintf(text + strlen(text), sizeof text - strlen(text), " %" PRIu32, list[i]);
    say("  %s%s", name, text);
}

static void on_v0(quorum_handle_t of, uint32_t quorate, uint64_t seq, uint32_t count,
                  uint32_t* list) {
    say("v0: quorate %" PRIu32 ", handle %d, ring %d", quorate, of == handle, seq != 0);
    print_list("view", count, list);
    quorate_now = (int)quorate;
    members_now = count;
    if (ends_handle) SHOW(quorum_finalize(of));
}

static void on_quorum(quorum_handle_t of, uint32_t quorate, struct quorum_ring_id ring,
                      uint32_t count, const uint32_t* list) {
    say("v1: quorate %" PRIu32 ", handle %d, ring %d of %" PRIu32, quorate, of == handle,
        ring.seq != 0, ring.nodeid);
    print_list("view", count, list);
    quorate_now = (int)quorate;
    members_now = count;
}

static void on_nodes(quorum_handle_t of, struct quorum_ring_id ring, uint32_t members,
                     const uint32_t* member_list, uint32_t joined, const uint32_t* joined_list,
                     uint32_t left, const uint32_t* left_list) {
    say("v1 nodes: handle %d, ring %d of %" PRIu32, of == handle, ring.seq != 0, ring.nodeid);
    print_list("members", members, member_list);
    print_list("joined", joined, joined_list);
    print_list("left", left, left_list);
}

static quorum_model_v0_data_t v0 = {QUORUM_MODEL_V0, on_v0};
static quorum_model_v1_data_t v1 = {QUORUM_MODEL_V1, on_quorum, on_nodes};
#define DATA(model) ((quorum_model_data_t*)(void*)&(model))

static void wrong_handle(quorum_handle_t wrong) {
    const void* context;
    int number;
    say("# a handle that is none");
    SHOW(quorum_finalize(wrong)), SHOW(quorum_fd_get(wrong, &number));
    SHOW(quorum_getquorate(wrong, &number)), SHOW(quorum_dispatch(wrong, CS_DISPATCH_ALL));
    SHOW(quorum_trackstart(wrong, CS_TRACK_CHANGES)), SHOW(quorum_trackstop(wrong));
    SHOW(quorum_context_get(wrong, &context)), SHOW(quorum_context_set(wrong, NULL));
}

static cs_error_t initialize_other(void) { return quorum_initialize(&other, NULL, NULL); }

static void handles(void) {
    quorum_callbacks_t nothing = {NULL};
    static int mine;
    const void* context = &mine;
    uint32_t type = 99;
    int number = -1;
    wrong_handle(0);
    SHOW(quorum_model_initialize(&handle, (quorum_model_t)2, DATA(v0), &type, NULL));
    SHOW(quorum_initialize(&handle, &nothing, &type));
    say("type %" PRIu32, type);
    SHOW(quorum_context_get(handle, &context));
    say("no context: %d", context == NULL);
    SHOW(quorum_context_set(handle, &mine)), SHOW(quorum_context_get(handle, &context));
    say("my context: %d", context == &mine);
    SHOW(quorum_getquorate(handle, &number));
    say("quorate %d", number);
    SHOW(quorum_fd_get(handle, &number));
    say("nothing to read: %d", !readable(number, 0));
    SHOW(quorum_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(quorum_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    SHOW(quorum_dispatch(handle, (cs_dispatch_flags_t)0));
    SHOW(quorum_dispatch(handle, (cs_dispatch_flags_t)5));
    say("events without a callback");
    SHOW(quorum_trackstart(handle, CS_TRACK_CURRENT));
    say("something to read: %d", readable(number, 1000));
    SHOW(quorum_dispatch(handle, CS_DISPATCH_ONE));
    SHOW(quorum_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    SHOW(quorum_finalize(handle));
    wrong_handle(handle);
    SHOW(quorum_model_initialize(&handle, QUORUM_MODEL_V1, NULL, NULL, &mine));
    SHOW(quorum_context_get(handle, &context));
    say("my context: %d", context == &mine);
    SHOW(quorum_trackstart(handle, CS_TRACK_CURRENT));
    SHOW(quorum_dispatch(handle, CS_DISPATCH_ALL)), SHOW(quorum_finalize(handle));
    if (!robust) return;
    must_heed_environment(initialize_other);
    MUST(quorum_initialize(NULL, NULL, NULL), CS_ERR_INVALID_PARAM);
    MUST(quorum_initialize(&handle, NULL, NULL), CS_OK);
    MUST(quorum_fd_get(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(quorum_getquorate(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(quorum_context_get(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(quorum_finalize(handle), CS_OK);
}

static void track(unsigned flags) {
    say("flags %u", flags);
    SHOW(quorum_trackstart(handle, flags));
    SHOW(quorum_dispatch(handle, CS_DISPATCH_ALL));
}

static void tracking(quorum_model_t model, quorum_model_data_t* data) {
    say("# tracking, model %d", (int)model);
    SHOW(quorum_model_initialize(&handle, model, data, NULL, NULL));
    SHOW(quorum_trackstop(handle));
    track(0), track(CS_TRACK_CURRENT), track(CS_TRACK_CURRENT), track(CS_TRACK_CHANGES);
    track(CS_TRACK_CHANGES), track(CS_TRACK_CURRENT), track(CS_TRACK_CHANGES_ONLY), track(8);
    SHOW(quorum_trackstop(handle)), SHOW(quorum_trackstop(handle));
    track(CS_TRACK_CHANGES_ONLY);
    track(CS_TRACK_CURRENT | CS_TRACK_CHANGES);
    SHOW(quorum_finalize(handle));
}

static void finalize_handle(void) { quorum_finalize(handle); }

static void endings(void) {
    say("# endings");
    SHOW(quorum_model_initialize(&handle, QUORUM_MODEL_V0, DATA(v0), NULL, NULL));
    ends_handle = true;
    SHOW(quorum_trackstart(handle, CS_TRACK_CURRENT));
    SHOW(quorum_trackstart(handle, CS_TRACK_CURRENT));
    SHOW(quorum_dispatch(handle, CS_DISPATCH_ALL));
    ends_handle = false;
    SHOW(quorum_finalize(handle));
    if (!robust) return; /* the reference goes on waiting */
    MUST(quorum_initialize(&handle, NULL, NULL), CS_OK);
    run_later(finalize_handle, 200);
    MUST(quorum_dispatch(handle, CS_DISPATCH_ONE), CS_ERR_BAD_HANDLE);
}

/* Every event until the membership has that many nodes. The order of events must be the same. */
static void follow(uint32_t members) {
    int quorate = -1;
    while (members_now != members)
        if (quorum_dispatch(handle, CS_DISPATCH_ONE) != CS_OK) return;
    SHOW(quorum_getquorate(handle, &quorate));
    say("as told: %d", quorate == quorate_now);
}

/* The harness stops the second of two nodes and starts it again. */
static void changes(quorum_model_t model, quorum_model_data_t* data) {
    say("# changes, model %d", (int)model);
    SHOW(quorum_model_initialize(&handle, model, data, NULL, NULL));
    SHOW(quorum_trackstart(handle, CS_TRACK_CHANGES));
    follow(2);
    wait_for_harness();
    follow(1);
    wait_for_harness();
    follow(2);
    SHOW(quorum_finalize(handle));
}

static void death(void) {
    int fd, quorate;
    say("# the end of the daemon");
    SHOW(quorum_model_initialize(&handle, QUORUM_MODEL_V0, DATA(v0), NULL, NULL));
    SHOW(quorum_initialize(&other, NULL, NULL)), SHOW(quorum_fd_get(handle, &fd));
    wait_for_harness();
    say("something to read: %d", readable(fd, 5000));
    SHOW(quorum_dispatch(handle, CS_DISPATCH_ALL)), SHOW(quorum_dispatch(handle, CS_DISPATCH_ONE));
    SHOW(quorum_getquorate(other, &quorate)), SHOW(quorum_trackstart(handle, CS_TRACK_CURRENT));
    SHOW(quorum_finalize(handle)), SHOW(quorum_finalize(other)), SHOW(quorum_finalize(other));
    SHOW(quorum_initialize(&handle, NULL, NULL));
}

int main(int argc, char** argv) {
    const char* what = chosen(argc, argv);
    if (strcmp(what, "death") == 0) {
        death();
    } else if (strcmp(what, "changes") == 0) {
        changes(QUORUM_MODEL_V0, DATA(v0));
    } else if (strcmp(what, "changes-v1") == 0) {
        changes(QUORUM_MODEL_V1, DATA(v1));
    } else {
        handles();
        tracking(QUORUM_MODEL_V0, DATA(v0));
        tracking(QUORUM_MODEL_V1, DATA(v1));
        endings();
    }
    return 0;
}
