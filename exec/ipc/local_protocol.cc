// exec/ipc/local_protocol.cc - headers and fields of the local protocol, to and from bytes.
#include "ipc/local_protocol.h"

#include <cstring>
#include <limits>

namespace baton::ipc {
namespace {

void put_reply_header(std::span<std::byte> out, std::int32_t id, std::size_t size, CsError error) {
    ASSERT(size <= std::numeric_limits<std::int32_t>::max());
    put(out, 0, id);
    put(out, 8, static_cast<std::int32_t>(size));
    put(out, 16, static_cast<std::int32_t>(error));
}

} // namespace

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

std::size_t put_nodes(std::span<std::byte> message, std::size_t offset,
                      const std::vector<NodeId>& nodes) {
    for (const NodeId node : nodes) {
        put(message, offset, node.value);
        offset += sizeof node.value;
    }
    return offset;
}

void put_bytes(std::span<std::byte> message, std::size_t offset, std::string_view bytes) {
    ASSERT(message.size() >= bytes.size() && offset <= message.size() - bytes.size());
    if (!bytes.empty()) std::memcpy(message.data() + offset, bytes.data(), bytes.size());
}

void put_text(std::span<std::byte> message, std::size_t offset, std::size_t room,
              std::string_view text) {
    ASSERT(room > 0 && message.size() >= room && offset <= message.size() - room);
    put_bytes(message, offset, text.substr(0, room - 1));
}

void put_group_name(std::span<std::byte> message, std::size_t offset, const GroupName& name) {
    ASSERT(message.size() >= kGroupNameSize && offset <= message.size() - kGroupNameSize);
    put(message, offset, name.length());
    std::memcpy(message.data() + offset + 8, name.text().data(), name.length());
}

std::string get_text(Bytes message, std::size_t offset, std::size_t size) {
    ASSERT(message.size() >= size && offset <= message.size() - size);
    const auto* text = reinterpret_cast<const char*>(message.data() + offset);
    const std::string_view field(text, size);
    return std::string(field.substr(0, field.find('\0')));
}

std::optional<GroupName> get_group_name(Bytes message, std::size_t offset) {
    ASSERT(message.size() >= kGroupNameSize && offset <= message.size() - kGroupNameSize);
    const std::uint32_t length = get<std::uint32_t>(message, offset);
    if (length > GroupName::kMax) return std::nullopt;
    const std::byte* text = message.data() + offset + 8;
    return GroupName(std::string_view(reinterpret_cast<const char*>(text), length));
}

} // namespace baton::ipc
