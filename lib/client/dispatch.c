/*
 * dispatch.c - see dispatch.h.
 */
#include "client/dispatch.h"

#include <stdlib.h>

/* One call of dispatch: everything its steps need. */
struct dispatch {
    struct client* client;
    uint64_t handle;
    cs_dispatch_flags_t types;
    const struct event_handler* handler;
    void* event;                  /* in the library's own form */
    struct direct_event* arrived; /* where the bytes of the event in work are */
    bool held;                    /* they are to be given back */
    bool taken;                   /* an event came, and its form may hold memory */
};

/* Milliseconds for an event whose announcement came; it is there unless the daemon errs. */
enum { ANNOUNCED = 100 };

static void release(struct dispatch* dispatch) {
    if (dispatch->taken && dispatch->handler->release != NULL)
        dispatch->handler->release(dispatch->event);
    dispatch->taken = false;
}

static void give_back(struct dispatch* dispatch) {
    if (dispatch->held) connection_event_done(&dispatch->client->connection, dispatch->arrived);
    dispatch->held = false;
}

static cs_error_t take_locked(struct dispatch* dispatch, int milliseconds) {
    struct connection* connection = &dispatch->client->connection;
    release(dispatch);
    give_back(dispatch);
    const long size = connection_event(connection, dispatch->arrived, milliseconds);
    if (size == -ENOBUFS) return CS_ERR_LIBRARY; /* it would be stuck, not passing */
    if (size < 0) return qb_to_cs_error((int)size);
    dispatch->held = true;
    if (size < RESPONSE_HEADER || get_u32(dispatch->arrived->bytes, 8) > (size_t)size)
        return CS_ERR_LIBRARY;
    if (dispatch->arrived->records != 0 && dispatch->handler->record == NULL) return CS_ERR_LIBRARY;
    dispatch->taken = true;
    return dispatch->handler->take(dispatch->client, dispatch->arrived->bytes, (size_t)size,
                                   dispatch->event);
}

static cs_error_t take(struct dispatch* dispatch, int milliseconds) {
    pthread_mutex_lock(&dispatch->client->event_lock);
    const cs_error_t error = take_locked(dispatch, milliseconds);
    pthread_mutex_unlock(&dispatch->client->event_lock);
    return error;
}

/* Sleeps without the lock, so that another thread may look into the queue meanwhile. */
static cs_error_t take_waiting(struct dispatch* dispatch) {
    struct client* client = dispatch->client;
    cs_error_t error = take(dispatch, 0);
    while (error == CS_ERR_TRY_AGAIN && !client_finalized(client)) {
        connection_wait(&client->connection, &client->object.removed);
        if (client_finalized(client)) break;
        error = take(dispatch, ANNOUNCED);
    }
    return error;
}

static bool has_records(const struct dispatch* dispatch) {
    return dispatch->held && dispatch->taken && dispatch->arrived->records != 0;
}

/* One of the event in work. CS_ERR_TRY_AGAIN: there is none. */
static cs_error_t handle_record(struct dispatch* dispatch) {
    unsigned char* data;
    uint32_t length;
    if (!has_records(dispatch)) return CS_ERR_TRY_AGAIN;
    const int found =
        connection_record(&dispatch->client->connection, dispatch->arrived, &data, &length);
    if (found <= 0) return found == 0 ? CS_ERR_TRY_AGAIN : CS_ERR_LIBRARY;
    dispatch->handler->record(dispatch->client, dispatch->handle, dispatch->event, data, length);
    return CS_OK;
}

/* Its first record may be another's by now. */
static cs_error_t handle_event(struct dispatch* dispatch, bool waits) {
    cs_error_t error;
    do {
        error = waits ? take_waiting(dispatch) : take(dispatch, 0);
        if (error != CS_OK || client_finalized(dispatch->client)) break;
        if (!has_records(dispatch)) {
            error =
                dispatch->handler->call_back(dispatch->client, dispatch->handle, dispatch->event);
            break;
        }
        error = handle_record(dispatch);
    } while (error == CS_ERR_TRY_AGAIN);
    if (!has_records(dispatch)) release(dispatch);
    return error;
}

static cs_error_t handle_one(struct dispatch* dispatch, bool waits) {
    const cs_error_t error = handle_record(dispatch);
    return error == CS_ERR_TRY_AGAIN ? handle_event(dispatch, waits) : error;
}

static cs_error_t run(struct dispatch* dispatch) {
    const cs_dispatch_flags_t types = dispatch->types;
    const bool waits = types != CS_DISPATCH_ALL && types != CS_DISPATCH_ONE_NONBLOCKING;
    const bool one = types == CS_DISPATCH_ONE || types == CS_DISPATCH_ONE_NONBLOCKING;
    for (;;) {
        const cs_error_t error = handle_one(dispatch, waits);
        if (client_finalized(dispatch->client)) return CS_ERR_BAD_HANDLE;
        if (error == CS_ERR_TRY_AGAIN && types == CS_DISPATCH_ALL) return CS_OK;
        if (error != CS_OK || one) return error;
    }
}

/* A dispatch within a callback has its own buffer: the outer one is still in use. */
static void* buffer_take(struct client* client) {
    pthread_mutex_lock(&client->lock);
    void* buffer = client->spare_buffer;
    client->spare_buffer = NULL;
    pthread_mutex_unlock(&client->lock);
    return buffer != NULL ? buffer : malloc(connection_event_size(&client->connection));
}

static void buffer_return(struct client* client, void* buffer) {
    pthread_mutex_lock(&client->lock);
    void* surplus = client->spare_buffer;
    client->spare_buffer = buffer;
    pthread_mutex_unlock(&client->lock);
    free(surplus);
}

/* However it ended: what was taken is given back, and the descriptor tells what is left. */
static void end(struct dispatch* dispatch) {
    release(dispatch);
    if (dispatch->client->connection.direct == NULL) return;
    pthread_mutex_lock(&dispatch->client->event_lock);
    give_back(dispatch);
    connection_settle(&dispatch->client->connection);
    pthread_mutex_unlock(&dispatch->client->event_lock);
}

cs_error_t client_dispatch(struct handle_table* table, uint64_t handle, cs_dispatch_flags_t types,
                           const struct event_handler* handler, void* event) {
    struct client* client = client_get(table, handle);
    if (client == NULL) return CS_ERR_BAD_HANDLE;
    struct dispatch dispatch = {.client = client,
                                .handle = handle,
                                .types = types,
                                .handler = handler,
                                .event = event,
                                .arrived = buffer_take(client)};
    cs_error_t error = CS_ERR_NO_MEMORY;
    if (dispatch.arrived != NULL) {
        error = run(&dispatch);
        end(&dispatch);
        buffer_return(client, dispatch.arrived);
    }
    client_put(client);
    return error;
}
