// exec/ipc/local_protocol.cc - headers and fields of the local protocol, to and from bytes.
#include "ipc/local_protocol.h"

#include "base/assert.h"

#include <cstring>
#include <limits>

namespace baton::ipc {
namespace {

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

void put_reply_header(std::span<std::byte> out, std::int32_t id, std::size_t size, CsError error) {
    ASSERT(size <= std::numeric_limits<std::int32_t>::max());
    put(out, 0, id);
    put(out, 8, static_cast<std::int32_t>(size));
    put(out, 16, static_cast<std::int32_t>(error));
}

} // namespace

std::optional<RequestHeader> read_request_header(Bytes message) {
    if (message.size() < kRequestHeaderSize) return std::nullopt;
    return RequestHeader{get<std::int32_t>(message, 0), get<std::int32_t>(message, 8)};
}

std::array<std::byte, kReplyHeaderSize> encode_refusal(CsError error) {
    std::array<std::byte, kReplyHeaderSize> out{};
    put_reply_header(out, 0, out.size(), error);
    return out;
}

void begin_message(std::vector<std::byte>& out, std::int32_t id, std::size_t size, CsError error,
                   std::size_t data_size) {
    ASSERT(size >= kReplyHeaderSize);
    out.assign(size, std::byte{0});
    put_reply_header(out, id, size + data_size, error);
}

void put_u32(std::span<std::byte> message, std::size_t offset, std::uint32_t value) {
    put(message, offset, value);
}

void put_u64(std::span<std::byte> message, std::size_t offset, std::uint64_t value) {
    put(message, offset, value);
}

void put_group_name(std::span<std::byte> message, std::size_t offset, const GroupName& name) {
    ASSERT(message.size() >= kGroupNameSize && offset <= message.size() - kGroupNameSize);
    put(message, offset, name.length());
    std::memcpy(message.data() + offset + 8, name.text().data(), name.length());
}

std::uint32_t get_u32(Bytes message, std::size_t offset) {
    return get<std::uint32_t>(message, offset);
}

std::uint64_t get_u64(Bytes message, std::size_t offset) {
    return get<std::uint64_t>(message, offset);
}

std::optional<GroupName> get_group_name(Bytes message, std::size_t offset) {
    ASSERT(message.size() >= kGroupNameSize && offset <= message.size() - kGroupNameSize);
    const std::uint32_t length = get<std::uint32_t>(message, offset);
    if (length > GroupName::kMax) return std::nullopt;
    const std::byte* text = message.data() + offset + 8;
    return GroupName(std::string_view(reinterpret_cast<const char*>(text), length));
}

} // namespace baton::ipc
