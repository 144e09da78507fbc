/*
 * direct.c - see direct.h.
 */
#define _GNU_SOURCE /* mremap, POLLRDHUP */
#include "client/direct.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "client/direct_connect.h"
#include "client/direct_memory.h"
#include "client/fields.h"

enum {
    LIFE_MS = 10,     /* for so long the daemon is believed to be there without asking */
    REPLY_MS = 250,   /* how often a waiting client asks */
    ROOM_PAUSE_MS = 1 /* until it looks for room again */
};

/* Of a request. */
enum { PLAIN = 0, RECORD = 1, SAFE_RECORD = 2 };

/* Memory that was the ring's, with events in it that are in use. */
struct moved {
    unsigned char* data;
    unsigned events;
};

struct direct {
    int socket;
    unsigned char* page;
    struct direct_ring rings[DIRECT_RINGS];
    uint32_t features;
    uint64_t alive_ms; /* when the daemon was there, under the lock of requests */
    /* under the lock of events */
    bool announced;                    /* else armed */
    struct direct_event *first, *last; /* in use, in the ring */
    uint64_t records_end;              /* of the event at our place, once its records are taken */
    uint64_t cursor;                   /* the next of them; whoever has the event in use moves it */
};

static uint64_t load(const struct direct_ring* ring, size_t offset) {
    return __atomic_load_n(direct_place(ring, offset), __ATOMIC_SEQ_CST);
}

