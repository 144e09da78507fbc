// exec/wire/hearing.h - who hears whom, as Batons tell one another behind a join or a merge detect.
//
// Corosync reads these two up to the end that their counts say and ignores what follows, as it does
// with any longer datagram. A Baton takes what follows for nothing when it is not this:
//
//    0 u64 mark   8 u16 nodes n   10 u16 rows   12 u32 node[n]   then the rows, 44 bytes each:
//    0 u32 node   4 u32 age, ms   8 u32, u64 ring   20 u64 group   28 u64 missed   36 u64 heard
//
// The last three have a bit for each node of the list. Native byte order, as all of Totem.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/time.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace baton::wire {

constexpr std::size_t kHearingMax = 32; // nodes; larger clusters do without

struct HearingRow { // what one node said
    NodeId node;
    Duration age{0};            // since it said so
    RingId ring;                // it is or was operational on this one last
    std::vector<NodeId> group;  // it is, or wants to be, in a ring with these
    std::vector<NodeId> missed; // it should hear them, and does not
    std::vector<NodeId> heard;  // it does
};

struct Hearing {
    std::vector<HearingRow> rows;
};

// Nothing if it is anything else, or damaged. Everybody repeats what others said, so most is known:
// rows that are not `wanted` are left out.
using RowFilter = std::function<bool(NodeId node, Duration age)>;
std::optional<Hearing> decode_hearing(Bytes rest, const RowFilter& wanted);
// Empty if it names more nodes than can be told of.
std::vector<std::byte> encode(const Hearing& hearing);

} // namespace baton::wire
