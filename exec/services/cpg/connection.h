// exec/services/cpg/connection.h - one local client and how far it is in or out of its group.
#pragma once

#include "services/cpg/iterations.h"
#include "services/cpg/messages.h"
#include "wire/cpg.h"

#include <cstdint>
#include <map>

namespace baton::cpg {

enum class JoinState : std::uint8_t {
    none,
    joining, // asked for; its join is not ordered yet
    joined,
    leaving, // asked to leave; still a member until that is ordered
};

struct Connection {
    explicit Connection(ClientId its_client) : client(its_client) {}

    [[nodiscard]] bool is_in(const GroupName& name, std::uint32_t its_pid) const {
        return state != JoinState::none && pid == its_pid && group == name;
    }
    [[nodiscard]] bool may_multicast() const { return !finalized && will_have_to_leave(); }
    // In a group, or soon, and nothing said yet that ends it.
    [[nodiscard]] bool will_have_to_leave() const {
        return state == JoinState::joining || state == JoinState::joined;
    }

    ClientId client;
    JoinState state = JoinState::none;
    bool finalized = false;         // it hears nothing any more, and goes soon
    bool wants_first_totem = false; // the totem configuration after its first change
    bool had_first_totem = false;   // once in the life of a connection
    std::uint32_t pid = 0; // of its process, as it says itself; like group not in state none
    GroupName group;
    wire::CpgMulticastHeader header;         // of what it sends to the group
    std::uint64_t changes = 0;               // configuration changes that it was sent
    std::uint64_t changes_at_first_part = 0; // when its unfinished message began
    Iterations iterations;
};

// Ordered, so that everything that goes to all of them goes out in an order that can be repeated.
using Connections = std::map<ClientId, Connection>;

} // namespace baton::cpg
