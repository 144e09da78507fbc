/*
 * protocol.h - the quorum messages between library and daemon: ids, sizes, offsets of fields.
 *
 * All integers are u32 in host byte order unless said otherwise.
 */
#pragma once

#include "client/fields.h"

enum quorum_request {                           /* size; fields after the header of 16 */
                      QUORUM_GETQUORATE = 0,    /* 16 -> 24 quorate */
                      QUORUM_TRACKSTART = 1,    /* 24; 16 flags */
                      QUORUM_TRACKSTOP = 2,     /* 16 */
                      QUORUM_MODEL_GETTYPE = 4, /* 24; 16 model -> 24 type */
};

enum quorum_event_id {                             /* fields after the header of 24 */
                       QUORUM_NOTIFICATION = 3,    /* 24 quorate, 32 u64 ring seq, 40 count,
                                                      44 node ids */
                       QUORUM_V1_NOTIFICATION = 6, /* 24 quorate, 32 ring nodeid, 40 u64 ring seq,
                                                      48 count, 52 node ids */
                       QUORUM_V1_NODELIST = 7,     /* 24 ring nodeid, 32 u64 ring seq, 40 members,
                                                      48 joined, 56 left, 60 node ids in this order */
};
