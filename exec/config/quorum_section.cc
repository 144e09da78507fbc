// exec/config/quorum_section.cc - votes. Combinations that could split a cluster, or that would
// only fail when the quorum service starts, are refused here.
#include "config/sections.h"
#include "config/value.h"

#include <algorithm>

namespace baton::config {
namespace {

class Builder {
public:
    Builder(const Lookup& lookup, const Config& config, Diagnostics& diagnostics)
        : lookup_(lookup), nodes_(config.nodes), diagnostics_(diagnostics) {}

    Quorum build() {
        read();
        read_device();
        if (quorum_.provider == "corosync_votequorum")
            check();
        else
            check_provider();
        return quorum_;
    }

private:
    [[nodiscard]] Place place(std::string_view name) const {
        return lookup_.place("quorum." + std::string(name));
    }
    [[nodiscard]] bool truth(std::string_view name, bool otherwise = false) const {
        return lookup_.truth("quorum." + std::string(name), otherwise);
    }
    void refuse(std::string_view name, std::string what, std::string instead) {
        diagnostics_.error(place(name), std::move(what), std::move(instead));
    }

    void read() {
        quorum_.provider = lookup_.text("quorum.provider");
        for (const Node& node : nodes_) node_votes_ += node.votes;
        explicit_ = lookup_.number("quorum.expected_votes", 0) != 0;
        quorum_.votes = lookup_.number("quorum.votes", 1);
        quorum_.two_node = truth("two_node");
        quorum_.wait_for_all = truth("wait_for_all", quorum_.two_node);
        quorum_.last_man_standing = truth("last_man_standing");
        quorum_.last_man_standing_window_ms =
            lookup_.number("quorum.last_man_standing_window", 10000);
        quorum_.auto_tie_breaker = truth("auto_tie_breaker");
        quorum_.auto_tie_breaker_node = lookup_.text("quorum.auto_tie_breaker_node", "lowest");
        quorum_.allow_downscale = truth("allow_downscale");
        quorum_.expected_votes_tracking =
            truth("expected_votes_tracking") || quorum_.allow_downscale;
    }

    void read_device() {
        QuorumDevice& device = quorum_.device;
        device.model = lookup_.text("quorum.device.model");
        if (lookup_.has("quorum.device.votes"))
            device.votes = lookup_.number("quorum.device.votes", 0);
        device.timeout_ms = lookup_.number("quorum.device.timeout", 10000);
        device.sync_timeout_ms = lookup_.number("quorum.device.sync_timeout", 30000);
        device.master_wins = truth("device.master_wins");
        if (has_device() && !device.votes && !explicit_ && all_votes_are_one())
            device.votes = static_cast<std::uint32_t>(std::max<std::size_t>(nodes_.size(), 1) - 1);
        quorum_.expected_votes = lookup_.number(
            "quorum.expected_votes",
            static_cast<std::uint32_t>(std::min<std::uint64_t>(all_votes(), UINT32_MAX)));
    }

    [[nodiscard]] bool has_device() const { return !quorum_.device.model.empty(); }
    [[nodiscard]] std::uint64_t all_votes() const {
        return node_votes_ + (has_device() ? quorum_.device.votes.value_or(0) : 0);
    }
    [[nodiscard]] bool all_votes_are_one() const {
        return std::ranges::all_of(nodes_, [](const Node& node) { return node.votes == 1; });
    }

    void check_provider() {
        if (!quorum_.provider.empty())
            refuse("provider", "provider: " + quoted(quorum_.provider) + " is not known",
                   "write 'provider: corosync_votequorum'");
        if (quorum_.two_node && quorum_.provider.empty())
            diagnostics_.warning(place("two_node"), "two_node has no effect without a provider",
                                 "write 'provider: corosync_votequorum' as well");
    }

    void check() {
        if (!nodes_.empty() && node_votes_ == 0)
            refuse("provider", "quorum_votes: no node has a vote",
                   "write 'quorum_votes: 1' in a node, or leave it out");
        if (has_device()) check_device();
        if (quorum_.two_node) check_two_node();
        check_expected_votes();
        if (quorum_.auto_tie_breaker) check_tie_breaker();
        if (quorum_.last_man_standing) check_last_man_standing();
    }

