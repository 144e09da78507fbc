// test/sim/tuning.cc - see tuning.h. Most values are the defaults, some are far off.
#include "sim/tuning.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::sim {

namespace {

std::uint32_t draw_nodes(Dice& dice) {
    const std::uint32_t lot = dice.among(0, 999);
    if (lot < 15) return dice.among(32, 64);
    if (lot < 45) return dice.among(17, 31);
    if (lot < 295) return dice.among(8, 16);
    if (lot < 315) return 1;
    return dice.among(2, 7);
}

void draw_timers(Dice& dice, Tuning& tuning) {
    if (dice.percent(30)) tuning.token = dice.among(100, 600);
    const std::uint32_t retransmit = tuning.token * 5 / 21;
    tuning.hold = retransmit * 4 / 5 - 10;
    tuning.consensus = tuning.token * 6 / 5;
    if (dice.percent(15)) tuning.consensus = dice.among(tuning.token / 2, tuning.token * 3);
    if (dice.percent(10)) tuning.hold = dice.among(1, tuning.token / 3);
    if (dice.percent(30)) tuning.join = dice.among(5, 60);
    if (tuning.nodes > 16) tuning.join = std::max(tuning.join, 30U); // joins grow with the square
    if (dice.percent(15) || tuning.nodes > 16) tuning.send_join = dice.among(1, tuning.join);
    // All must have said once what they see, and heard it, before the silent ones are given up.
    tuning.consensus = std::max(tuning.consensus, 3 * tuning.join);
    if (dice.percent(30)) tuning.merge = dice.among(20, 300);
}

// A token that is held, and goes round, must not look like one that does not come.
void draw_heartbeat(Dice& dice, Tuning& tuning) {
    if (!dice.percent(10)) return;
    tuning.heartbeats = dice.among(1, 3);
    const std::uint32_t least = tuning.token * 5 / 21 * tuning.heartbeats;
    tuning.hold = std::min(tuning.hold, least);
    tuning.delay_most = std::min(tuning.delay_most, 20'000 / tuning.nodes);
    tuning.delay_least = std::min(tuning.delay_least, tuning.delay_most);
}

void draw_windows(Dice& dice, Tuning& tuning) {
    if (dice.percent(20)) tuning.window = dice.mostly_small(1, 250);
    if (dice.percent(20)) tuning.max_messages = dice.mostly_small(1, 100);
    tuning.window_is_bound = tuning.window % 2 == 1; // without chance: plans stay what they are
    if (dice.percent(20)) tuning.mtu = dice.percent(70) ? dice.among(230, 1500) : 8910;
    if (dice.percent(20)) tuning.miss_count = dice.among(0, 10);
    if (dice.percent(10)) tuning.fail_receive = dice.among(5, 100);
    if (dice.percent(20)) tuning.unchanged = dice.among(0, 40);
    tuning.cancel_hold = dice.percent(10);
}

// The token goes round at least five times before it counts as lost.
void draw_distance(Dice& dice, Tuning& tuning) {
    const std::uint32_t most = tuning.token * 1000 / (5 * tuning.nodes);
    if (dice.percent(50)) return;
    tuning.delay_least = dice.among(10, 100);
    tuning.delay_most = dice.percent(70) ? dice.among(tuning.delay_least, 400)
                                         : dice.among(tuning.delay_least, std::min(most, 10'000U));
    tuning.delay_most = std::min(tuning.delay_most, most);
}

} // namespace

Tuning draw_tuning(Dice& dice, const std::optional<NodeRange>& nodes) {
    Tuning tuning;
    tuning.nodes = draw_nodes(dice);
    if (nodes) tuning.nodes = dice.among(nodes->least, nodes->most);
    draw_timers(dice, tuning);
    draw_windows(dice, tuning);
    draw_distance(dice, tuning);
    draw_heartbeat(dice, tuning);
    return tuning;
}

std::string config_command(const Tuning& tuning) {
    return fmt::format(
        "config token={}ms consensus={}ms hold={}ms join={}ms send_join={}ms merge={}ms "
        "window_size={} max_messages={} net_mtu={} miss_count_const={} fail_recv_const={} "
        "seqno_unchanged_const={} heartbeat_failures_allowed={} "
        "cancel_token_hold_on_retransmit={} window_is_bound={}",
        tuning.token, tuning.consensus, tuning.hold, tuning.join, tuning.send_join, tuning.merge,
        tuning.window, tuning.max_messages, tuning.mtu, tuning.miss_count, tuning.fail_receive,
        tuning.unchanged, tuning.heartbeats, tuning.cancel_hold ? "yes" : "no",
        tuning.window_is_bound ? "yes" : "no");
}

std::string delay_command(const Tuning& tuning) {
    return fmt::format("delay {}us {}us", tuning.delay_least, tuning.delay_most);
}

std::string plain_command(Dice& dice, const Tuning& tuning) {
    if (!dice.percent(25)) return {};
    const std::uint32_t share = dice.among(1, 60);
    std::string ids;
    for (std::uint32_t id = 1; id <= tuning.nodes; ++id)
        if (dice.percent(share)) ids += fmt::format(" {}", id);
    return ids.empty() ? ids : "plain" + ids;
}

} // namespace baton::sim
