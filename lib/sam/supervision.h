/*
 * supervision.h - what a supervised process and its supervisor know, and how they talk.
 *
 * There is one supervision per process. sam_register() forks: both processes go on with a copy of
 * the same state, the child as the one that is watched, the parent as the one that watches. They
 * talk over a pair of sockets, whose end also tells of the other's end.
 *
 * The child speaks: a byte that is the command, then what the command carries. The parent answers
 * with a cs_error_t of 4 bytes, where the command has an answer.
 */
#pragma once

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include "client/public.h"

enum sam_state { SAM_NONE, SAM_INITIALIZED, SAM_REGISTERED, SAM_STARTED, SAM_FINALIZED };

enum sam_command {
    SAM_START = 0,           /* answered with policy QUORUM or CMAP */
    SAM_STOP = 1,            /* answered with policy CMAP */
    SAM_HEARTBEAT = 2,       /* no answer */
    SAM_DATA_STORE = 3,      /* u64 size, that many bytes; answered */
    SAM_WARN_SIGNAL_SET = 4, /* i32 signal; answered */
    SAM_MARK_FAILED = 5      /* no answer */
};

struct supervision {
    int state;       /* enum sam_state, atomic */
    int interval;    /* milliseconds; 0: signs of life are not due */
    unsigned policy; /* sam_recovery_policy_t */
    int warn_signal;
    unsigned instance; /* number of the child, from 1 */
    int channel;       /* the socket to the other process */
    void* data;        /* what sam_data_store keeps, under data_lock */
    size_t data_size;
    pthread_mutex_t request_lock; /* one conversation, or change of state, at a time */
    pthread_mutex_t write_lock;   /* a command goes out in one piece */
    pthread_mutex_t data_lock;
};

extern struct supervision sam;

static inline bool sam_is(enum sam_state state) {
    return __atomic_load_n(&sam.state, __ATOMIC_ACQUIRE) == (int)state;
}

static inline void sam_becomes(enum sam_state state) {
    __atomic_store_n(&sam.state, (int)state, __ATOMIC_RELEASE);
}

/* The monotonic clock, nanoseconds. */
uint64_t sam_clock(void);

/* Whether there is a supervision that was not finalized. */
bool sam_in_use(void);