static bool is_gone(const struct direct* direct) {
    struct pollfd end = {.fd = direct->socket, .events = POLLRDHUP};
    return poll(&end, 1, 0) > 0 && (end.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0;
}

/* ---- begin and end */

int direct_open(const char* service, struct direct** opened) {
    struct direct* direct = calloc(1, sizeof *direct);
    if (direct == NULL) return -ENOMEM;
    struct direct_offer offer;
    int result = direct_connect(service, &offer);
    if (result == 0 && !direct_map(offer.memory, offer.sizes, &direct->page, direct->rings))
        result = -ENOMEM;
    if (offer.memory >= 0) close(offer.memory);
    direct->socket = offer.socket;
    direct->features = offer.features;
    if (result == 0) {
        *opened = direct;
    } else {
        if (offer.socket >= 0) close(offer.socket);
        free(direct);
    }
    return result;
}

/* Nobody uses an event any more. */
void direct_close(struct direct* direct) {
    direct_unmap(direct->page, direct->rings);
    close(direct->socket);
    free(direct);
}

int direct_descriptor(const struct direct* direct) { return direct->socket; }

/* ---- requests */

static uint64_t now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* What goes to a daemon that died awake would only fill the ring. */
static bool is_alive(struct direct* direct) {
    const uint64_t now = now_ms();
    if (now - direct->alive_ms < LIFE_MS) return true;
    if (is_gone(direct)) return false;
    direct->alive_ms = now;
    return true;
}

static bool has_room(struct direct_ring* ring, size_t needed) {
    if (ring->size - (size_t)(ring->place - ring->other) >= needed) return true;
    const uint64_t read = __atomic_load_n(direct_place(ring, DIRECT_READ_AT), __ATOMIC_ACQUIRE);
    if (ring->place - read > ring->size) return false; /* nonsense */
    ring->other = read;
    return ring->size - (size_t)(ring->place - ring->other) >= needed;
}

/* Takes the daemon's word, if it sleeps at a place before the end. */
static bool take_sleeper(const struct direct_ring* ring) {
    uint64_t* sleeper = direct_place(ring, DIRECT_SLEEPER_AT);
    uint64_t found = __atomic_load_n(sleeper, __ATOMIC_SEQ_CST);
    while (found != 0 && found != direct_asleep_at(ring->place))
        if (__atomic_compare_exchange_n(sleeper, &found, 0, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST))
            return true;
    return false;
}

static int wake_daemon(const struct direct* direct) {
    if (!take_sleeper(&direct->rings[DIRECT_REQUESTS])) return 0;
    ssize_t sent;
    do {
        sent = send(direct->socket, "", 1, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == 1 ? 0 : -ENOTCONN;
}

static int put_message(struct direct* direct, uint32_t kind, const struct iovec* pieces,
                       size_t count, size_t length) {
    struct direct_ring* ring = &direct->rings[DIRECT_REQUESTS];
    if (!is_alive(direct)) return -ENOTCONN;
    if (!has_room(ring, direct_room(length))) return -EAGAIN;
    unsigned char* to = ring->data + ring->offset;
    put_u64(to, direct_room(length) - 8, 0); /* what fills it up is not what was there before */
    put_u32(to, 0, (uint32_t)length);
    put_u32(to, DIRECT_KIND_AT, kind);
    to += DIRECT_HEAD;
    for (size_t i = 0; i < count; ++i) {
        if (pieces[i].iov_len != 0) memcpy(to, pieces[i].iov_base, pieces[i].iov_len);
        to += pieces[i].iov_len;
    }
    direct_advance(ring, direct_room(length));
    __atomic_store_n(direct_place(ring, 0), ring->place, __ATOMIC_SEQ_CST);
    return wake_daemon(direct);
}

int direct_send(struct direct* direct, const struct iovec* pieces, size_t count) {
    size_t length = 0;
    for (size_t i = 0; i < count; ++i) length += pieces[i].iov_len;
    if (length > MESSAGE_MAX) return -EMSGSIZE;
    return put_message(direct, PLAIN, pieces, count, length);
}

bool direct_takes_records(const struct direct* direct) {
    return (direct->features & DIRECT_RECORDS) != 0;
}

int direct_send_record(struct direct* direct, bool safe, const struct iovec* pieces, size_t count,
                       size_t length) {
    return put_message(direct, safe ? SAFE_RECORD : RECORD, pieces, count, length);
}

bool direct_stopped(const struct direct* direct) {
    const void* word = direct->page + DIRECT_STOP_AT;
    return __atomic_load_n((const uint32_t*)word, __ATOMIC_RELAXED) != 0;
}

/* ---- replies */

static bool has_reply(struct direct* direct) {
    struct direct_ring* ring = &direct->rings[DIRECT_REPLIES];
    ring->other = load(ring, 0);
    return ring->other != ring->place;
}

/* The half of the word that the kernel compares. */
static uint32_t* half_of(uint64_t* word) {
    return (uint32_t*)(void*)word + (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 1);
}

/* 0 when there is one. */
static int wait_for_reply(struct direct* direct) {
    static const struct timespec patience = {0, REPLY_MS * 1000000L};
    const struct direct_ring* ring = &direct->rings[DIRECT_REPLIES];
    uint64_t* sleeper = direct_place(ring, DIRECT_SLEEPER_AT);
    const uint64_t here = direct_asleep_at(ring->place);
    while (!has_reply(direct)) {
        __atomic_store_n(sleeper, here, __ATOMIC_SEQ_CST);
        if (has_reply(direct)) break;
        const long slept =
            syscall(SYS_futex, half_of(sleeper), FUTEX_WAIT, (uint32_t)here, &patience, NULL, 0);
        if (slept != 0 && errno == ETIMEDOUT && is_gone(direct) && !has_reply(direct))
            return -ENOTCONN; /* without last words */
    }
    __atomic_store_n(sleeper, 0, __ATOMIC_RELAXED);
    return 0;
}

static long take_reply(struct direct* direct, void* reply, size_t most) {
    struct direct_ring* ring = &direct->rings[DIRECT_REPLIES];
    const unsigned char* from = ring->data + ring->offset;
    const size_t length = get_u32(from, 0);
    if (length > most || direct_room(length) > ring->other - ring->place) return -EBADMSG;
    memcpy(reply, from + DIRECT_HEAD, length);
    direct_advance(ring, direct_room(length));
    __atomic_store_n(direct_place(ring, DIRECT_READ_AT), ring->place, __ATOMIC_RELEASE);
    return (long)length;
}

long direct_exchange(struct direct* direct, const struct iovec* pieces, size_t count, void* reply,
                     size_t most) {
    static const struct timespec pause = {0, ROOM_PAUSE_MS * 1000000L};
    int error = direct_send(direct, pieces, count);
    for (; error == -EAGAIN; error = direct_send(direct, pieces, count)) nanosleep(&pause, NULL);
    if (error == 0) error = wait_for_reply(direct);
    return error != 0 ? error : take_reply(direct, reply, most);
}

/* ---- events */

static void free_places(const struct direct* direct) {
    const struct direct_ring* ring = &direct->rings[DIRECT_EVENTS];
    const uint64_t place = direct->first != NULL ? direct->first->begin : ring->place;
    __atomic_store_n(direct_place(ring, DIRECT_READ_AT), place, __ATOMIC_RELEASE);
}

/* Whether the event at our place has records, and some are taken. */
static bool is_opened(const struct direct* direct) {
    return direct->records_end > direct->rings[DIRECT_EVENTS].place;
}

/* When its last record was taken the ring goes on. */
static void pass_opened(struct direct* direct) {
    struct direct_ring* ring = &direct->rings[DIRECT_EVENTS];
    if (!is_opened(direct)) return;
    if (__atomic_load_n(&direct->cursor, __ATOMIC_ACQUIRE) < direct->records_end) return;
    direct_advance(ring, (size_t)(direct->records_end - ring->place));
    free_places(direct);
}

static bool has_event(struct direct* direct) {
    struct direct_ring* ring = &direct->rings[DIRECT_EVENTS];
    pass_opened(direct);
    if (ring->other != ring->place) return true;
    ring->other = load(ring, 0);
    return ring->other != ring->place;
}

/* Receives one byte, which is there or will be unless the daemon is dead. */
static int receive_byte(const struct direct* direct) {
    char byte;
    for (;;) {
        const ssize_t got = recv(direct->socket, &byte, 1, MSG_DONTWAIT);
        if (got == 1) return 0;
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) return -ENOTCONN;
        struct pollfd readable = {.fd = direct->socket, .events = POLLIN};
        poll(&readable, 1, -1);
    }
}

/* From announced to armed, unless there is an event after all. */
static int arm(struct direct* direct) {
    const struct direct_ring* ring = &direct->rings[DIRECT_EVENTS];
    uint64_t* sleeper = direct_place(ring, DIRECT_SLEEPER_AT);
    if (__atomic_exchange_n(sleeper, direct_asleep_at(ring->place), __ATOMIC_SEQ_CST) != 0) {
        direct->announced = false;
        return 0;
    }
    if (!has_event(direct)) {
        direct->announced = false;
        return receive_byte(direct);
    }
    if (__atomic_exchange_n(sleeper, 0, __ATOMIC_SEQ_CST) != 0) return 0;
    return receive_byte(direct);
}

void direct_settle(struct direct* direct) {
    if (direct->announced && !has_event(direct)) arm(direct);
}

static void enlist(struct direct* direct, struct direct_event* event) {
    event->moved = NULL;
    event->before = direct->last;
    event->after = NULL;
    if (direct->last != NULL)
        direct->last->after = event;
    else
        direct->first = event;
    direct->last = event;
}

static void strike(struct direct* direct, const struct direct_event* event) {
    if (event->before != NULL)
        event->before->after = event->after;
    else
        direct->first = event->after;
    if (event->after != NULL)
        event->after->before = event->before;
    else
        direct->last = event->before;
}

/* A copy of what is in use, at the same distance from its begin as in the ring. NULL: no memory. */
static unsigned char* copy_of_used(const struct direct* direct) {
    const struct direct_ring* ring = &direct->rings[DIRECT_EVENTS];
    void* copy =
        mmap(NULL, 2 * ring->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy == MAP_FAILED) return NULL;
    for (const struct direct_event* each = direct->first; each != NULL; each = each->after)
        memcpy((unsigned char*)copy + (each->bytes - ring->data), each->bytes, each->length);
    return copy;
}

/* The exchange happens under the hands of the callback, which sees the same bytes before and after.
 */
static bool exchange_memory(const struct direct* direct, unsigned char* copy) {
    const struct direct_ring* ring = &direct->rings[DIRECT_EVENTS];
    return mremap(copy, 2 * ring->size, 2 * ring->size, MREMAP_MAYMOVE | MREMAP_FIXED,
                  ring->data) != MAP_FAILED;
}

static void hand_over(struct direct* direct, struct moved* moved) {
    moved->data = direct->rings[DIRECT_EVENTS].data;
    moved->events = 0;
    for (struct direct_event* each = direct->first; each != NULL; each = each->after) {
        each->moved = moved;
        ++moved->events;
    }
    direct->first = direct->last = NULL;
}

/* Without memory the events stay where they are. */
static void move_used(struct direct* direct) {
    struct direct_ring* ring = &direct->rings[DIRECT_EVENTS];
    struct moved* moved = malloc(sizeof *moved);
    unsigned char* fresh = direct_map_again(ring);
    unsigned char* copy = copy_of_used(direct);
    if (moved != NULL && fresh != NULL && copy != NULL && exchange_memory(direct, copy)) {
        hand_over(direct, moved);
        ring->data = fresh;
        free_places(direct);
        return;
    }
    if (copy != NULL) munmap(copy, 2 * ring->size);
    if (fresh != NULL) munmap(fresh, 2 * ring->size);
    free(moved);
}

/* An event with records stays where the ring is until all are taken. */
static int open_records(struct direct* direct, const struct direct_event* event) {
    if (event->records % 8 != 0 || event->records > event->length) return -EBADMSG;
    if (is_opened(direct)) return 0;
    const uint64_t first = event->begin + DIRECT_HEAD + event->records;
    __atomic_store_n(&direct->cursor, first, __ATOMIC_RELEASE);
    direct->records_end = event->begin + direct_room(event->length);
    return 0;
}

static int take_event(struct direct* direct, struct direct_event* event) {
    struct direct_ring* ring = &direct->rings[DIRECT_EVENTS];
    direct->announced = true;
    if (direct->first != NULL && ring->place - direct->first->begin > ring->size / 4)
        move_used(direct);
    event->bytes = ring->data + ring->offset + DIRECT_HEAD;
    event->length = get_u32(event->bytes - DIRECT_HEAD, 0);
    event->records =
        direct_takes_records(direct) ? get_u32(event->bytes - DIRECT_HEAD, DIRECT_KIND_AT) : 0;
    event->begin = ring->place;
    if (direct_room(event->length) > ring->other - ring->place) return -EBADMSG;
    if (event->records == 0)
        direct_advance(ring, direct_room(event->length));
    else if (open_records(direct, event) != 0)
        return -EBADMSG;
    enlist(direct, event);
    return 0;
}

int direct_record(struct direct* direct, const struct direct_event* event, unsigned char** data,
                  uint32_t* length) {
    const uint64_t end = direct_room(event->length); /* all from the begin of the event */
    uint64_t place = __atomic_load_n(&direct->cursor, __ATOMIC_ACQUIRE);
    uint64_t room;
    do {
        if (place - event->begin >= end) return 0;
        *data = event->bytes + (place - event->begin);
        *length = get_u32(*data - DIRECT_HEAD, 0);
        room = direct_room(*length);
        if (room > end - (place - event->begin)) return -EBADMSG;
    } while (!__atomic_compare_exchange_n(&direct->cursor, &place, place + room, true,
                                          __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    return 1;
}

int direct_take(struct direct* direct, struct direct_event* event) {
    while (!has_event(direct)) {
        if (!direct->announced) return is_gone(direct) ? -ENOTCONN : -EAGAIN;
        const int error = arm(direct);
        if (!direct->announced) return error != 0 ? error : -EAGAIN;
    }
    return take_event(direct, event);
}

void direct_give_back(struct direct* direct, struct direct_event* event) {
    if (event->moved == NULL) {
        strike(direct, event);
        return free_places(direct);
    }
    if (--event->moved->events != 0) return;
    munmap(event->moved->data, 2 * direct->rings[DIRECT_EVENTS].size);
    free(event->moved);
}
