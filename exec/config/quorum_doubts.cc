// exec/config/quorum_doubts.cc - votes that may be meant so, but then do not do what it looks like.
#include "config/sections.h"
#include "config/value.h"

#include <algorithm>
#include <cstdlib>

namespace baton::config {
namespace {

class Doubts {
public:
    Doubts(const Lookup& lookup, const Config& config, const Quorum& quorum,
           Diagnostics& diagnostics)
        : lookup_(lookup), nodes_(config.nodes), quorum_(quorum), diagnostics_(diagnostics) {}

    void name_all() {
        name_expected_votes();
        name_tie_breakers();
        name_idle("auto_tie_breaker_node", "auto_tie_breaker");
        name_idle("last_man_standing_window", "last_man_standing");
    }

private:
    void doubt(std::string_view name, std::string what, std::string instead) {
        diagnostics_.warning(lookup_.place("quorum." + std::string(name)), std::move(what),
                             std::move(instead));
    }

    [[nodiscard]] std::uint64_t all_votes() const {
        std::uint64_t all = quorum_.device.votes.value_or(0);
        for (const Node& node : nodes_) all += node.votes;
        return all;
    }

    void name_expected_votes() {
        if (nodes_.empty() || lookup_.number("quorum.expected_votes", 0) == 0) return;
        const std::uint64_t all = all_votes();
        const std::uint64_t needed = quorum_.expected_votes / 2 + std::uint64_t{1};
        if (needed <= all) return;
        doubt("expected_votes",
              "expected_votes: " + std::to_string(quorum_.expected_votes) + " asks for " +
                  std::to_string(needed) + " votes, and all nodes together have " +
                  std::to_string(all) + ": they can never be quorate",
              "remove it, or write 'expected_votes: " + std::to_string(all) + "'");
    }

    [[nodiscard]] bool is_node(std::uint64_t id) const {
        return std::ranges::any_of(nodes_, [&](const Node& node) { return node.id.value == id; });
    }

    void name_tie_breakers() {
        if (!quorum_.auto_tie_breaker || is_node(0)) return; // ids may come from the addresses
        std::string_view rest = quorum_.auto_tie_breaker_node;
        if (nodes_.empty() || rest.find_first_not_of("0123456789 ") != std::string_view::npos)
            return;
        while (!(rest = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()))).empty()) {
            const std::string id(rest.substr(0, rest.find(' ')));
            rest.remove_prefix(id.size());
            if (!is_node(std::strtoull(id.c_str(), nullptr, 10)))
                doubt("auto_tie_breaker_node",
                      "auto_tie_breaker_node: no node of the nodelist has the id " + id,
                      "write lowest, highest, or ids of the nodelist");
        }
    }

    void name_idle(std::string_view name, std::string_view master) {
        const std::string key = "quorum." + std::string(master);
        if (!lookup_.has("quorum." + std::string(name)) || lookup_.truth(key, false)) return;
        doubt(name, std::string(name) + " has no effect without " + std::string(master),
              "write '" + std::string(master) + ": 1' as well, or remove it");
    }

    const Lookup& lookup_;
    const std::vector<Node>& nodes_;
    const Quorum& quorum_;
    Diagnostics& diagnostics_;
};

} // namespace

void doubt_quorum(const Lookup& lookup, const Config& config, const Quorum& quorum,
                  Diagnostics& diagnostics) {
    Doubts(lookup, config, quorum, diagnostics).name_all();
}

} // namespace baton::config
