/*
 * apitest_groups.c - joining, leaving, names, and a second process in the group.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apitest.h"

static void check_first_confchg(const struct record* record) {
    check("members", (long long)record->members, 1);
    check("joined", (long long)record->joined, 1);
    check("left", (long long)record->left, 0);
    check("member is this process", record->member[0].pid, getpid());
    check("reason of a member", record->member[0].reason, 0);
    check("joiner is this process", record->joiner.pid, getpid());
    check("reason of the joiner", record->joiner.reason, CPG_REASON_JOIN);
}

static void check_leave(cpg_handle_t handle, struct record* record, const char* group) {
    const struct cpg_name name = name_of(group);
    static char large[1100000];
    const int before = record->confchgs;
    const int delivered = record->delivers;
    check("leave", cpg_leave(handle, &name), CS_OK);
    check("leave again", cpg_leave(handle, &name), CS_ERR_NOT_EXIST);
    check("last confchg", pump(handle, &record->confchgs, before + 1), before + 1);
    check("members", (long long)record->members, 0);
    check("left", (long long)record->left, 1);
    check("leaver is this process", record->leaver.pid, getpid());
    check("reason of the leaver", record->leaver.reason, CPG_REASON_LEAVE);
    check("message after leave", send_bytes(handle, "late", 4), CS_OK);
    check("large message after leave", send_bytes(handle, large, sizeof large), CS_ERR_NOT_EXIST);
    check("dispatch", cpg_dispatch(handle, CS_DISPATCH_ALL), CS_OK);
    check("nothing is delivered", record->delivers, delivered);
}

/* Corosync's daemon never ends a leave of its own, and its library then asks for ever. */
static void check_rejoin(cpg_handle_t handle, struct record* record) {
    const struct cpg_name same = name_of("apitest-join");
    if (reference_daemon) {
        check("rejoin the same group", cpg_join(handle, &same), CS_ERR_EXIST);
        return;
    }
    join_and_settle(handle, record, "apitest-join");
    check_first_confchg(record);
    check_leave(handle, record, "apitest-join");
    join_and_settle(handle, record, "apitest-other");
    check_first_confchg(record);
}

void test_joining(void) {
    section("joining");
    struct record record, second_record;
    struct cpg_name group = name_of("apitest-join"), other = name_of("apitest-other");
    struct cpg_name long_name = {.length = CPG_MAX_NAME_LENGTH + 1};
    struct cpg_address list[CPG_MEMBERS_MAX];
    int count = -1;
    cpg_handle_t handle = open_recording(&record, 0);
    check("leave before join", cpg_leave(handle, &group), CS_ERR_NOT_EXIST);
    check("message before join", send_bytes(handle, "early", 5), CS_OK);
    check("long name, join", cpg_join(handle, &long_name), CS_ERR_NAME_TOO_LONG);
    check("long name, leave", cpg_leave(handle, &long_name), CS_ERR_NAME_TOO_LONG);
    check("long name, membership_get", cpg_membership_get(handle, &long_name, list, &count),
          CS_ERR_NAME_TOO_LONG);
    check("no list", cpg_membership_get(handle, &group, NULL, &count), CS_ERR_INVALID_PARAM);
    check("no count", cpg_membership_get(handle, &group, list, NULL), CS_ERR_INVALID_PARAM);
    check("members of nothing", cpg_membership_get(handle, &group, list, &count), CS_OK);
    check("there are none", count, 0);
    join_and_settle(handle, &record, "apitest-join");
    check_first_confchg(&record);
    check("nothing delivered from before", record.delivers, 0);
    check("join again", cpg_join(handle, &group), CS_ERR_EXIST);
    check("join another", cpg_join(handle, &other), CS_ERR_EXIST);
    cpg_handle_t second = open_recording(&second_record, 0);
    check("same process, same group", cpg_join(second, &group), CS_ERR_EXIST);
    check("same process, other group", cpg_join(second, &other), CS_OK);
    check("its confchg", pump(second, &second_record.confchgs, 1), 1);
    check("finalize while joined", cpg_finalize(second), CS_OK);
    check("membership_get", cpg_membership_get(handle, &group, list, &count), CS_OK);
    check("one member", count, 1);
    check("it is this process", list[0].pid, getpid());
    check_leave(handle, &record, "apitest-join");
    check_rejoin(handle, &record);
    check("finalize", cpg_finalize(handle), CS_OK);
}

