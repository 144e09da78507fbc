/*
 * client.c - see client.h.
 */
#include "client/client.h"

#include <stdlib.h>

static void client_destroy(struct object* object) {
    struct client* client = (struct client*)(void*)object;
    connection_close(&client->connection);
    if (client->release != NULL) client->release(client);
    free(client->spare_buffer);
    pthread_mutex_destroy(&client->event_lock);
    pthread_mutex_destroy(&client->lock);
    free(client);
}

struct client* client_new(size_t size) {
    struct client* client = calloc(1, size);
    if (client == NULL) return NULL;
    client->object.destroy = client_destroy;
    pthread_mutex_init(&client->event_lock, NULL);
    pthread_mutex_init(&client->lock, NULL);
    return client;
}

void client_discard(struct client* client) { client_destroy(&client->object); }

cs_error_t client_connect(struct client* client, const char* service, enum connection_ways ways) {
    const cs_error_t error = connection_open(&client->connection, service, ways);
    if (error != CS_OK) client_discard(client);
    return error;
}

cs_error_t client_publish(struct handle_table* table, struct client* client, uint64_t* handle) {
    if (handle_table_add(table, &client->object, handle)) return CS_OK;
    client_discard(client);
    return CS_ERR_NO_MEMORY;
}

struct client* client_get(struct handle_table* table, uint64_t handle) {
    return (struct client*)(void*)handle_table_get(table, handle);
}

void client_put(struct client* client) { object_put(&client->object); }

void client_end(struct client* client) {
    connection_wake(&client->connection);
    client_put(client);
}

cs_error_t client_finalize(struct handle_table* table, uint64_t handle) {
    struct client* client = (struct client*)(void*)handle_table_remove(table, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    client_end(client);
    return CS_OK;
}

cs_error_t client_fd_get(struct handle_table* table, uint64_t handle, int* fd) {
    if (fd == NULL) return CS_ERR_INVALID_PARAM;
    struct client* client = client_get(table, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    *fd = client->connection.fd;
    client_put(client);
    return CS_OK;
}

cs_error_t client_context_get(struct handle_table* table, uint64_t handle, void** context) {
    if (context == NULL) return CS_ERR_INVALID_PARAM;
    struct client* client = client_get(table, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    *context = __atomic_load_n(&client->context, __ATOMIC_ACQUIRE);
    client_put(client);
    return CS_OK;
}

cs_error_t client_context_set(struct handle_table* table, uint64_t handle, const void* context) {
    struct client* client = client_get(table, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    __atomic_store_n(&client->context, (void*)(uintptr_t)context, __ATOMIC_RELEASE);
    client_put(client);
    return CS_OK;
}

cs_error_t client_request(struct handle_table* table, uint64_t handle, const void* request,
                          size_t request_size, void* response, size_t size) {
    struct client* client = client_get(table, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    const cs_error_t error =
        connection_request(&client->connection, request, request_size, response, size);
    client_put(client);
    return error;
}

cs_error_t client_order(struct handle_table* table, uint64_t handle, const void* request,
                        size_t request_size) {
    unsigned char response[RESPONSE_HEADER];
    return client_request(table, handle, request, request_size, response, sizeof response);
}
