// exec/ipc/quorum_encode.cc - replies and events of the quorum service as bytes for clients.
#include "ipc/quorum_codec.h"

namespace baton::quorum_ipc {
namespace {

using ipc::CsError;
using Message = std::vector<std::byte>;

std::uint32_t count_of(const std::vector<NodeId>& nodes) {
    return static_cast<std::uint32_t>(nodes.size());
}

void put(const quorum::StatusReply& reply, Message& out) {
    const std::int32_t id = reply.to == quorum::ReplyTo::track ? 1 : 2;
    ipc::begin_message(out, id, ipc::kReplyHeaderSize, reply.error);
}

void put(const quorum::QuorateReply& reply, Message& out) {
    ipc::begin_message(out, 0, 32, CsError::ok);
    ipc::put_u32(out, 24, reply.quorate);
}

void put(const quorum::TypeReply& reply, Message& out) {
    ipc::begin_message(out, 4, 32, CsError::ok);
    ipc::put_u32(out, 24, reply.type);
}

void put(const quorum::ModelTypeReply& reply, Message& out) {
    ipc::begin_message(out, 5, 32, reply.error);
    ipc::put_u32(out, 24, reply.type);
}

void put_with_sequence(const quorum::QuorumEvent& event, Message& out) {
    ipc::begin_message(out, 3, 48 + event.members.size() * 4, CsError::ok);
    ipc::put_u32(out, 24, event.quorate);
    ipc::put_u64(out, 32, event.ring.seq);
    ipc::put_u32(out, 40, count_of(event.members));
    ipc::put_nodes(out, 44, event.members);
}

void put_with_ring(const quorum::QuorumEvent& event, Message& out) {
    ipc::begin_message(out, 6, 56 + event.members.size() * 4, CsError::ok);
    ipc::put_u32(out, 24, event.quorate);
    ipc::put_u32(out, 32, event.ring.representative.value);
    ipc::put_u64(out, 40, event.ring.seq);
    ipc::put_u32(out, 48, count_of(event.members));
    ipc::put_nodes(out, 52, event.members);
}

void put(const quorum::QuorumEvent& event, Message& out) {
    event.model == 0 ? put_with_sequence(event, out) : put_with_ring(event, out);
}

void put(const quorum::NodeListEvent& event, Message& out) {
    const std::size_t nodes = event.members.size() + event.joined.size() + event.left.size();
    ipc::begin_message(out, 7, 64 + nodes * 4, CsError::ok);
    ipc::put_u32(out, 24, event.ring.representative.value);
    ipc::put_u64(out, 32, event.ring.seq);
    ipc::put_u32(out, 40, count_of(event.members));
    ipc::put_u32(out, 48, count_of(event.joined));
    ipc::put_u32(out, 56, count_of(event.left));
    std::size_t offset = ipc::put_nodes(out, 60, event.members);
    offset = ipc::put_nodes(out, offset, event.joined);
    ipc::put_nodes(out, offset, event.left);
}

} // namespace

void encode(const quorum::Reply& reply, Message& message) {
    std::visit([&message](const auto& kind) { put(kind, message); }, reply);
}

void encode(const quorum::Event& event, Message& message) {
    std::visit([&message](const auto& kind) { put(kind, message); }, event);
}

} // namespace baton::quorum_ipc
