// exec/services/votequorum/count.cc - how many votes are needed, and are they here?
#include "services/votequorum/limits.h"
#include "services/votequorum/state.h"

#include <algorithm>

namespace baton::votequorum {

namespace {

std::uint64_t majority(std::uint64_t votes) { return (votes + 2) / 2; }

} // namespace

Tally VotequorumService::State::tally(bool with_device) const {
    Tally sum;
    for (const auto& [id, node] : nodes) {
        if (node.state != NodeState::member) continue;
        sum.votes += node.votes;
        sum.highest_expected = std::max<std::uint64_t>(sum.highest_expected, node.expected_votes);
        ++sum.voters;
    }
    if (with_device) {
        sum.votes += device_votes;
        ++sum.voters;
    }
    return sum;
}

std::uint64_t VotequorumService::State::votes_needed(const Tally& sum, bool may_fall) const {
    if (options.two_node && sum.voters <= 2) return 1;
    const std::uint64_t fresh = std::max(majority(sum.highest_expected), majority(sum.votes));
    return may_fall ? fresh : std::max(fresh, needed);
}

// `by_count`: as many votes are expected as there are voters, or votes if these are more.
void VotequorumService::State::recalculate(bool may_fall, bool by_count, Effects& effects) {
    see_votes(effects);
    const std::uint64_t count = by_count ? voters_or_votes() : 0;
    Tally sum = tally();
    if (count > 0)
        sum.highest_expected =
            options.allow_downscale && may_fall ? std::max<std::uint64_t>(count, barrier) : count;
    needed = votes_needed(sum, may_fall);
    if (count > 0) expect_of_members(clamped(count));
    decide(sum.votes, effects);
}

// More votes than expected are here: they are expected from now on.
void VotequorumService::State::see_votes(Effects& effects) {
    const std::uint64_t all = tally(false).votes + device_votes;
    if (all > us().expected_votes) {
        us().expected_votes = clamped(all);
        tell_expected(effects);
    }
    if (!options.expected_votes_tracking || us().expected_votes <= tracked) return;
    tracked = us().expected_votes;
    publish_barriers();
    effects.command(StoreExpectedVotes{tracked});
}

// Corosync counts the voters alone. Where they have several votes each that is so few that two
// parts of a ring may both have a majority of it.
std::uint64_t VotequorumService::State::voters_or_votes() const {
    const Tally here = tally(false);
    return std::max(here.voters + (device_votes > 0 ? 1 : 0), here.votes);
}

void VotequorumService::State::expect_of_members(std::uint32_t votes) {
    for (auto& [id, node] : nodes)
        if (node.state == NodeState::member) node.expected_votes = votes;
}

void VotequorumService::State::decide(std::uint64_t votes, Effects& effects) {
    majority_is_here = false;
    if (options.wait_for_all && waiting_for_all) {
        if (votes != us().expected_votes) {
            if (std::exchange(waiting_told, votes + 1) != votes + 1)
                effects.log(
                    {LogLevel::notice, LogPart::votequorum,
                     "Waiting for all cluster members. Current votes: " + std::to_string(votes) +
                         " expected_votes: " + std::to_string(us().expected_votes)});
            return;
        }
        set_waiting(false);
    }
    const bool may = may_go_on(votes);
    majority_is_here = needed <= votes && may;
    if (majority_is_here && !synchronising) publish_extremes();
    be(majority_is_here || (tie_is_ours(votes) && may) || device_master_is_here(), effects);
}

void VotequorumService::State::be(bool now_quorate, Effects& effects) {
    const bool changed = quorate != now_quorate;
    quorate = now_quorate;
    us().put(flags::kQuorate, quorate);
    if (options.wait_for_all) set_waiting(!quorate);
    if (!changed || synchronising) return;
    report(effects);
    tell_quorum(effects);
}

void VotequorumService::State::set_waiting(bool waiting) {
    waiting_for_all = waiting;
    waited_for_all = true;
    if (!waiting) waiting_told = 0;
    us().put(flags::kWaitForAll, waiting);
    map.set("runtime.votequorum.wait_for_all_status", static_cast<std::uint8_t>(waiting));
}

void VotequorumService::State::report(Effects& effects) {
    was_quorate = quorate;
    old_members = members;
    quorum_service.report({quorate, ring, members}, effects);
}

} // namespace baton::votequorum
