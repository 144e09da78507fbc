// exec/ipc/cmap_codec.h - requests, replies and events of the cmap service as clients know them.
//
// A key is 0 u16 length, 8 text[256]: it ends before the first NUL. A length of 0 is "all keys"
// where a prefix is asked for; else the length means nothing.
// Requests (none waits for the ring)
//    0 set             16 key, 280 u64 length, 288 u8 type, 296 value                      296 + n
//    1 delete          16 key                                                                  280
//    2 get             16 key, 280 u64 room                                                    288
//    3 adjust          16 key, 280 i32 step                                                    288
//    4 iterate         16 prefix                                                               280
//    5 next            16 u64 handle                                                            24
//    6 end             16 u64 handle                                                            24
//    7 track           16 key or prefix, 280 i32 kinds, 288 u64 cookie                         296
//    8 untrack         16 u64 handle                                                            24
//    9 choose map      16 i32 map                                                               24
// Replies (24 bytes where nothing is said): 0 set; 1 delete; 2 get: 24 u64 length, 32 u8 type,
//    40 value (40 + n); 3 adjust; 4 iterate: 24 u64 handle (32); 5 next: 24 key, 288 u64 length,
//    296 u8 type (304); 6 end; 7 track: 24 u64 handle (32); 8 untrack: 24 u64 cookie (32);
//   10 choose map
// Event
//    9 notify          24 u64 cookie, 32 key, 296 i32 kind, 304 u8 type now, 312 u8 type before,
//                      320 u64 length now, 328 u64 length before, 336 value now, value before
#pragma once

#include "ipc/local_protocol.h"
#include "services/cmap/messages.h"

#include <vector>

namespace baton::cmap_ipc {

// `message` is exactly what the client wrote: its true length, not what its header claims.
ipc::Decoded<cmap::Request> decode_cmap_request(Bytes message);

// Each makes `message` the whole message, using again the memory it has.
void encode(const cmap::Reply& reply, std::vector<std::byte>& message);
void encode(const cmap::Event& event, std::vector<std::byte>& message);

} // namespace baton::cmap_ipc
