// exec/services/capability/capability.h - which features all members of the ring have.
//
// After each synchronisation every Baton multicasts, as an ordinary message, what it can do. A
// feature is on from the place in the order at which the last member has said that it can, so all
// members switch at the same message; it is off again at the next transitional configuration. A
// member of another implementation says nothing, and that keeps a ring plain.
//
// Not a Service: it takes no part in the synchronisation, it begins when that has ended.
#pragma once

#include "services/service.h"
#include "wire/capability.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace baton {

class Capability {
public:
    explicit Capability(std::uint64_t own_features) : own_features_(own_features) {}

    void on_transitional();
    // Synchronisation is complete and the queues are switched to ordinary traffic.
    void on_synchronised(const SyncView& view, Effects& effects);
    // A message of service wire::ServiceId::capability, behind the group prefix.
    void on_message(NodeId from, Bytes message);

    [[nodiscard]] bool own(wire::Feature feature) const {
        return (own_features_ & wire::feature_bit(feature)) != 0;
    }
    [[nodiscard]] bool all(wire::Feature feature) const {
        return (common_ & wire::feature_bit(feature)) != 0;
    }
    // It is a member, and has said in this ring that it is a Baton.
    [[nodiscard]] bool has_spoken(NodeId node) const;
    [[nodiscard]] std::uint64_t malformed() const { return malformed_; }

private:
    struct Member {
        NodeId id;
        std::optional<std::uint64_t> features; // nothing said yet
    };

    const std::uint64_t own_features_;
    std::vector<Member> members_;
    std::uint64_t common_ = 0; // not 0 only when all members have spoken
    std::uint64_t malformed_ = 0;
};

} // namespace baton
