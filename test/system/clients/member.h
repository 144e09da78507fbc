/*
 * member.h - a member of a group that sends, watches and keeps account, for cpgtest.
 */
#pragma once

#include <corosync/cpg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { SIZES_MAX = 16, SENDERS_MAX = 512 };

struct options {
    const char* group;
    uint64_t count; /* messages to send */
    size_t sizes[SIZES_MAX];
    size_t size_count;    /* they take turns */
    double rate;          /* messages per second; 0: as fast as possible */
    bool safe;            /* ask for safe delivery */
    bool totem;           /* ask for the ring's membership on joining */
    uint64_t until_total; /* messages delivered after which to leave; 0: none */
    size_t wait_members;  /* members before sending and counting begin; 0: none */
    double seconds;       /* time after which to leave; 0: none */
    FILE* log;            /* NULL: none */
};

/* What is expected next of a sender. */
struct sender {
    uint32_t nodeid, pid, next;
    bool known; /* `next` has a value */
};

struct member {
    const struct options* options;
    cpg_handle_t handle;
    uint32_t nodeid, pid;
    bool started; /* the members waited for were there */
    bool joined, left;
    size_t members;
    uint64_t sent, retries, repeats, errors; /* sending */
    uint64_t messages, bytes, own;           /* delivered since started */
    uint64_t corrupt, gaps, confchgs, totems;
    uint64_t digest, message_digest; /* of all events; of messages alone */
    bool complete;                   /* until_total was reached: digests stand */
    cs_error_t failure;              /* what ended the connection; CS_OK: nothing */
    struct sender senders[SENDERS_MAX];
    size_t sender_count;
};

/* Joins, works until done or told by SIGTERM or SIGINT, leaves, prints a summary. Exit code. */
int member_run(const struct options* options);

extern cpg_model_v1_data_t member_callbacks;

/* One line of JSON. */
void member_summary(const struct member* member);
