/*
 * instance.c - beginning and end of a cmap handle.
 */
#include "cmap/instance.h"

struct handle_table cmap_instances = HANDLE_TABLE_INITIALIZER;

cs_error_t put_key(unsigned char* message, size_t offset, const char* key) {
    if (key == NULL) return CS_OK;
    const size_t length = strnlen(key, CMAP_KEYNAME_MAXLEN + 1);
    if (length > CMAP_KEYNAME_MAXLEN) return CS_ERR_NAME_TOO_LONG;
    put_u16(message, offset, (uint16_t)length);
    memcpy(message + offset + KEY_TEXT, key, length);
    return CS_OK;
}

static void instance_release(struct client* client) {
    struct instance* instance = (struct instance*)(void*)client;
    handle_table_clear(&instance->tracks);
}

static cs_error_t choose_map(cmap_handle_t handle, cmap_map_t map) {
    unsigned char request[24];
    put_header(request, sizeof request, CMAP_CHOOSE_MAP, sizeof request);
    put_u32(request, 16, (uint32_t)map);
    return client_order(&cmap_instances, handle, request, sizeof request);
}

cs_error_t cmap_initialize(cmap_handle_t* handle) {
    if (handle == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = (struct instance*)(void*)client_new(sizeof *instance);
    if (instance == NULL) return CS_ERR_NO_MEMORY;
    instance->tracks = (struct handle_table)HANDLE_TABLE_INITIALIZER;
    instance->client.release = instance_release;
    const cs_error_t error = client_connect(&instance->client, "cmap", OVER_LIBQB);
    return error == CS_OK ? client_publish(&cmap_instances, &instance->client, handle) : error;
}

cs_error_t cmap_initialize_map(cmap_handle_t* handle, cmap_map_t map) {
    const cs_error_t error = cmap_initialize(handle);
    return error == CS_OK && map != CMAP_MAP_DEFAULT ? choose_map(*handle, map) : error;
}

cs_error_t cmap_finalize(cmap_handle_t handle) { return client_finalize(&cmap_instances, handle); }

cs_error_t cmap_fd_get(cmap_handle_t handle, int* fd) {
    return client_fd_get(&cmap_instances, handle, fd);
}

cs_error_t cmap_context_get(cmap_handle_t handle, const void** context) {
    void* found = NULL;
    const cs_error_t error =
        client_context_get(&cmap_instances, handle, context == NULL ? NULL : &found);
    if (error == CS_OK) *context = found;
    return error;
}

cs_error_t cmap_context_set(cmap_handle_t handle, const void* context) {
    return client_context_set(&cmap_instances, handle, context);
}
