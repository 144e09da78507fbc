// exec/services/cpg/change.cc - processes come and go, and the members of their group hear of it.
// A joiner hears of its own join first, a leaver of its own leave last.
#include "services/cpg/limits.h"
#include "services/cpg/state.h"

#include <algorithm>

namespace baton::cpg {
namespace {

std::vector<Address> up_to_list_max(std::span<const Address> all) {
    const auto some = all.first(std::min(all.size(), kListMax));
    return {some.begin(), some.end()};
}

} // namespace

// More than an event can hold come in several changes. None of `joined` may be there already. Our
// own always find room: a client that was told that it joins would wait for it for ever.
void CpgService::State::add(const GroupName& name, Addresses joined, Effects& effects) {
    const std::size_t room = kProcessesMax - std::min(groups.processes(), kProcessesMax);
    const bool ours = !joined.empty() && joined.front().node == self;
    if (!ours && joined.size() > room) {
        occasional.warn(Occasional::What::too_many, effects,
                        "too many processes: some of group '" + printable(name) + "' are left out");
        joined = joined.first(room);
    }
    if (joined.empty()) return;
    Group& group = groups.get(name);
    while (!joined.empty()) {
        const Addresses now = joined.first(std::min(joined.size(), kListMax));
        for (const Address& process : now) groups.add(group, process.node, process.pid);
        announce(group, {}, now, effects);
        joined = joined.subspan(now.size());
    }
}

// All of `left` must be there. The group may be gone afterwards.
void CpgService::State::remove(Group& group, Addresses left, Effects& effects) {
    while (!left.empty()) {
        const Addresses now = left.first(std::min(left.size(), kListMax));
        for (const Address& process : now) groups.remove(group, process.node, process.pid);
        announce(group, now, {}, effects);
        left = left.subspan(now.size());
    }
    groups.forget_if_empty(group);
}

void CpgService::State::announce(Group& group, Addresses left, Addresses joined, Effects& effects) {
    note_joined(group, joined);
    if (!group.locals().empty()) {
        if (group.members.size() > kListMax)
            occasional.warn(Occasional::What::crowded, effects,
                            "group '" + printable(group.name) + "' has more processes than the " +
                                std::to_string(kListMax) + " that clients are told of");
        const ConfigurationEvent event{group.name, up_to_list_max(group.members),
                                       up_to_list_max(left), up_to_list_max(joined)};
        for (Connection* local : group.locals()) {
            ++local->changes;
            effects.event(local->client, event);
        }
    }
    note_left(group, left);
    send_first_totem(group, effects);
}

void CpgService::State::note_joined(Group& group, Addresses joined) {
    for (const Address& process : joined) {
        if (process.node != self) continue;
        for (auto& [client, connection] : connections) {
            if (connection.state != JoinState::joining) continue;
            if (!connection.is_in(group.name, process.pid)) continue;
            connection.state = JoinState::joined;
            if (!connection.finalized) group.add_local(connection);
        }
    }
}

// Out of its group a connection is as new: it may join again.
void CpgService::State::note_left(Group& group, Addresses left) {
    for (const Address& process : left) {
        if (process.node != self) continue;
        for (auto& [client, connection] : connections) {
            if (!connection.is_in(group.name, process.pid)) continue;
            group.remove_local(connection);
            connection.state = JoinState::none;
            connection.group = GroupName();
            connection.pid = 0;
        }
    }
}

void CpgService::State::send_first_totem(Group& group, Effects& effects) {
    for (Connection* local : group.locals()) {
        if (!local->wants_first_totem || local->had_first_totem) continue;
        local->had_first_totem = true;
        send_totem(*local, effects);
    }
}

void CpgService::State::send_totem(const Connection& connection, Effects& effects) const {
    TotemConfigurationEvent event{old_ring, old_members};
    if (event.members.size() > kListMax) event.members.resize(kListMax);
    effects.event(connection.client, std::move(event));
}

} // namespace baton::cpg
