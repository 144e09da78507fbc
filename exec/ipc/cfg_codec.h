// exec/ipc/cfg_codec.h - requests, replies and events of the cfg service as clients know them.
//
// Requests (f: refused with "try again" while the ring cannot take a message)
//    0 f ring status                                                                            16
//    1 f ring reenable                                                                          16
//    2 f kill          16 u32 node, 24 u16 length of the reason with its NUL, 26 reason[256]   288
//    3 f shut down     16 u32 kind                                                              24
//    4 f answer        16 u32 yes                                                               24
//    5   addresses     16 u32 node                                                              24
//    6   local get                                                                              16
//    7 f reload                                                                                 16
//    8   reopen logs                                                                            16
//    9   node status   16 u32 node, 24 u32 version                                              32
//   10 f track         16 u8 flags, which mean nothing                                          24
//   11 f untrack                                                                                16
// Replies (24 bytes where nothing is said): 0 ring status: 24 u32 count, 32 name[128] of 16 links,
//    2080 status[512] of 16 links (10272); 1 ring reenable; 2 track; 3 untrack; 8 kill;
//    9 shut down; 11 addresses: 24 u32 family, 28 u32 count, 32 addresses of 16 bytes (32 + 16n);
//   12 local get: 24 u32 node (32); 13 answer; 14 reload; 15 reopen logs; 16 node status: 24 u32
//   version, then the status (4200), or nothing more than the version after an error (32)
// A node's status, from the version on: 4 u32 node, 8 u8 reachable, 9 u8 remote, 10 u8 external,
//    11 u8 least, 12 u8 greatest, 13 u8 current version on the wire, 16 eight links of 520 bytes.
//    A link: 0 u8 enabled, 1 u8 connected, 2 u8 dynconnected, 4 u32 MTU, 8 source[256],
//    264 destination[256]
// Event
//   10 test shutdown   error 1: please answer; 24 u32 kind                                      32
#pragma once

#include "ipc/local_protocol.h"
#include "services/cfg/messages.h"

#include <vector>

namespace baton::cfg_ipc {

// `message` is exactly what the client wrote: its true length, not what its header claims.
ipc::Decoded<cfg::Request> decode_cfg_request(Bytes message);

// Whether the request of this id is refused while the ring cannot take messages.
bool subject_to_flow_control(std::int32_t id);

// Each makes `message` the whole message, using again the memory it has.
void encode(const cfg::Reply& reply, std::vector<std::byte>& message);
void encode(const cfg::Event& event, std::vector<std::byte>& message);

} // namespace baton::cfg_ipc
