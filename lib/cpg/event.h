/*
 * event.h - what the daemon tells a cpg client, taken from the bytes and checked against their
 * length.
 */
#pragma once

#include <stdbool.h>

#include "client/public.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cpg_event {
    uint32_t id; /* enum cpg_event_id; decides which of the following mean something */
    struct cpg_name group;
    uint32_t nodeid;         /* sender of a message or fragment */
    uint32_t pid;            /* same */
    uint32_t total;          /* fragment: bytes of the whole message */
    uint32_t type;           /* fragment: FRAGMENT_FIRST ... */
    struct cpg_ring_id ring; /* totem confchg */
    uint32_t members;        /* confchg, totem confchg: entries */
    uint32_t left;           /* confchg */
    uint32_t joined;         /* confchg */
    unsigned char* data;     /* within the bytes: message, addresses, or node ids */
    uint32_t length;         /* message, fragment: bytes at data */
};

/*
 * Takes an event apart; `bytes` must be aligned to 8 and outlive the event. False: an unknown id,
 * or lengths that do not go together with `size`.
 */
bool cpg_event_parse(unsigned char* bytes, size_t size, struct cpg_event* event);

/* The address at `index` in the members, left and joined lists of a confchg taken together. */
struct cpg_address cpg_event_address(const struct cpg_event* event, size_t index);

/* Reads a name of the protocol. False: longer than 128. */
bool cpg_name_get(const unsigned char* wire, struct cpg_name* name);

/* Writes it; the caller has checked the length. The bytes behind the name become 0. */
void cpg_name_put(unsigned char* wire, const struct cpg_name* name);

#ifdef __cplusplus
}
#endif
