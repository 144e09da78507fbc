// exec/wire/sync.h - messages of the synchronisation that follows a new regular configuration.
//
// Barrier, id 0, 32 bytes: header, 16 ring id (packed).
// Service build, id 1, 552 bytes: header, 16 ring id (packed), 32 i32 count, 40 i32 service[128].
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

namespace baton::wire {

constexpr std::size_t kSyncServicesMax = 64; // service ids are 0 to 63
constexpr std::size_t kBarrierSize = 32;
constexpr std::size_t kServiceBuildSize = 552;

struct Barrier {
    RingId ring;
};
struct ServiceBuild {
    RingId ring;
    std::vector<std::uint16_t> services; // ascending; ids above 63 and counts above 64 are refused
};
using SyncMessage = std::variant<Barrier, ServiceBuild>;

// `message` begins behind the group prefix.
Result<SyncMessage> decode_sync(Bytes message);
std::array<std::byte, kBarrierSize> encode(const Barrier& barrier);
std::array<std::byte, kServiceBuildSize> encode(const ServiceBuild& build);

} // namespace baton::wire
