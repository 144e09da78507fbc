// test/scenario/chronicle.cc - see chronicle.h.
#include "scenario/chronicle.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::scenario {

namespace {
std::string text(RingId ring) { return fmt::format("{}.{}", ring.representative.value, ring.seq); }
} // namespace

void Chronicle::note(std::uint32_t id, const NodeAction& action) {
    if (const auto* change = std::get_if<MembershipChanged>(&action)) return install(id, *change);
    const auto* sent = std::get_if<SendEvent>(&action);
    if (sent == nullptr) return;
    const auto& event = std::get<cpg::Event>(sent->event);
    if (const auto* message = std::get_if<cpg::DeliverEvent>(&event)) return deliver(id, *message);
    const auto* change = std::get_if<cpg::ConfigurationEvent>(&event);
    if (change == nullptr) return;
    for (const cpg::Address& joined : change->joined)
        if (joined.node == NodeId{id}) nodes_[id].member = true;
}

void Chronicle::died(std::uint32_t id) {
    Way next;
    next.seq = nodes_[id].seq;
    nodes_[id] = std::move(next);
}

void Chronicle::install(std::uint32_t id, const MembershipChanged& change) {
    Way& way = nodes_[id];
    const RingId ring = change.regular.ring;
    const auto& members = change.regular.members;
    if (way.whole_stay) compare(id, way, ring);
    if (ring.seq <= way.seq) complain(id, "installs " + text(ring) + ", not above its last ring");
    if (std::find(members.begin(), members.end(), NodeId{id}) == members.end())
        complain(id, "installs " + text(ring) + " without itself");
    if (const auto [place, first] = rings_.emplace(ring, members);
        !first && place->second != members)
        complain(id, "installs " + text(ring) + " with other members than others do");
    way.ring = ring;
    way.seq = ring.seq;
    way.installed = true;
    way.whole_stay = way.member;
    way.messages.clear();
}

// Extended virtual synchrony: failure atomicity, and order.
void Chronicle::compare(std::uint32_t id, const Way& way, RingId next) {
    const auto [place, first] =
        passages_.emplace(std::pair(way.ring, next), Passage{id, way.messages});
    const Passage& passage = place->second;
    if (first || passage.messages == way.messages) return;
    complain(id,
             fmt::format("went from {} to {} with {} messages, {} with {} others", text(way.ring),
                         text(next), way.messages.size(), passage.first, passage.messages.size()));
}

void Chronicle::deliver(std::uint32_t id, const cpg::DeliverEvent& event) {
    Way& way = nodes_[id];
    const auto* data = reinterpret_cast<const char*>(event.data.data());
    std::string message(data, event.data.size());
    message.erase(message.find_last_not_of('.') + 1);
    if (!way.had.insert(message).second) complain(id, "delivers " + message + " again");
    way.messages.push_back(std::move(message));
}

void Chronicle::complain(std::uint32_t id, const std::string& what) {
    complaints_ += fmt::format("node {} {}\n", id, what);
}

} // namespace baton::scenario
