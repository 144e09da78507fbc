// test/sim/voting.cc - see voting.h. All that is drawn here is legal: a daemon would start with it.
#include "sim/voting.h"

#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace baton::sim {

namespace {

class Draw {
public:
    Draw(Dice& dice, const Tuning& tuning, const Mood& mood)
        : dice_(dice), tuning_(tuning), mood_(mood), votes_(tuning.nodes, 1) {}

    Beside voting() {
        if (dice_.percent(12)) return {}; // nobody counts
        voting_.rules.push_back(fmt::format("quorum nodes={}", tuning_.nodes));
        if (dice_.percent(25)) draw_votes();
        if (tuning_.nodes == 2 && dice_.percent(50))
            draw_two_nodes();
        else if (tuning_.nodes >= 2 && equal() && dice_.percent(15))
            draw_device();
        else
            draw_options();
        draw_things();
        return std::move(voting_);
    }

private:
    template <class... Parts>
    void rule(fmt::format_string<Parts...> format, Parts&&... parts) {
        voting_.rules.push_back("quorum " + fmt::format(format, std::forward<Parts>(parts)...));
    }
    template <class... Parts>
    void thing(fmt::format_string<Parts...> format, Parts&&... parts) {
        voting_.things.push_back(fmt::format(format, std::forward<Parts>(parts)...));
    }
    std::uint32_t anybody() { return dice_.among(1, tuning_.nodes); }
    [[nodiscard]] std::uint32_t sum() const {
        return std::accumulate(votes_.begin(), votes_.end(), 0U);
    }
    [[nodiscard]] bool equal() const { return sum() == tuning_.nodes && !weighted_; }

    // Somebody has one at least.
    void draw_votes() {
        weighted_ = true;
        for (std::uint32_t& votes : votes_) votes = dice_.among(0, 3);
        votes_.front() = dice_.among(1, 3);
        for (std::uint32_t id = 1; id <= tuning_.nodes; ++id)
            voting_.rules.push_back(fmt::format("votes {} {}", id, votes_[id - 1]));
    }
    void draw_two_nodes() {
        for (const std::uint32_t id : {1U, 2U})
            voting_.rules.push_back(fmt::format("votes {} 1", id));
        rule("two_node=1");
        if (dice_.percent(25)) rule("wait_for_all=0");
    }
    void draw_device() {
        device_ = true;
        // One after the other: compilers evaluate arguments in orders of their own.
        const std::uint32_t sync_timeout = dice_.among(50, 600);
        const std::uint32_t timeout = dice_.among(200, 1000);
        rule("device.model=net device.timeout={}ms device.sync_timeout={}ms", timeout,
             sync_timeout);
        if (dice_.percent(30)) rule("device.votes=1");
        if (dice_.percent(30)) rule("wait_for_all=1");
    }
    void draw_options() {
        waits_ = dice_.percent(25);
        const bool tie = dice_.percent(25);
        const bool steady = !knows(mood_, Thing::leap) && !knows(mood_, Thing::freeze);
        const bool last_man = steady && !weighted_ && dice_.percent(25);
        if (tie && last_man && sum() % 2 != 0) waits_ = true;
        if (waits_) rule("wait_for_all=1");
        if (tie) draw_tie_breaker();
        if (last_man)
            rule("last_man_standing=1 last_man_standing_window={}ms", dice_.among(50, 1500));
        if (dice_.percent(15)) rule("allow_downscale=1");
        if (dice_.percent(15)) rule("expected_votes_tracking=1");
    }
    void draw_tie_breaker() {
        const std::uint32_t lot = dice_.among(0, 3);
        std::string who = lot == 0 ? "lowest" : lot == 1 ? "highest" : "";
        if (lot == 2)
            for (std::uint32_t left = dice_.among(1, 3); left > 0; --left)
                who += fmt::format("{}{}", who.empty() ? "" : ",", anybody());
        rule("auto_tie_breaker=1");
        if (!who.empty()) rule("auto_tie_breaker_node={}", who);
    }

    // What follows changes what can be said of a run: so it is in some only.
    void draw_things() {
        if (dice_.percent(12)) draw_expecting();
        if (waits_ && dice_.percent(30)) thing("cancel-wait {}", anybody());
        if (dice_.percent(4)) {
            const std::uint32_t id = anybody();
            thing("give-votes {} {} {}", id, anybody(), dice_.among(0, 3));
            thing("change {} expected_votes={}", id, dice_.among(1, 2 * sum()));
        }
        voting_.percent = voting_.things.empty() ? 0 : dice_.among(2, 12);
        if (device_) draw_device_things();
    }
    void draw_expecting() {
        for (std::uint32_t left = dice_.among(1, 4); left > 0; --left) {
            const std::uint32_t id = anybody();
            thing("expect {} {}", id, dice_.among(1, sum() + 2));
        }
    }
    // It goes on as it should, mostly; devices forget that they were registered when nodes start.
    void draw_device_things() {
        for (std::uint32_t id = 1; id <= tuning_.nodes; ++id) thing("device {} register", id);
        for (std::uint32_t left = tuning_.nodes; left > 0; --left) thing("arbiter poll");
        if (dice_.percent(40)) {
            thing("arbiter sleep");
            thing("arbiter wake");
        }
        if (dice_.percent(20)) thing("device {} master yes", anybody());
        if (dice_.percent(20)) thing("device {} unregister", anybody());
        voting_.percent = dice_.among(30, 80);
        voting_.last.emplace_back("arbiter wake");
    }

    Dice& dice_;
    const Tuning& tuning_;
    const Mood& mood_;
    std::vector<std::uint32_t> votes_;
    bool weighted_ = false;
    bool device_ = false;
    bool waits_ = false;
    Beside voting_;
};

} // namespace

Beside draw_voting(Dice& dice, const Tuning& tuning, const Mood& mood) {
    return Draw(dice, tuning, mood).voting();
}

} // namespace baton::sim
