/*
 * quorum.c - the quorum library: a handle, its requests, its callbacks.
 */
#include "client/dispatch.h"
#include "quorum/event.h"
#include "quorum/protocol.h"

struct instance {
    struct client client; /* must be first */
    quorum_model_t model; /* which of the two is in use; never changes */
    quorum_notification_fn_t notify_v0;
    quorum_model_v1_data_t v1;
};

static struct handle_table instances = HANDLE_TABLE_INITIALIZER;

static struct instance* instance_new(quorum_model_t model, const quorum_model_data_t* data,
                                     void* context) {
    struct instance* instance = (struct instance*)(void*)client_new(sizeof *instance);
    if (instance == NULL) return NULL;
    instance->client.context = context;
    instance->model = model;
    if (data != NULL && model == QUORUM_MODEL_V0)
        instance->notify_v0 = ((const quorum_model_v0_data_t*)(const void*)data)->quorum_notify_fn;
    if (data != NULL && model == QUORUM_MODEL_V1)
        instance->v1 = *(const quorum_model_v1_data_t*)(const void*)data;
    return instance;
}

/* Asking for the type is also what tells the daemon the model. */
static cs_error_t tell_model(struct instance* instance, uint32_t* type) {
    unsigned char request[24];
    unsigned char response[32];
    put_header(request, sizeof request, QUORUM_MODEL_GETTYPE, sizeof request);
    put_u32(request, 16, (uint32_t)instance->model);
    const cs_error_t error = connection_request(&instance->client.connection, request,
                                                sizeof request, response, sizeof response);
    if (error == CS_OK && type != NULL) *type = get_u32(response, 24);
    return error;
}

cs_error_t quorum_model_initialize(quorum_handle_t* handle, quorum_model_t model,
                                   quorum_model_data_t* model_data, uint32_t* quorum_type,
                                   void* context) {
    if (handle == NULL || (model != QUORUM_MODEL_V0 && model != QUORUM_MODEL_V1))
        return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_new(model, model_data, context);
    if (instance == NULL) return CS_ERR_NO_MEMORY;
    cs_error_t error = client_connect(&instance->client, "quorum", OVER_LIBQB);
    if (error != CS_OK) return error;
    error = tell_model(instance, quorum_type);
    if (error == CS_OK) return client_publish(&instances, &instance->client, handle);
    client_discard(&instance->client);
    return error;
}

cs_error_t quorum_initialize(quorum_handle_t* handle, quorum_callbacks_t* callbacks,
                             uint32_t* quorum_type) {
    quorum_model_v0_data_t data = {.model = QUORUM_MODEL_V0};
    if (callbacks != NULL) data.quorum_notify_fn = callbacks->quorum_notify_fn;
    return quorum_model_initialize(handle, QUORUM_MODEL_V0, (quorum_model_data_t*)(void*)&data,
                                   quorum_type, NULL);
}

cs_error_t quorum_finalize(quorum_handle_t handle) { return client_finalize(&instances, handle); }

cs_error_t quorum_fd_get(quorum_handle_t handle, int* fd) {
    return client_fd_get(&instances, handle, fd);
}

cs_error_t quorum_context_set(quorum_handle_t handle, const void* context) {
    return client_context_set(&instances, handle, context);
}

cs_error_t quorum_context_get(quorum_handle_t handle, const void** context) {
    void* found = NULL;
    const cs_error_t error =
        client_context_get(&instances, handle, context == NULL ? NULL : &found);
    if (error == CS_OK) *context = found;
    return error;
}

cs_error_t quorum_getquorate(quorum_handle_t handle, int* quorate) {
    if (quorate == NULL) return CS_ERR_INVALID_PARAM;
    unsigned char request[REQUEST_HEADER];
    unsigned char response[32];
    put_header(request, sizeof request, QUORUM_GETQUORATE, sizeof request);
    const cs_error_t error =
        client_request(&instances, handle, request, sizeof request, response, sizeof response);
    if (error == CS_OK) *quorate = (int)get_u32(response, 24);
    return error;
}

cs_error_t quorum_trackstart(quorum_handle_t handle, unsigned int flags) {
    unsigned char request[24];
    put_header(request, sizeof request, QUORUM_TRACKSTART, sizeof request);
    put_u32(request, 16, flags);
    return client_order(&instances, handle, request, sizeof request);
}

cs_error_t quorum_trackstop(quorum_handle_t handle) {
    unsigned char request[REQUEST_HEADER];
    put_header(request, sizeof request, QUORUM_TRACKSTOP, sizeof request);
    return client_order(&instances, handle, request, sizeof request);
}

static cs_error_t take(struct client* client, unsigned char* bytes, size_t size, void* event) {
    (void)client;
    return quorum_event_parse(bytes, size, event) ? CS_OK : CS_ERR_LIBRARY;
}

/* The daemon sends events of the handle's model only; others find no callback. */
static cs_error_t call_back(struct client* client, uint64_t handle, void* taken) {
    const struct instance* instance = (const struct instance*)(const void*)client;
    const struct quorum_event* event = taken;
    const quorum_model_v1_data_t* v1 = &instance->v1;
    if (event->id == QUORUM_NOTIFICATION && instance->notify_v0 != NULL)
        instance->notify_v0(handle, event->quorate, event->ring.seq, event->members, event->nodes);
    if (event->id == QUORUM_V1_NOTIFICATION && v1->quorum_notify_fn != NULL)
        v1->quorum_notify_fn(handle, event->quorate, event->ring, event->members, event->nodes);
    if (event->id == QUORUM_V1_NODELIST && v1->nodelist_notify_fn != NULL) {
        const uint32_t* joined = event->nodes + event->members;
        v1->nodelist_notify_fn(handle, event->ring, event->members, event->nodes, event->joined,
                               joined, event->left, joined + event->joined);
    }
    return CS_OK;
}

cs_error_t quorum_dispatch(quorum_handle_t handle, cs_dispatch_flags_t dispatch_types) {
    static const struct event_handler handler = {take, call_back, NULL, NULL};
    if (dispatch_types < CS_DISPATCH_ONE || dispatch_types > CS_DISPATCH_ONE_NONBLOCKING)
        return CS_ERR_INVALID_PARAM;
    struct quorum_event event;
    return client_dispatch(&instances, handle, dispatch_types, &handler, &event);
}
