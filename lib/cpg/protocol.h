/*
 * protocol.h - the cpg messages between library and daemon: ids, sizes, offsets of fields.
 *
 * All integers are u32 in host byte order unless said otherwise; gaps are cleared when sending and
 * ignored when receiving. A name is 0 length, 8 value (128 bytes); an address is 0 nodeid, 8 pid,
 * 16 reason.
 */
#pragma once

#include "client/fields.h"

enum { WIRE_NAME = 136, WIRE_ADDRESS = 24, WIRE_MEMBERS = 384 };

enum cpg_request {                     /* size; fields after the header of 16 */
                   CPG_JOIN = 0,       /* 168; 16 name, 152 pid, 160 flags */
                   CPG_LEAVE = 1,      /* 160; 16 name, 152 pid */
                   CPG_MCAST = 2,      /* 40 + n; 24 guarantee, 32 length, 40 data; no response */
                   CPG_MEMBERSHIP = 3, /* 152; 16 name -> 24 count, 32 384 addresses */
                   CPG_LOCAL_GET = 4,  /* 16 -> 24 nodeid */
                   CPG_ITERATION_INIT = 5,     /* 160; 16 name, 152 type -> 24 u64 walk */
                   CPG_ITERATION_NEXT = 6,     /* 24; 16 u64 walk -> 24 name, 160 nodeid, 164 pid */
                   CPG_ITERATION_FINALIZE = 7, /* 24; 16 u64 walk */
                   CPG_FINALIZE = 8,           /* 16 */
                   CPG_PARTIAL_MCAST =
                       12 /* 56 + n; 24 guarantee, 32 total, 40 length, 48 type, 56 data */
};

enum cpg_event_id {                  /* fields after the header of 24 */
                    CPG_CONFCHG = 4, /* 24 name, 160 members, 168 joined, 176 left, 184 addresses of
                                        the members, those that left, those that joined */
                    CPG_DELIVER = 5, /* 24 name, 160 length, 168 nodeid, 176 pid, 184 data */
                    CPG_TOTEM_CONFCHG =
                        13,           /* 24 ring nodeid, 32 u64 ring seq, 40 count, 44 node ids */
                    CPG_RECORDS = 19, /* 24 name, 160 nodeid, 168 pid, 176 records (direct.h) */
                    CPG_PARTIAL_DELIVER = 17 /* 24 name, 160 total, 168 length, 176 nodeid, 184 pid,
                                                192 type, 200 data */
};

enum { FRAGMENT_FIRST = 1, FRAGMENT_CONTINUED = 2, FRAGMENT_LAST = 3 };

/* Longest piece of a message in one request: what is left for heads is shared by all layers. */
enum { ATOMIC_MAX = MESSAGE_MAX - 1024 };
