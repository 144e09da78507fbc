/*
 * refuser.c - a client that is asked before its daemon ends, and says no, until the daemon is gone.
 */
#include <corosync/cfg.h>
#include <stdio.h>

static void on_shutdown(corosync_cfg_handle_t handle, corosync_cfg_shutdown_flags_t flags) {
    const cs_error_t error = corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_NO);
    printf("asked with %d, refused = %d\n", (int)flags, (int)error);
    fflush(stdout);
}

int main(void) {
    const corosync_cfg_callbacks_t callbacks = {on_shutdown};
    corosync_cfg_handle_t handle;
    if (corosync_cfg_initialize(&handle, &callbacks) != CS_OK) return 1;
    if (corosync_cfg_trackstart(handle, 0) != CS_OK) return 1;
    printf("ready\n");
    fflush(stdout);
    const cs_error_t error = corosync_cfg_dispatch(handle, CS_DISPATCH_BLOCKING);
    printf("ended with %d\n", (int)error);
    corosync_cfg_finalize(handle);
    return 0;
}
