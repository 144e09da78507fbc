/*
 * tracks.c - watching keys.
 *
 * A watch has two numbers: ours, which is its handle and comes back in its events, and the
 * daemon's, which is needed to end it.
 */
#include <stdlib.h>

#include "client/dispatch.h"
#include "cmap/event.h"
#include "cmap/instance.h"

struct track {
    struct object object; /* must be first */
    uint64_t number;      /* the daemon's */
    cmap_notify_fn_t notify;
    void* user_data;
};

static void track_destroy(struct object* object) { free((void*)object); }

static cs_error_t start(struct client* client, const char* key_name, int32_t track_type,
                        uint64_t own_number, uint64_t* number) {
    unsigned char request[296];
    unsigned char response[32];
    put_header(request, sizeof request, CMAP_TRACK_START, sizeof request);
    cs_error_t error = put_key(request, 16, key_name);
    if (error != CS_OK) return error;
    put_u32(request, 280, (uint32_t)track_type);
    put_u64(request, 288, own_number);
    error =
        connection_request(&client->connection, request, sizeof request, response, sizeof response);
    if (error == CS_OK) *number = get_u64(response, 24);
    return error;
}

static void forget(struct instance* instance, uint64_t handle) {
    struct object* object = handle_table_remove(&instance->tracks, handle);
    if (object != NULL) object_put(object);
}

/* It is in the table before the daemon knows: the first event may come before the answer. */
static cs_error_t add(struct instance* instance, const char* key_name, int32_t track_type,
                      const struct track* wanted, cmap_track_handle_t* handle) {
    struct track* track = malloc(sizeof *track);
    if (track == NULL) return CS_ERR_NO_MEMORY;
    *track = *wanted;
    uint64_t added;
    if (!handle_table_add(&instance->tracks, &track->object, &added)) {
        free(track);
        return CS_ERR_NO_MEMORY;
    }
    uint64_t number;
    const cs_error_t error = start(&instance->client, key_name, track_type, added, &number);
    if (error == CS_OK) {
        __atomic_store_n(&track->number, number, __ATOMIC_RELEASE);
        *handle = added;
    } else {
        forget(instance, added);
    }
    return error;
}

cs_error_t cmap_track_add(cmap_handle_t handle, const char* key_name, int32_t track_type,
                          cmap_notify_fn_t notify_fn, void* user_data,
                          cmap_track_handle_t* cmap_track_handle) {
    if (cmap_track_handle == NULL || notify_fn == NULL) return CS_ERR_INVALID_PARAM;
    struct client* client = client_get(&cmap_instances, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    const struct track wanted = {
        .object.destroy = track_destroy, .notify = notify_fn, .user_data = user_data};
    const cs_error_t error =
        add((struct instance*)(void*)client, key_name, track_type, &wanted, cmap_track_handle);
    client_put(client);
    return error;
}

static cs_error_t end(struct client* client, uint64_t number) {
    unsigned char request[24];
    unsigned char response[RESPONSE_HEADER + 8];
    put_header(request, sizeof request, CMAP_TRACK_END, sizeof request);
    put_u64(request, 16, number);
    return connection_request(&client->connection, request, sizeof request, response,
                              sizeof response);
}

cs_error_t cmap_track_delete(cmap_handle_t handle, cmap_track_handle_t track_handle) {
    struct client* client = client_get(&cmap_instances, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    struct instance* instance = (struct instance*)(void*)client;
    struct object* object = handle_table_get(&instance->tracks, track_handle);
    cs_error_t error = CS_ERR_BAD_HANDLE;
    if (object != NULL) {
        const struct track* track = (const struct track*)(const void*)object;
        error = end(client, __atomic_load_n(&track->number, __ATOMIC_ACQUIRE));
        if (error == CS_OK) forget(instance, track_handle);
        object_put(object);
    }
    client_put(client);
    return error;
}

static cs_error_t take(struct client* client, unsigned char* bytes, size_t size, void* event) {
    (void)client;
    return cmap_event_parse(bytes, size, event) ? CS_OK : CS_ERR_LIBRARY;
}

/* Events of a watch that was ended meanwhile find nothing. */
static cs_error_t call_back(struct client* client, uint64_t handle, void* taken) {
    const struct cmap_event* event = taken;
    struct instance* instance = (struct instance*)(void*)client;
    struct object* object = handle_table_get(&instance->tracks, event->number);
    if (object == NULL) return CS_OK;
    const struct track* track = (const struct track*)(const void*)object;
    track->notify(handle, event->number, event->kind, event->key, event->new_value,
                  event->old_value, track->user_data);
    object_put(object);
    return CS_OK;
}

cs_error_t cmap_dispatch(cmap_handle_t handle, cs_dispatch_flags_t dispatch_types) {
    static const struct event_handler handler = {take, call_back, NULL, NULL};
    struct cmap_event event;
    return client_dispatch(&cmap_instances, handle, dispatch_types, &handler, &event);
}
