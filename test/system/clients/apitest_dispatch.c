/*
 * apitest_dispatch.c - flags of dispatch, calls from within callbacks, several threads.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "apitest.h"

/* The confirmation that all messages sent before have come to the daemon and back. */
static void wait_readable(cpg_handle_t handle) {
    struct pollfd readable = {.events = POLLIN};
    cpg_fd_get(handle, &readable.fd);
    poll(&readable, 1, 5000);
    poll(NULL, 0, 200);
}

static void check_initial_totem(void) {
    struct record record;
    cpg_handle_t handle = open_recording(&record, CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF);
    join_and_settle(handle, &record, "apitest-totem");
    check("initial totem confchg", pump(handle, &record.totems, 1), 1);
    check("ring has a sequence", record.ring.seq != 0, 1);
    check("ring has members", record.ring_members != 0, 1);
    check("finalize", cpg_finalize(handle), CS_OK);
}

void test_dispatching(void) {
    struct record record;
    bool in_order = true;
    section("dispatching");
    cpg_handle_t handle = open_recording(&record, 0);
    join_and_settle(handle, &record, "apitest-dispatch");
    for (uint32_t i = 0; i < 200; ++i) check("send", send_bytes(handle, &i, sizeof i), CS_OK);
    wait_readable(handle);
    check("dispatch ONE", cpg_dispatch(handle, CS_DISPATCH_ONE), CS_OK);
    check("took one", record.delivers, 1);
    check("dispatch ONE_NONBLOCKING", cpg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING), CS_OK);
    check("took one", record.delivers, 2);
    check("all came", pump(handle, &record.delivers, 200), 200);
    for (uint32_t i = 0; i < 200; ++i) in_order = in_order && record.first_words[i] == i;
    check("in the order sent", in_order, 1);
    check("no totem confchg without flag", record.totems, 0);
    check("ONE_NONBLOCKING without event", cpg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING),
          CS_ERR_TRY_AGAIN);
    check("finalize", cpg_finalize(handle), CS_OK);
    check_initial_totem();
}

static cs_error_t seen[3];

static void finalize_inside(cpg_handle_t handle) { seen[0] = cpg_finalize(handle); }

static void call_inside(cpg_handle_t handle) {
    unsigned nodeid;
    uint32_t size;
    seen[0] = cpg_local_get(handle, &nodeid);
    seen[1] = cpg_max_atomic_msgsize_get(handle, &size);
    seen[2] = cpg_dispatch(handle, CS_DISPATCH_ALL);
}

static void check_without_callbacks(void) {
    static char large[1500000];
    cpg_handle_t handle = 0;
    struct cpg_name group = name_of("apitest-silent");
    check("initialize without callbacks", cpg_initialize(&handle, NULL), CS_OK);
    check("join", cpg_join(handle, &group), CS_OK);
    check("confchg is taken", cpg_dispatch(handle, CS_DISPATCH_ONE), CS_OK);
    check("send", send_bytes(handle, "silence", 7), CS_OK);
    check("message is taken", cpg_dispatch(handle, CS_DISPATCH_ONE), CS_OK);
    if (!reference_library) { /* it calls NULL */
        check("send in parts", send_bytes(handle, large, sizeof large), CS_OK);
        check("part is taken", cpg_dispatch(handle, CS_DISPATCH_ONE), CS_OK);
        check("part is taken", cpg_dispatch(handle, CS_DISPATCH_ONE), CS_OK);
    }
    check("finalize", cpg_finalize(handle), CS_OK);
}

void test_callbacks(void) {
    struct record record;
    section("callbacks");
    cpg_handle_t handle = open_recording(&record, 0);
    join_and_settle(handle, &record, "apitest-callback");
    record.in_deliver = call_inside;
    check("send", send_bytes(handle, "a", 1), CS_OK);
    check("dispatch", cpg_dispatch(handle, CS_DISPATCH_ONE), CS_OK);
    check("local_get inside", seen[0], CS_OK);
    check("max_atomic_msgsize_get inside", seen[1], CS_OK);
    check("dispatch inside", seen[2], CS_OK);
    record.in_deliver = finalize_inside;
    check("send", send_bytes(handle, "b", 1), CS_OK);
    check("send", send_bytes(handle, "c", 1), CS_OK);
    wait_readable(handle);
    check("dispatch after finalize inside", cpg_dispatch(handle, CS_DISPATCH_ALL),
          CS_ERR_BAD_HANDLE);
    check("finalize inside", seen[0], CS_OK);
    check("no further callback", record.delivers, 2);
    check("the handle is gone", cpg_dispatch(handle, CS_DISPATCH_ALL), CS_ERR_BAD_HANDLE);
    check_without_callbacks();
}

static void* dispatch_for_ever(void* argument) {
    const cpg_handle_t handle = *(const cpg_handle_t*)argument;
    return (void*)(intptr_t)cpg_dispatch(handle, CS_DISPATCH_BLOCKING);
}

static void* ask_node_often(void* argument) {
    const cpg_handle_t handle = *(const cpg_handle_t*)argument;
    intptr_t wrong = 0;
    unsigned first = 0, nodeid = 0;
    cpg_local_get(handle, &first);
    for (int i = 0; i < 500; ++i)
        if (cpg_local_get(handle, &nodeid) != CS_OK || nodeid != first) ++wrong;
    return (void*)wrong;
}

static void* ask_members_often(void* argument) {
    const cpg_handle_t handle = *(const cpg_handle_t*)argument;
    struct cpg_name group = name_of("apitest-thread");
    struct cpg_address list[CPG_MEMBERS_MAX];
    intptr_t wrong = 0;
    for (int i = 0; i < 500; ++i) {
        int count = 0;
        const cs_error_t error = cpg_membership_get(handle, &group, list, &count);
        if (error != CS_OK || count != 1 || list[0].pid != (uint32_t)getpid()) ++wrong;
    }
    return (void*)wrong;
}

/* The reference protects requests of two threads not at all, and a sleeping dispatch sleeps on. */
void test_threads(void) {
    if (reference_library) return;
    struct record record;
    pthread_t threads[3];
    void* results[3];
    section("threads");
    cpg_handle_t handle = open_recording(&record, 0);
    join_and_settle(handle, &record, "apitest-thread");
    pthread_create(&threads[0], NULL, dispatch_for_ever, &handle);
    pthread_create(&threads[1], NULL, ask_node_often, &handle);
    pthread_create(&threads[2], NULL, ask_members_often, &handle);
    for (uint32_t i = 0; i < 100; ++i) send_bytes(handle, &i, sizeof i);
    for (int i = 1; i < 3; ++i) pthread_join(threads[i], &results[i]);
    check("wrong answers, node", (intptr_t)results[1], 0);
    check("wrong answers, members", (intptr_t)results[2], 0);
    for (int i = 0; i < 100 && __atomic_load_n(&record.delivers, __ATOMIC_ACQUIRE) < 100; ++i)
        poll(NULL, 0, 50);
    check("messages", __atomic_load_n(&record.delivers, __ATOMIC_ACQUIRE), 100);
    check("finalize from outside", cpg_finalize(handle), CS_OK);
    pthread_join(threads[0], &results[0]);
    check("the sleeping dispatch", (intptr_t)results[0], CS_ERR_BAD_HANDLE);
}
