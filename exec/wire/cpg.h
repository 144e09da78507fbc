// exec/wire/cpg.h - messages between the cpg services of the nodes.
//
// 0 process join, 1 process leave (168 bytes): 16 name[136], 152 u32 pid, 160 u32 reason
// 2 join list (24 + 144 n): 24-byte header, then entries of {0 u32 pid, 8 name[136]}
// 3 multicast (184 + n): 16 name[136], 152 u32 length, 160 u32 pid, 168 source[16], 184 data
// 4 old down list: ignored        5 down list (1568): 16 u32 old, 24 u32 count, 32 u32 left[384]
// 6 partial multicast (200 + n): 16 name, 152 u32 total, 160 u32 length, 168 u32 pid,
//   176 u32 part (1 first, 2 continued, 3 last), 184 source[16], 200 data
// A name is 136 bytes: 0 u32 length (at most 128), 8 value[128]. A source is 0 u32 node, 8 u64
// handle.
#pragma once

#include "base/buffer.h"
#include "base/group_name.h"
#include "base/ids.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace baton::wire {

enum class CpgReason : std::uint32_t {
    undefined = 0,
    join = 1,
    leave = 2,
    node_down = 3,
    node_up = 4,
    process_down = 5,
};

constexpr std::size_t kCpgMulticastHeaderSize = 184;
constexpr std::size_t kCpgPartialHeaderSize = 200;
constexpr std::size_t kCpgProcessSize = 168;
constexpr std::size_t kCpgDownListSize = 1568;

struct CpgProcessJoin {
    GroupName group;
    std::uint32_t pid = 0;
    std::uint32_t reason = 1;
};
struct CpgProcessLeave {
    GroupName group;
    std::uint32_t pid = 0;
    std::uint32_t reason = 2; // 2 left, 5 died
};
struct CpgJoinListEntry {
    std::uint32_t pid = 0;
    GroupName group;
};
struct CpgJoinList {
    std::vector<CpgJoinListEntry> entries;
};
struct CpgMulticast {
    GroupName group;
    std::uint32_t pid = 0;
    NodeId source_node;
    std::uint64_t source_handle = 0; // meaningful on the sending node only
    Bytes data;                      // points into the message
};
struct CpgDownList {
    std::uint32_t old_members = 0;
    std::vector<NodeId> left;
};
struct CpgPartialMulticast {
    GroupName group;
    std::uint32_t total_length = 0;
    std::uint32_t pid = 0;
    std::uint32_t part = 0; // 1, 2 or 3
    NodeId source_node;
    std::uint64_t source_handle = 0;
    Bytes data;
};
using CpgMessage = std::variant<CpgProcessJoin, CpgProcessLeave, CpgJoinList, CpgMulticast,
                                CpgDownList, CpgPartialMulticast>;

// `message` begins behind the group prefix and belongs to service cpg. An unknown function, a name
// longer than 128, and lengths that do not fit the message are refused; function 4 gives a down
// list without content. Nothing is read outside `message`.
Result<CpgMessage> decode_cpg(Bytes message);

std::array<std::byte, kCpgProcessSize> encode(const CpgProcessJoin& join);
std::array<std::byte, kCpgProcessSize> encode(const CpgProcessLeave& leave);
std::vector<std::byte> encode(const CpgJoinList& list);
std::array<std::byte, kCpgDownListSize> encode(const CpgDownList& list);

// Headers only: the data follows as a piece of its own, so that it is copied once.
std::array<std::byte, kCpgMulticastHeaderSize> encode_header(const CpgMulticast& message);
std::array<std::byte, kCpgPartialHeaderSize> encode_header(const CpgPartialMulticast& message);

// The header of what one process sends to its group: from message to message only the size of the
// data differs.
class CpgMulticastHeader {
public:
    CpgMulticastHeader() = default;
    explicit CpgMulticastHeader(const CpgMulticast& any) : bytes_(encode_header(any)) {}
    // Valid until the next call.
    [[nodiscard]] Bytes for_data(std::size_t size);

private:
    std::array<std::byte, kCpgMulticastHeaderSize> bytes_{};
};

} // namespace baton::wire
