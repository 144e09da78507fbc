/*
 * event.c - see event.h. The layouts are in protocol.h.
 */
#include "cpg/event.h"

#include "cpg/protocol.h"

bool cpg_name_get(const unsigned char* wire, struct cpg_name* name) {
    name->length = get_u32(wire, 0);
    if (name->length > CPG_MAX_NAME_LENGTH) return false;
    memcpy(name->value, wire + 8, name->length);
    memset(name->value + name->length, 0, CPG_MAX_NAME_LENGTH - name->length);
    return true;
}

void cpg_name_put(unsigned char* wire, const struct cpg_name* name) {
    memset(wire, 0, WIRE_NAME);
    put_u32(wire, 0, name->length);
    memcpy(wire + 8, name->value, name->length);
}

struct cpg_address cpg_event_address(const struct cpg_event* event, size_t index) {
    const unsigned char* wire = event->data + index * WIRE_ADDRESS;
    return (struct cpg_address){get_u32(wire, 0), get_u32(wire, 8), get_u32(wire, 16)};
}

static bool parse_confchg(unsigned char* bytes, size_t size, struct cpg_event* event) {
    if (size < 184) return false;
    event->members = get_u32(bytes, 160);
    event->joined = get_u32(bytes, 168);
    event->left = get_u32(bytes, 176);
    event->data = bytes + 184;
    const uint64_t entries = (uint64_t)event->members + event->joined + event->left;
    return entries <= (size - 184) / WIRE_ADDRESS && cpg_name_get(bytes + 24, &event->group);
}

static bool parse_deliver(unsigned char* bytes, size_t size, struct cpg_event* event) {
    if (size < 184) return false;
    event->length = get_u32(bytes, 160);
    event->nodeid = get_u32(bytes, 168);
    event->pid = get_u32(bytes, 176);
    event->data = bytes + 184;
    return event->length <= size - 184 && cpg_name_get(bytes + 24, &event->group);
}

/* What is the same for all of them. */
static bool parse_records(unsigned char* bytes, size_t size, struct cpg_event* event) {
    if (size < 176) return false;
    event->nodeid = get_u32(bytes, 160);
    event->pid = get_u32(bytes, 168);
    return cpg_name_get(bytes + 24, &event->group);
}

static bool parse_partial(unsigned char* bytes, size_t size, struct cpg_event* event) {
    if (size < 200) return false;
    event->total = get_u32(bytes, 160);
    event->length = get_u32(bytes, 168);
    event->nodeid = get_u32(bytes, 176);
    event->pid = get_u32(bytes, 184);
    event->type = get_u32(bytes, 192);
    event->data = bytes + 200;
    return event->length <= size - 200 && cpg_name_get(bytes + 24, &event->group);
}

static bool parse_totem(unsigned char* bytes, size_t size, struct cpg_event* event) {
    if (size < 44) return false;
    event->ring.nodeid = get_u32(bytes, 24);
    event->ring.seq = get_u64(bytes, 32);
    event->members = get_u32(bytes, 40);
    event->data = bytes + 44;
    return event->members <= (size - 44) / sizeof(uint32_t);
}

bool cpg_event_parse(unsigned char* bytes, size_t size, struct cpg_event* event) {
    if (size < RESPONSE_HEADER || get_u32(bytes, 8) > size) return false;
    event->id = get_u32(bytes, 0);
    switch (event->id) {
    case CPG_CONFCHG:
        return parse_confchg(bytes, size, event);
    case CPG_DELIVER:
        return parse_deliver(bytes, size, event);
    case CPG_RECORDS:
        return parse_records(bytes, size, event);
    case CPG_PARTIAL_DELIVER:
        return parse_partial(bytes, size, event);
    case CPG_TOTEM_CONFCHG:
        return parse_totem(bytes, size, event);
    default:
        return false;
    }
}
