/*
 * instance.c - beginning and end of a cpg handle, and what belongs to it.
 */
#include "cpg/instance.h"

#include <stdlib.h>

#include "cpg/protocol.h"

static struct handle_table instances = HANDLE_TABLE_INITIALIZER;

struct instance* instance_get(cpg_handle_t handle) {
    return (struct instance*)(void*)handle_table_get(&instances, handle);
}

void instance_put(struct instance* instance) { object_put(&instance->object); }

bool instance_finalized(const struct instance* instance) {
    return object_removed(&instance->object);
}

cs_error_t instance_request(struct instance* instance, const void* request, size_t size) {
    unsigned char response[RESPONSE_HEADER];
    return connection_request(&instance->connection, request, size, response, sizeof response);
}

void sleep_milliseconds(unsigned milliseconds) {
    const struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    nanosleep(&time, NULL);
}

static void instance_destroy(struct object* object) {
    struct instance* instance = (struct instance*)(void*)object;
    connection_close(&instance->connection);
    reassembly_clear(&instance->reassembly);
    zcb_free_all(instance);
    free(instance->spare_buffer);
    pthread_mutex_destroy(&instance->fragment_lock);
    pthread_mutex_destroy(&instance->event_lock);
    pthread_mutex_destroy(&instance->lock);
    free(instance);
}

static struct instance* instance_new(const cpg_model_v1_data_t* model, void* context) {
    struct instance* instance = calloc(1, sizeof *instance);
    if (instance == NULL) return NULL;
    instance->object.destroy = instance_destroy;
    if (model != NULL) instance->model = *model;
    instance->context = context;
    pthread_mutex_init(&instance->fragment_lock, NULL);
    pthread_mutex_init(&instance->event_lock, NULL);
    pthread_mutex_init(&instance->lock, NULL);
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
    const cs_error_t error = connection_open(&instance->connection, "cpg");
    if (error != CS_OK) {
        free(instance);
        return error;
    }
    if (handle_table_add(&instances, &instance->object, handle)) return CS_OK;
    instance_destroy(&instance->object);
    return CS_ERR_NO_MEMORY;
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
    struct instance* instance = (struct instance*)(void*)handle_table_remove(&instances, handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    unsigned char request[REQUEST_HEADER];
    put_header(request, sizeof request, CPG_FINALIZE, sizeof request);
    cs_error_t error = instance_request(instance, request, sizeof request);
    /* A busy daemon need not be asked again: closing the connection says the same. */
    if (error == CS_ERR_TRY_AGAIN) error = CS_OK;
    connection_wake(&instance->connection);
    iterations_end(instance);
    instance_put(instance);
    return error;
}

cs_error_t cpg_fd_get(cpg_handle_t handle, int* fd) {
    if (fd == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    *fd = instance->connection.fd;
    instance_put(instance);
    return CS_OK;
}

cs_error_t cpg_max_atomic_msgsize_get(cpg_handle_t handle, uint32_t* size) {
    if (size == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    *size = ATOMIC_MAX;
    instance_put(instance);
    return CS_OK;
}

cs_error_t cpg_context_get(cpg_handle_t handle, void** context) {
    if (context == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    *context = __atomic_load_n(&instance->context, __ATOMIC_ACQUIRE);
    instance_put(instance);
    return CS_OK;
}

cs_error_t cpg_context_set(cpg_handle_t handle, void* context) {
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    __atomic_store_n(&instance->context, context, __ATOMIC_RELEASE);
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
