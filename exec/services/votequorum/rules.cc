// exec/services/votequorum/rules.cc - which settings go together, and what comes of those that do
// not. The rules hold in the order of kRules; each may end the reading.
#include "config/value.h"
#include "services/votequorum/keys.h"
#include "services/votequorum/limits.h"
#include "services/votequorum/options.h"

#include <algorithm>
#include <array>

namespace baton::votequorum {

namespace {

// One reading in the making.
struct Draft {
    const cmap::Map& map;
    const Circumstances& circumstances;
    const bool at_start;
    const Options before;

    Outcome outcome{};
    std::uint64_t expected = 0; // quorum.expected_votes; 0: not given
    std::optional<NodeList> nodes{};
    std::optional<std::uint32_t> device_votes{};
    bool ended = false; // no further rule applies

    Options& options() { return outcome.options; }
    // A conflict: at the start the end; later only told.
    void conflict(std::string text) {
        if (at_start) {
            outcome.fatal = std::move(text);
            ended = true;
        } else {
            error(std::move(text));
        }
    }
    void error(std::string text) { outcome.remarks.push_back({true, std::move(text)}); }
    void warning(std::string text) { outcome.remarks.push_back({false, std::move(text)}); }
    // A conflict that concerns the quorum device: later it is the device that must stand back.
    void device_conflict(std::string text) {
        conflict(std::move(text));
        options().device_can_operate = false;
    }
};

// ---- the keys

void read_keys(Draft& draft) {
    Options& options = draft.options();
    options.two_node = truth(draft.map, "two_node").value_or(false);
    options.tie_breaker = options.first_tie_breaker;
    draft.expected = number(draft.map, "expected_votes").value_or(0);
    draft.nodes = node_list(draft.map);
    options.device = !text(draft.map, "device.model").empty();
    options.device_can_operate = true;
    options.device_timeout_ms = number(draft.map, "device.timeout").value_or(10000);
    options.device_sync_timeout_ms = number(draft.map, "device.sync_timeout").value_or(30000);
    if (const auto wins = truth(draft.map, "device.master_wins"))
        options.device_master_wins = *wins;
    if (options.device) draft.device_votes = number(draft.map, "device.votes");
}

void there_are_votes_to_expect(Draft& draft) {
    if (draft.nodes || draft.expected != 0) return;
    draft.conflict("configuration error: nodelist or quorum.expected_votes must be configured");
    draft.ended = true;
    if (!draft.at_start) draft.options() = draft.before;
}

void two_node_goes_without_a_device(Draft& draft) {
    Options& options = draft.options();
    if (!options.two_node || !options.device) return;
    draft.conflict("configuration error: two_node and a quorum device cannot be configured at the "
                   "same time; remove two_node");
    if (draft.circumstances.device_registered)
        options.two_node = false;
    else
        options.device_can_operate = false;
}

// Else each node alone would be a cluster of its own after all were seen once.
void two_node_is_for_two_nodes(Draft& draft) {
    if (!draft.options().two_node || !draft.nodes || draft.nodes->nodes <= 2) return;
    draft.conflict("configuration error: two_node is set, but the nodelist has " +
                   std::to_string(draft.nodes->nodes) + " nodes; remove two_node");
    draft.options().two_node = false;
}

// ---- what is fixed from the start

void read_tie_breaker(Draft& draft) {
    Options& options = draft.options();
    if (!truth(draft.map, "auto_tie_breaker").value_or(false)) return;
    const std::string node = text(draft.map, "auto_tie_breaker_node");
    if (node.empty() || node == "lowest") {
        options.tie_breaker = TieBreaker::lowest;
    } else if (node == "highest") {
        options.tie_breaker = TieBreaker::highest;
    } else if (auto ids = config::read_node_ids(node)) {
        options.tie_breaker = TieBreaker::list;
        options.tie_list = std::move(*ids);
    } else {
        draft.warning("auto_tie_breaker_node is neither lowest, highest nor a list of node ids: "
                      "auto_tie_breaker is off");
    }
    options.first_tie_breaker = options.tie_breaker;
}

void fixed_at_the_start(Draft& draft) {
    if (!draft.at_start) return;
    Options& options = draft.options();
    options.allow_downscale = truth(draft.map, "allow_downscale").value_or(false);
    const auto wait = truth(draft.map, "wait_for_all");
    options.wait_for_all = wait.value_or(false);
    options.wait_for_all_follows = !wait;
    options.last_man_standing = truth(draft.map, "last_man_standing").value_or(false);
    options.last_man_standing_window_ms =
        number(draft.map, "last_man_standing_window").value_or(10000);
    options.expected_votes_tracking =
        truth(draft.map, "expected_votes_tracking").value_or(false) || options.allow_downscale;
    read_tie_breaker(draft);
}

// ---- combinations

void wait_for_all_follows_two_node(Draft& draft) {
    if (draft.options().wait_for_all_follows)
        draft.options().wait_for_all = draft.options().two_node;
}

void two_node_goes_without_tie_breaker(Draft& draft) {
    Options& options = draft.options();
    if (!options.two_node || options.tie_breaker == TieBreaker::none) return;
    draft.error("two_node and auto_tie_breaker are both specified but are not compatible; two_node "
                "has been disabled");
    options.two_node = false;
}

// An odd number has no tie, unless all were seen once and some are known to be gone for good.
void tie_breaker_needs_an_even_number(Draft& draft) {
    Options& options = draft.options();
    const std::uint64_t votes = draft.nodes ? draft.nodes->votes : 0;
    if (options.tie_breaker == TieBreaker::none || votes % 2 == 0 || options.wait_for_all) return;
    if (options.last_man_standing) {
        draft.conflict("configuration error: auto_tie_breaker and last_man_standing need "
                       "wait_for_all with an odd number of expected votes");
        draft.ended = true;
        return;
    }
    draft.error("auto_tie_breaker needs wait_for_all with an odd number of expected votes; "
                "auto_tie_breaker has been disabled");
    options.tie_breaker = TieBreaker::none;
}

void device_goes_without_other_makers_of_votes(Draft& draft) {
    const Options& options = draft.options();
    if (!options.device) return;
    const auto conflict = [&](const char* name) {
        draft.device_conflict("configuration error: quorum device is not compatible with " +
                              std::string(name) + "; remove one of them");
    };
    if (options.last_man_standing) conflict("last_man_standing");
    if (options.tie_breaker != TieBreaker::none) conflict("auto_tie_breaker");
    if (options.allow_downscale) conflict("allow_downscale");
}

// ---- the device's votes

void given_expected_votes_need_given_device_votes(Draft& draft) {
    if (draft.options().device && draft.expected != 0 && !draft.device_votes)
        draft.device_conflict("configuration error: quorum.device.votes must be specified when "
                              "quorum.expected_votes is set");
}

void unequal_votes_need_given_device_votes(Draft& draft) {
    if (draft.options().device && !draft.device_votes && draft.nodes &&
        draft.nodes->nodes != draft.nodes->votes)
        draft.device_conflict("configuration error: quorum.device.votes must be specified when "
                              "nodes have other than one vote");
}

void the_device_leaves_votes_to_the_nodes(Draft& draft) {
    if (draft.device_votes.value_or(0) == 0 || draft.expected == 0) return;
    if (draft.expected >= std::uint64_t{*draft.device_votes} + 2) return;
    draft.device_conflict("configuration error: of " + std::to_string(draft.expected) +
                          " expected votes the quorum device has " +
                          std::to_string(*draft.device_votes) +
                          ", which leaves fewer than two to the nodes");
}

// As many as all nodes but one: the last node and the device together are quorate.
void device_votes_follow_from_the_nodes(Draft& draft) {
    if (!draft.options().device || draft.device_votes || draft.expected != 0 || !draft.nodes ||
        draft.nodes->nodes != draft.nodes->votes || draft.nodes->votes == 0)
        return;
    draft.device_votes = clamped(draft.nodes->votes - 1);
    draft.nodes->votes += *draft.device_votes;
}

// ---- the outcome

// What was seen once counts, and so does what is written: the list may have grown since then.
void tracking_expects_what_was_seen(Draft& draft) {
    const std::uint64_t of_nodes = draft.nodes ? draft.nodes->votes : 0;
    const std::uint64_t given = draft.expected != 0 ? draft.expected : of_nodes;
    draft.options().configured_votes = clamped(given);
    if (draft.options().expected_votes_tracking)
        draft.expected = std::max<std::uint64_t>(given, draft.circumstances.tracked);
}

void settle_votes(Draft& draft) {
    Options& options = draft.options();
    options.votes = draft.nodes ? draft.nodes->own_votes : number(draft.map, "votes").value_or(1);
    if (draft.nodes) options.expected_votes = clamped(draft.nodes->votes);
    if (draft.expected != 0) options.expected_votes = clamped(draft.expected);
    options.device_votes = options.device ? draft.device_votes : 0;
    draft.outcome.complete = true;
}

constexpr std::array kRules{
    read_keys,
    there_are_votes_to_expect,
    two_node_goes_without_a_device,
    two_node_is_for_two_nodes,
    fixed_at_the_start,
    wait_for_all_follows_two_node,
    two_node_goes_without_tie_breaker,
    tie_breaker_needs_an_even_number,
    device_goes_without_other_makers_of_votes,
    given_expected_votes_need_given_device_votes,
    unequal_votes_need_given_device_votes,
    the_device_leaves_votes_to_the_nodes,
    device_votes_follow_from_the_nodes,
    tracking_expects_what_was_seen,
    settle_votes,
};

Outcome read(Draft draft) {
    for (const auto& rule : kRules) {
        rule(draft);
        if (draft.ended) break;
    }
    return std::move(draft.outcome);
}

} // namespace

Outcome read_at_start(const cmap::Map& map, const Circumstances& circumstances) {
    return read({.map = map, .circumstances = circumstances, .at_start = true, .before = {}});
}

Outcome read_again(const cmap::Map& map, const Options& before,
                   const Circumstances& circumstances) {
    return read({.map = map,
                 .circumstances = circumstances,
                 .at_start = false,
                 .before = before,
                 .outcome = {.options = before, .fatal = {}, .remarks = {}}});
}

} // namespace baton::votequorum
