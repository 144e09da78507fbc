// exec/ipc/cpg_encode.cc - replies and events of the cpg service as bytes for clients.
#include "ipc/cpg_codec.h"

#include "base/assert.h"

#include <algorithm>

namespace baton::cpg_ipc {
namespace {

using ipc::CsError;
using Header = std::vector<std::byte>;

constexpr std::size_t kAddressSize = 24;
constexpr std::size_t kMembersInReply = 384; // the reply has this many places, always
constexpr std::size_t kMembershipSize = 32 + kMembersInReply * kAddressSize;

std::uint32_t count_of(std::size_t size) { return static_cast<std::uint32_t>(size); }

std::int32_t status_id(cpg::ReplyTo to) {
    switch (to) {
    case cpg::ReplyTo::join:
        return 0;
    case cpg::ReplyTo::leave:
        return 1;
    case cpg::ReplyTo::finalize:
        return 12;
    case cpg::ReplyTo::iteration_end:
        return 11;
    case cpg::ReplyTo::zero_copy:
        return 2;
    case cpg::ReplyTo::partial_multicast:
        return 18;
    case cpg::ReplyTo::refused:
        return 0;
    }
    ASSERT(false);
}

std::size_t put_address(Header& out, std::size_t offset, const cpg::Address& address) {
    ipc::put_u32(out, offset, address.node.value);
    ipc::put_u32(out, offset + 8, address.pid);
    ipc::put_u32(out, offset + 16, static_cast<std::uint32_t>(address.reason));
    return offset + kAddressSize;
}

Bytes put(const cpg::StatusReply& reply, Header& out) {
    ipc::begin_message(out, status_id(reply.to), ipc::kReplyHeaderSize, reply.error);
    return {};
}

Bytes put(const cpg::MembershipReply& reply, Header& out) {
    const std::size_t count = std::min(reply.members.size(), kMembersInReply);
    ipc::begin_message(out, 3, kMembershipSize, CsError::ok);
    ipc::put_u32(out, 24, count_of(count));
    std::size_t offset = 32;
    for (std::size_t i = 0; i < count; ++i) offset = put_address(out, offset, reply.members[i]);
    return {};
}

Bytes put(const cpg::LocalGetReply& reply, Header& out) {
    ipc::begin_message(out, 7, 32, CsError::ok);
    ipc::put_u32(out, 24, reply.node.value);
    return {};
}

Bytes put(const cpg::IterationStartReply& reply, Header& out) {
    ipc::begin_message(out, 9, 32, reply.error);
    ipc::put_u64(out, 24, reply.handle);
    return {};
}

Bytes put(const cpg::IterationNextReply& reply, Header& out) {
    ipc::begin_message(out, 10, 168, reply.error);
    ipc::put_group_name(out, 24, reply.group);
    ipc::put_u32(out, 160, reply.node.value);
    ipc::put_u32(out, 164, reply.pid);
    return {};
}

Bytes put(const cpg::ConfigurationEvent& event, Header& out) {
    const std::size_t entries = event.members.size() + event.left.size() + event.joined.size();
    ipc::begin_message(out, 4, 184 + entries * kAddressSize, CsError::ok);
    ipc::put_group_name(out, 24, event.group);
    ipc::put_u32(out, 160, count_of(event.members.size()));
    ipc::put_u32(out, 168, count_of(event.joined.size()));
    ipc::put_u32(out, 176, count_of(event.left.size()));
    std::size_t offset = 184; // the lists stand in another order than their counts
    for (const cpg::Address& member : event.members) offset = put_address(out, offset, member);
    for (const cpg::Address& left : event.left) offset = put_address(out, offset, left);
    for (const cpg::Address& joined : event.joined) offset = put_address(out, offset, joined);
    return {};
}

// Of deliveries the beginning is the same for all messages of a group.
void begin_whole(Header& out, const GroupName& group) {
    ipc::begin_message(out, 5, 184, CsError::ok);
    ipc::put_group_name(out, 24, group);
}

void put_whole(Header& out, std::size_t size, NodeId node, std::uint32_t pid) {
    ipc::put_u32(out, 8, count_of(out.size() + size));
    ipc::put_u32(out, 160, count_of(size));
    ipc::put_u32(out, 168, node.value);
    ipc::put_u32(out, 176, pid);
}

void begin_part(Header& out, const GroupName& group) {
    ipc::begin_message(out, 17, 200, CsError::ok);
    ipc::put_group_name(out, 24, group);
}

void put_part(Header& out, std::size_t size, NodeId node, std::uint32_t pid, std::uint32_t total,
              std::uint32_t part) {
    ipc::put_u32(out, 8, count_of(out.size() + size));
    ipc::put_u32(out, 160, total);
    ipc::put_u32(out, 168, count_of(size));
    ipc::put_u32(out, 176, node.value);
    ipc::put_u32(out, 184, pid);
    ipc::put_u32(out, 192, part);
}

Bytes put(const cpg::DeliverEvent& event, Header& out) {
    begin_whole(out, event.group);
    put_whole(out, event.data.size(), event.node, event.pid);
    return event.data.bytes();
}

Bytes put(const cpg::PartialDeliverEvent& event, Header& out) {
    begin_part(out, event.group);
    put_part(out, event.data.size(), event.node, event.pid, event.total_length, event.part);
    return event.data.bytes();
}

Bytes put(const cpg::TotemConfigurationEvent& event, Header& out) {
    ipc::begin_message(out, 13, 48 + event.members.size() * 4, CsError::ok);
    ipc::put_u32(out, 24, event.ring.representative.value);
    ipc::put_u64(out, 32, event.ring.seq);
    ipc::put_u32(out, 40, count_of(event.members.size()));
    std::size_t offset = 44; // not 48: four bytes stay unused at the end instead
    for (const NodeId member : event.members) {
        ipc::put_u32(out, offset, member.value);
        offset += 4;
    }
    return {};
}

} // namespace

Bytes encode(const cpg::Reply& reply, Header& header) {
    return std::visit([&header](const auto& kind) { return put(kind, header); }, reply);
}

Bytes encode(const cpg::Event& event, Header& header) {
    return std::visit([&header](const auto& kind) { return put(kind, header); }, event);
}

// ---- deliveries

Bytes DeliveryEncoder::header_of(const cpg::Delivery& delivery) {
    if (!(audience_ == delivery.audience)) {
        audience_ = delivery.audience;
        begin_whole(whole_, audience_->group);
        begin_part(part_, audience_->group);
    }
    const std::size_t size = delivery.size();
    if (delivery.part == 0) {
        put_whole(whole_, size, delivery.node, delivery.pid);
        return whole_;
    }
    put_part(part_, size, delivery.node, delivery.pid, delivery.total_length, delivery.part);
    return part_;
}

const DeliveryEncoder::Head& DeliveryEncoder::head_of_records(const cpg::Delivery& delivery) {
    auto& [audience, node, pid, bytes, head] = records_;
    if (audience == delivery.audience && node == delivery.node && pid == delivery.pid) return head;
    audience = delivery.audience;
    node = delivery.node;
    pid = delivery.pid;
    ipc::begin_message(bytes, 19, 176, CsError::ok);
    ipc::put_group_name(bytes, 24, audience->group);
    ipc::put_u32(bytes, 160, node.value);
    ipc::put_u32(bytes, 168, pid);
    head = {bytes, head.number + 1};
    return head;
}

void encode_zero_copy_done(CsError error, Header& header) {
    ipc::begin_message(header, 0, ipc::kReplyHeaderSize, error);
}

} // namespace baton::cpg_ipc
