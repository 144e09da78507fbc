/*
 * client.h - what is behind a handle of any of the client libraries: a connection, a context, and
 * the calls that are the same everywhere.
 *
 * Every function that takes a table and a handle answers CS_ERR_BAD_HANDLE when the one is not in
 * the other.
 */
#pragma once

#include "client/connection.h"
#include "client/fields.h"
#include "client/handle_table.h"

struct client {
    struct object object; /* must be first */
    struct connection connection;
    void (*release)(struct client*); /* ends what a library keeps beside; NULL: nothing */
    void* context;
    pthread_mutex_t event_lock; /* events are taken in their order */
    pthread_mutex_t lock;       /* of what follows, and of what a library puts under it */
    void* spare_buffer;         /* for the next dispatch */
};

/* A client without a connection, in `size` cleared bytes that begin with it. NULL: no memory. */
struct client* client_new(size_t size);

/* Connects it to a service. On an error it is gone. */
cs_error_t client_connect(struct client* client, const char* service, enum connection_ways ways);

/* Gives it a handle. On an error it is gone. */
cs_error_t client_publish(struct handle_table* table, struct client* client, uint64_t* handle);

/* Ends a client that has no handle yet. */
void client_discard(struct client* client);

/* The client with a reference for the caller, or NULL. */
struct client* client_get(struct handle_table* table, uint64_t handle);
void client_put(struct client* client);

/* Whether its handle was finalized meanwhile. */
static inline bool client_finalized(const struct client* client) {
    return object_removed(&client->object);
}

/*
 * Takes the handle away and wakes those that wait for events; the connection is closed when the
 * last user of the client has gone.
 */
cs_error_t client_finalize(struct handle_table* table, uint64_t handle);

/* What is left to do for a client that was taken out of its table. */
void client_end(struct client* client);

cs_error_t client_fd_get(struct handle_table* table, uint64_t handle, int* fd);
cs_error_t client_context_get(struct handle_table* table, uint64_t handle, void** context);
cs_error_t client_context_set(struct handle_table* table, uint64_t handle, const void* context);

/* connection_request for a handle. */
cs_error_t client_request(struct handle_table* table, uint64_t handle, const void* request,
                          size_t request_size, void* response, size_t size);

/* The same for a response that holds nothing but its error. */
cs_error_t client_order(struct handle_table* table, uint64_t handle, const void* request,
                        size_t request_size);
