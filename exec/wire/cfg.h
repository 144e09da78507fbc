// exec/wire/cfg.h - orders that one node gives to others, or to all of them.
//
// 0 ring re-enable (32 bytes), without a meaning today     2 shutdown (16)
// 1 kill node (288): 16 u32 node, 24 reason[264] = 0 u16 length, 8 value[256]
// 3 reload (32): 16 u32 node, 24 u64 handle
// 4 crypto phase (24): 16 u32 phase, 20 u32 fingerprint, which is padding with any bytes in it for
//   other implementations
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

namespace baton::wire {

constexpr std::size_t kCfgKillNodeSize = 288;
constexpr std::size_t kCfgShutdownSize = 16;
constexpr std::size_t kCfgReloadSize = 32;
constexpr std::size_t kCfgCryptoPhaseSize = 24;
constexpr std::size_t kCfgReasonMax = 256;

struct CfgRingReenable {};
struct CfgKillNode {
    NodeId node;
    std::string_view reason; // points into the message; often counts a zero at its end
};
struct CfgShutdown {};
struct CfgReload {
    NodeId source_node;
    std::uint64_t source_handle = 0; // meaningful on the sending node only
};
enum class CryptoPhase : std::uint32_t { activate = 1, clean_up = 2 };
struct CfgCryptoPhase {
    CryptoPhase phase = CryptoPhase::activate;
    std::uint32_t fingerprint = 0; // of the encryption; meaningful from a Baton only
    friend bool operator==(const CfgCryptoPhase&, const CfgCryptoPhase&) = default;
};
using CfgMessage =
    std::variant<CfgRingReenable, CfgKillNode, CfgShutdown, CfgReload, CfgCryptoPhase>;

// `message` begins behind the group prefix and belongs to service cfg.
Result<CfgMessage> decode_cfg(Bytes message);

std::array<std::byte, kCfgKillNodeSize> encode(const CfgKillNode& message);
std::array<std::byte, kCfgShutdownSize> encode(const CfgShutdown& message);
std::array<std::byte, kCfgReloadSize> encode(const CfgReload& message);
std::array<std::byte, kCfgCryptoPhaseSize> encode(const CfgCryptoPhase& message);

} // namespace baton::wire
