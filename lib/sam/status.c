/*
 * status.c - see status.h.
 */
#include "sam/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "sam/supervision.h"

static cmap_handle_t handle;
static int fd = -1;

/* All names fit: the longest is far from the limit of a key. */
static const char* key(char* text, const char* name) {
    snprintf(text, CMAP_KEYNAME_MAXLEN, "resources.process.%ld.%s", (long)getpid(), name);
    return text;
}

static bool wanted(void) { return (sam.policy & SAM_RECOVERY_POLICY_CMAP) != 0; }

static cs_error_t make_keys(void) {
    char name[CMAP_KEYNAME_MAXLEN + 1];
    const bool restarts = (sam.policy & SAM_RECOVERY_POLICY_RESTART) != 0;
    cs_error_t error =
        cmap_set_string(handle, key(name, "recovery"), restarts ? "restart" : "quit");
    if (error == CS_OK)
        error = cmap_set_uint64(handle, key(name, "poll_period"), (uint64_t)sam.interval);
    if (error == CS_OK) error = cmap_set_string(handle, key(name, "state"), "stopped");
    return error;
}

static void disconnect(void) {
    if (fd < 0) return;
    cmap_finalize(handle);
    fd = -1;
}

cs_error_t status_open(void) {
    if (!wanted() || fd >= 0) return CS_OK;
    cs_error_t error = cmap_initialize(&handle);
    if (error != CS_OK) return error;
    error = cmap_fd_get(handle, &fd);
    if (error == CS_OK) error = make_keys();
    if (error != CS_OK) {
        cmap_finalize(handle);
        fd = -1;
    }
    return error;
}

cs_error_t status_set(const char* state) {
    char name[CMAP_KEYNAME_MAXLEN + 1];
    cs_error_t error = CS_ERR_LIBRARY;
    if (!wanted()) return CS_OK;
    for (int attempt = 0; attempt < 2 && error == CS_ERR_LIBRARY; ++attempt) {
        error = status_open();
        if (error == CS_OK) error = cmap_set_string(handle, key(name, "state"), state);
        if (error == CS_ERR_LIBRARY) disconnect();
    }
    return error;
}

void status_heard(void) {
    char name[CMAP_KEYNAME_MAXLEN + 1];
    if (!wanted() || fd < 0) return;
    if (cmap_set_uint64(handle, key(name, "last_updated"), sam_clock()) == CS_ERR_LIBRARY)
        disconnect();
}

void status_close(bool keep) {
    static const char* const names[] = {"recovery", "poll_period", "last_updated", "state"};
    char name[CMAP_KEYNAME_MAXLEN + 1];
    if (fd < 0) return;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !keep; ++i)
        cmap_delete(handle, key(name, names[i]));
    disconnect();
}

int status_fd(void) { return fd; }
