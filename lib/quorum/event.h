/*
 * event.h - what the daemon tells a quorum client, taken from the bytes and checked against their
 * length.
 */
#pragma once

#include <stdbool.h>

#include "client/public.h"

#ifdef __cplusplus
extern "C" {
#endif

struct quorum_event {
    uint32_t id; /* enum quorum_event_id */
    uint32_t quorate;
    struct quorum_ring_id ring; /* QUORUM_NOTIFICATION: without nodeid */
    uint32_t members;           /* entries */
    uint32_t joined;            /* QUORUM_V1_NODELIST */
    uint32_t left;              /* QUORUM_V1_NODELIST */
    uint32_t* nodes;            /* within the bytes: all lists, one after the other */
};

/*
 * Takes an event apart; `bytes` must be aligned to 8 and outlive the event. False: an unknown id,
 * or counts that do not go together with `size`.
 */
bool quorum_event_parse(unsigned char* bytes, size_t size, struct quorum_event* event);

#ifdef __cplusplus
}
#endif
