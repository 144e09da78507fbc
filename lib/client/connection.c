/*
 * connection.c - see connection.h.
 */
#define _GNU_SOURCE // secure_getenv
#include "client/connection.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "client/fields.h"
#include "client/service_name.h"

/* Flow control word of the daemon: requests in general heed 1, senders of messages 1 and 2. */
enum { HEED_STOP = 1, HEED_STOP_OF_MESSAGES = 2 };

/*
 * A stream socket is the connection itself, so poll tells of its end. With datagrams only libqb,
 * which has another socket for that, can see it: it must be asked now and then.
 */
static int longest_sleep(int fd) {
    int type = 0;
    socklen_t length = sizeof type;
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length);
    return type == SOCK_STREAM ? -1 : 1000;
}

static cs_error_t open_over_libqb(struct connection* connection, const char* name) {
    errno = 0;
    connection->ipc = qb_ipcc_connect(name, MESSAGE_MAX);
    if (connection->ipc == NULL) return errno == 0 ? CS_ERR_LIBRARY : qb_to_cs_error(-abs(errno));
    if (qb_ipcc_fd_get(connection->ipc, &connection->fd) < 0) {
        qb_ipcc_disconnect(connection->ipc);
        connection->ipc = NULL;
        return CS_ERR_LIBRARY;
    }
    connection->longest_sleep = longest_sleep(connection->fd);
    return CS_OK;
}

/* True: that is the result. */
static bool open_directly(struct connection* connection, const char* name, cs_error_t* error) {
    const int result = direct_open(name, &connection->direct);
    if (result > 0) return false;
    *error = qb_to_cs_error(result);
    if (result == 0) {
        connection->fd = direct_descriptor(connection->direct);
        connection->longest_sleep = -1;
    }
    return true;
}

cs_error_t connection_open(struct connection* connection, const char* service,
                           enum connection_ways ways) {
    char name[SERVICE_NAME_SIZE];
    if (!service_name(secure_getenv("BATON_INSTANCE"), service, name)) return CS_ERR_INVALID_PARAM;
    cs_error_t error;
    if (ways == OVER_LIBQB || !open_directly(connection, name, &error))
        error = open_over_libqb(connection, name);
    if (error != CS_OK) return error;
    pthread_mutex_init(&connection->request_lock, NULL);
    connection->waiting = 0;
    return CS_OK;
}

void connection_close(struct connection* connection) {
    if (connection->direct != NULL)
        direct_close(connection->direct);
    else if (connection->ipc != NULL)
        qb_ipcc_disconnect(connection->ipc);
    else
        return;
    pthread_mutex_destroy(&connection->request_lock);
}

bool connection_takes_records(const struct connection* connection) {
    return connection->direct != NULL && direct_takes_records(connection->direct);
}

cs_error_t connection_send_record(struct connection* connection, bool safe,
                                  const struct iovec* pieces, size_t count, size_t length) {
    pthread_mutex_lock(&connection->request_lock);
    const int error = direct_send_record(connection->direct, safe, pieces, count, length);
    pthread_mutex_unlock(&connection->request_lock);
    return error == 0 ? CS_OK : qb_to_cs_error(error);
}

static ssize_t send_and_receive(struct connection* connection, const struct iovec* pieces,
                                size_t count, const struct answer* answer) {
    if (connection->direct != NULL)
        return direct_exchange(connection->direct, pieces, count, answer->bytes, answer->most);
    return qb_ipcc_sendv_recv(connection->ipc, pieces, (uint32_t)count, answer->bytes, answer->most,
                              CS_IPC_TIMEOUT_MS);
}

static cs_error_t exchange(struct connection* connection, const struct iovec* pieces, size_t count,
                           struct answer* answer) {
    const ssize_t received = send_and_receive(connection, pieces, count, answer);
    if (received < 0) return qb_to_cs_error((int)received);
    if (received < RESPONSE_HEADER) return CS_ERR_LIBRARY;
    const uint32_t error = get_u32(answer->bytes, 16);
    if (error == CS_OK && (size_t)received < answer->least) return CS_ERR_LIBRARY;
    answer->length = (size_t)received;
    return (cs_error_t)error;
}

cs_error_t connection_exchange(struct connection* connection, const struct iovec* pieces,
                               size_t count, struct answer* answer) {
    pthread_mutex_lock(&connection->request_lock);
    const cs_error_t error = exchange(connection, pieces, count, answer);
    pthread_mutex_unlock(&connection->request_lock);
    return error;
}

