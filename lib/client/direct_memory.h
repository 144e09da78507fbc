/*
 * direct_memory.h - the memory of a direct channel as the client maps it: one page of words, and
 * each ring twice in a row, so that every message is in one piece.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DIRECT_PAGE = 4096,
    DIRECT_WORDS_OF_RING = 384,
    DIRECT_READ_AT = 128,
    DIRECT_SLEEPER_AT = 256,
    DIRECT_STOP_AT = 1152,
    DIRECT_HEAD = 8, /* of a message */
    DIRECT_KIND_AT = 4
};
/* Small messages travel as records, both ways. */
enum { DIRECT_RECORDS = 1, DIRECT_FEATURES = DIRECT_RECORDS };
enum direct_ring_index { DIRECT_REQUESTS, DIRECT_REPLIES, DIRECT_EVENTS, DIRECT_RINGS };

/* One end of a ring: what it knows for itself, and where the words and the messages are. */
struct direct_ring {
    unsigned char* words;
    unsigned char* data;
    size_t size;
    size_t offset;  /* of the place, from the begin of the ring */
    uint64_t place; /* where the next message begins */
    uint64_t other; /* what is known of the other side's place */
};

/* False: no memory, or the file is not as long as its rings. */
bool direct_map(int file, const uint32_t sizes[DIRECT_RINGS], unsigned char** page,
                struct direct_ring rings[DIRECT_RINGS]);
void direct_unmap(unsigned char* page, const struct direct_ring rings[DIRECT_RINGS]);

/* The same ring at another address. NULL: no memory. */
unsigned char* direct_map_again(const struct direct_ring* ring);

static inline uint64_t* direct_place(const struct direct_ring* ring, size_t offset) {
    return (uint64_t*)(void*)(ring->words + offset);
}
/* What a reader writes into the word of sleepers. */
static inline uint64_t direct_asleep_at(uint64_t place) { return place | 1; }

/* What a message of this length takes. */
static inline size_t direct_room(size_t length) { return DIRECT_HEAD + (length + 7) / 8 * 8; }

static inline void direct_advance(struct direct_ring* ring, size_t room) {
    ring->place += room;
    ring->offset += room;
    if (ring->offset >= ring->size) ring->offset -= ring->size;
}
