/*
 * liar.c - a daemon that answers every request of every service with chance: lengths, counts and
 * bytes that do not go together, and events that nobody asked for.
 *
 *     liar SEED
 *
 * Prints "ready" when it listens. A library must survive it.
 */
#include <qb/qbipcs.h>
#include <qb/qbloop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 12000, MESSAGE_MAX = 1048576 };

static qb_loop_t* loop;
static const char* const names[] = {"cfg", "cmap", "cpg", "quorum", "votequorum"};
/* Ids of events, so that some of them are looked into. */
static const int32_t events[][4] = {
    {10, 10, 10, 10}, {9, 9, 9, 9}, {4, 5, 13, 17}, {3, 6, 7, 3}, {3, 4, 5, 3}};

static unsigned below(unsigned limit) { return (unsigned)random() % limit; }

/* Small numbers here and there, as counts and lengths are; the rest zero, or anything. */
static size_t invent(unsigned char* bytes) {
    static const size_t sizes[] = {24, 32, 40, 56, 64, 200, 320, 336, 400, 4200, 10272, LONGEST};
    const size_t size = below(3) == 0 ? 24 + below(600) : sizes[below(12)];
    const unsigned fill = below(3) == 0 ? 255 : 0;
    for (size_t i = 0; i < size; ++i) bytes[i] = (unsigned char)(fill & below(256));
    for (size_t at = 24; at + 4 <= size && at < 400; at += 4) {
        const uint32_t number = below(20) == 0 ? (uint32_t)random() : below(40);
        if (below(3) == 0) memcpy(bytes + at, &number, sizeof number);
    }
    /* The length of a value, to which somebody may add one. */
    if (below(10) == 0 && size >= 32) memset(bytes + 24, 0xff, 8);
    return size;
}

static size_t message(unsigned char* bytes, int32_t id, int32_t error) {
    const size_t size = invent(bytes);
    const int32_t said = below(10) == 0 ? (int32_t)below(2000) : (int32_t)size;
    memcpy(bytes, &id, sizeof id);
    memcpy(bytes + 8, &said, sizeof said);
    memcpy(bytes + 16, &error, sizeof error);
    return size;
}

static int32_t on_message(qb_ipcs_connection_t* connection, void* data, size_t size) {
    static const int32_t errors[] = {2, 6, 7, 12, 22, 27, 99, -1};
    static unsigned char bytes[LONGEST];
    const size_t service = (size_t)qb_ipcs_service_id_get(connection);
    (void)data, (void)size;
    for (unsigned count = below(3); count > 0; --count) {
        const int32_t id = below(20) == 0 ? (int32_t)below(30) : events[service][below(4)];
        qb_ipcs_event_send(connection, bytes, message(bytes, id, 1));
    }
    const int32_t error = below(5) == 0 ? errors[below(8)] : 1;
    qb_ipcs_response_send(connection, bytes, message(bytes, 0, error));
    return 0;
}

static int32_t accept_all(qb_ipcs_connection_t* connection, uid_t user, gid_t group) {
    (void)connection, (void)user, (void)group;
    return 0;
}
static void ignore(qb_ipcs_connection_t* connection) { (void)connection; }
static int32_t closed(qb_ipcs_connection_t* connection) {
    (void)connection;
    return 0;
}

static int32_t job_add(enum qb_loop_priority p, void* data, qb_loop_job_dispatch_fn run) {
    return qb_loop_job_add(loop, p, data, run);
}
static int32_t watch_add(enum qb_loop_priority p, int32_t fd, int32_t for_what, void* data,
                         qb_ipcs_dispatch_fn_t run) {
    return qb_loop_poll_add(loop, p, fd, for_what, data, run);
}
static int32_t watch_change(enum qb_loop_priority p, int32_t fd, int32_t for_what, void* data,
                            qb_ipcs_dispatch_fn_t run) {
    return qb_loop_poll_mod(loop, p, fd, for_what, data, run);
}
static int32_t watch_end(int32_t fd) { return qb_loop_poll_del(loop, fd); }

int main(int argc, char** argv) {
    static struct qb_ipcs_service_handlers handlers = {.connection_accept = accept_all,
                                                       .connection_created = ignore,
                                                       .msg_process = on_message,
                                                       .connection_closed = closed,
                                                       .connection_destroyed = ignore};
    static struct qb_ipcs_poll_handlers watches = {.job_add = job_add,
                                                   .dispatch_add = watch_add,
                                                   .dispatch_mod = watch_change,
                                                   .dispatch_del = watch_end};
    srandom(argc > 1 ? (unsigned)atoi(argv[1]) : 1);
    loop = qb_loop_create();
    for (int32_t i = 0; i < (int32_t)(sizeof names / sizeof names[0]); ++i) {
        qb_ipcs_service_t* service = qb_ipcs_create(names[i], i, QB_IPC_SHM, &handlers);
        qb_ipcs_poll_handlers_set(service, &watches);
        qb_ipcs_enforce_buffer_size(service, MESSAGE_MAX);
        if (qb_ipcs_run(service) != 0) return 1;
    }
    puts("ready");
    fflush(stdout);
    qb_loop_run(loop);
    return 0;
}
