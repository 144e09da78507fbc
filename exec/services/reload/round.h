// exec/services/reload/round.h - one attempt of all members to take a new configuration together.
// Every member has one from the question's place in the order to the decision's: equal everywhere,
// but for what this node itself has read.
#pragma once

#include "base/time.h"
#include "services/reload/messages.h"
#include "wire/reload.h"

#include <map>
#include <optional>
#include <vector>

namespace baton::reload {

struct Round {
    wire::ReloadId id;
    bool check_only = false;
    std::vector<NodeId> members; // who is asked, ascending
    std::map<NodeId, wire::ReloadAnswer> answers;
    TimePoint deadline;
    std::optional<std::vector<NodeId>> here; // ascending; who came along, once others are lost
    bool reading = false;                    // this node does, or has done
    std::optional<ConfigurationRead> read;   // by this node, to be applied

    [[nodiscard]] bool complete() const { return answers.size() == members.size(); }
    [[nodiscard]] bool all_good() const;
    // What they said, and who said nothing.
    [[nodiscard]] Report report() const;
    // The decision is to apply: of those who are gone nobody knows whether they have heard it.
    void doubt_the_gone(Report& report) const;
};

NodeResult result_of(NodeId node, const wire::ReloadAnswer& answer);
// "node 2 (b): /etc/...: ...", all of it; for people.
std::string complaints_of(const Report& report);

} // namespace baton::reload
