/*
 * heartbeat.c - the thread that gives signs of life as long as the application's check is content.
 */
#include <stdlib.h>
#include <time.h>

#include "sam/conversation.h"

/* Signs of life per interval; the application is asked once in it. */
enum { SIGNS = 4 };

static sam_hc_callback_t callback; /* atomic; NULL: the application gives the signs itself */
static bool thread_runs;           /* under request_lock */

static sam_hc_callback_t current(void) { return __atomic_load_n(&callback, __ATOMIC_ACQUIRE); }

static void pause_for(long milliseconds) {
    const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* Counts only while it is started: the first check is due a whole interval after the start. */
static void* beat(void* unused) {
    const long pause = sam.interval / SIGNS > 0 ? sam.interval / SIGNS : 1;
    bool well = true;
    for (unsigned beats = 0; !sam_is(SAM_FINALIZED);) {
        pause_for(pause);
        const sam_hc_callback_t check = current();
        if (!sam_is(SAM_STARTED) || check == NULL) {
            beats = 0;
            well = true;
            continue;
        }
        if (!well) continue;
        give_sign();
        if (++beats % SIGNS == 0) well = check() == 0;
    }
    return unused;
}

/* Signals are for the application's own threads. */
static bool run_thread(void) {
    pthread_t thread;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    const bool runs = pthread_create(&thread, &attributes, beat, NULL) == 0;
    pthread_attr_destroy(&attributes);
    return runs;
}

cs_error_t sam_hc_callback_register(sam_hc_callback_t cb) {
    struct conversation conversation;
    if (!sam_is(SAM_REGISTERED)) return CS_ERR_BAD_HANDLE;
    if (sam.interval == 0) return CS_ERR_INVALID_PARAM;
    cs_error_t error = conversation_begin(&conversation);
    if (error != CS_OK) return error;
    if (cb == NULL && !thread_runs) error = CS_ERR_INVALID_PARAM;
    if (error == CS_OK && !thread_runs) {
        thread_runs = run_thread();
        if (!thread_runs) error = CS_ERR_LIBRARY;
    }
    if (error == CS_OK) __atomic_store_n(&callback, cb, __ATOMIC_RELEASE);
    conversation_end(&conversation);
    return error;
}
