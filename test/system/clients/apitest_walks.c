/*
 * apitest_walks.c - iterations, several daemons on one machine, and a daemon that dies.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apitest.h"

/* Entries of the walk that are `group`; `*total` counts all. Leaves the walk open, at its end. */
static int count_group(cpg_handle_t handle, cpg_iteration_type_t type, const struct cpg_name* group,
                       cpg_iteration_handle_t* walk, uint32_t pid, int* total) {
    struct cpg_iteration_description_t entry;
    int found = 0;
    cs_error_t error;
    *total = 0;
    check("iteration_initialize",
          cpg_iteration_initialize(handle, type, type == CPG_ITERATION_ONE_GROUP ? group : NULL,
                                   walk),
          CS_OK);
    while ((error = cpg_iteration_next(*walk, &entry)) == CS_OK && *total < 10000) {
        ++*total;
        if (entry.group.length == group->length && entry.pid == pid &&
            memcmp(entry.group.value, group->value, group->length) == 0)
            ++found;
    }
    check("the end", error, CS_ERR_NO_SECTIONS);
    return found;
}

static void check_arguments(cpg_handle_t handle, const struct cpg_name* group) {
    cpg_iteration_handle_t walk;
    const struct cpg_name long_name = {.length = CPG_MAX_NAME_LENGTH + 1};
    check("type 0", cpg_iteration_initialize(handle, (cpg_iteration_type_t)0, NULL, &walk),
          CS_ERR_INVALID_PARAM);
    check("type 4", cpg_iteration_initialize(handle, (cpg_iteration_type_t)4, NULL, &walk),
          CS_ERR_INVALID_PARAM);
    check("group with ALL", cpg_iteration_initialize(handle, CPG_ITERATION_ALL, group, &walk),
          CS_ERR_INVALID_PARAM);
    check("ONE_GROUP without group",
          cpg_iteration_initialize(handle, CPG_ITERATION_ONE_GROUP, NULL, &walk),
          CS_ERR_INVALID_PARAM);
    check("no place", cpg_iteration_initialize(handle, CPG_ITERATION_ALL, NULL, NULL),
          CS_ERR_INVALID_PARAM);
    check("long name", cpg_iteration_initialize(handle, CPG_ITERATION_ONE_GROUP, &long_name, &walk),
          CS_ERR_NAME_TOO_LONG);
}

void test_walks(void) {
    struct record record;
    struct cpg_iteration_description_t entry;
    cpg_iteration_handle_t walk;
    struct cpg_name group = name_of("apitest-walk"), nobody = name_of("apitest-nobody");
    const uint32_t self = (uint32_t)getpid();
    int total;
    section("walks");
    cpg_handle_t handle = open_recording(&record, 0);
    join_and_settle(handle, &record, "apitest-walk");
    check_arguments(handle, &group);
    check("found in ALL", count_group(handle, CPG_ITERATION_ALL, &group, &walk, self, &total), 1);
    check("no place for the entry", cpg_iteration_next(walk, NULL), CS_ERR_INVALID_PARAM);
    check("iteration_finalize", cpg_iteration_finalize(walk), CS_OK);
    check("next after it", cpg_iteration_next(walk, &entry), CS_ERR_BAD_HANDLE);
    check("iteration_finalize again", cpg_iteration_finalize(walk), CS_ERR_BAD_HANDLE);
    check("found in NAME_ONLY",
          count_group(handle, CPG_ITERATION_NAME_ONLY, &group, &walk, 0, &total), 1);
    check("found in ONE_GROUP",
          count_group(handle, CPG_ITERATION_ONE_GROUP, &group, &walk, self, &total), 1);
    check("nothing else in it", total, 1);
    check("nobody", count_group(handle, CPG_ITERATION_ONE_GROUP, &nobody, &walk, self, &total), 0);
    check("nothing else", total, 0);
    check("finalize", cpg_finalize(handle), CS_OK);
    check("the walk has ended with it", cpg_iteration_next(walk, &entry), CS_ERR_BAD_HANDLE);
}

void test_instances(void) {
    if (reference_library) return;
    cpg_handle_t handle;
    const char* instance = getenv("BATON_INSTANCE");
    char* before = instance == NULL ? NULL : strdup(instance);
    section("instances");
    setenv("BATON_INSTANCE", "no such/name", 1);
    check("a malformed instance", cpg_initialize(&handle, NULL), CS_ERR_INVALID_PARAM);
    setenv("BATON_INSTANCE", "apitest-absent", 1);
    check("an absent instance", cpg_initialize(&handle, NULL), CS_ERR_LIBRARY);
    if (before == NULL)
        setenv("BATON_INSTANCE", "", 1);
    else
        setenv("BATON_INSTANCE", before, 1);
    check("this instance", cpg_initialize(&handle, NULL), CS_OK);
    check("finalize", cpg_finalize(handle), CS_OK);
    if (before == NULL) unsetenv("BATON_INSTANCE");
    free(before);
}

static bool is_stream(int fd) {
    int type = 0;
    socklen_t length = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

void test_death(int daemon_pid) {
    struct record record;
    struct cpg_name group = name_of("apitest-death");
    struct pollfd readable = {.events = POLLIN};
    static char large[1100000];
    unsigned nodeid;
    section("the daemon dies");
    cpg_handle_t handle = open_recording(&record, 0);
    join_and_settle(handle, &record, "apitest-death");
    cpg_fd_get(handle, &readable.fd);
    kill(daemon_pid, SIGKILL);
    poll(NULL, 0, 500);
    if (is_stream(readable.fd)) { /* the other transport has no way to tell */
        check("the descriptor tells", poll(&readable, 1, 5000), 1);
        check("readable and hung up", readable.revents & (POLLIN | POLLHUP), POLLIN | POLLHUP);
    }
    check("dispatch ALL", cpg_dispatch(handle, CS_DISPATCH_ALL), CS_ERR_LIBRARY);
    check("dispatch ONE", cpg_dispatch(handle, CS_DISPATCH_ONE), CS_ERR_LIBRARY);
    check("dispatch BLOCKING", cpg_dispatch(handle, CS_DISPATCH_BLOCKING), CS_ERR_LIBRARY);
    check("local_get", cpg_local_get(handle, &nodeid), CS_ERR_LIBRARY);
    check("leave", cpg_leave(handle, &group), CS_ERR_LIBRARY);
    check("mcast_joined", send_bytes(handle, "x", 1), CS_ERR_LIBRARY);
    if (!reference_library) /* it returns what happens to be on its stack */
        check("mcast_joined in parts", send_bytes(handle, large, sizeof large), CS_ERR_LIBRARY);
    check("finalize", cpg_finalize(handle), CS_ERR_LIBRARY);
    check("finalize again", cpg_finalize(handle), CS_ERR_BAD_HANDLE);
    check("initialize", cpg_initialize(&handle, NULL), CS_ERR_LIBRARY);
}
