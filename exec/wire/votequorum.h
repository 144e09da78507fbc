// exec/wire/votequorum.h - what the nodes tell each other about votes.
//
// 0 node info (32 bytes): 16 u32 node, 20 u32 votes, 24 u32 expected votes, 28 u32 flags
// 1 reconfigure (32): 16 u32 node, 20 u32 value, 24 u8 parameter
// 2 device registration (280): 16 u32 operation, 20 name[255]
// 3 device rename (528): 16 old name[255], 271 new name[255]
// Names are zero terminated.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

namespace baton::wire {

constexpr std::size_t kNodeInfoSize = 32;
constexpr std::size_t kReconfigureSize = 32;
constexpr std::size_t kDeviceRegistrationSize = 280;
constexpr std::size_t kDeviceRenameSize = 528;
constexpr std::size_t kDeviceNameMax = 254;

namespace node_info_flags {
constexpr std::uint32_t kQuorate = 1;
constexpr std::uint32_t kLeaving = 2;
constexpr std::uint32_t kWaitForAll = 4;
constexpr std::uint32_t kFirst = 8; // has not been in a ring with others since it started
constexpr std::uint32_t kDeviceRegistered = 16;
constexpr std::uint32_t kDeviceAlive = 32;
constexpr std::uint32_t kDeviceCastsVote = 64;
constexpr std::uint32_t kDeviceMasterWins = 128;
} // namespace node_info_flags

struct NodeInfo {
    NodeId node; // who is described; 0 is the quorum device
    std::uint32_t votes = 0;
    std::uint32_t expected_votes = 0;
    std::uint32_t flags = 0;
};
enum class QuorumParameter : std::uint8_t {
    expected_votes = 1, // of all nodes
    node_votes = 2,
    cancel_wait_for_all = 3,
};
struct Reconfigure {
    NodeId node;
    std::uint32_t value = 0;
    QuorumParameter parameter = QuorumParameter::expected_votes;
};
enum class DeviceOperation : std::uint32_t { unregister_device = 0, register_device = 1 };
struct DeviceRegistration {
    DeviceOperation operation = DeviceOperation::register_device;
    std::string_view name; // points into the message
};
struct DeviceRename {
    std::string_view old_name;
    std::string_view new_name;
};
using VotequorumMessage = std::variant<NodeInfo, Reconfigure, DeviceRegistration, DeviceRename>;

// `message` begins behind the group prefix and belongs to service votequorum. Unknown functions
// (later Corosyncs have one more), parameters and operations, and names without an end are
// refused.
Result<VotequorumMessage> decode_votequorum(Bytes message);

std::array<std::byte, kNodeInfoSize> encode(const NodeInfo& message);
std::array<std::byte, kReconfigureSize> encode(const Reconfigure& message);
std::array<std::byte, kDeviceRegistrationSize> encode(const DeviceRegistration& message);
std::array<std::byte, kDeviceRenameSize> encode(const DeviceRename& message);

} // namespace baton::wire
