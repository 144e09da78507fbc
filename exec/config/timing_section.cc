// exec/config/timing_section.cc - timers and windows: what is given, what follows from it, limits.
// The formulas are Corosync's to the last millisecond: members of a ring should agree on them.
#include "config/sections.h"

#include <algorithm>
#include <limits>

namespace baton::config {
namespace {

constexpr std::uint64_t kShortest = 30;     // ms; the least that any timer may have
constexpr std::uint64_t kShortestHold = 14; // ms
constexpr std::uint64_t kLongest = std::numeric_limits<std::uint32_t>::max();

class Builder {
public:
    Builder(const Lookup& lookup, const Config& config, Diagnostics& diagnostics)
        : lookup_(lookup), config_(config), diagnostics_(diagnostics) {}

    Timing build() {
        read_given();
        derive();
        check();
        return timing_;
    }

private:
    [[nodiscard]] std::uint32_t given(std::string_view name, std::uint32_t otherwise,
                                      Zero zero = Zero::means_default) const {
        return lookup_.number("totem." + std::string(name), otherwise, zero);
    }
    [[nodiscard]] bool is_given(std::string_view name) const { return given(name, 0) != 0; }
    [[nodiscard]] Place place(std::string_view name) const {
        return lookup_.place("totem." + std::string(name));
    }

    void read_given() {
        timing_.token_warning_percent = given("token_warning", 75, Zero::counts);
        timing_.token_retransmits_before_loss = given("token_retransmits_before_loss_const", 4);
        timing_.join_ms = given("join", 50);
        timing_.send_join_ms = given("send_join", 0);
        timing_.merge_ms = given("merge", 200);
        timing_.downcheck_ms = given("downcheck", 1000);
        timing_.fail_recv_const = given("fail_recv_const", 2500);
        timing_.seqno_unchanged_const = given("seqno_unchanged_const", 30);
        timing_.miss_count_const = given("miss_count_const", 5);
        timing_.window_size = given("window_size", 50);
        timing_.max_messages = given("max_messages", 17);
        timing_.window_size_given = is_given("window_size");
        timing_.max_messages_given = is_given("max_messages");
        timing_.heartbeat_failures_allowed = given("heartbeat_failures_allowed", 0);
        timing_.max_network_delay_ms = given("max_network_delay", 50);
        timing_.cancel_token_hold_on_retransmit =
            lookup_.truth("totem.cancel_token_hold_on_retransmit", false);
    }

    // A token time that does not fit into 32 bits would wrap, and with it all that follows from it.
    std::uint32_t effective_token() {
        const auto nodes = static_cast<std::uint64_t>(std::ranges::count_if(
            config_.nodes, [](const Node& node) { return !node.ring_text[0].empty(); }));
        const std::uint64_t beyond_two = nodes > 2 ? nodes - 2 : 0;
        const std::uint64_t token =
            given("token", 3000) + beyond_two * given("token_coefficient", 650, Zero::counts);
        if (token <= kLongest / 2) return static_cast<std::uint32_t>(token);
        diagnostics_.error(place("token"),
                           "token: " + std::to_string(token) + " ms in effect is too long",
                           "write a smaller token or token_coefficient");
        return 3000;
    }

    void derive() {
        const std::uint32_t token = effective_token();
        timing_.token_ms = token;
        const double share = timing_.token_retransmits_before_loss + 0.2;
        timing_.token_retransmit_ms =
            given("token_retransmit", static_cast<std::uint32_t>(token / share));
        const double hold = timing_.token_retransmit_ms * 0.8 - 10;
        timing_.hold_ms = given("hold", hold < 0 ? 0 : static_cast<std::uint32_t>(hold));
        timing_.consensus_ms = given("consensus", static_cast<std::uint32_t>(1.2 * token));
        const std::uint64_t warning =
            std::uint64_t{token} * std::min(timing_.token_warning_percent, 100U) / 100;
        timing_.token_warning_ms = static_cast<std::uint32_t>(warning);
        timing_.pause_ms = static_cast<std::uint32_t>(0.8 * token);
    }

    void at_least(std::uint64_t least, std::string_view name, std::uint32_t value) {
        if (value >= least) return;
        std::string what = std::string(name) + ": " + std::to_string(value) + " ms is too short";
        std::string instead = "write at least " + std::to_string(least);
        const bool derived = !is_given(name) && name != "token";
        if (derived) {
            what += " (derived from token: " + std::to_string(timing_.token_ms) + " ms)";
            instead = "write a larger token";
        }
        diagnostics_.error(place(derived ? "token" : name), what, instead);
    }

    void check() {
        at_least(kShortest, "max_network_delay", timing_.max_network_delay_ms);
        at_least(kShortest, "token", timing_.token_ms);
        if (timing_.token_warning_percent > 100)
            diagnostics_.error(place("token_warning"),
                               "token_warning: " + std::to_string(timing_.token_warning_percent) +
                                   " is more than 100 percent",
                               "write a share of the token time in 0..100");
        at_least(kShortest, "token_retransmit", timing_.token_retransmit_ms);
        at_least(kShortestHold, "hold", timing_.hold_ms);
        at_least(kShortest, "join", timing_.join_ms);
        at_least(kShortest, "consensus", timing_.consensus_ms);
        check_consensus();
        at_least(kShortest, "merge", timing_.merge_ms);
        at_least(kShortest, "downcheck", timing_.downcheck_ms);
    }

    void check_consensus() {
        if (timing_.consensus_ms < timing_.token_ms)
            diagnostics_.warning(
                place(is_given("consensus") ? "consensus" : "token"),
                "consensus (" + std::to_string(timing_.consensus_ms) +
                    " ms) is shorter than the token time (" + std::to_string(timing_.token_ms) +
                    " ms): nodes that do not all hear each other may form rings without end",
                "write at least 1.2 times the token time, or leave it out");
        if (timing_.consensus_ms >= timing_.join_ms) return;
        diagnostics_.error(place(is_given("consensus") ? "consensus" : "join"),
                           "consensus (" + std::to_string(timing_.consensus_ms) +
                               " ms) is shorter than join (" + std::to_string(timing_.join_ms) +
                               " ms)",
                           "write a consensus that is at least as long as join");
    }

    const Lookup& lookup_;
    const Config& config_;
    Diagnostics& diagnostics_;
    Timing timing_;
};

} // namespace

Timing build_timing(const Lookup& lookup, const Config& config, Diagnostics& diagnostics) {
    return Builder(lookup, config, diagnostics).build();
}

void derive_ping_times(const Lookup& lookup, std::uint32_t token_ms, Interface& link) {
    const std::string prefix = "totem.interface." + std::to_string(link.link) + '.';
    const std::uint64_t pongs = link.knet_pong_count;
    link.knet_ping_interval_ms = lookup.number(prefix + "knet_ping_interval",
                                               static_cast<std::uint32_t>(token_ms / (pongs * 2)));
    link.knet_ping_timeout_ms =
        lookup.number(prefix + "knet_ping_timeout", static_cast<std::uint32_t>(token_ms / pongs));
}

} // namespace baton::config
