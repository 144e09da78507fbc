// exec/services/votequorum/descent.cc - where votes are given up step by step (last_man_standing),
// numbers alone do not tell who may go on: three of once five nodes may meet while two others, of a
// cluster that shrank to three, are quorate.
//
// So a membership must descend from those who were quorate: of the votes that these expected, more
// than half must have come along. Where nobody comes from a quorate membership, those who go on may
// be elsewhere, unless none of us has seen the cluster shrink. All members know the same reports
// and come to the same result, but for one case: exactly half of those votes came along, and there
// is a tie breaker. Which node breaks the tie (the lowest of those whom they saw) only those know
// who were quorate; their reports do not say it. Who joins them in this very change does not call
// itself quorate until the membership changes again. That is too careful and never wrong: it
// follows nobody whose right to go on it cannot check.
#include "services/votequorum/state.h"

#include <algorithm>

namespace baton::votequorum {

// What a node says of itself while the membership forms is how it was before.
void VotequorumService::State::note_report(const wire::NodeInfo& info) {
    if (!synchronising || !options.last_man_standing) return;
    reports.try_emplace(
        info.node, Report{info.votes, info.expected_votes, (info.flags & flags::kQuorate) != 0});
}

bool VotequorumService::State::may_go_on(std::uint64_t votes) const {
    if (!options.last_man_standing || reports.size() < members.size()) return true;
    if (votes >= options.expected_votes) return true; // all are here
    const auto was_quorate_there = [](const auto& entry) { return entry.second.quorate; };
    if (std::ranges::any_of(reports, was_quorate_there)) return most_came_along();
    return std::ranges::all_of(reports, [this](const auto& entry) {
        return entry.second.expected >= options.expected_votes;
    });
}

bool VotequorumService::State::most_came_along() const {
    std::uint64_t expected = 0;
    for (const auto& [id, each] : reports)
        if (each.quorate) expected = std::max<std::uint64_t>(expected, each.expected);
    std::uint64_t came = 0;
    for (const auto& [id, each] : reports)
        if (each.quorate) came += each.votes;
    return 2 * came > expected || (2 * came == expected && was_quorate && tie_node_is_here());
}

} // namespace baton::votequorum
