/*
 * event.c - see event.h. The layouts are in protocol.h.
 */
#include "votequorum/event.h"

#include "votequorum/protocol.h"

static bool parse_quorum(unsigned char* bytes, size_t size, struct votequorum_event* event) {
    if (size < 48) return false;
    event->quorate = get_u32(bytes, 24);
    event->context = get_u64(bytes, 32);
    event->count = get_u32(bytes, 40);
    event->nodes = (votequorum_node_t*)(void*)(bytes + 48);
    return event->count <= (size - 48) / sizeof(votequorum_node_t);
}

static bool parse_expected(const unsigned char* bytes, size_t size,
                           struct votequorum_event* event) {
    if (size < 36) return false;
    event->context = get_u64(bytes, 24);
    event->expected_votes = get_u32(bytes, 32);
    return true;
}

static bool parse_nodelist(unsigned char* bytes, size_t size, struct votequorum_event* event) {
    if (size < 56) return false;
    event->context = get_u64(bytes, 24);
    event->ring.nodeid = get_u32(bytes, 32);
    event->ring.seq = get_u64(bytes, 40);
    event->count = get_u32(bytes, 48);
    event->nodeids = (uint32_t*)(void*)(bytes + 56);
    return event->count <= (size - 56) / sizeof(uint32_t);
}

bool votequorum_event_parse(unsigned char* bytes, size_t size, struct votequorum_event* event) {
    memset(event, 0, sizeof *event);
    if (size < RESPONSE_HEADER) return false;
    event->id = get_u32(bytes, 0);
    switch (event->id) {
    case VOTES_QUORUM:
        return parse_quorum(bytes, size, event);
    case VOTES_EXPECTED_CHANGED:
        return parse_expected(bytes, size, event);
    case VOTES_NODELIST:
        return parse_nodelist(bytes, size, event);
    default:
        return false;
    }
}
