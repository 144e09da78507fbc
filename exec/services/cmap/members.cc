// exec/services/cmap/members.cc - runtime.members and runtime.ring: who is in the ring, and which.
#include "services/cmap/state.h"

#include <fmt/format.h>

namespace baton::cmap {

namespace {

std::string prefix_of(NodeId node) { return fmt::format("runtime.members.{}.", node.value); }

// "r(0) ip(10.90.0.1) r(1) ip(10.91.0.1) "
std::string text_of(const std::vector<IpAddress>& addresses) {
    std::string text;
    for (std::size_t link = 0; link < addresses.size(); ++link)
        text += fmt::format("r({}) ip({}) ", link, addresses[link].text());
    return text;
}

} // namespace

void CmapService::State::note_left(const std::vector<NodeId>& left) {
    for (const NodeId node : left) {
        members.erase(node);
        map.set(prefix_of(node) + "status", std::string_view("left"));
    }
}

void CmapService::State::note_ring(const ring::View& view) {
    for (const NodeId node : view.members)
        if (members.insert(node).second) note_joined(node);
    const std::string ring = fmt::format("{}.{:x}", view.ring.representative.value, view.ring.seq);
    map.set("runtime.ring.id", std::string_view(ring));
}

// Its address may be another one than the last time.
void CmapService::State::note_joined(NodeId node) {
    const std::string prefix = prefix_of(node);
    const std::string ip = text_of(outside.addresses(node));
    map.set(prefix + "ip", std::string_view(ip));
    if (map.adjust(prefix + "join_count", 1) != CsError::ok)
        map.set(prefix + "join_count", std::uint32_t{1});
    map.set(prefix + "status", std::string_view("joined"));
}

} // namespace baton::cmap
