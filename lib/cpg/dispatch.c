/*
 * dispatch.c - events from the daemon become calls of the application's callbacks.
 */
#include "client/dispatch.h"

#include <stdlib.h>

#include "cpg/event.h"
#include "cpg/instance.h"
#include "cpg/protocol.h"

/* An event, and the large message that it completes, if any. */
struct taken {
    struct cpg_event event;
    void* message; /* to be freed */
};

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

/* Fragments are put together here, in the order in which they came. */
static cs_error_t take(struct client* client, unsigned char* bytes, size_t size, void* into) {
    struct instance* instance = (struct instance*)(void*)client;
    struct taken* taken = into;
    taken->message = NULL;
    if (!cpg_event_parse(bytes, size, &taken->event)) return CS_ERR_LIBRARY;
    if (taken->event.id == CPG_CONFCHG) drop_senders_that_left(instance, &taken->event);
    if (taken->event.id == CPG_PARTIAL_DELIVER && instance->model.cpg_deliver_fn != NULL &&
        add_fragment(instance, taken) == REASSEMBLY_NO_MEMORY)
        return CS_ERR_NO_MEMORY;
    return CS_OK;
}

static void release(void* taken) { free(((struct taken*)taken)->message); }

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

static void record(struct client* client, uint64_t handle, void* taken, unsigned char* data,
                   uint32_t length) {
    const struct instance* instance = (const struct instance*)(const void*)client;
    const struct cpg_event* event = &((const struct taken*)taken)->event;
    if (instance->model.cpg_deliver_fn != NULL)
        instance->model.cpg_deliver_fn(handle, &event->group, event->nodeid, event->pid, data,
                                       length);
}

static cs_error_t call_back(struct client* client, uint64_t handle, void* event_taken) {
    const struct instance* instance = (const struct instance*)(const void*)client;
    const cpg_model_v1_data_t* model = &instance->model;
    const struct taken* taken = event_taken;
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

cs_error_t cpg_dispatch(cpg_handle_t handle, cs_dispatch_flags_t dispatch_types) {
    static const struct event_handler handler = {take, call_back, release, record};
    struct taken taken;
    return client_dispatch(&cpg_instances, handle, dispatch_types, &handler, &taken);
}
