// exec/ipc/cmap_encode.cc - replies and events of the cmap service as bytes for clients.
#include "ipc/cmap_codec.h"

#include "base/assert.h"

#include <algorithm>

namespace baton::cmap_ipc {
namespace {

using ipc::CsError;
using Message = std::vector<std::byte>;

constexpr std::size_t kKeyRoom = 256;

std::int32_t status_id(cmap::ReplyTo to) {
    switch (to) {
    case cmap::ReplyTo::set:
        return 0;
    case cmap::ReplyTo::remove:
        return 1;
    case cmap::ReplyTo::adjust:
        return 3;
    case cmap::ReplyTo::iteration_end:
        return 6;
    case cmap::ReplyTo::choose_map:
        return 10;
    }
    ASSERT(false);
}

// Keys have at most 255 characters, so the text is always ended by a NUL.
void put_key(Message& out, std::size_t offset, const std::string& key) {
    ipc::put_u16(out, offset, static_cast<std::uint16_t>(std::min(key.size(), kKeyRoom - 1)));
    ipc::put_text(out, offset + 8, kKeyRoom, key);
}

void put_type(Message& out, std::size_t offset, cmap::Type type) {
    ipc::put_u8(out, offset, static_cast<std::uint8_t>(type));
}

void put(const cmap::StatusReply& reply, Message& out) {
    ipc::begin_message(out, status_id(reply.to), ipc::kReplyHeaderSize, reply.error);
}

void put(const cmap::GetReply& reply, Message& out) {
    ipc::begin_message(out, 2, 40 + reply.bytes.size(), reply.error);
    ipc::put_u64(out, 24, reply.length);
    put_type(out, 32, reply.type);
    ipc::put_bytes(out, 40, reply.bytes);
}

void put(const cmap::IterationStartReply& reply, Message& out) {
    ipc::begin_message(out, 4, 32, reply.error);
    ipc::put_u64(out, 24, reply.handle);
}

void put(const cmap::IterationNextReply& reply, Message& out) {
    ipc::begin_message(out, 5, 304, reply.error);
    put_key(out, 24, reply.key);
    ipc::put_u64(out, 288, reply.length);
    put_type(out, 296, reply.type);
}

void put(const cmap::TrackReply& reply, Message& out) {
    ipc::begin_message(out, 7, 32, reply.error);
    ipc::put_u64(out, 24, reply.handle);
}

void put(const cmap::UntrackReply& reply, Message& out) {
    ipc::begin_message(out, 8, 32, reply.error);
    ipc::put_u64(out, 24, reply.cookie);
}

void put(const cmap::NotifyEvent& event, Message& out) {
    const std::string& now = event.after.bytes;
    const std::string& before = event.before.bytes;
    ipc::begin_message(out, 9, 336 + now.size() + before.size(), CsError::ok);
    ipc::put_u64(out, 24, event.cookie);
    put_key(out, 32, event.key);
    ipc::put_u32(out, 296, event.kind);
    put_type(out, 304, event.after.type);
    put_type(out, 312, event.before.type);
    ipc::put_u64(out, 320, now.size());
    ipc::put_u64(out, 328, before.size());
    ipc::put_bytes(out, 336, now);
    ipc::put_bytes(out, 336 + now.size(), before);
}

} // namespace

void encode(const cmap::Reply& reply, Message& message) {
    std::visit([&message](const auto& kind) { put(kind, message); }, reply);
}

void encode(const cmap::Event& event, Message& message) {
    std::visit([&message](const auto& kind) { put(kind, message); }, event);
}

} // namespace baton::cmap_ipc
