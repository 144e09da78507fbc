// exec/wire/totem.h - the six Totem messages as values, and their way to and from bytes.
//
// Layouts are those of Corosync 3.1 (magic 0xC070, version 3), packed, little or big endian as the
// sender's machine; a datagram of the other byte order is refused. Decoders check every length and
// count before use and never read outside the datagram; they accept trailing bytes as Corosync
// does. Decoding allocates nothing but the lists of join and commit token.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <vector>

namespace baton::wire {

enum class TotemType : std::uint8_t {
    token = 0,
    multicast = 1,
    merge_detect = 2,
    join = 3,
    commit_token = 4,
    hold_cancel = 5,
};

constexpr std::size_t kTotemHeaderSize = 13;
constexpr std::size_t kMulticastHeaderSize = 45;
constexpr std::size_t kMembersMax = 384;    // processors in a ring
constexpr std::size_t kRetransmitsMax = 30; // requests in a token
constexpr std::size_t kTokenSizeMax = 1500; // a longer regular token is refused
constexpr std::size_t kDatagramMax = 65536;

struct Header {
    TotemType type = TotemType::token;
    std::uint8_t encapsulation = 0;
    NodeId sender; // 0 in a leave
    NodeId target; // meaning with knet only; rubbish elsewhere
};

struct RetransmitRequest {
    RingId ring;
    MessageSeq seq;
    friend bool operator==(const RetransmitRequest&, const RetransmitRequest&) = default;
};

struct Token { // 57 bytes + 16 per request
    NodeId sender;
    NodeId target;
    MessageSeq seq;     // highest sequence number used on this ring
    TokenSeq token_seq; // grows by one per hop
    MessageSeq aru;     // all received up to
    NodeId aru_id;      // who holds aru down; 0 nobody
    RingId ring;
    std::uint32_t backlog = 0;
    std::uint32_t fcc = 0; // multicasts sent in the last rotation
    bool retrans_flag = false;
    std::uint32_t request_count = 0;
    std::array<RetransmitRequest, kRetransmitsMax> requests{};
};

enum class Encapsulation : std::uint8_t { none = 0, old_ring = 1, ordinary = 2 };
// The guarantee field. Corosync writes 0 or 1 and reads neither. `safe_held` is what Batons write
// among themselves: hold the message back until every member is known to have it.
enum class Guarantee : std::int32_t { agreed = 0, safe_ignored = 1, safe_held = 2 };

struct Multicast { // 45 bytes + payload
    Encapsulation encapsulation = Encapsulation::ordinary;
    NodeId sender; // who created it, also in a retransmission
    NodeId target;
    MessageSeq seq;
    std::uint32_t sender_count = 0;
    RingId ring;
    std::int32_t guarantee = 0; // a Guarantee, or anything
    Bytes payload;              // points into the datagram
};

struct MergeDetect { // 29 bytes
    NodeId sender;
    NodeId target;
    RingId ring;
    Bytes rest{}; // what follows (hearing.h); points into the datagram
};

struct Join { // 33 bytes + 4 per node
    NodeId sender;
    NodeId target;
    bool leave = false;
    std::uint64_t ring_seq = 0;
    std::vector<NodeId> proc; // in the order of the wire
    std::vector<NodeId> fail;
    Bytes rest{}; // what follows (hearing.h); points into the datagram
};

struct CommitMember {
    RingId old_ring;
    MessageSeq aru;
    MessageSeq high_delivered;
    bool received = false;
    friend bool operator==(const CommitMember&, const CommitMember&) = default;
};

struct CommitToken { // 41 bytes + 28 per member
    NodeId sender;
    NodeId target;
    TokenSeq token_seq;
    RingId ring;
    std::uint32_t retrans_flag = 0;
    std::uint32_t index = 0;     // members that have filled in their entry; at most members.size()
    std::vector<NodeId> members; // ascending in a good token; the decoder refuses any other order
    std::vector<CommitMember> info; // as many as members
};

struct HoldCancel { // 25 bytes
    NodeId sender;
    NodeId target;
    RingId ring;
};

// The header alone: enough to choose the decoder. Refuses a foreign byte order (named as such),
// a wrong magic number, version or type, and anything shorter than 13 bytes.
Result<Header> decode_header(Bytes datagram);

// Each refuses a datagram of another type, too short for its counts, or with counts above the
// limits.
Result<Token> decode_token(Bytes datagram);
Result<Multicast> decode_multicast(Bytes datagram);
Result<MergeDetect> decode_merge_detect(Bytes datagram);
Result<Join> decode_join(Bytes datagram); // refuses node 0 and duplicates within a list
Result<CommitToken>
decode_commit_token(Bytes datagram); // refuses node 0, unsorted members, index > count
Result<HoldCancel> decode_hold_cancel(Bytes datagram);

Slice encode(const Token& token, BufferPool& pool);
Slice encode(const MergeDetect& message, BufferPool& pool);
Slice encode(const Join& join, BufferPool& pool);
Slice encode(const CommitToken& token, BufferPool& pool);
Slice encode(const HoldCancel& message, BufferPool& pool);

// Writes a multicast's header; `payload` of the argument is ignored: it stands behind the header
// in the frame already (see packing/), or is copied there by encapsulate().
void write_multicast_header(const Multicast& message,
                            std::span<std::byte, kMulticastHeaderSize> out);
// An old-ring message as the payload of a multicast of the new ring.
Slice encapsulate(const Multicast& outer, Bytes old_datagram, BufferPool& pool);

} // namespace baton::wire
