// exec/ipc/cpg_codec.h - requests, replies and events of the cpg service as clients know them.
//
// Requests (f: refused with "try again" while the ring cannot take a message)
//    0 f join          16 name, 152 u32 pid, 160 u32 flags                                     168
//    1 f leave         16 name, 152 u32 pid                                                    160
//    2 f multicast     24-byte header, 24 u32 guarantee, 32 u32 length, 40 data             40 + n
//    3   membership    16 name                                                                 152
//    4   local get                                                                              16
//    5   iterate       16 name, 152 u32 type                                                   160
//    6   next          16 u64 handle                                                            24
//    7   end           16 u64 handle                                                            24
//    8 f finalize                                                                               16
//    9 f zc alloc      16 u64 size of the map, 24 path[128], ended by a NUL                    152
//   10 f zc free       16 u64 size of the map, 24 u64 address                                   32
//   11 f zc execute    16 u64 address                                                           24
//   12 f part          24-byte header, 24 u32 guarantee, 32 u32 total, 40 u32 length,
//                      48 u32 part, 56 data                                                 56 + n
// A multicast is never answered, whatever is wrong with it.
//
// Replies (24 bytes where nothing is said): 0 join, zc alloc, zc free, refusal; 1 leave; 2 execute;
//    3 membership: 24 u32 count, 32 addresses of 24 bytes, 9248 in all; 7 local get: 24 u32 node
//    (32); 9 iterate: 24 u64 handle (32); 10 next: 24 name, 160 u32 node, 164 u32 pid (168);
//   11 end; 12 finalize; 18 part
// Events
//    4 configuration   24 name, 160 u32 members, 168 u32 joined, 176 u32 left,
//                      184 addresses: members, left, joined
//    5 deliver         24 name, 160 u32 length, 168 u32 node, 176 u32 pid, 184 data
//   13 totem           24 u32 representative, 32 u64 sequence, 40 u32 count, 44 u32 node[], 4
//   unused 17 part            24 name, 160 u32 total, 168 u32 length, 176 u32 node, 184 u32 pid,
//                      192 u32 part, 200 data
//   19 records         24 name, 160 u32 node, 168 u32 pid, 176 records (wire/cpg_batch.h) up to the
//                      end: messages of one sender, to who has said that it takes them; the size
//                      in the header is that of what stands before the records
// An address is 0 u32 node, 8 u32 pid, 16 u32 reason.
#pragma once

#include "base/buffer.h"
#include "ipc/local_protocol.h"
#include "services/cpg/delivery_run.h"
#include "services/cpg/messages.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton::cpg_ipc {

// Zero-copy requests are about memory that client and daemon share: the server of the local
// protocol deals with them, the service only ever sees the multicast that an execution makes.
struct ZeroCopyAlloc {
    std::uint64_t size = 0; // of the map, its 16-byte header included; not checked further
    std::string path;       // what stood before the NUL; not checked further
};
struct ZeroCopyFree {
    std::uint64_t size = 0;
    std::uint64_t address = 0;
};
struct ZeroCopyExecute {
    std::uint64_t address = 0;
};
using Request = std::variant<cpg::Request, ZeroCopyAlloc, ZeroCopyFree, ZeroCopyExecute>;

// `message` is exactly what the client wrote: its true length, not what its header claims. Bytes in
// the result point into it, so hand over a private copy if the client can still write there.
ipc::Decoded<Request> decode_cpg_request(Bytes message);

constexpr std::int32_t kMulticastId = 2; // the one request without an answer
// A good one of them, without a look at what else it could be.
std::optional<cpg::MulticastRequest> read_multicast(Bytes message);

// The multicast in a shared zero-copy map: 16 bytes of its own (0 i32 size of the map, 8 u64
// address), then a multicast request, so the data begins at 56. Pass the map as it was sized when
// it was made: the length inside is checked against that. The client can still write to the map:
// guarantee and length are read once.
constexpr std::size_t kZeroCopyHeaderSize = 16;
constexpr std::size_t kZeroCopyDataOffset = 56;
ipc::Decoded<cpg::MulticastRequest> decode_zero_copy(Bytes map);

// Each makes `header` the front of the message, using again the memory it has, and returns what
// follows it (empty for most). The returned bytes are those of the event's own slice.
Bytes encode(const cpg::Reply& reply, std::vector<std::byte>& header);
Bytes encode(const cpg::Event& event, std::vector<std::byte>& header);
// The fronts of deliver and part events. What is the same for all messages of a group is written
// once, as long as they come one behind the other.
class DeliveryEncoder {
public:
    // Valid until the next call.
    Bytes header_of(const cpg::Delivery& delivery);
    // The same of what is delivered as records, with a number that changes when the bytes do.
    struct Head {
        Bytes bytes;
        std::uint64_t number;
    };
    const Head& head_of_records(const cpg::Delivery& delivery);

private:
    Shared<const cpg::Audience> audience_; // whose name the headers have
    std::vector<std::byte> whole_;
    std::vector<std::byte> part_;
    struct {
        Shared<const cpg::Audience> audience;
        NodeId node;
        std::uint32_t pid = 0;
        std::vector<std::byte> bytes;
        Head head{};
    } records_;
};

// The answer to zc alloc and zc free.
void encode_zero_copy_done(ipc::CsError error, std::vector<std::byte>& header);

} // namespace baton::cpg_ipc
