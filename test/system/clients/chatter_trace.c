/*
 * chatter_trace.c - see chatter_trace.h.
 */
#include "chatter_trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "payload.h"

enum { BUFFER_SIZE = 1 << 16, LINE_MAX_SIZE = 1 << 14, FILE_MODE = 0644 };

static int file = -1;
static uint32_t own_node, own_pid;
static char buffer[BUFFER_SIZE];
static size_t used;

bool trace_open(const char* path, uint32_t node, uint32_t pid) {
    own_node = node;
    own_pid = pid;
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, FILE_MODE);
    return file >= 0;
}

/* A trace with a hole would accuse the wrong one: without a file there is no chatter. */
void trace_flush(void) {
    size_t done = 0;
    while (done < used) {
        const ssize_t written = write(file, buffer + done, used - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) abort();
        done += (size_t)written;
    }
    used = 0;
}

/* Not CLOCK_MONOTONIC: it may be a strange one where a daemon is tested. */
int64_t trace_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_BOOTTIME, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

__attribute__((format(printf, 1, 2))) static void add(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(buffer + used, BUFFER_SIZE - used, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= BUFFER_SIZE - used) abort();
    used += (size_t)length;
}

static void begin(const char* kind, const char* group) {
    if (used + LINE_MAX_SIZE > BUFFER_SIZE) trace_flush();
    add("%" PRId64 " %" PRIu32 " %s client=%" PRIu32 " group=%s", trace_now(), own_node, kind,
        own_pid, group);
}

static void only(const char* kind, const char* group) {
    begin(kind, group);
    add("\n");
    trace_flush();
}

void trace_join(const char* group) { only("join", group); }
void trace_leave(const char* group) { only("unjoin", group); }
void trace_died(const char* group) { only("died", group); }

void trace_send(const char* group, uint64_t id, const void* bytes, size_t size, bool safe) {
    begin("send", group);
    add(" id=%" PRIu64 " size=%zu digest=%" PRIx64 " service=%s\n", id, size,
        digest_payload(bytes, size), safe ? "safe" : "agreed");
    trace_flush();
}

void trace_message(const char* group, uint32_t node, uint32_t pid, uint64_t id, const void* bytes,
                   size_t size) {
    begin("message", group);
    add(" from=%" PRIu32 ":%" PRIu32 " id=%" PRIu64 " size=%zu digest=%" PRIx64 "\n", node, pid, id,
        size, digest_payload(bytes, size));
}

static void add_list(const char* key, struct address_list list) {
    add(" %s=%s", key, list.count == 0 ? "-" : "");
    for (size_t i = 0; i < list.count; ++i)
        add("%s%" PRIu32 ":%" PRIu32, i == 0 ? "" : ",", list.items[i].nodeid, list.items[i].pid);
}

static const char* reason_of(const struct cpg_address* address) {
    switch (address->reason) {
    case CPG_REASON_JOIN:
        return "join";
    case CPG_REASON_LEAVE:
        return "leave";
    case CPG_REASON_NODEDOWN:
        return "node_down";
    case CPG_REASON_NODEUP:
        return "node_up";
    case CPG_REASON_PROCDOWN:
        return "process_down";
    default:
        return "none";
    }
}

void trace_view(const char* group, struct address_list members, struct address_list joined,
                struct address_list left) {
    begin("view", group);
    add_list("members", members);
    add_list("joined", joined);
    add_list("left", left);
    add(" why=%s", joined.count + left.count == 0 ? "-" : "");
    for (size_t i = 0; i < joined.count; ++i)
        add("%s%s", i == 0 ? "" : ",", reason_of(&joined.items[i]));
    for (size_t i = 0; i < left.count; ++i)
        add("%s%s", i + joined.count == 0 ? "" : ",", reason_of(&left.items[i]));
    add("\n");
}
