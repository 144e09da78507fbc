// exec/services/cpg/delivery.cc - what the nodes tell each other, in the order of the ring.
// All nodes hear the same in the same order, so whatever is decided here is decided everywhere.
#include "services/cpg/limits.h"
#include "services/cpg/state.h"

#include <algorithm>

namespace baton::cpg {

Slice slice_of(const Slice& message, Bytes data) {
    if (data.empty()) return {};
    return message.part(static_cast<std::size_t>(data.data() - message.data()), data.size());
}

std::string printable(const GroupName& name) {
    std::string text(name.text());
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

// The group whose local members get a multicast. A node speaks only where it has a process: what is
// ordered behind the leave of its last one is not heard any more, anywhere.
const Group* CpgService::State::audience(NodeId from, const GroupName& name, bool too_long,
                                         Effects& effects) {
    const Group* group = groups.find(name);
    if (group == nullptr || !group->has_any_of(from)) {
        occasional.warn(Occasional::What::stranger, effects,
                        "dropped a multicast to group '" + printable(name) + "' of node " +
                            std::to_string(from.value) + ", which has no process there");
        return nullptr;
    }
    if (too_long) {
        occasional.warn(Occasional::What::oversized, effects,
                        "dropped a multicast of node " + std::to_string(from.value) +
                            " that is longer than clients can take");
        return nullptr;
    }
    return group;
}

void CpgService::State::deliver(NodeId from, const Slice& message,
                                const wire::CpgMulticast& multicast, Effects& effects) {
    const bool too_long = multicast.data.size() > kMessageMax;
    const Group* group = audience(from, multicast.group, too_long, effects);
    if (group == nullptr) return;
    const Slice data = slice_of(message, multicast.data);
    for (const Connection* local : group->locals)
        effects.event(local->client, DeliverEvent{group->name, from, multicast.pid, data});
}

void CpgService::State::deliver(NodeId from, const Slice& message,
                                const wire::CpgPartialMulticast& part, Effects& effects) {
    const bool too_long = part.data.size() > kPartMax;
    const Group* group = audience(from, part.group, too_long, effects);
    if (group == nullptr) return;
    const Slice data = slice_of(message, part.data);
    for (const Connection* local : group->locals)
        effects.event(local->client, PartialDeliverEvent{group->name, from, part.pid,
                                                         part.total_length, part.part, data});
}

} // namespace baton::cpg
