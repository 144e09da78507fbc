/*
 * connection.h - one connection to a service of the daemon, over libqb or the direct channel.
 *
 * Requests that have a response follow each other under a lock, so that no thread takes another's
 * response. Events are taken by whoever dispatches; the caller keeps dispatchers apart.
 */
#pragma once

#include <pthread.h>
#include <qb/qbipcc.h>
#include <sys/uio.h>

#include "client/direct.h"
#include "client/public.h"

struct connection {
    qb_ipcc_connection_t* ipc;    /* NULL over the direct channel */
    struct direct* direct;        /* NULL over libqb */
    int fd;                       /* readable: an event, or the daemon is gone */
    int longest_sleep;            /* milliseconds for poll; -1: no limit */
    pthread_mutex_t request_lock; /* one request at a time */
    unsigned waiting;             /* threads inside connection_wait */
};

/* The ways to a service: most are reached over libqb alone. */
enum connection_ways { OVER_LIBQB, DIRECT_OR_OVER_LIBQB };

/* Connects to `service` of the daemon that BATON_INSTANCE names. */
cs_error_t connection_open(struct connection* connection, const char* service,
                           enum connection_ways ways);
void connection_close(struct connection* connection); /* also of one that was never opened */

/*
 * Sends a request and waits for its response, of which `size` bytes are needed when its error is
 * CS_OK. Returns the response's error, or that of the transport.
 */
cs_error_t connection_request(struct connection* connection, const void* request,
                              size_t request_size, void* response, size_t size);

/* Room for a response whose length only the daemon knows. */
struct answer {
    unsigned char* bytes;
    size_t least;  /* bytes needed when its error is CS_OK */
    size_t most;   /* bytes there is room for; the daemon must not send more */
    size_t length; /* bytes that came */
};

/* The same for a request in pieces and a response of any length. */
cs_error_t connection_exchange(struct connection* connection, const struct iovec* pieces,
                               size_t count, struct answer* answer);

/*
 * The two ways of the sender of messages, with the flow control that is meant for it: the result is
 * CS_ERR_TRY_AGAIN at once while the daemon takes no messages.
 */
cs_error_t connection_send(struct connection* connection, const struct iovec* pieces, size_t count);
cs_error_t connection_send_confirmed(struct connection* connection, const struct iovec* pieces,
                                     size_t count);

/*
 * The same as connection_send for the data of a small message alone, at most DIRECT_RECORD_MAX
 * bytes; only where connection_takes_records.
 */
bool connection_takes_records(const struct connection* connection);
cs_error_t connection_send_record(struct connection* connection, bool safe,
                                  const struct iovec* pieces, size_t count, size_t length);

/* Bytes of a buffer for connection_event, which begins with a direct_event. */
size_t connection_event_size(const struct connection* connection);

/*
 * Takes an event, into the rest of the buffer or where it stands: its length, or a negative errno;
 * -EAGAIN when none came within the time. `event` says where it is, and stays where it is itself,
 * until it is given back.
 */
long connection_event(struct connection* connection, struct direct_event* event, int milliseconds);
/* direct_record of one that has records. */
int connection_record(struct connection* connection, const struct direct_event* event,
                      unsigned char** data, uint32_t* length);
void connection_event_done(struct connection* connection, struct direct_event* event);

/* Before a dispatch ends. */
void connection_settle(struct connection* connection);

/*
 * Sleeps until there is an event, the daemon is gone, connection_wake, or for a while; not at all
 * when `*given_up`.
 */
void connection_wait(struct connection* connection, const unsigned* given_up);

/* Wakes all sleepers for good; the connection is of no use after that. */
void connection_wake(struct connection* connection);
