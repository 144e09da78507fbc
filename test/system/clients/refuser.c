/*
 * refuser.c - a client that is asked before its daemon ends, and says no, until the daemon is gone.
 * With a number of seconds it thinks for so long, and says yes.
 */
#include <corosync/cfg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int seconds;

static void on_shutdown(corosync_cfg_handle_t handle, corosync_cfg_shutdown_flags_t flags) {
    if (seconds > 0) sleep((unsigned)seconds);
    const cs_error_t error = corosync_cfg_replyto_shutdown(
        handle, seconds > 0 ? COROSYNC_CFG_SHUTDOWN_FLAG_YES : COROSYNC_CFG_SHUTDOWN_FLAG_NO);
    printf("asked with %d, %s = %d\n", (int)flags, seconds > 0 ? "agreed" : "refused", (int)error);
    fflush(stdout);
}

int main(int argc, char** argv) {
    seconds = argc > 1 ? atoi(argv[1]) : 0;
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
