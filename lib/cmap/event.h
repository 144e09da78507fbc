/*
 * event.h - what the daemon tells a cmap client, taken from the bytes and checked against their
 * length.
 */
#pragma once

#include <stdbool.h>

#include "client/public.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cmap_event {
    uint64_t number; /* of the watch, as cmap_track_add told the daemon */
    int32_t kind;    /* CMAP_TRACK_ADD, _MODIFY, _DELETE */
    const char* key; /* within the bytes, ends in a NUL */
    struct cmap_notify_value new_value;
    struct cmap_notify_value old_value;
};

/*
 * Takes an event apart; `bytes` must outlive it. False: an unknown id, or lengths that do not go
 * together with `size`.
 */
bool cmap_event_parse(unsigned char* bytes, size_t size, struct cmap_event* event);

#ifdef __cplusplus
}
#endif
