// exec/ipc/quorum_codec.h - requests, replies and events of the quorum service as clients know
// them.
//
// Requests (none waits for the ring)
//    0 get quorate                                                                              16
//    1 track           16 u32 flags                                                             24
//    2 untrack                                                                                  16
//    3 get type                                                                                 16
//    4 get type of     16 u32 model                                                             24
// Replies: 0 get quorate: 24 u32 quorate (32); 1 track (24); 2 untrack (24); 4 get type: 24 u32
//    type (32); 5 get type of: 24 u32 type (32)
// Events. Lists stand four bytes before where they would be aligned; as many stay unused at the end
//    3 quorum, model 0 24 u32 quorate, 32 u64 ring sequence, 40 u32 count, 44 u32 node[]   48 + 4n
//    6 quorum, model 1 24 u32 quorate, 32 u32 representative, 40 u64 ring sequence,
//                      48 u32 count, 52 u32 node[]                                         56 + 4n
//    7 nodes, model 1  24 u32 representative, 32 u64 ring sequence, 40 u32 members,
//                      48 u32 joined, 56 u32 left, 60 u32 node[]: members, joined, left    64 + 4n
#pragma once

#include "ipc/local_protocol.h"
#include "services/quorum/messages.h"

#include <vector>

namespace baton::quorum_ipc {

// `message` is exactly what the client wrote: its true length, not what its header claims.
ipc::Decoded<quorum::Request> decode_quorum_request(Bytes message);

// Each makes `message` the whole message, using again the memory it has.
void encode(const quorum::Reply& reply, std::vector<std::byte>& message);
void encode(const quorum::Event& event, std::vector<std::byte>& message);

} // namespace baton::quorum_ipc