    void check_device() {
        const QuorumDevice& device = quorum_.device;
        if (!device.votes)
            refuse("device.model",
                   "the device's votes do not follow from the nodes' votes: expected_votes is "
                   "given, or nodes have other than one vote",
                   "write 'votes: NUMBER' in section device");
        else if (quorum_.expected_votes < std::uint64_t{*device.votes} + 2)
            refuse("device.votes",
                   "votes: of " + std::to_string(quorum_.expected_votes) +
                       " expected votes the device has " + std::to_string(*device.votes) +
                       ", so fewer than two are left for the nodes",
                   "write fewer votes for the device");
        for (const std::string_view name :
             {"last_man_standing", "auto_tie_breaker", "allow_downscale"})
            if (truth(name))
                refuse(name, std::string(name) + " does not go together with a quorum device",
                       "remove one of them");
    }

    void check_two_node() {
        if (has_device())
            refuse("two_node", "two_node does not go together with a quorum device",
                   "remove two_node");
        if (nodes_.size() > 2)
            refuse("two_node",
                   "two_node with " + std::to_string(nodes_.size()) +
                       " nodes: each node alone would be a cluster of its own",
                   "remove two_node");
        if (!quorum_.auto_tie_breaker || has_device()) return;
        diagnostics_.warning(place("two_node"), "auto_tie_breaker switches two_node off",
                             "remove one of them");
        quorum_.two_node = false;
    }

    // Two parts of the nodes could have that many at the same time.
    void check_expected_votes() {
        const std::uint64_t sum = all_votes();
        const std::uint64_t needed = quorum_.expected_votes / 2U + 1;
        if (!explicit_ || nodes_.empty() || quorum_.two_node || 2 * needed > sum) return;
        refuse("expected_votes",
               "expected_votes: " + std::to_string(quorum_.expected_votes) + " of " +
                   std::to_string(sum) +
                   " votes: two parts of the cluster could have quorum at once",
               "remove expected_votes, or write " + std::to_string(sum));
    }

    // An odd number of votes has no tie to break; only wait_for_all gives the breaker a meaning.
    void check_tie_breaker() {
        if (!is_tie_node(quorum_.auto_tie_breaker_node))
            refuse("auto_tie_breaker_node",
                   "auto_tie_breaker_node: " + quoted(quorum_.auto_tie_breaker_node) +
                       " names no node",
                   "write lowest, highest, or node ids with blanks between them");
        if (node_votes_ % 2 == 0 || quorum_.wait_for_all || has_device()) return;
        if (quorum_.last_man_standing)
            return refuse("auto_tie_breaker",
                          "auto_tie_breaker and last_man_standing with an odd number of votes need "
                          "wait_for_all",
                          "write 'wait_for_all: 1' as well");
        diagnostics_.warning(place("auto_tie_breaker"),
                             "auto_tie_breaker has no effect with an odd number of votes",
                             "remove it, or write 'wait_for_all: 1' as well");
        quorum_.auto_tie_breaker = false;
    }

    static bool is_tie_node(std::string_view text) {
        return text == "lowest" || text == "highest" || read_node_ids(text);
    }

    // A node that starts again does not know that the cluster has shrunk meanwhile.
    void check_last_man_standing() {
        if (!quorum_.wait_for_all)
            diagnostics_.warning(place("last_man_standing"),
                                 "last_man_standing without wait_for_all: nodes that start again "
                                 "could form a second cluster",
                                 "write 'wait_for_all: 1' as well");
        if (std::ranges::any_of(nodes_, [](const Node& node) { return node.votes > 1; }))
            diagnostics_.warning(place("last_man_standing"),
                                 "last_man_standing has no effect if a node has more than one vote",
                                 "remove it, or give each node one vote");
    }

    const Lookup& lookup_;
    const std::vector<Node>& nodes_;
    Diagnostics& diagnostics_;
    Quorum quorum_;
    std::uint64_t node_votes_ = 0;
    bool explicit_ = false; // expected_votes is given
};

} // namespace

Quorum build_quorum(const Lookup& lookup, const Config& config, Diagnostics& diagnostics) {
    Quorum quorum = Builder(lookup, config, diagnostics).build();
    if (quorum.provider == "corosync_votequorum") doubt_quorum(lookup, config, quorum, diagnostics);
    return quorum;
}

} // namespace baton::config
