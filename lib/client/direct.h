/*
 * direct.h - the direct channel to our own daemon: three rings in memory that both sides share, and
 * no system call while both are awake.
 *
 * The memory begins with a page of words, each in a cache line of its own or with what the same
 * side writes:
 *    ring R (0 requests, 1 replies, 2 events) at R * 384: + 0 u64 bytes written in all, + 128 u64
 *    bytes read in all, + 256 u64 while the reader sleeps, the place at which it does | 1, else 0
 *    1152 u32 not 0 while the daemon reads no requests
 * Then the rings, one behind the other. A message is u32 length, u32 kind, the bytes, padded to 8;
 * where a ring ends it goes on at its begin. A place is the number of bytes written before it.
 *
 * The kind has a meaning where both sides know of records. Of a request: 0 one like all others, 1
 * the data of a small message and nothing else, 2 the same for safe delivery. Of an event: 0, or
 * where in its bytes records begin. A record is u32 length, u32 unused, the bytes, padded to 8.
 *
 * Who wakes whom. A reader that finds nothing writes its place into the word of sleepers, looks
 * again, and only then sleeps. A writer shows what it wrote, then looks at that word; if it names a
 * place before the end the writer takes it (writes 0), and must wake the reader. So while a reader
 * is awake it costs its writer nothing, and a writer that is held up between its two steps wakes
 * nobody for what was read meanwhile. The daemon is woken by a byte over the socket; so is whoever
 * waits for events. Who waits for a reply sleeps on the word itself (futex), for the socket belongs
 * to the events.
 *
 * When the descriptor is readable. Whoever polls it needs it to be readable exactly while there is
 * an event, so each byte is received at the right time. A byte is sent each time the daemon takes
 * the word. Two states:
 *    armed      the word is set, no byte is on its way. Whoever shows an event from now on looks at
 *               the word after that, and takes it: so an event that is found is, or will be,
 *    announced  by a byte. It stays in the socket until the last event was taken; so the descriptor
 *               is readable whoever leaves events behind.
 * From announced to armed, when nothing is left: write our place into the word.
 *    The daemon had not taken the word yet: it sends no byte for what we have read, and sees the
 * new place when it looks, which it has still to do for anything behind the old one: armed. It had:
 * its byte is in the socket or certain to come. Look again, and still nothing: receive the byte:
 * armed. A byte that comes meanwhile is another one, for the event after that. an event, the word
 * still set:   take it back; the byte stands for that event: announced. an event, the word taken
 * again: a second byte comes. Receive one: announced by the other. A byte is received without a
 * limit of time: the daemon has sent it, is about to, or is dead, which the socket tells.
 *
 * An event with records is many: it counts as there until the last record was taken, and only then
 * the ring goes on to the next event. Several may have it in use at once; each takes the next
 * record with one atomic step and no lock, at the place that `cursor` names. Places never come
 * again, so whoever still holds an event whose records are all taken finds the cursor behind its
 * end.
 *
 * An event is read where it stands; its place is given back after the callback, and with it those
 * before it, oldest first. If somebody stays in a callback while others take events, until a
 * quarter of the ring cannot be given back, the events in use move: the memory under them is
 * exchanged for a private copy, and the ring is mapped anew.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct direct;

/*
 * Connects to the service of this name. 0: done; 1: nobody offers it, so libqb's way remains to be
 * tried; negative errno: the daemon refuses.
 */
int direct_open(const char* service, struct direct** direct);
void direct_close(struct direct* direct);
int direct_descriptor(const struct direct* direct);

/*
 * Sends a message. 0, or a negative errno: -EAGAIN no room, -EMSGSIZE too long, -ENOTCONN the
 * daemon is gone. One call at a time.
 */
int direct_send(struct direct* direct, const struct iovec* pieces, size_t count);

/*
 * The same for the data of a message, `length` bytes in all and at most DIRECT_RECORD_MAX; only
 * where direct_takes_records.
 */
enum { DIRECT_RECORD_MAX = 4096 };
bool direct_takes_records(const struct direct* direct);
int direct_send_record(struct direct* direct, bool safe, const struct iovec* pieces, size_t count,
                       size_t length);

/* Whether the daemon says that it reads nothing at present. */
bool direct_stopped(const struct direct* direct);

/*
 * Sends a request and waits for its reply, of which at most `most` bytes are needed: its length, or
 * a negative errno. One call at a time, also with direct_send.
 */
long direct_exchange(struct direct* direct, const struct iovec* pieces, size_t count, void* reply,
                     size_t most);

/* An event in use. */
struct direct_event {
    unsigned char* bytes; /* aligned to 8 */
    size_t length;
    uint64_t begin; /* its place */
    size_t records; /* where in the bytes they begin; 0: it has none */
    struct direct_event *before, *after;
    struct moved* moved; /* its memory, if that is no longer the ring's */
};

/*
 * The next event, or the one whose records are not all taken; `event` stays where it is until it is
 * given back. 0, or a negative errno: -EAGAIN there is none, -ENOTCONN none and the daemon is gone.
 * These, but for direct_record, are called under one lock.
 */
int direct_take(struct direct* direct, struct direct_event* event);
void direct_give_back(struct direct* direct, struct direct_event* event);

/* Takes a record of an event in use that has some. 1, or 0: all are taken; -EBADMSG. */
int direct_record(struct direct* direct, const struct direct_event* event, unsigned char** data,
                  uint32_t* length);

/* Before dispatch returns: the descriptor is not readable when nothing is left. */
void direct_settle(struct direct* direct);

#ifdef __cplusplus
}
#endif
