/*
 * event.c - see event.h. The layouts are in protocol.h.
 */
#include "quorum/event.h"

#include "quorum/protocol.h"

static bool lists_at(unsigned char* bytes, size_t size, size_t offset, struct quorum_event* event) {
    const uint64_t entries = (uint64_t)event->members + event->joined + event->left;
    event->nodes = (uint32_t*)(void*)(bytes + offset);
    return entries <= (size - offset) / sizeof(uint32_t);
}

static bool parse_v0(unsigned char* bytes, size_t size, struct quorum_event* event) {
    if (size < 44) return false;
    event->quorate = get_u32(bytes, 24);
    event->ring.seq = get_u64(bytes, 32);
    event->members = get_u32(bytes, 40);
    return lists_at(bytes, size, 44, event);
}

static bool parse_v1(unsigned char* bytes, size_t size, struct quorum_event* event) {
    if (size < 52) return false;
    event->quorate = get_u32(bytes, 24);
    event->ring.nodeid = get_u32(bytes, 32);
    event->ring.seq = get_u64(bytes, 40);
    event->members = get_u32(bytes, 48);
    return lists_at(bytes, size, 52, event);
}

static bool parse_nodelist(unsigned char* bytes, size_t size, struct quorum_event* event) {
    if (size < 60) return false;
    event->ring.nodeid = get_u32(bytes, 24);
    event->ring.seq = get_u64(bytes, 32);
    event->members = get_u32(bytes, 40);
    event->joined = get_u32(bytes, 48);
    event->left = get_u32(bytes, 56);
    return lists_at(bytes, size, 60, event);
}

bool quorum_event_parse(unsigned char* bytes, size_t size, struct quorum_event* event) {
    memset(event, 0, sizeof *event);
    if (size < RESPONSE_HEADER) return false;
    event->id = get_u32(bytes, 0);
    switch (event->id) {
    case QUORUM_NOTIFICATION:
        return parse_v0(bytes, size, event);
    case QUORUM_V1_NOTIFICATION:
        return parse_v1(bytes, size, event);
    case QUORUM_V1_NODELIST:
        return parse_nodelist(bytes, size, event);
    default:
        return false;
    }
}
