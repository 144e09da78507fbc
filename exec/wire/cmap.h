// exec/wire/cmap.h - what the cmap services tell each other: the version of the configuration.
//
// Function 0, 48 bytes + items: 16 u8 reason, 24 u8 item count, at most 32.
// An item, 280 bytes + value, padded to a multiple of 8:
//   0 u16 key length, 8 key[256], zero terminated, 264 u8 type, 272 u64 value length, 280 value
#pragma once

#include "base/buffer.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace baton::wire {

constexpr std::size_t kCmapItemsMax = 32;
constexpr std::size_t kCmapKeyMax = 255;
constexpr std::string_view kConfigVersionKey = "totem.config_version";

enum class CmapReason : std::uint8_t { sync = 0, new_config_version = 1 };

enum class CmapType : std::uint8_t {
    absent = 0, // the sender has no such key
    int8 = 1,
    uint8 = 2,
    int16 = 3,
    uint16 = 4,
    int32 = 5,
    uint32 = 6,
    int64 = 7,
    uint64 = 8,
    float32 = 9,
    float64 = 10,
    string = 11,
    binary = 12,
};

struct CmapItem {
    std::string_view key; // points into the message, as does the value
    CmapType type = CmapType::absent;
    Bytes value; // as long as the type wants it; string and binary of any length
};
struct CmapMessage {
    CmapReason reason = CmapReason::sync;
    std::vector<CmapItem> items;
};

// `message` begins behind the group prefix and belongs to service cmap. Unknown functions, reasons
// and types, more than 32 items, a number of a wrong length, and keys or values that do not fit
// are refused.
Result<CmapMessage> decode_cmap(Bytes message);
std::vector<std::byte> encode(const CmapMessage& message);

// The version that a message tells; 0 if the sender has none. A message without the key: none.
std::optional<std::uint64_t> config_version(const CmapMessage& message);
// The message that tells ours; 0 stands for a configuration without a version.
std::vector<std::byte> encode_config_version(CmapReason reason, std::uint64_t version);

} // namespace baton::wire
