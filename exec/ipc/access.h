// exec/ipc/access.h - who may use the local interface: root, the daemon's own user, and whom the
// configuration names.
#pragma once

#include "config/config.h"

#include <cstdint>
#include <set>
#include <vector>

namespace baton::ipc {

class AccessList {
public:
    AccessList(const std::vector<config::AccessEntry>& entries, std::uint32_t own_user)
        : users_{own_user} {
        for (const config::AccessEntry& entry : entries)
            if (entry.id) (entry.is_group ? groups_ : users_).insert(*entry.id);
    }
    // The process's own user and group count, not its further groups.
    [[nodiscard]] bool allows(std::uint32_t user, std::uint32_t group) const {
        return user == 0 || group == 0 || users_.contains(user) || groups_.contains(group);
    }

private:
    std::set<std::uint32_t> users_;
    std::set<std::uint32_t> groups_;
};

} // namespace baton::ipc
