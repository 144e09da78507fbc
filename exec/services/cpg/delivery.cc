// exec/services/cpg/delivery.cc - what the nodes tell each other, in the order of the ring.
// All nodes hear the same in the same order, so whatever is decided here is decided everywhere.
#include "services/cpg/limits.h"
#include "services/cpg/state.h"

#include <algorithm>

namespace baton::cpg {
std::string printable(std::string_view name) {
    std::string text(name);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
    return text;
}

void CpgService::State::deliver(NodeId from, const Slice&, const wire::CpgProcessJoin& join,
                                Effects& effects) {
    if (groups.has(from, join.pid, join.group)) return;
    const Address joined{from, join.pid, wire::CpgReason::join};
    add(join.group, {&joined, 1}, effects);
}

void CpgService::State::deliver(NodeId from, const Slice&, const wire::CpgProcessLeave& leave,
                                Effects& effects) {
    if (from == self) {
        const auto gone = std::find(going.begin(), going.end(), PidInGroup(leave.pid, leave.group));
        if (gone != going.end()) going.erase(gone);
    }
    Group* group = groups.find(leave.group);
    if (group == nullptr || !group->has(from, leave.pid)) return; // nobody has seen it come
    const Address left{from, leave.pid, static_cast<wire::CpgReason>(leave.reason)};
    remove(*group, {&left, 1}, effects);
}

// What each node has; applied when all are there (membership.cc). Our own we know.
void CpgService::State::deliver(NodeId from, const Slice&, const wire::CpgJoinList& list,
                                Effects& effects) {
    if (from == self) return;
    for (const wire::CpgJoinListEntry& entry : list.entries) {
        if (listed.size() >= kProcessesMax) {
            occasional.warn(Occasional::What::too_many, effects,
                            "too many processes in join lists: some are left out");
            return;
        }
        listed.push_back({from, entry.pid, entry.group});
    }
}

// For information only: every node finds out by itself who left.
void CpgService::State::deliver(NodeId, const Slice&, const wire::CpgDownList&, Effects&) {}

void CpgService::State::warn_of_malformed(NodeId from, const Error& error, Effects& effects) {
    occasional.warn(Occasional::What::malformed, effects,
                    "dropped a message of node " + std::to_string(from.value) + ": " + error.what);
}

// A node speaks only where it has a process: what is ordered behind the leave of its last one is
// not heard any more, anywhere.
Group* CpgService::State::not_heard(NodeId from, std::string_view name, bool stranger,
                                    Effects& effects) {
    if (stranger)
        occasional.warn(Occasional::What::stranger, effects,
                        "dropped a multicast to group '" + printable(name) + "' of node " +
                            std::to_string(from.value) + ", which has no process there");
    else
        occasional.warn(Occasional::What::oversized, effects,
                        "dropped a multicast of node " + std::to_string(from.value) +
                            " that is longer than clients can take");
    return nullptr;
}

void CpgService::State::deliver(NodeId from, const Slice& whole,
                                const wire::CpgMulticastView& multicast,
                                std::span<const Slice> rest, Effects& effects) {
    const bool too_long = Pieces(multicast.data, rest).size() > kMessageMax;
    Group* group = heard_in(from, multicast.group, too_long, effects);
    if (group == nullptr) return;
    effects.deliver({.audience = group->audience(),
                     .node = from,
                     .pid = multicast.pid,
                     .data = whole.around(multicast.data)},
                    rest);
}

// There are none that cannot be read where they lie.
void CpgService::State::deliver(NodeId from, const Slice& whole,
                                const wire::CpgMulticast& multicast, Effects& effects) {
    deliver(from, whole, {multicast.group.text(), multicast.pid, multicast.data}, {}, effects);
}

void CpgService::State::deliver(NodeId from, const Slice& whole,
                                const wire::CpgPartialMulticast& part, Effects& effects) {
    const bool too_long = part.data.size() > kPartMax;
    Group* group = heard_in(from, part.group.text(), too_long, effects);
    if (group == nullptr) return;
    effects.deliver({.audience = group->audience(),
                     .node = from,
                     .pid = part.pid,
                     .total_length = part.total_length,
                     .part = part.part,
                     .data = whole.around(part.data)});
}

} // namespace baton::cpg
