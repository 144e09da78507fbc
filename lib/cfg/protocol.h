/*
 * protocol.h - the cfg messages between library and daemon: ids, sizes, offsets of fields.
 *
 * All integers are u32 in host byte order unless said otherwise.
 */
#pragma once

#include "client/fields.h"

enum {
    LINKS_MAX = 16, /* entries in the answer to CFG_LINKS, used or not */
    LINK_NAME_SIZE = 128,
    LINK_STATE_SIZE = 512,
    LINK_NAMES = 32,                                        /* where they begin */
    LINK_STATES = LINK_NAMES + LINKS_MAX * LINK_NAME_SIZE,  /* same */
    LINKS_SIZE = LINK_STATES + LINKS_MAX * LINK_STATE_SIZE, /* 10272 */
    WIRE_ADDRESS = 16,                                      /* IPv4 in the first 4 bytes */
    REASON_SIZE = 256
};

enum cfg_request {                       /* size; fields after the header of 16 */
                   CFG_LINKS = 0,        /* 16 -> 24 count, 32 names, 2080 states */
                   CFG_KILL_NODE = 2,    /* 288; 16 nodeid, 24 u16 length with NUL, 26 reason */
                   CFG_TRY_SHUTDOWN = 3, /* 24; 16 flags; answered when it is decided */
                   CFG_REPLY = 4,        /* 24; 16 answer */
                   CFG_ADDRESSES = 5,    /* 24; 16 nodeid -> 24 family, 28 count, 32 addresses */
                   CFG_LOCAL_GET = 6,    /* 16 -> 24 nodeid */
                   CFG_RELOAD = 7,       /* 16; answered when it is done */
                   CFG_REOPEN_LOGS = 8,  /* 16 */
                   CFG_NODE_STATUS = 9,  /* 32; 16 nodeid, 24 version -> 24 the structure */
                   CFG_TRACKSTART = 10,  /* 24; 16 u8 flags */
                   CFG_TRACKSTOP = 11,   /* 16 */
};

enum cfg_event_id {                          /* fields after the header of 24 */
                    CFG_SHUTDOWN_ASKED = 10, /* 24 flags; the error of the header is CS_OK, or
                                                CS_ERR_TIMEOUT when the time for answers is over */
};
