// exec/ipc/local_protocol.h - what all services of the local protocol share: headers, refusals,
// limits.
//
// Request header (16): 0 i32 id, 8 i32 size of the whole message.
// Reply and event header (24): 0 i32 id, 8 i32 size, 16 i32 error.
// Machine byte order; the gaps mean nothing. This file knows bytes only: how they travel between
// client and daemon is the business of the server.
#pragma once

#include "base/assert.h"
#include "base/buffer.h"
#include "base/group_name.h"
#include "base/ids.h"
#include "services/cs_error.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace baton::ipc {

using baton::CsError;

constexpr std::size_t kMessageMax = 1048576; // a request, reply or event with its header
constexpr std::size_t kRecordMax = 4096;     // a message of cpg that may travel as a record
constexpr std::size_t kRequestHeaderSize = 16;
constexpr std::size_t kReplyHeaderSize = 24;
constexpr std::size_t kGroupNameSize = 136; // 0 u32 length, 8 value[128]

// Why a request is not served. Without `answer` the client waits for nothing: drop it in silence.
struct Refusal {
    CsError error = CsError::invalid_param;
    bool answer = true;
    std::string_view why; // a constant text, for the log
};
template <class T>
using Decoded = tl::expected<T, Refusal>;

struct RequestHeader {
    std::int32_t id = 0;
    std::int32_t size = 0;
};

// The answer that every service gives to what it does not serve: id 0, no content.
std::array<std::byte, kReplyHeaderSize> encode_refusal(CsError error);

// Makes `out` a message of `size` zero bytes with this header; its `size` field says
// `size + data_size`. Memory that `out` has is used again.
void begin_message(std::vector<std::byte>& out, std::int32_t id, std::size_t size, CsError error,
                   std::size_t data_size = 0);

// The field must lie inside `message`, here and below.
template <class Int>
void put(std::span<std::byte> message, std::size_t offset, Int value) {
    ASSERT(message.size() >= sizeof value && offset <= message.size() - sizeof value);
    std::memcpy(message.data() + offset, &value, sizeof value);
}
template <class Int>
Int get(Bytes message, std::size_t offset) {
    Int value;
    ASSERT(message.size() >= sizeof value && offset <= message.size() - sizeof value);
    std::memcpy(&value, message.data() + offset, sizeof value);
    return value;
}
inline void put_u8(std::span<std::byte> message, std::size_t offset, std::uint8_t value) {
    put(message, offset, value);
}
inline void put_u16(std::span<std::byte> message, std::size_t offset, std::uint16_t value) {
    put(message, offset, value);
}
inline void put_u32(std::span<std::byte> message, std::size_t offset, std::uint32_t value) {
    put(message, offset, value);
}
inline void put_u64(std::span<std::byte> message, std::size_t offset, std::uint64_t value) {
    put(message, offset, value);
}
// None if `message` is shorter than the header.
inline std::optional<RequestHeader> read_request_header(Bytes message) {
    if (message.size() < kRequestHeaderSize) return std::nullopt;
    return RequestHeader{get<std::int32_t>(message, 0), get<std::int32_t>(message, 8)};
}
// Node ids one behind the other; where the next one would stand.
std::size_t put_nodes(std::span<std::byte> message, std::size_t offset,
                      const std::vector<NodeId>& nodes);
// As much of the text as leaves room for a NUL in a field of `room` zero bytes.
void put_text(std::span<std::byte> message, std::size_t offset, std::size_t room,
              std::string_view text);
void put_bytes(std::span<std::byte> message, std::size_t offset, std::string_view bytes);
void put_group_name(std::span<std::byte> message, std::size_t offset, const GroupName& name);
inline std::uint8_t get_u8(Bytes message, std::size_t offset) {
    return get<std::uint8_t>(message, offset);
}
inline std::uint16_t get_u16(Bytes message, std::size_t offset) {
    return get<std::uint16_t>(message, offset);
}
inline std::uint32_t get_u32(Bytes message, std::size_t offset) {
    return get<std::uint32_t>(message, offset);
}
inline std::uint64_t get_u64(Bytes message, std::size_t offset) {
    return get<std::uint64_t>(message, offset);
}
// What stands before the first NUL of a field of `size` bytes; all of it if there is none.
std::string get_text(Bytes message, std::size_t offset, std::size_t size);
// None if the length field says more than a name holds.
std::optional<GroupName> get_group_name(Bytes message, std::size_t offset);

} // namespace baton::ipc
