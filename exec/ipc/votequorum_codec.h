// exec/ipc/votequorum_codec.h - requests, replies and events of votequorum as clients know them.
//
// Requests (none waits for the ring)
//    0 get info        16 u32 node                                                              24
//    1 set expected    16 u32 votes                                                             24
//    2 set votes       16 u32 votes, 20 u32 node                                                24
//    3 track           16 u64 context, 24 u32 flags                                             32
//    4 untrack                                                                                  16
//    5 register        16 name[255]                                                            272
//    6 unregister      16 name[255]                                                            272
//    7 update          16 old name[255], 271 new name[255]                                     528
//    8 poll            16 name[255], 272 u32 cast vote, 280 u32 representative,
//                      288 u64 ring sequence                                                   296
//    9 master wins     16 name[255], 272 u32 allow                                             280
// Replies: 1 get info: 24 u32 node, 28 u32 state, 32 u32 votes, 36 u32 expected votes,
//    40 u32 highest expected, 44 u32 total votes, 48 u32 quorum, 52 u32 flags, 56 u32 votes of the
//    device, 60 its name[255] (320); 0 all others (24)
// Events
//    3 quorum          24 u32 quorate, 32 u64 context, 40 u32 count, 48 nodes of
//                      {u32 node, u32 state}                                               48 + 8n
//    4 expected votes  24 u64 context, 32 u32 expected votes                                    40
//    5 nodes           24 u64 context, 32 u32 representative, 40 u64 ring sequence,
//                      48 u32 count, 56 u32 node[]                                         56 + 4n
#pragma once

#include "ipc/local_protocol.h"
#include "services/votequorum/messages.h"

#include <vector>

namespace baton::votequorum_ipc {

// `message` is exactly what the client wrote: its true length, not what its header claims.
ipc::Decoded<votequorum::Request> decode_votequorum_request(Bytes message);

// Each makes `message` the whole message, using again the memory it has.
void encode(const votequorum::Reply& reply, std::vector<std::byte>& message);
void encode(const votequorum::Event& event, std::vector<std::byte>& message);

} // namespace baton::votequorum_ipc
