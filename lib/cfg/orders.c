/*
 * orders.c - what the daemon is told to do.
 */
#include "cfg/instance.h"

static cs_error_t plain_order(corosync_cfg_handle_t handle, uint32_t id) {
    unsigned char request[REQUEST_HEADER];
    put_header(request, sizeof request, id, sizeof request);
    return client_order(&cfg_instances, handle, request, sizeof request);
}

static cs_error_t order_with(corosync_cfg_handle_t handle, uint32_t id, uint32_t argument) {
    unsigned char request[24];
    put_header(request, sizeof request, id, sizeof request);
    put_u32(request, 16, argument);
    return client_order(&cfg_instances, handle, request, sizeof request);
}

cs_error_t corosync_cfg_kill_node(corosync_cfg_handle_t cfg_handle, unsigned int nodeid,
                                  const char* reason) {
    if (reason == NULL) return CS_ERR_INVALID_PARAM;
    const size_t length = strnlen(reason, REASON_SIZE);
    if (length == REASON_SIZE) return CS_ERR_NAME_TOO_LONG;
    unsigned char request[288];
    put_header(request, sizeof request, CFG_KILL_NODE, sizeof request);
    put_u32(request, 16, nodeid);
    put_u16(request, 24, (uint16_t)(length + 1));
    memcpy(request + 26, reason, length);
    return client_order(&cfg_instances, cfg_handle, request, sizeof request);
}

cs_error_t corosync_cfg_trackstart(corosync_cfg_handle_t cfg_handle, uint8_t track_flags) {
    unsigned char request[24];
    put_header(request, sizeof request, CFG_TRACKSTART, sizeof request);
    request[16] = track_flags;
    return client_order(&cfg_instances, cfg_handle, request, sizeof request);
}

cs_error_t corosync_cfg_trackstop(corosync_cfg_handle_t cfg_handle) {
    return plain_order(cfg_handle, CFG_TRACKSTOP);
}

cs_error_t corosync_cfg_try_shutdown(corosync_cfg_handle_t cfg_handle,
                                     corosync_cfg_shutdown_flags_t flags) {
    return order_with(cfg_handle, CFG_TRY_SHUTDOWN, (uint32_t)flags);
}

/* The daemon's CS_ERR_ACCESS means that nobody asks (any more): too late is not wrong. */
cs_error_t corosync_cfg_replyto_shutdown(corosync_cfg_handle_t cfg_handle,
                                         corosync_cfg_shutdown_reply_flags_t flags) {
    const cs_error_t error = order_with(cfg_handle, CFG_REPLY, (uint32_t)flags);
    return error == CS_ERR_ACCESS ? CS_OK : error;
}

cs_error_t corosync_cfg_reload_config(corosync_cfg_handle_t handle) {
    return plain_order(handle, CFG_RELOAD);
}

cs_error_t corosync_cfg_reopen_log_files(corosync_cfg_handle_t handle) {
    return plain_order(handle, CFG_REOPEN_LOGS);
}
