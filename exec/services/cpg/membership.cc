// exec/services/cpg/membership.cc - what the nodes agree on after the membership has changed.
//
// Each node multicasts the processes it has; when all lists are there each node, in the same order,
//   1 removes the processes of nodes that did not come along from the last membership,
//   2 adds the listed processes of other nodes that it does not know,
//   3 removes those of other nodes that are in no list: they left where we could not hear it.
// All of it follows from ordered messages and from sets that are equal among nodes that came
// together, so their clients see the same changes.
#include "services/cpg/limits.h"
#include "services/cpg/state.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace baton::cpg {
namespace {

constexpr std::size_t kDownListMax = 384;

template <class List>
bool contains(const List& list, NodeId node) {
    return std::find(list.begin(), list.end(), node) != list.end();
}

} // namespace

// A node that was away and is back within one change counts as left: it has missed something. So
// does one that left in a change that the next one cut short.
void CpgService::State::note_left_nodes() {
    std::vector<NodeId> left;
    for (const NodeId node : old_members)
        if (node != self && (!contains(view.trans, node) || contains(left_nodes, node)))
            left.push_back(node);
    left_nodes = std::move(left);
}

wire::CpgJoinList CpgService::State::own_join_list() {
    wire::CpgJoinList list;
    for (const Group* group : groups.ascending())
        for (const Address& member : group->members)
            if (member.node == self) list.entries.push_back({member.pid, group->name});
    std::stable_sort(list.entries.begin(), list.entries.end(),
                     [](const auto& a, const auto& b) { return a.pid < b.pid; });
    return list;
}

// Directly to the ring: these belong to the synchronisation itself.
void CpgService::State::send_lists(Effects& effects) {
    wire::CpgDownList down{static_cast<std::uint32_t>(old_members.size()), left_nodes};
    if (down.left.size() > kDownListMax) down.left.resize(kDownListMax);
    const auto down_list = wire::encode(down);
    effects.multicast({Bytes(down_list)}, false);

    const wire::CpgJoinList joined = own_join_list();
    if (joined.entries.empty()) return;
    const auto join_list = wire::encode(joined);
    effects.multicast({Bytes(join_list)}, false);
}

void CpgService::State::activate(Effects& effects) {
    old_members = view.members;
    old_ring = view.ring;
    forget_lists_of_strangers();
    remove_left_nodes(effects);
    left_nodes.clear();
    add_listed(effects);
    remove_unlisted(effects);
    listed.clear();
    for (const auto& [client, connection] : connections)
        if (!connection.finalized) send_totem(connection, effects);
}

// A list may be left over from a membership that was not completed. Of a node that is not here now
// nobody would ever remove what it says.
void CpgService::State::forget_lists_of_strangers() {
    std::erase_if(listed, [this](const ListedProcess& process) {
        return !contains(view.members, process.node);
    });
}

void CpgService::State::remove_left_nodes(Effects& effects) {
    for (Group* group : groups.ascending()) {
        std::vector<Address> left;
        for (const Address& member : group->members)
            if (contains(left_nodes, member.node))
                left.push_back({member.node, member.pid, wire::CpgReason::node_down});
        remove(*group, left, effects);
    }
}

// The last entry comes first. Clients see that order, so it has to be the same at all nodes.
void CpgService::State::add_listed(Effects& effects) {
    std::map<GroupName, std::vector<Address>> joined;
    std::set<std::tuple<NodeId, std::uint32_t, GroupName>> seen;
    for (auto process = listed.rbegin(); process != listed.rend(); ++process) {
        if (groups.has(process->node, process->pid, process->group)) continue;
        if (!seen.emplace(process->node, process->pid, process->group).second) continue;
        joined[process->group].push_back({process->node, process->pid, wire::CpgReason::node_up});
    }
    for (const auto& [name, processes] : joined) add(name, processes, effects);
}

void CpgService::State::remove_unlisted(Effects& effects) {
    std::set<std::tuple<NodeId, std::uint32_t, GroupName>> known;
    for (const ListedProcess& process : listed)
        known.emplace(process.node, process.pid, process.group);
    for (Group* group : groups.ascending()) {
        std::vector<Address> left;
        for (const Address& member : group->members)
            if (member.node != self && !known.contains({member.node, member.pid, group->name}))
                left.push_back({member.node, member.pid, wire::CpgReason::process_down});
        const GroupName name = group->name; // the group may end with its last process
        for (const Address& process : left)
            if (Group* still = groups.find(name)) remove(*still, {&process, 1}, effects);
    }
}

} // namespace baton::cpg