static void nothing(int signal_number) { (void)signal_number; }

int run_member(const char* group, const char* what) {
    struct record record;
    sigset_t set;
    int taken;
    signal(SIGUSR1, nothing);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    cpg_handle_t handle = open_recording(&record, 0);
    const struct cpg_name name = name_of(group);
    if (cpg_join(handle, &name) != CS_OK || pump(handle, &record.confchgs, 1) != 1) return 1;
    if (send_bytes(handle, "hello", 5) != CS_OK) return 1;
    sigwait(&set, &taken);
    if (strcmp(what, "exit") == 0) return 0;
    if (strcmp(what, "leave") != 0 || cpg_leave(handle, &name) != CS_OK) return 1;
    pause();
    return 0;
}

int start_member(const char* group, const char* what) {
    fflush(stdout);
    const pid_t pid = fork();
    if (pid == 0) {
        execl(program, program, "member", group, what, (char*)NULL);
        _exit(127);
    }
    return pid;
}

static void check_goes(const char* what, bool kill_it, int reason) {
    struct record record;
    struct cpg_name group = name_of("apitest-two");
    struct cpg_address list[CPG_MEMBERS_MAX];
    int count = 0;
    cpg_handle_t handle = open_recording(&record, 0);
    join_and_settle(handle, &record, "apitest-two");
    const pid_t other = start_member("apitest-two", what);
    check("its join", pump(handle, &record.confchgs, 2), 2);
    check("joiner", record.joiner.pid, other);
    check("two members", (long long)record.members, 2);
    check("sorted", record.member[0].pid < record.member[1].pid, 1);
    check("its message", pump(handle, &record.delivers, 1), 1);
    check("sender", record.pid, other);
    check("membership_get", cpg_membership_get(handle, &group, list, &count), CS_OK);
    check("two members", count, 2);
    kill(other, kill_it ? SIGKILL : SIGUSR1);
    check("its end", pump(handle, &record.confchgs, 3), 3);
    check("leaver", record.leaver.pid, other);
    check("reason", record.leaver.reason, reason);
    check("one member", (long long)record.members, 1);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    check("finalize", cpg_finalize(handle), CS_OK);
}

void test_other_process(void) {
    section("another process leaves");
    check_goes("leave", false, CPG_REASON_LEAVE);
    section("another process exits");
    check_goes("exit", false, CPG_REASON_PROCDOWN);
    section("another process is killed");
    check_goes("leave", true, CPG_REASON_PROCDOWN);
}

static void check_name(const struct cpg_name* name) {
    struct record record;
    cpg_handle_t handle = open_recording(&record, 0);
    check("join", cpg_join(handle, name), CS_OK);
    check("confchg", pump(handle, &record.confchgs, 1), 1);
    check("message", send_bytes(handle, "name", 4), CS_OK);
    check("delivered", pump(handle, &record.delivers, 1), 1);
    check("length of the name", record.group.length, name->length);
    check("the name", memcmp(record.group.value, name->value, name->length), 0);
    check("leave", cpg_leave(handle, name), CS_OK);
    check("left", pump(handle, &record.confchgs, 2), 2);
    check("finalize", cpg_finalize(handle), CS_OK);
}

void test_names(void) {
    struct cpg_name name = {.length = 0};
    section("the empty name");
    check_name(&name);
    section("a name with NULs in it");
    name.length = 5;
    memcpy(name.value, "a\0b\0\0", 5);
    check_name(&name);
    section("the longest name");
    name.length = CPG_MAX_NAME_LENGTH;
    memset(name.value, 'n', sizeof name.value);
    check_name(&name);
}
