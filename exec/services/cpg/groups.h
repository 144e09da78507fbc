// exec/services/cpg/groups.h - which processes are in which group, in the whole cluster.
// A process is (node, pid, group): the same pid may be in several groups, once in each.
// Names are compared whole, so two that differ behind a NUL are two groups.
#pragma once

#include "services/cpg/delivery_run.h"

#include <cstddef>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace baton::cpg {

struct Connection;

struct Group {
    explicit Group(const GroupName& its_name) : name(its_name) {}

    [[nodiscard]] bool has(NodeId node, std::uint32_t pid) const;
    [[nodiscard]] bool has_any_of(NodeId node) { return node == present_ || look_for(node); }

    // Joined here and not yet left: whom its messages go to.
    [[nodiscard]] const std::vector<Connection*>& locals() const { return locals_; }
    void add_local(Connection& connection);
    void remove_local(const Connection& connection);
    // The same as clients.
    [[nodiscard]] const Shared<const Audience>& audience() {
        if (!audience_) note_audience();
        return audience_;
    }

    GroupName name;
    std::vector<Address> members; // ascending by node and pid; reason undefined

private:
    friend class Groups;
    bool look_for(NodeId node);
    void note_audience();

    std::vector<Connection*> locals_;
    Shared<const Audience> audience_; // none: not asked for since the locals changed
    NodeId present_{};                // one that has a process here; 0: not known
};

class Groups {
public:
    [[nodiscard]] Group* find(std::string_view name) {
        return last_ != nullptr && last_->name.text() == name ? last_ : look_up(name);
    }
    [[nodiscard]] Group* find(const GroupName& name) { return find(name.text()); }
    [[nodiscard]] bool has(NodeId node, std::uint32_t pid, const GroupName& name);
    // The group, made if it does not exist.
    Group& get(const GroupName& name) { return groups_.try_emplace(name, name).first->second; }

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
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const noexcept {
            return std::hash<std::string_view>{}(name);
        }
        std::size_t operator()(const GroupName& name) const noexcept {
            return (*this)(name.text());
        }
    };
    struct Same {
        using is_transparent = void;
        bool operator()(const GroupName& a, const GroupName& b) const { return a == b; }
        bool operator()(std::string_view a, const GroupName& b) const { return a == b.text(); }
        bool operator()(const GroupName& a, std::string_view b) const { return a.text() == b; }
    };
    Group* look_up(std::string_view name);

    std::unordered_map<GroupName, Group, Hash, Same> groups_;
    Group* last_ = nullptr; // most messages are for the group that the last one was for
    std::size_t processes_ = 0;
};

} // namespace baton::cpg
