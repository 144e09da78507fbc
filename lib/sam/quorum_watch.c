/*
 * quorum_watch.c - see quorum_watch.h.
 */
#include "sam/quorum_watch.h"

static quorum_handle_t handle;
static int fd = -1;
static bool quorate;

static void on_change(quorum_handle_t of, uint32_t is_quorate, uint64_t ring, uint32_t count,
                      uint32_t* nodes) {
    (void)of, (void)ring, (void)count, (void)nodes;
    quorate = is_quorate != 0;
}

int quorum_watch_fd(void) { return fd; }
bool quorum_watch_quorate(void) { return quorate; }

void quorum_watch_close(void) {
    if (fd < 0) return;
    quorum_finalize(handle);
    fd = -1;
    quorate = false;
}

cs_error_t quorum_watch_open(void) {
    quorum_callbacks_t callbacks = {.quorum_notify_fn = on_change};
    if (fd >= 0) return CS_OK;
    cs_error_t error = quorum_initialize(&handle, &callbacks, NULL);
    if (error != CS_OK) return error;
    quorate = false;
    error = quorum_trackstart(handle, CS_TRACK_CHANGES);
    if (error == CS_OK) error = quorum_dispatch(handle, CS_DISPATCH_ONE);
    if (error == CS_OK) error = quorum_fd_get(handle, &fd);
    if (error != CS_OK) {
        quorum_finalize(handle);
        fd = -1;
    }
    return error;
}

cs_error_t quorum_watch_update(void) {
    const cs_error_t error = quorum_dispatch(handle, CS_DISPATCH_ALL);
    if (error == CS_OK || error == CS_ERR_TRY_AGAIN) return CS_OK;
    quorum_watch_close();
    return error;
}
