// exec/services/cpg/groups.h - which processes are in which group, in the whole cluster.
// A process is (node, pid, group): the same pid may be in several groups, once in each.
// Names are compared whole, so two that differ behind a NUL are two groups.
#pragma once

#include "services/cpg/messages.h"

#include <cstddef>
#include <functional>
#include <unordered_map>
#include <vector>

namespace baton::cpg {

struct Connection;

struct Group {
    GroupName name;
    std::vector<Address> members;    // ascending by node and pid; reason undefined
    std::vector<Connection*> locals; // joined here and not yet left: whom its messages go to

    [[nodiscard]] bool has(NodeId node, std::uint32_t pid) const;
    [[nodiscard]] bool has_any_of(NodeId node) const;
};

class Groups {
public:
    [[nodiscard]] Group* find(const GroupName& name);
    [[nodiscard]] bool has(NodeId node, std::uint32_t pid, const GroupName& name);
    // The group, made if it does not exist.
    Group& get(const GroupName& name) {
        return groups_.try_emplace(name, Group{name, {}, {}}).first->second;
    }

    // The process must not be there, or must be there.
    void add(Group& group, NodeId node, std::uint32_t pid);
    void remove(Group& group, NodeId node, std::uint32_t pid);
    // Call when a group may have lost its last process: references to it end here.
    void forget_if_empty(const Group& group);

    [[nodiscard]] std::size_t processes() const { return processes_; }
    // Those with a process, ascending by name: what decides something does not walk a hash table.
    [[nodiscard]] std::vector<Group*> ascending();

private:
    struct Hash {
        std::size_t operator()(const GroupName& name) const noexcept {
            return std::hash<std::string_view>{}(name.text());
        }
    };
    std::unordered_map<GroupName, Group, Hash> groups_;
    std::size_t processes_ = 0;
};

} // namespace baton::cpg
