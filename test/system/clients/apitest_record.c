/*
 * apitest_record.c - checks, and callbacks that write down what they are told.
 */
#define _GNU_SOURCE
#include "apitest.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

void check(const char* name, long long got, long long expected) {
    const bool met = got == expected;
    printf("%s %s: got %lld, expected %lld\n", met ? "ok  " : "FAIL", name, got, expected);
    if (!met) ++failures;
}

void section(const char* name) { printf("# %s\n", name); }
int failed_checks(void) { return failures; }

/* FNV-1a, 64 bits. */
uint64_t digest_of(const void* bytes, size_t length) {
    uint64_t digest = 14695981039346656037U;
    for (size_t i = 0; i < length; ++i)
        digest = (digest ^ ((const unsigned char*)bytes)[i]) * 1099511628211U;
    return digest;
}

static struct record* record_of(cpg_handle_t handle) {
    void* context = NULL;
    if (cpg_context_get(handle, &context) != CS_OK || context == NULL) abort();
    return context;
}

static void on_deliver(cpg_handle_t handle, const struct cpg_name* group, uint32_t nodeid,
                       uint32_t pid, void* message, size_t length) {
    struct record* record = record_of(handle);
    uint32_t word = 0;
    if (length >= sizeof word) memcpy(&word, message, sizeof word);
    if (record->delivers < RECORDED_MAX) record->first_words[record->delivers] = word;
    __atomic_fetch_add(&record->delivers, 1, __ATOMIC_RELEASE); /* another thread may look */
    record->group = *group;
    record->nodeid = nodeid;
    record->pid = pid;
    record->length = length;
    record->digest = digest_of(message, length);
    record->aligned = (uintptr_t)message % 8 == 0;
    if (record->in_deliver != NULL) record->in_deliver(handle);
}

static void on_confchg(cpg_handle_t handle, const struct cpg_name* group,
                       const struct cpg_address* members, size_t member_count,
                       const struct cpg_address* left, size_t left_count,
                       const struct cpg_address* joined, size_t joined_count) {
    struct record* record = record_of(handle);
    ++record->confchgs;
    record->group = *group;
    record->members = member_count;
    record->left = left_count;
    record->joined = joined_count;
    for (size_t i = 0; i < member_count && i < 8; ++i) record->member[i] = members[i];
    if (left_count != 0) record->leaver = left[0];
    if (joined_count != 0) record->joiner = joined[0];
}

static void on_totem(cpg_handle_t handle, struct cpg_ring_id ring, uint32_t count,
                     const uint32_t* nodes) {
    struct record* record = record_of(handle);
    ++record->totems;
    record->ring = ring;
    record->ring_members = nodes != NULL ? count : 0;
}

cpg_model_v1_data_t recording = {CPG_MODEL_V1, on_deliver, on_confchg, on_totem, 0};

cpg_handle_t open_recording(struct record* record, unsigned flags) {
    cpg_handle_t handle;
    cpg_model_v1_data_t model = recording;
    model.flags = flags;
    memset(record, 0, sizeof *record);
    const cs_error_t error =
        cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t*)(void*)&model, record);
    if (error == CS_OK) return handle;
    printf("FAIL cpg_model_initialize: got %d, expected 1; nothing else can be tested\n", error);
    exit(1);
}

int pump(cpg_handle_t handle, const int* counter, int count) {
    struct pollfd readable = {.events = POLLIN};
    const uint64_t end = cs_timestamp_get() + 10 * CS_TIME_NS_IN_SEC;
    if (cpg_fd_get(handle, &readable.fd) != CS_OK) return *counter;
    while (*counter < count && cs_timestamp_get() < end) {
        poll(&readable, 1, 100);
        if (cpg_dispatch(handle, CS_DISPATCH_ALL) != CS_OK) break;
    }
    return *counter;
}

struct cpg_name name_of(const char* text) {
    struct cpg_name name = {.length = (uint32_t)strlen(text)};
    memcpy(name.value, text, name.length);
    return name;
}

cs_error_t send_bytes(cpg_handle_t handle, const void* bytes, size_t length) {
    const struct iovec piece = {(void*)(uintptr_t)bytes, length};
    cs_error_t error;
    int attempts = 0;
    do {
        error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &piece, 1);
        if (error == CS_ERR_TRY_AGAIN) poll(NULL, 0, 10);
    } while (error == CS_ERR_TRY_AGAIN && ++attempts < 500);
    return error;
}

// "Try again" is a right answer while this process's last leave of the group is not in order yet.
static cs_error_t join_when_possible(cpg_handle_t handle, const struct cpg_name* name) {
    cs_error_t error;
    int attempts = 0;
    while ((error = cpg_join(handle, name)) == CS_ERR_TRY_AGAIN && ++attempts < 500)
        poll(NULL, 0, 10);
    return error;
}

void join_and_settle(cpg_handle_t handle, struct record* record, const char* group) {
    const struct cpg_name name = name_of(group);
    const int before = record->confchgs;
    check("cpg_join", join_when_possible(handle, &name), CS_OK);
    check("first confchg", pump(handle, &record->confchgs, before + 1), before + 1);
}
