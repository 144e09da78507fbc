/*
 * instance.c - beginning and end of a cpg handle, and what belongs to it.
 */
#include "cpg/instance.h"

#include "cpg/protocol.h"

struct handle_table cpg_instances = HANDLE_TABLE_INITIALIZER;

struct instance* instance_get(cpg_handle_t handle) {
    return (struct instance*)(void*)client_get(&cpg_instances, handle);
}

void instance_put(struct instance* instance) { client_put(&instance->client); }

bool instance_finalized(const struct instance* instance) {
    return client_finalized(&instance->client);
}

cs_error_t instance_request(struct instance* instance, const void* request, size_t size) {
    unsigned char response[RESPONSE_HEADER];
    return connection_request(&instance->client.connection, request, size, response,
                              sizeof response);
}

void sleep_milliseconds(unsigned milliseconds) {
    const struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    nanosleep(&time, NULL);
}

static void instance_release(struct client* client) {
    struct instance* instance = (struct instance*)(void*)client;
    reassembly_clear(&instance->reassembly);
    zcb_free_all(instance);
    pthread_mutex_destroy(&instance->fragment_lock);
}

static struct instance* instance_new(const cpg_model_v1_data_t* model, void* context) {
    struct instance* instance = (struct instance*)(void*)client_new(sizeof *instance);
    if (instance == NULL) return NULL;
    instance->client.release = instance_release;
    instance->client.context = context;
    if (model != NULL) instance->model = *model;
    pthread_mutex_init(&instance->fragment_lock, NULL);
    return instance;
}

cs_error_t cpg_model_initialize(cpg_handle_t* handle, cpg_model_t model,
                                cpg_model_data_t* model_data, void* context) {
    const cpg_model_v1_data_t* data = (const cpg_model_v1_data_t*)(void*)model_data;
    if (handle == NULL || model != CPG_MODEL_V1) return CS_ERR_INVALID_PARAM;
    if (data != NULL && (data->flags & ~(unsigned)CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF) != 0)
        return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_new(data, context);
    if (instance == NULL) return CS_ERR_NO_MEMORY;
    const cs_error_t error = client_connect(&instance->client, "cpg", DIRECT_OR_OVER_LIBQB);
    return error == CS_OK ? client_publish(&cpg_instances, &instance->client, handle) : error;
}

cs_error_t cpg_initialize(cpg_handle_t* handle, cpg_callbacks_t* callbacks) {
    cpg_model_v1_data_t model = {.model = CPG_MODEL_V1};
    if (callbacks != NULL) {
        model.cpg_deliver_fn = callbacks->cpg_deliver_fn;
        model.cpg_confchg_fn = callbacks->cpg_confchg_fn;
    }
    return cpg_model_initialize(handle, CPG_MODEL_V1, (cpg_model_data_t*)(void*)&model, NULL);
}

cs_error_t cpg_finalize(cpg_handle_t handle) {
    struct instance* instance =
        (struct instance*)(void*)handle_table_remove(&cpg_instances, handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    unsigned char request[REQUEST_HEADER];
    put_header(request, sizeof request, CPG_FINALIZE, sizeof request);
    cs_error_t error = instance_request(instance, request, sizeof request);
    /* A busy daemon need not be asked again: closing the connection says the same. */
    if (error == CS_ERR_TRY_AGAIN) error = CS_OK;
    iterations_end(instance);
    client_end(&instance->client);
    return error;
}

cs_error_t cpg_fd_get(cpg_handle_t handle, int* fd) {
    return client_fd_get(&cpg_instances, handle, fd);
}

cs_error_t cpg_context_get(cpg_handle_t handle, void** context) {
    return client_context_get(&cpg_instances, handle, context);
}

cs_error_t cpg_context_set(cpg_handle_t handle, void* context) {
    return client_context_set(&cpg_instances, handle, context);
}

cs_error_t cpg_max_atomic_msgsize_get(cpg_handle_t handle, uint32_t* size) {
    if (size == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    *size = ATOMIC_MAX;
    instance_put(instance);
    return CS_OK;
}

cs_error_t cpg_flow_control_state_get(cpg_handle_t handle,
                                      cpg_flow_control_state_t* flow_control_enabled) {
    if (flow_control_enabled == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    *flow_control_enabled = CPG_FLOW_CONTROL_DISABLED;
    instance_put(instance);
    return CS_OK;
}
