/*
 * event.h - what the daemon tells a votequorum client, taken from the bytes and checked against
 * their length.
 */
#pragma once

#include <stdbool.h>

#include "client/public.h"

#ifdef __cplusplus
extern "C" {
#endif

struct votequorum_event {
    uint32_t id; /* enum votequorum_event_id; decides which of the following mean something */
    uint64_t context;
    uint32_t quorate;
    uint32_t expected_votes;
    votequorum_ring_id_t ring;
    uint32_t count;           /* entries of the list */
    votequorum_node_t* nodes; /* VOTES_QUORUM, within the bytes */
    uint32_t* nodeids;        /* VOTES_NODELIST, within the bytes */
};

/*
 * Takes an event apart; `bytes` must be aligned to 8 and outlive the event. False: an unknown id,
 * or a count that does not go together with `size`.
 */
bool votequorum_event_parse(unsigned char* bytes, size_t size, struct votequorum_event* event);

#ifdef __cplusplus
}
#endif
