/*
 * instance.c - beginning and end of a cfg handle, and its one event.
 */
#include "cfg/instance.h"

#include "client/dispatch.h"

struct handle_table cfg_instances = HANDLE_TABLE_INITIALIZER;

cs_error_t corosync_cfg_initialize(corosync_cfg_handle_t* cfg_handle,
                                   const corosync_cfg_callbacks_t* cfg_callbacks) {
    if (cfg_handle == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = (struct instance*)(void*)client_new(sizeof *instance);
    if (instance == NULL) return CS_ERR_NO_MEMORY;
    if (cfg_callbacks != NULL) instance->callbacks = *cfg_callbacks;
    const cs_error_t error = client_connect(&instance->client, "cfg", OVER_LIBQB);
    return error == CS_OK ? client_publish(&cfg_instances, &instance->client, cfg_handle) : error;
}

cs_error_t corosync_cfg_finalize(corosync_cfg_handle_t cfg_handle) {
    return client_finalize(&cfg_instances, cfg_handle);
}

cs_error_t corosync_cfg_fd_get(corosync_cfg_handle_t cfg_handle, int32_t* selection_fd) {
    return client_fd_get(&cfg_instances, cfg_handle, selection_fd);
}

static cs_error_t take(struct client* client, unsigned char* bytes, size_t size, void* flags) {
    (void)client;
    if (size < RESPONSE_HEADER + 4 || get_u32(bytes, 0) != CFG_SHUTDOWN_ASKED)
        return CS_ERR_LIBRARY;
    *(uint32_t*)flags = get_u32(bytes, 24);
    return CS_OK;
}

static cs_error_t call_back(struct client* client, uint64_t handle, void* flags) {
    const struct instance* instance = (const struct instance*)(const void*)client;
    if (instance->callbacks.corosync_cfg_shutdown_callback != NULL)
        instance->callbacks.corosync_cfg_shutdown_callback(handle, (corosync_cfg_shutdown_flags_t) *
                                                                       (const uint32_t*)flags);
    return CS_OK;
}

cs_error_t corosync_cfg_dispatch(corosync_cfg_handle_t cfg_handle,
                                 cs_dispatch_flags_t dispatch_flags) {
    static const struct event_handler handler = {take, call_back, NULL, NULL};
    uint32_t flags;
    return client_dispatch(&cfg_instances, cfg_handle, dispatch_flags, &handler, &flags);
}
