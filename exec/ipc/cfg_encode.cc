// exec/ipc/cfg_encode.cc - replies and events of the cfg service as bytes for clients.
#include "ipc/cfg_codec.h"

#include "base/assert.h"

#include <algorithm>

namespace baton::cfg_ipc {
namespace {

using ipc::CsError;
using Message = std::vector<std::byte>;

std::int32_t status_id(cfg::ReplyTo to) {
    switch (to) {
    case cfg::ReplyTo::ring_reenable:
        return 1;
    case cfg::ReplyTo::kill_node:
        return 8;
    case cfg::ReplyTo::shutdown:
        return 9;
    case cfg::ReplyTo::shutdown_answer:
        return 13;
    case cfg::ReplyTo::reload:
        return 14;
    case cfg::ReplyTo::reopen_logs:
        return 15;
    case cfg::ReplyTo::track:
        return 2;
    case cfg::ReplyTo::untrack:
        return 3;
    }
    ASSERT(false);
}

void put(const cfg::StatusReply& reply, Message& out) {
    ipc::begin_message(out, status_id(reply.to), ipc::kReplyHeaderSize, reply.error);
}

constexpr std::size_t kLinksInReply = 16; // the reply has this many places, always
constexpr std::size_t kNameRoom = 128;
constexpr std::size_t kStatusRoom = 512;
constexpr std::size_t kNamesAt = 32;
constexpr std::size_t kStatusesAt = kNamesAt + kLinksInReply * kNameRoom;
constexpr std::size_t kRingStatusSize = kStatusesAt + kLinksInReply * kStatusRoom;

bool fits(const std::vector<cfg::LinkText>& links) {
    return links.size() <= kLinksInReply && std::all_of(links.begin(), links.end(), [](auto& link) {
               return link.name.size() < kNameRoom && link.status.size() < kStatusRoom;
           });
}

// Of full size also after an error: not every library looks at the error first.
void put(const cfg::RingStatusReply& reply, Message& out) {
    const bool good = fits(reply.links);
    ipc::begin_message(out, 0, kRingStatusSize, good ? reply.error : CsError::name_too_long);
    if (!good) return;
    ipc::put_u32(out, 24, static_cast<std::uint32_t>(reply.links.size()));
    for (std::size_t i = 0; i < reply.links.size(); ++i) {
        ipc::put_text(out, kNamesAt + i * kNameRoom, kNameRoom, reply.links[i].name);
        ipc::put_text(out, kStatusesAt + i * kStatusRoom, kStatusRoom, reply.links[i].status);
    }
}

// As <sys/socket.h> of Linux has them.
std::uint32_t family_number(AddressFamily family) {
    if (family == AddressFamily::ipv4) return 2;
    return family == AddressFamily::ipv6 ? 10 : 0;
}

void put(const cfg::AddressesReply& reply, Message& out) {
    constexpr std::size_t kAddressSize = 16;
    const auto& all = reply.addresses;
    ipc::begin_message(out, 11, 32 + all.size() * kAddressSize, reply.error);
    ipc::put_u32(out, 24, all.empty() ? 0 : family_number(all.front().family));
    ipc::put_u32(out, 28, static_cast<std::uint32_t>(all.size()));
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < kAddressSize; ++j)
            ipc::put_u8(out, 32 + i * kAddressSize + j, all[i].bytes[j]);
}

void put(const cfg::LocalGetReply& reply, Message& out) {
    ipc::begin_message(out, 12, 32, CsError::ok);
    ipc::put_u32(out, 24, reply.node.value);
}

constexpr std::size_t kLinkSize = 520;
constexpr std::size_t kLinksAt = 24 + 16;
constexpr std::size_t kNodeStatusSize = kLinksAt + cfg::kLinksMax * kLinkSize;
static_assert(kNodeStatusSize == 4200 && kRingStatusSize == 10272);

void put_link(Message& out, std::size_t offset, const cfg::LinkStatus& link) {
    constexpr std::size_t kTextRoom = 256;
    ipc::put_u8(out, offset, link.enabled);
    ipc::put_u8(out, offset + 1, link.connected);
    ipc::put_u8(out, offset + 2, link.dynconnected);
    ipc::put_u32(out, offset + 4, link.mtu);
    ipc::put_text(out, offset + 8, kTextRoom, link.source);
    ipc::put_text(out, offset + 264, kTextRoom, link.destination);
}

void put(const cfg::NodeStatusReply& reply, Message& out) {
    const bool good = reply.error == CsError::ok;
    ipc::begin_message(out, 16, good ? kNodeStatusSize : 32, reply.error);
    ipc::put_u32(out, 24, reply.version);
    if (!good) return;
    const cfg::NodeStatus& status = reply.status;
    ipc::put_u32(out, 28, status.node.value);
    ipc::put_u8(out, 32, status.reachable);
    ipc::put_u8(out, 33, status.remote);
    ipc::put_u8(out, 34, status.external);
    ipc::put_u8(out, 35, status.onwire_min);
    ipc::put_u8(out, 36, status.onwire_max);
    ipc::put_u8(out, 37, status.onwire_ver);
    for (std::size_t i = 0; i < status.links.size(); ++i)
        put_link(out, kLinksAt + i * kLinkSize, status.links[i]);
}

void put(const cfg::TestShutdownEvent& event, Message& out) {
    ipc::begin_message(out, 10, 32, event.error);
    ipc::put_u32(out, 24, static_cast<std::uint32_t>(event.kind));
}

} // namespace

void encode(const cfg::Reply& reply, Message& message) {
    std::visit([&message](const auto& kind) { put(kind, message); }, reply);
}

void encode(const cfg::Event& event, Message& message) {
    std::visit([&message](const auto& kind) { put(kind, message); }, event);
}

} // namespace baton::cfg_ipc