cs_error_t connection_request(struct connection* connection, const void* request,
                              size_t request_size, void* response, size_t size) {
    const struct iovec piece = {(void*)(uintptr_t)request, request_size};
    struct answer answer = {.bytes = response, .least = size, .most = size};
    return connection_exchange(connection, &piece, 1, &answer);
}

/* What is sent may wait in the ring, which says when it is full. */
static ssize_t send_message(struct connection* connection, const struct iovec* pieces,
                            size_t count) {
    if (connection->direct != NULL) return direct_send(connection->direct, pieces, count);
    qb_ipcc_fc_enable_max_set(connection->ipc, HEED_STOP_OF_MESSAGES);
    const ssize_t sent = qb_ipcc_sendv(connection->ipc, pieces, count);
    qb_ipcc_fc_enable_max_set(connection->ipc, HEED_STOP);
    return sent;
}

cs_error_t connection_send(struct connection* connection, const struct iovec* pieces,
                           size_t count) {
    pthread_mutex_lock(&connection->request_lock);
    const ssize_t sent = send_message(connection, pieces, count);
    pthread_mutex_unlock(&connection->request_lock);
    return qb_to_cs_error(sent < 0 ? (int)sent : 0);
}

static cs_error_t exchange_message(struct connection* connection, const struct iovec* pieces,
                                   size_t count, struct answer* answer) {
    if (connection->direct != NULL)
        return direct_stopped(connection->direct) ? CS_ERR_TRY_AGAIN
                                                  : exchange(connection, pieces, count, answer);
    qb_ipcc_fc_enable_max_set(connection->ipc, HEED_STOP_OF_MESSAGES);
    const cs_error_t error = exchange(connection, pieces, count, answer);
    qb_ipcc_fc_enable_max_set(connection->ipc, HEED_STOP);
    return error;
}

cs_error_t connection_send_confirmed(struct connection* connection, const struct iovec* pieces,
                                     size_t count) {
    unsigned char response[RESPONSE_HEADER];
    struct answer answer = {.bytes = response, .least = sizeof response, .most = sizeof response};
    pthread_mutex_lock(&connection->request_lock);
    const cs_error_t error = exchange_message(connection, pieces, count, &answer);
    pthread_mutex_unlock(&connection->request_lock);
    return error;
}

/* As large as the ring of events, so that no event, however wrong, is stuck in it for ever. */
static size_t largest_event(const struct connection* connection) {
    const int negotiated = qb_ipcc_get_buffer_size(connection->ipc);
    return (negotiated > MESSAGE_MAX ? (size_t)negotiated : MESSAGE_MAX) + 2 * 65536;
}

size_t connection_event_size(const struct connection* connection) {
    return sizeof(struct direct_event) +
           (connection->direct != NULL ? 0 : largest_event(connection));
}

long connection_event(struct connection* connection, struct direct_event* event, int milliseconds) {
    if (connection->direct != NULL) {
        const int error = direct_take(connection->direct, event);
        return error != 0 ? error : (long)event->length;
    }
    event->bytes = (unsigned char*)(event + 1);
    event->records = 0;
    const ssize_t received =
        qb_ipcc_event_recv(connection->ipc, event->bytes, largest_event(connection), milliseconds);
    if (received == -ETIMEDOUT || received == -ENOMSG) return -EAGAIN;
    return received;
}

int connection_record(struct connection* connection, const struct direct_event* event,
                      unsigned char** data, uint32_t* length) {
    return direct_record(connection->direct, event, data, length);
}

void connection_event_done(struct connection* connection, struct direct_event* event) {
    if (connection->direct != NULL) direct_give_back(connection->direct, event);
}

void connection_settle(struct connection* connection) {
    if (connection->direct != NULL) direct_settle(connection->direct);
}

void connection_wait(struct connection* connection, const unsigned* given_up) {
    struct pollfd readable = {.fd = connection->fd, .events = POLLIN};
    __atomic_fetch_add(&connection->waiting, 1, __ATOMIC_SEQ_CST);
    /* Counted before it looks: whoever gives up afterwards sees a sleeper and wakes it. */
    if (__atomic_load_n(given_up, __ATOMIC_SEQ_CST) == 0)
        poll(&readable, 1, connection->longest_sleep);
    __atomic_fetch_sub(&connection->waiting, 1, __ATOMIC_SEQ_CST);
}

void connection_wake(struct connection* connection) {
    /* Only if there is a sleeper: libqb takes the hang-up for a dead daemon and closes slower. */
    if (__atomic_load_n(&connection->waiting, __ATOMIC_SEQ_CST) != 0)
        shutdown(connection->fd, SHUT_RDWR);
}
