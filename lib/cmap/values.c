/*
 * values.c - reading and changing keys, whatever their type.
 */
#include <stdlib.h>

#include "cmap/instance.h"

enum { SET_HEAD = 296, VALUE_HEAD = 40 };

static cs_error_t send_value(cmap_handle_t handle, const unsigned char* head, const void* value,
                             size_t length) {
    struct client* client = client_get(&cmap_instances, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    unsigned char response[RESPONSE_HEADER];
    const struct iovec pieces[2] = {{(void*)(uintptr_t)head, SET_HEAD},
                                    {(void*)(uintptr_t)value, length}};
    struct answer answer = {.bytes = response, .least = sizeof response, .most = sizeof response};
    const cs_error_t error =
        connection_exchange(&client->connection, pieces, length == 0 ? 1 : 2, &answer);
    client_put(client);
    return error;
}

cs_error_t cmap_set(cmap_handle_t handle, const char* key_name, const void* value, size_t value_len,
                    cmap_value_types_t type) {
    if (key_name == NULL || value == NULL) return CS_ERR_INVALID_PARAM;
    /* What no request has room for is beyond the limit of any value. */
    if (value_len > MESSAGE_MAX - SET_HEAD) return CS_ERR_INVALID_PARAM;
    unsigned char head[SET_HEAD];
    put_header(head, sizeof head, CMAP_SET, sizeof head + value_len);
    const cs_error_t error = put_key(head, 16, key_name);
    if (error != CS_OK) return error;
    put_u64(head, 280, value_len);
    head[288] = (unsigned char)type;
    /* A type that the field would cut to another one is none. */
    if (head[288] != (unsigned)type) return CS_ERR_INVALID_PARAM;
    return send_value(handle, head, value, value_len);
}

cs_error_t cmap_delete(cmap_handle_t handle, const char* key_name) {
    if (key_name == NULL) return CS_ERR_INVALID_PARAM;
    unsigned char request[280];
    put_header(request, sizeof request, CMAP_DELETE, sizeof request);
    const cs_error_t error = put_key(request, 16, key_name);
    if (error != CS_OK) return error;
    return client_order(&cmap_instances, handle, request, sizeof request);
}

static cs_error_t adjust(cmap_handle_t handle, const char* key_name, int32_t step) {
    if (key_name == NULL) return CS_ERR_INVALID_PARAM;
    unsigned char request[288];
    put_header(request, sizeof request, CMAP_ADJUST, sizeof request);
    const cs_error_t error = put_key(request, 16, key_name);
    if (error != CS_OK) return error;
    put_u32(request, 280, (uint32_t)step);
    return client_order(&cmap_instances, handle, request, sizeof request);
}

cs_error_t cmap_inc(cmap_handle_t handle, const char* key_name) {
    return adjust(handle, key_name, 1);
}

cs_error_t cmap_dec(cmap_handle_t handle, const char* key_name) {
    return adjust(handle, key_name, -1);
}

/* Asks for up to `room` bytes into an answer that has this room behind its head. */
static cs_error_t ask(struct client* client, const char* key_name, size_t room,
                      struct answer* answer) {
    unsigned char request[288];
    put_header(request, sizeof request, CMAP_GET, sizeof request);
    const cs_error_t error = put_key(request, 16, key_name);
    if (error != CS_OK) return error;
    put_u64(request, 280, room);
    const struct iovec piece = {request, sizeof request};
    return connection_exchange(&client->connection, &piece, 1, answer);
}

/*
 * The daemon is trusted with nothing: the value must lie within what came, and within the room. A
 * length without a value is one that a value can have: callers make room for it.
 */
static cs_error_t copy_out(const struct answer* answer, void* value, size_t* value_len,
                           cmap_value_types_t* type) {
    const uint64_t length = get_u64(answer->bytes, 24);
    const size_t room = value == NULL ? 0 : *value_len;
    if (length > MESSAGE_MAX - VALUE_HEAD) return CS_ERR_LIBRARY;
    if (room != 0 && (length > room || length > answer->length - VALUE_HEAD)) return CS_ERR_LIBRARY;
    if (room != 0 && length != 0) memcpy(value, answer->bytes + VALUE_HEAD, (size_t)length);
    if (value_len != NULL) *value_len = (size_t)length;
    if (type != NULL) *type = (cmap_value_types_t)answer->bytes[32];
    return CS_OK;
}

static cs_error_t get(struct client* client, const char* key_name, void* value, size_t* value_len,
                      cmap_value_types_t* type) {
    const size_t most = MESSAGE_MAX - VALUE_HEAD;
    const size_t wanted = value == NULL ? 0 : *value_len;
    const size_t room = wanted < most ? wanted : most;
    struct answer answer = {.least = VALUE_HEAD, .most = VALUE_HEAD + room};
    answer.bytes = malloc(answer.most);
    if (answer.bytes == NULL) return CS_ERR_NO_MEMORY;
    cs_error_t error = ask(client, key_name, room, &answer);
    if (error == CS_OK) error = copy_out(&answer, value, value_len, type);
    free(answer.bytes);
    return error;
}

cs_error_t cmap_get(cmap_handle_t handle, const char* key_name, void* value, size_t* value_len,
                    cmap_value_types_t* type) {
    if (key_name == NULL || (value != NULL && value_len == NULL)) return CS_ERR_INVALID_PARAM;
    struct client* client = client_get(&cmap_instances, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    const cs_error_t error = get(client, key_name, value, value_len, type);
    client_put(client);
    return error;
}
