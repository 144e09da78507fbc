/*
 * instance.c - beginning and end of a votequorum handle, and its events.
 */
#include "votequorum/instance.h"

#include "client/dispatch.h"
#include "votequorum/event.h"
#include "votequorum/protocol.h"

struct handle_table votequorum_instances = HANDLE_TABLE_INITIALIZER;

cs_error_t votequorum_initialize(votequorum_handle_t* handle, votequorum_callbacks_t* callbacks) {
    if (handle == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = (struct instance*)(void*)client_new(sizeof *instance);
    if (instance == NULL) return CS_ERR_NO_MEMORY;
    if (callbacks != NULL) instance->callbacks = *callbacks;
    const cs_error_t error = client_connect(&instance->client, "votequorum", OVER_LIBQB);
    return error == CS_OK ? client_publish(&votequorum_instances, &instance->client, handle)
                          : error;
}

cs_error_t votequorum_finalize(votequorum_handle_t handle) {
    return client_finalize(&votequorum_instances, handle);
}

cs_error_t votequorum_fd_get(votequorum_handle_t handle, int* fd) {
    return client_fd_get(&votequorum_instances, handle, fd);
}

cs_error_t votequorum_context_get(votequorum_handle_t handle, void** context) {
    return client_context_get(&votequorum_instances, handle, context);
}

cs_error_t votequorum_context_set(votequorum_handle_t handle, void* context) {
    return client_context_set(&votequorum_instances, handle, context);
}

static cs_error_t take(struct client* client, unsigned char* bytes, size_t size, void* event) {
    (void)client;
    return votequorum_event_parse(bytes, size, event) ? CS_OK : CS_ERR_LIBRARY;
}

static cs_error_t call_back(struct client* client, uint64_t handle, void* taken) {
    const struct instance* instance = (const struct instance*)(const void*)client;
    const votequorum_callbacks_t* callbacks = &instance->callbacks;
    const struct votequorum_event* event = taken;
    if (event->id == VOTES_QUORUM && callbacks->votequorum_quorum_notify_fn != NULL)
        callbacks->votequorum_quorum_notify_fn(handle, event->context, event->quorate, event->count,
                                               event->nodes);
    if (event->id == VOTES_EXPECTED_CHANGED &&
        callbacks->votequorum_expectedvotes_notify_fn != NULL)
        callbacks->votequorum_expectedvotes_notify_fn(handle, event->context,
                                                      event->expected_votes);
    if (event->id == VOTES_NODELIST && callbacks->votequorum_nodelist_notify_fn != NULL)
        callbacks->votequorum_nodelist_notify_fn(handle, event->context, event->ring, event->count,
                                                 event->nodeids);
    return CS_OK;
}

cs_error_t votequorum_dispatch(votequorum_handle_t handle, cs_dispatch_flags_t dispatch_types) {
    static const struct event_handler handler = {take, call_back, NULL, NULL};
    if (dispatch_types < CS_DISPATCH_ONE || dispatch_types > CS_DISPATCH_ONE_NONBLOCKING)
        return CS_ERR_INVALID_PARAM;
    struct votequorum_event event;
    return client_dispatch(&votequorum_instances, handle, dispatch_types, &handler, &event);
}
