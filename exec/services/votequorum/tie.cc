// exec/services/votequorum/tie.cc - who goes on when the votes alone do not say so.
#include "services/votequorum/state.h"

#include <algorithm>

namespace baton::votequorum {

// Half of the votes are here; of an odd number there is no half, the rest would be a majority.
// Those who were not quorate before must not become so by a tie: the other half may have gone on
// without them, with a tie breaker that they know nothing of. A list of one node has no such
// secrets.
bool VotequorumService::State::tie_is_ours(std::uint64_t votes) const {
    if (options.tie_breaker == TieBreaker::none || 2 * votes != us().expected_votes) return false;
    // With so many gone it is no tie.
    if (old_members.size() >= members.size() + needed) return false;
    const bool fixed = options.tie_breaker == TieBreaker::list && options.tie_list.size() == 1;
    return (was_quorate || fixed) && tie_node_is_here();
}

bool VotequorumService::State::tie_node_is_here() const {
    const auto here = [&](NodeId id) { return std::ranges::binary_search(members, id); };
    switch (options.tie_breaker) {
    case TieBreaker::none:
        return false;
    case TieBreaker::lowest:
        return lowest && is_member(*lowest);
    case TieBreaker::highest:
        return highest && is_member(*highest);
    case TieBreaker::list:
        break;
    }
    if (options.tie_list.size() == 1) return here(options.tie_list.front());
    // The first one of the list that was with us decides: nobody has it but us, or we have not.
    for (const NodeId id : options.tie_list)
        if (std::ranges::binary_search(old_members, id)) return here(id);
    return false;
}

bool VotequorumService::State::is_member(NodeId id) const {
    const auto found = nodes.find(id);
    return found != nodes.end() && found->second.state == NodeState::member;
}

bool VotequorumService::State::device_master_is_here() const {
    return options.device_master_wins && std::ranges::any_of(nodes, [](const auto& entry) {
               const Record& node = entry.second;
               return node.state == NodeState::member && node.has(flags::kDeviceMasterWins) &&
                      node.has(flags::kDeviceCastsVote);
           });
}

} // namespace baton::votequorum
