/*
 * apitest.h - what the parts of apitest share: checks, and a record of what the callbacks saw.
 */
#pragma once

#include <corosync/cpg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the reference is known to do worse than we, its behaviour is expected or the check left. */
extern bool reference_daemon;
extern bool reference_library;
extern const char* program; /* to be run again as a second member */

/* Prints one line: ok or FAIL, the name, what came and what should have come. */
void check(const char* name, long long got, long long expected);
void section(const char* name);
int failed_checks(void);

enum { RECORDED_MAX = 512 };

/* Everything that one handle was told. */
struct record {
    int delivers;
    int confchgs;
    int totems;
    uint32_t nodeid; /* of the last message */
    uint32_t pid;
    size_t length;
    uint64_t digest; /* of its bytes */
    bool aligned;
    struct cpg_name group;              /* of the last event */
    uint32_t first_words[RECORDED_MAX]; /* of the messages, in their order */
    size_t members, left, joined;       /* of the last confchg */
    struct cpg_address member[8], leaver, joiner;
    struct cpg_ring_id ring; /* of the last totem confchg */
    uint32_t ring_members;
    void (*in_deliver)(cpg_handle_t handle); /* called at the end of the callback */
};

extern cpg_model_v1_data_t recording; /* the callbacks, without flags */

/* A handle that records into `record`, which is cleared. Ends the program when it fails. */
cpg_handle_t open_recording(struct record* record, unsigned flags);

/* Dispatches until `*counter` is at least `count`, or for 10 s. Returns the counter. */
int pump(cpg_handle_t handle, const int* counter, int count);

struct cpg_name name_of(const char* text);
cs_error_t send_bytes(cpg_handle_t handle, const void* bytes, size_t length);

/* Joins and waits for the confchg. */
void join_and_settle(cpg_handle_t handle, struct record* record, const char* group);

uint64_t digest_of(const void* bytes, size_t length);

/* Starts this program as a second member; it does `what` when told by signal SIGUSR1. */
int start_member(const char* group, const char* what);
int run_member(const char* group, const char* what);

void test_handles(void);
void test_codes(void);
void test_joining(void);
void test_other_process(void);
void test_names(void);
void test_sizes(void);
void test_pieces(void);
void test_dispatching(void);
void test_callbacks(void);
void test_threads(void);
void test_walks(void);
void test_zero_copy(void);
void test_instances(void);
void test_death(int daemon_pid);
