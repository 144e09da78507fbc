/*
 * dispatch.c - events from the daemon become calls of the application's callbacks.
 */
#include <stdlib.h>

#include "cpg/event.h"
#include "cpg/instance.h"
#include "cpg/protocol.h"

/* An event, and the large message that it completes, if any. */
struct taken {
    struct cpg_event event;
    void* message; /* to be freed */
};

/* Milliseconds for an event whose announcement came; it is there unless the daemon errs. */
enum { ANNOUNCED = 100 };

static enum reassembly_result add_fragment(struct instance* instance, struct taken* taken) {
    const struct cpg_event* event = &taken->event;
    const struct fragment fragment = {event->nodeid, event->pid,  event->total,
                                      event->type,   event->data, event->length};
    return reassembly_add(&instance->reassembly, &fragment, &taken->message);
}

static void drop_senders_that_left(struct instance* instance, const struct cpg_event* event) {
    for (uint32_t i = 0; i < event->left; ++i) {
        const struct cpg_address gone = cpg_event_address(event, (size_t)event->members + i);
        reassembly_drop(&instance->reassembly, gone.nodeid, gone.pid);
    }
}

/* With the event lock held: fragments must be put together in the order in which they came. */
static cs_error_t take_locked(struct instance* instance, unsigned char* buffer, int milliseconds,
                              struct taken* taken) {
    const long size = connection_event(&instance->connection, buffer,
                                       connection_event_size(&instance->connection), milliseconds);
    if (size == -ENOBUFS) return CS_ERR_LIBRARY; /* it would be stuck, not passing */
    if (size < 0) return qb_to_cs_error((int)size);
    if (!cpg_event_parse(buffer, (size_t)size, &taken->event)) return CS_ERR_LIBRARY;
    if (taken->event.id == CPG_CONFCHG) drop_senders_that_left(instance, &taken->event);
    if (taken->event.id == CPG_PARTIAL_DELIVER && instance->model.cpg_deliver_fn != NULL &&
        add_fragment(instance, taken) == REASSEMBLY_NO_MEMORY)
        return CS_ERR_NO_MEMORY;
    return CS_OK;
}

static cs_error_t take(struct instance* instance, unsigned char* buffer, int milliseconds,
                       struct taken* taken) {
    taken->message = NULL;
    pthread_mutex_lock(&instance->event_lock);
    const cs_error_t error = take_locked(instance, buffer, milliseconds, taken);
    pthread_mutex_unlock(&instance->event_lock);
    return error;
}

/* Sleeps without the lock, so that another thread may look into the queue meanwhile. */
static cs_error_t take_waiting(struct instance* instance, unsigned char* buffer,
                               struct taken* taken) {
    cs_error_t error = take(instance, buffer, 0, taken);
    while (error == CS_ERR_TRY_AGAIN && !instance_finalized(instance)) {
        connection_wait(&instance->connection, &instance->object.removed);
        if (instance_finalized(instance)) break;
        error = take(instance, buffer, ANNOUNCED, taken);
    }
    return error;
}

static cs_error_t call_confchg(const struct instance* instance, cpg_handle_t handle,
                               const struct cpg_event* event) {
    const size_t count = (size_t)event->members + event->left + event->joined;
    struct cpg_address* list = malloc(count == 0 ? 1 : count * sizeof *list);
    if (list == NULL) return CS_ERR_NO_MEMORY;
    for (size_t i = 0; i < count; ++i) list[i] = cpg_event_address(event, i);
    const struct cpg_address* left = list + event->members;
    instance->model.cpg_confchg_fn(handle, &event->group, list, event->members, left, event->left,
                                   left + event->left, event->joined);
    free(list);
    return CS_OK;
}

static cs_error_t call_back(const struct instance* instance, cpg_handle_t handle,
                            struct taken* taken) {
    const cpg_model_v1_data_t* model = &instance->model;
    const struct cpg_event* event = &taken->event;
    if (event->id == CPG_DELIVER && model->cpg_deliver_fn != NULL)
        model->cpg_deliver_fn(handle, &event->group, event->nodeid, event->pid, event->data,
                              event->length);
    if (taken->message != NULL)
        model->cpg_deliver_fn(handle, &event->group, event->nodeid, event->pid, taken->message,
                              event->total);
    if (event->id == CPG_TOTEM_CONFCHG && model->cpg_totem_confchg_fn != NULL)
        model->cpg_totem_confchg_fn(handle, event->ring, event->members,
                                    (const uint32_t*)(const void*)event->data);
    if (event->id == CPG_CONFCHG && model->cpg_confchg_fn != NULL)
        return call_confchg(instance, handle, event);
    return CS_OK;
}

static cs_error_t dispatch(struct instance* instance, cpg_handle_t handle,
                           cs_dispatch_flags_t types, unsigned char* buffer) {
    const bool waits = types != CS_DISPATCH_ALL && types != CS_DISPATCH_ONE_NONBLOCKING;
    const bool one = types == CS_DISPATCH_ONE || types == CS_DISPATCH_ONE_NONBLOCKING;
    for (;;) {
        struct taken taken;
        cs_error_t error =
            waits ? take_waiting(instance, buffer, &taken) : take(instance, buffer, 0, &taken);
        if (!instance_finalized(instance) && error == CS_OK)
            error = call_back(instance, handle, &taken);
        free(taken.message);
        if (instance_finalized(instance)) return CS_ERR_BAD_HANDLE;
        if (error == CS_ERR_TRY_AGAIN && types == CS_DISPATCH_ALL) return CS_OK;
        if (error != CS_OK || one) return error;
    }
}

/* A dispatch within a callback has its own buffer: the outer one is still in use. */
static void* buffer_take(struct instance* instance) {
    pthread_mutex_lock(&instance->lock);
    void* buffer = instance->spare_buffer;
    instance->spare_buffer = NULL;
    pthread_mutex_unlock(&instance->lock);
    return buffer != NULL ? buffer : malloc(connection_event_size(&instance->connection));
}

static void buffer_return(struct instance* instance, void* buffer) {
    pthread_mutex_lock(&instance->lock);
    void* surplus = instance->spare_buffer;
    instance->spare_buffer = buffer;
    pthread_mutex_unlock(&instance->lock);
    free(surplus);
}

cs_error_t cpg_dispatch(cpg_handle_t handle, cs_dispatch_flags_t dispatch_types) {
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    unsigned char* buffer = buffer_take(instance);
    cs_error_t error = CS_ERR_NO_MEMORY;
    if (buffer != NULL) {
        error = dispatch(instance, handle, dispatch_types, buffer);
        buffer_return(instance, buffer);
    }
    instance_put(instance);
    return error;
}
