/*
 * protocol.h - the votequorum messages between library and daemon: ids, sizes, offsets of fields.
 *
 * All integers are u32 in host byte order unless said otherwise. A name is 255 bytes, the last one
 * always NUL.
 */
#pragma once

#include "client/fields.h"

enum { WIRE_NAME = 255 };

enum votequorum_request {                 /* size; fields after the header of 16 */
                          VOTES_INFO = 0, /* 24; 16 nodeid -> 320; 24 to 59 nine integers in the
                                             order of struct votequorum_info, 60 name */
                          VOTES_SET_EXPECTED = 1,       /* 24; 16 votes */
                          VOTES_SET_VOTES = 2,          /* 24; 16 votes, 20 nodeid */
                          VOTES_TRACKSTART = 3,         /* 32; 16 u64 context, 24 flags */
                          VOTES_TRACKSTOP = 4,          /* 16 */
                          VOTES_DEVICE_REGISTER = 5,    /* 272; 16 name */
                          VOTES_DEVICE_UNREGISTER = 6,  /* 272; 16 name */
                          VOTES_DEVICE_UPDATE = 7,      /* 528; 16 old name, 271 new name */
                          VOTES_DEVICE_POLL = 8,        /* 296; 16 name, 272 vote,
                                                           280 ring nodeid, 288 u64 ring seq */
                          VOTES_DEVICE_MASTER_WINS = 9, /* 280; 16 name, 272 allow */
};

enum votequorum_event_id {                             /* fields after the header of 24 */
                           VOTES_QUORUM = 3,           /* 24 quorate, 32 u64 context, 40 count,
                                                          48 nodes of 0 nodeid, 4 state */
                           VOTES_EXPECTED_CHANGED = 4, /* 24 u64 context, 32 votes */
                           VOTES_NODELIST = 5, /* 24 u64 context, 32 ring nodeid, 40 u64 ring seq,
                                                  48 count, 56 node ids */
};
