// exec/wire/reload.h - how Batons reload their configuration together: each reads its own files and
// answers, then all apply or none. No other implementation knows this service number.
//
// Service 33. An identity, 24 bytes, names an attempt: 0 u32 who asks, 4 ring id (12) in which the
// question was ordered, 16 u64 that node's number for it.
// 0 question (32): 16 u64 number, 24 u32 flags (bit 0: nothing is to be applied)
// 1 answer (72 and more): 16 identity, 40 u64 configuration version in use, 48 u64 that of the
// file,
//   56 u64 digest of the file, 64 u32 1 good or 2 refused, 68 u16 complaints, 70 u16 keys that need
//   a restart; then the texts of both, each u16 length and bytes
// 2 decision (48): 16 identity, 40 u32 1 apply or 2 drop
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace baton::wire {

constexpr std::size_t kReloadQuestionSize = 32;
constexpr std::size_t kReloadAnswerSize = 72; // without texts
constexpr std::size_t kReloadDecisionSize = 48;
constexpr std::size_t kReloadComplaintsMax = 16;
constexpr std::size_t kReloadComplaintMax = 512; // bytes
constexpr std::size_t kReloadKeysMax = 64;
constexpr std::size_t kReloadKeyMax = 255; // bytes

struct ReloadId {
    NodeId initiator;
    RingId ring;
    std::uint64_t number = 0;
    friend bool operator==(const ReloadId&, const ReloadId&) = default;
};
struct ReloadQuestion {
    std::uint64_t number = 0;
    bool check_only = false;
};
struct ReloadAnswer {
    ReloadId id;
    std::uint64_t old_version = 0;
    std::uint64_t new_version = 0;
    std::uint64_t digest = 0;
    bool good = false;
    std::vector<std::string> complaints;
    std::vector<std::string> needs_restart;
};
struct ReloadDecision {
    ReloadId id;
    bool apply = false;
};
using ReloadMessage = std::variant<ReloadQuestion, ReloadAnswer, ReloadDecision>;

// `message` begins behind the group prefix. Later versions may append fields.
Result<ReloadMessage> decode_reload(Bytes message);

std::array<std::byte, kReloadQuestionSize> encode(const ReloadQuestion& question);
// Texts that are too many or too long are cut.
std::vector<std::byte> encode(const ReloadAnswer& answer);
std::array<std::byte, kReloadDecisionSize> encode(const ReloadDecision& decision);

} // namespace baton::wire
