/*
 * protocol.h - the cmap messages between library and daemon: ids, sizes, offsets of fields.
 *
 * All integers are u32 in host byte order unless said otherwise. A key is 0 u16 length, 8 text of
 * up to 256 bytes, the rest 0.
 */
#pragma once

#include "client/fields.h"

enum { WIRE_KEY = 264, KEY_TEXT = 8, KEY_TEXT_SIZE = 256 };

enum cmap_request {                     /* size; fields after the header of 16 */
                    CMAP_SET = 0,       /* 296 + n; 16 key, 280 u64 length, 288 u8 type, 296 data */
                    CMAP_DELETE = 1,    /* 280; 16 key */
                    CMAP_GET = 2,       /* 288; 16 key, 280 u64 room -> 24 u64 length, 32 u8 type,
                                           40 data; room 0 asks for length and type alone */
                    CMAP_ADJUST = 3,    /* 288; 16 key, 280 i32 step */
                    CMAP_ITER_INIT = 4, /* 280; 16 prefix -> 24 u64 walk */
                    CMAP_ITER_NEXT = 5, /* 24; 16 u64 walk -> 24 key, 288 u64 length, 296 u8 type */
                    CMAP_ITER_FINALIZE = 6, /* 24; 16 u64 walk */
                    CMAP_TRACK_START = 7,   /* 296; 16 key, 280 kinds, 288 u64 our number
                                               -> 24 u64 the daemon's number */
                    CMAP_TRACK_END = 8,     /* 24; 16 u64 the daemon's number -> 24 u64 ours */
                    CMAP_CHOOSE_MAP = 9,    /* 24; 16 map */
};

enum cmap_event_id {                  /* fields after the header of 24 */
                     CMAP_NOTIFY = 9, /* 24 u64 our number, 32 key, 296 event, 304 u8 new type,
                                         312 u8 old type, 320 u64 new length, 328 u64 old length,
                                         336 new value and, right behind it, the old one */
};
