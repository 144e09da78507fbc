/*
 * chatter_trace.h - what a chatter does and is told, as lines that test/oracle/reader reads.
 *
 * Lines gather in memory and are written before every call of the daemon, and after every event:
 * so whatever others can know of a chatter that was killed stands in its file.
 */
#pragma once

#include <corosync/cpg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Appends to this file. False: it cannot be opened. */
bool trace_open(const char* path, uint32_t node, uint32_t pid);
void trace_flush(void);
/* Nanoseconds since the machine started: the time of the lines. */
int64_t trace_now(void);

void trace_join(const char* group);
void trace_leave(const char* group);
void trace_died(const char* group);
void trace_send(const char* group, uint64_t id, const void* bytes, size_t size, bool safe);
void trace_message(const char* group, uint32_t node, uint32_t pid, uint64_t id, const void* bytes,
                   size_t size);

struct address_list {
    const struct cpg_address* items;
    size_t count;
};
void trace_view(const char* group, struct address_list members, struct address_list joined,
                struct address_list left);
