/*
 * event.c - see event.h. The layout is in protocol.h.
 */
#include "cmap/event.h"

#include "cmap/protocol.h"

enum { NOTIFY_HEAD = 336 };

bool cmap_event_parse(unsigned char* bytes, size_t size, struct cmap_event* event) {
    memset(event, 0, sizeof *event);
    if (size < NOTIFY_HEAD || get_u32(bytes, 0) != CMAP_NOTIFY) return false;
    const uint64_t new_length = get_u64(bytes, 320);
    const uint64_t old_length = get_u64(bytes, 328);
    const size_t room = size - NOTIFY_HEAD;
    if (new_length > room || old_length > room - new_length) return false;
    event->number = get_u64(bytes, 24);
    event->kind = (int32_t)get_u32(bytes, 296);
    event->key = (const char*)bytes + 32 + KEY_TEXT;
    if (memchr(event->key, '\0', KEY_TEXT_SIZE) == NULL) return false;
    event->new_value = (struct cmap_notify_value){(cmap_value_types_t)bytes[304],
                                                  (size_t)new_length, bytes + NOTIFY_HEAD};
    event->old_value = (struct cmap_notify_value){
        (cmap_value_types_t)bytes[312], (size_t)old_length, bytes + NOTIFY_HEAD + new_length};
    return true;
}
