// exec/wire/capability.h - what a Baton tells the others that it can do. No other implementation
// knows this service number, and an unknown service is ignored by all of them.
//
// Function 0 of service 32, 32 bytes: header, 16 u32 version (1), 24 u64 feature bits.
#pragma once

#include "base/buffer.h"
#include "base/result.h"

#include <array>
#include <cstdint>

namespace baton::wire {

constexpr std::size_t kCapabilitySize = 32;
constexpr std::uint32_t kCapabilityVersion = 1;

enum class Feature : std::uint8_t { // its bit
    safe_delivery = 0,
    two_phase_reload = 1,
    agreed_key_change = 2,
    batched_multicasts = 3,
    adaptive_window = 4,
    parked_token = 5,
    early_token = 6,
};
constexpr std::uint64_t feature_bit(Feature feature) {
    return std::uint64_t{1} << static_cast<unsigned>(feature);
}
constexpr std::uint64_t kAllFeatures = 2 * feature_bit(Feature::early_token) - 1;

struct Capability {
    std::uint32_t version = kCapabilityVersion;
    std::uint64_t features = 0; // bits that the receiver does not know mean nothing to it
};

// `message` begins behind the group prefix. Later versions may append fields: a longer message is
// accepted. Refused: another service or function, too short a message, version 0.
Result<Capability> decode_capability(Bytes message);
std::array<std::byte, kCapabilitySize> encode(const Capability& capability);

} // namespace baton::wire
