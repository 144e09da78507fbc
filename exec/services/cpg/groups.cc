// exec/services/cpg/groups.cc - the groups and their sorted lists of members.
#include "services/cpg/groups.h"

#include "base/assert.h"
#include "services/cpg/connection.h"

#include <algorithm>
#include <utility>

namespace baton::cpg {
namespace {

template <class Members>
auto place_of(Members& members, NodeId node, std::uint32_t pid) {
    return std::lower_bound(members.begin(), members.end(), std::pair(node, pid),
                            [](const Address& member, const auto& wanted) {
                                return std::pair(member.node, member.pid) < wanted;
                            });
}

template <class Members, class Place>
bool is_at(const Members& members, Place place, NodeId node, std::uint32_t pid) {
    return place != members.end() && place->node == node && place->pid == pid;
}

} // namespace

bool Group::has(NodeId node, std::uint32_t pid) const {
    return is_at(members, place_of(members, node, pid), node, pid);
}

bool Group::look_for(NodeId node) {
    const auto first = place_of(members, node, 0);
    const bool found = first != members.end() && first->node == node;
    if (found) present_ = node;
    return found;
}

void Group::add_local(Connection& connection) {
    locals_.push_back(&connection);
    audience_.reset();
}

void Group::remove_local(const Connection& connection) {
    std::erase(locals_, &connection);
    audience_.reset();
}

void Group::note_audience() {
    std::vector<ClientId> clients;
    clients.reserve(locals_.size());
    for (const Connection* local : locals_) clients.push_back(local->client);
    audience_ = Shared<const Audience>::make(name, std::move(clients));
}

Group* Groups::look_up(std::string_view name) {
    const auto found = groups_.find(name);
    if (found == groups_.end()) return nullptr;
    return last_ = &found->second;
}

bool Groups::has(NodeId node, std::uint32_t pid, const GroupName& name) {
    const Group* group = find(name);
    return group != nullptr && group->has(node, pid);
}

void Groups::add(Group& group, NodeId node, std::uint32_t pid) {
    const auto place = place_of(group.members, node, pid);
    ASSERT(!is_at(group.members, place, node, pid));
    group.members.insert(place, Address{node, pid, wire::CpgReason::undefined});
    ++processes_;
}

void Groups::remove(Group& group, NodeId node, std::uint32_t pid) {
    const auto place = place_of(group.members, node, pid);
    ASSERT(is_at(group.members, place, node, pid));
    group.members.erase(place);
    group.present_ = {};
    --processes_;
}

void Groups::forget_if_empty(const Group& group) {
    if (!group.members.empty() || !group.locals().empty()) return;
    const GroupName name = group.name; // the erased group must not hold its own key
    last_ = nullptr;
    groups_.erase(name);
}

std::vector<Group*> Groups::ascending() {
    std::vector<Group*> sorted;
    sorted.reserve(groups_.size());
    for (auto& [name, group] : groups_)
        if (!group.members.empty()) sorted.push_back(&group);
    std::sort(sorted.begin(), sorted.end(),
              [](const Group* a, const Group* b) { return a->name < b->name; });
    return sorted;
}

} // namespace baton::cpg
