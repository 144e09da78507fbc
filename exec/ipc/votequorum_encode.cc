// exec/ipc/votequorum_encode.cc - replies and events of votequorum as bytes for clients.
#include "ipc/votequorum_codec.h"

namespace baton::votequorum_ipc {
namespace {

using ipc::CsError;
using Message = std::vector<std::byte>;

void put(const votequorum::StatusReply& reply, Message& out) {
    ipc::begin_message(out, 0, ipc::kReplyHeaderSize, reply.error);
}

void put(const votequorum::InfoReply& reply, Message& out) {
    constexpr std::size_t kNameRoom = 255;
    ipc::begin_message(out, 1, 320, reply.error);
    ipc::put_u32(out, 24, reply.node.value);
    ipc::put_u32(out, 28, static_cast<std::uint32_t>(reply.state));
    ipc::put_u32(out, 32, reply.votes);
    ipc::put_u32(out, 36, reply.expected_votes);
    ipc::put_u32(out, 40, reply.highest_expected);
    ipc::put_u32(out, 44, reply.total_votes);
    ipc::put_u32(out, 48, reply.quorum);
    ipc::put_u32(out, 52, reply.flags);
    ipc::put_u32(out, 56, reply.device_votes);
    ipc::put_text(out, 60, kNameRoom, reply.device_name);
}

void put(const votequorum::QuorumEvent& event, Message& out) {
    ipc::begin_message(out, 3, 48 + event.nodes.size() * 8, CsError::ok);
    ipc::put_u32(out, 24, event.quorate);
    ipc::put_u64(out, 32, event.context);
    ipc::put_u32(out, 40, static_cast<std::uint32_t>(event.nodes.size()));
    std::size_t offset = 48;
    for (const auto& node : event.nodes) {
        ipc::put_u32(out, offset, node.id.value);
        ipc::put_u32(out, offset + 4, static_cast<std::uint32_t>(node.state));
        offset += 8;
    }
}

void put(const votequorum::ExpectedVotesEvent& event, Message& out) {
    ipc::begin_message(out, 4, 40, CsError::ok);
    ipc::put_u64(out, 24, event.context);
    ipc::put_u32(out, 32, event.expected_votes);
}

void put(const votequorum::NodeListEvent& event, Message& out) {
    ipc::begin_message(out, 5, 56 + event.members.size() * 4, CsError::ok);
    ipc::put_u64(out, 24, event.context);
    ipc::put_u32(out, 32, event.ring.representative.value);
    ipc::put_u64(out, 40, event.ring.seq);
    ipc::put_u32(out, 48, static_cast<std::uint32_t>(event.members.size()));
    ipc::put_nodes(out, 56, event.members);
}

} // namespace

void encode(const votequorum::Reply& reply, Message& message) {
    std::visit([&message](const auto& kind) { put(kind, message); }, reply);
}

void encode(const votequorum::Event& event, Message& message) {
    std::visit([&message](const auto& kind) { put(kind, message); }, event);
}

} // namespace baton::votequorum_ipc
