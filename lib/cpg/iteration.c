/*
 * iteration.c - walking through the groups and processes of the cluster.
 */
#include <stdlib.h>

#include "cpg/event.h"
#include "cpg/instance.h"
#include "cpg/protocol.h"

struct iteration {
    struct object object; /* must be first */
    struct iteration* next;
    cpg_iteration_handle_t handle;
    cpg_handle_t owner;
    uint64_t walk; /* the daemon's number */
};

static struct handle_table iterations = HANDLE_TABLE_INITIALIZER;

static void iteration_destroy(struct object* object) { free((void*)object); }

static struct iteration* iteration_get(cpg_iteration_handle_t handle) {
    return (struct iteration*)(void*)handle_table_get(&iterations, handle);
}

static bool iteration_close(cpg_iteration_handle_t handle) {
    struct object* object = handle_table_remove(&iterations, handle);
    if (object != NULL) object_put(object);
    return object != NULL;
}

/* A walk is in the list of its instance exactly as long as its handle is valid or becoming so. */
void iterations_end(struct instance* instance) {
    pthread_mutex_lock(&instance->client.lock);
    while (instance->iterations != NULL) {
        struct iteration* iteration = instance->iterations;
        instance->iterations = iteration->next;
        iteration_close(iteration->handle);
    }
    pthread_mutex_unlock(&instance->client.lock);
}

static void unlink_from(struct instance* instance, const struct iteration* iteration) {
    struct iteration** place = &instance->iterations;
    while (*place != NULL && *place != iteration) place = &(*place)->next;
    if (*place != NULL) *place = iteration->next;
}

static cs_error_t start_walk(struct instance* instance, cpg_iteration_type_t type,
                             const struct cpg_name* group, uint64_t* walk) {
    unsigned char request[160];
    unsigned char response[32];
    put_header(request, sizeof request, CPG_ITERATION_INIT, sizeof request);
    if (group != NULL) cpg_name_put(request + 16, group);
    put_u32(request, 152, (uint32_t)type);
    const cs_error_t error = connection_request(&instance->client.connection, request,
                                                sizeof request, response, sizeof response);
    if (error == CS_OK) *walk = get_u64(response, 24);
    return error;
}

/*
 * Finalize of the instance may run at the same time: then the walk must not outlive it. The handle
 * is told under the lock, as the walk may be gone right after it.
 */
static cs_error_t add_walk(struct instance* instance, struct iteration* iteration,
                           cpg_iteration_handle_t* handle) {
    pthread_mutex_lock(&instance->client.lock);
    const bool late = instance_finalized(instance);
    const bool added =
        !late && handle_table_add(&iterations, &iteration->object, &iteration->handle);
    if (added) {
        iteration->next = instance->iterations;
        instance->iterations = iteration;
        *handle = iteration->handle;
    }
    pthread_mutex_unlock(&instance->client.lock);
    return late ? CS_ERR_BAD_HANDLE : added ? CS_OK : CS_ERR_NO_MEMORY;
}

static cs_error_t end_walk(struct instance* instance, uint64_t walk) {
    unsigned char request[24];
    put_header(request, sizeof request, CPG_ITERATION_FINALIZE, sizeof request);
    put_u64(request, 16, walk);
    return instance_request(instance, request, sizeof request);
}

static cs_error_t new_walk(struct instance* instance, cpg_handle_t owner, cpg_iteration_type_t type,
                           const struct cpg_name* group, cpg_iteration_handle_t* handle) {
    struct iteration* iteration = calloc(1, sizeof *iteration);
    if (iteration == NULL) return CS_ERR_NO_MEMORY;
    iteration->object.destroy = iteration_destroy;
    iteration->owner = owner;
    cs_error_t error = start_walk(instance, type, group, &iteration->walk);
    if (error == CS_OK) {
        error = add_walk(instance, iteration, handle);
        if (error == CS_ERR_NO_MEMORY) end_walk(instance, iteration->walk);
    }
    if (error != CS_OK) free(iteration);
    return error;
}

cs_error_t cpg_iteration_initialize(cpg_handle_t handle, cpg_iteration_type_t iteration_type,
                                    const struct cpg_name* group,
                                    cpg_iteration_handle_t* cpg_iteration_handle) {
    if (cpg_iteration_handle == NULL || iteration_type < CPG_ITERATION_NAME_ONLY ||
        iteration_type > CPG_ITERATION_ALL)
        return CS_ERR_INVALID_PARAM;
    if ((group != NULL) != (iteration_type == CPG_ITERATION_ONE_GROUP)) return CS_ERR_INVALID_PARAM;
    if (group != NULL && group->length > CPG_MAX_NAME_LENGTH) return CS_ERR_NAME_TOO_LONG;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    const cs_error_t error =
        new_walk(instance, handle, iteration_type, group, cpg_iteration_handle);
    instance_put(instance);
    return error;
}

static cs_error_t next_entry(struct instance* instance, uint64_t walk,
                             struct cpg_iteration_description_t* description) {
    unsigned char request[24];
    unsigned char response[168];
    put_header(request, sizeof request, CPG_ITERATION_NEXT, sizeof request);
    put_u64(request, 16, walk);
    const cs_error_t error = connection_request(&instance->client.connection, request,
                                                sizeof request, response, sizeof response);
    if (error != CS_OK) return error;
    if (!cpg_name_get(response + 24, &description->group)) return CS_ERR_LIBRARY;
    description->nodeid = get_u32(response, 160);
    description->pid = get_u32(response, 164);
    return CS_OK;
}

cs_error_t cpg_iteration_next(cpg_iteration_handle_t handle,
                              struct cpg_iteration_description_t* description) {
    if (description == NULL) return CS_ERR_INVALID_PARAM;
    struct iteration* iteration = iteration_get(handle);
    if (iteration == NULL) return CS_ERR_BAD_HANDLE;
    struct instance* instance = instance_get(iteration->owner);
    cs_error_t error = CS_ERR_BAD_HANDLE;
    if (instance != NULL) {
        error = next_entry(instance, iteration->walk, description);
        instance_put(instance);
    }
    object_put(&iteration->object);
    return error;
}

cs_error_t cpg_iteration_finalize(cpg_iteration_handle_t handle) {
    struct iteration* iteration = iteration_get(handle);
    if (iteration == NULL) return CS_ERR_BAD_HANDLE;
    struct instance* instance = instance_get(iteration->owner);
    cs_error_t error = CS_ERR_BAD_HANDLE;
    if (instance != NULL) {
        pthread_mutex_lock(&instance->client.lock);
        const bool closed = iteration_close(handle);
        if (closed) unlink_from(instance, iteration);
        pthread_mutex_unlock(&instance->client.lock);
        if (closed) error = end_walk(instance, iteration->walk);
        instance_put(instance);
    }
    object_put(&iteration->object);
    return error;
}
