/*
 * reassembly.c - see reassembly.h.
 */
#include "cpg/reassembly.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cpg/protocol.h"

struct unfinished {
    struct unfinished* next;
    uint32_t nodeid;
    uint32_t pid;
    uint32_t total;
    uint32_t received;
    uint32_t capacity;
    unsigned char* bytes;
};

static struct unfinished** find(struct reassembly* reassembly, uint32_t nodeid, uint32_t pid) {
    struct unfinished** place = &reassembly->first;
    while (*place != NULL && ((*place)->nodeid != nodeid || (*place)->pid != pid))
        place = &(*place)->next;
    return place;
}

static void drop(struct unfinished** place) {
    struct unfinished* gone = *place;
    *place = gone->next;
    free(gone->bytes);
    free(gone);
}

static bool start(struct unfinished** end, const struct fragment* fragment) {
    struct unfinished* fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL) return false;
    fresh->nodeid = fragment->nodeid;
    fresh->pid = fragment->pid;
    fresh->total = fragment->total;
    *end = fresh;
    return true;
}

/* Room for twice what there is then, but never for more than was announced. */
static bool make_room(struct unfinished* message, uint32_t length) {
    const uint64_t needed = (uint64_t)message->received + length;
    if (message->bytes != NULL && needed <= message->capacity) return true;
    const uint64_t wanted = needed * 2 < message->total ? needed * 2 : message->total;
    unsigned char* bytes = realloc(message->bytes, wanted == 0 ? 1 : wanted);
    if (bytes == NULL) return false;
    message->bytes = bytes;
    message->capacity = (uint32_t)wanted;
    return true;
}

static bool fits(const struct unfinished* message, const struct fragment* fragment) {
    if (fragment->total != message->total) return false;
    if (fragment->length > message->total - message->received) return false;
    const bool completes = fragment->length == message->total - message->received;
    return fragment->type == FRAGMENT_LAST ? completes : true;
}

enum reassembly_result reassembly_add(struct reassembly* reassembly,
                                      const struct fragment* fragment, void** message) {
    struct unfinished** place = find(reassembly, fragment->nodeid, fragment->pid);
    if (fragment->type == FRAGMENT_FIRST) {
        if (*place != NULL) drop(place);
        place = find(reassembly, fragment->nodeid, fragment->pid);
        if (!start(place, fragment)) return REASSEMBLY_NO_MEMORY;
    }
    if (*place == NULL) return REASSEMBLY_MORE;
    if (!fits(*place, fragment)) {
        drop(place);
        return REASSEMBLY_MORE;
    }
    if (!make_room(*place, fragment->length)) {
        drop(place);
        return REASSEMBLY_NO_MEMORY;
    }
    if (fragment->length != 0)
        memcpy((*place)->bytes + (*place)->received, fragment->data, fragment->length);
    (*place)->received += fragment->length;
    if (fragment->type != FRAGMENT_LAST) return REASSEMBLY_MORE;
    *message = (*place)->bytes;
    (*place)->bytes = NULL;
    drop(place);
    return REASSEMBLY_WHOLE;
}

void reassembly_drop(struct reassembly* reassembly, uint32_t nodeid, uint32_t pid) {
    struct unfinished** place = find(reassembly, nodeid, pid);
    if (*place != NULL) drop(place);
}

void reassembly_clear(struct reassembly* reassembly) {
    while (reassembly->first != NULL) drop(&reassembly->first);
}
