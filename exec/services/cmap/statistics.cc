// exec/services/cmap/statistics.cc - counters of the ring under the names that monitors know.
#include "services/cmap/statistics.h"

#include "services/cmap/limits.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace baton::cmap {

namespace {

struct Counter {
    std::string_view key; // behind stats.srp.
    std::uint64_t ring::Statistics::*member;
};

constexpr Counter kCounters[] = {
    {"orf_token_rx", &ring::Statistics::token_received},
    {"mcast_tx", &ring::Statistics::multicasts_sent},
    {"mcast_rx", &ring::Statistics::multicasts_received},
    {"mcast_retx", &ring::Statistics::multicasts_resent},
    {"memb_join_tx", &ring::Statistics::joins_sent},
    {"memb_join_rx", &ring::Statistics::joins_received},
    {"memb_commit_token_tx", &ring::Statistics::commit_tokens_sent},
    {"memb_commit_token_rx", &ring::Statistics::commit_tokens_received},
    {"memb_merge_detect_tx", &ring::Statistics::merge_detects_sent},
    {"memb_merge_detect_rx", &ring::Statistics::merge_detects_received},
    {"token_hold_cancel_tx", &ring::Statistics::token_hold_cancels_sent},
    {"token_hold_cancel_rx", &ring::Statistics::token_hold_cancels_received},
    {"operational_entered", &ring::Statistics::operational_entered},
    {"gather_entered", &ring::Statistics::gather_entered},
    {"commit_entered", &ring::Statistics::commit_entered},
    {"recovery_entered", &ring::Statistics::recovery_entered},
    {"operational_token_lost", &ring::Statistics::token_lost_operational},
    {"gather_token_lost", &ring::Statistics::token_lost_gather},
    {"commit_token_lost", &ring::Statistics::token_lost_commit},
    {"recovery_token_lost", &ring::Statistics::token_lost_recovery},
    {"consensus_timeouts", &ring::Statistics::consensus_timeouts},
    {"rx_msg_dropped", &ring::Statistics::received_dropped},
};

constexpr std::string_view kClear = "stats.clear.";
constexpr std::string_view kSendFailures = "stats.srp.continuous_sendmsg_failures";
// Beyond these the network is suspected rather than the other nodes.
constexpr std::uint64_t kGathersTolerated = 3;
constexpr std::uint32_t kSendFailuresTolerated = 30;

std::uint32_t in_ms(Duration time) {
    return static_cast<std::uint32_t>(std::chrono::duration_cast<milliseconds>(time).count());
}

} // namespace

void Statistics::add_ring(Values& values) const {
    const RingNumbers numbers = ring_();
    const ring::Statistics& now = numbers.counters;
    const auto put = [&](std::string_view key, auto number) {
        values.insert_or_assign("stats." + std::string(key), Value::of(number));
    };
    const auto since = [&](auto member) { return now.*member - base_.*member; };
    for (const Counter& each : kCounters) put("srp." + std::string(each.key), since(each.member));
    put("srp.orf_token_tx",
        since(&ring::Statistics::token_sent) + since(&ring::Statistics::token_repeated));
    put("srp.continuous_gather", static_cast<std::uint32_t>(now.continuous_gather));
    put("srp.mtt_rx_token", in_ms(numbers.rotation));
    put("srp.avg_token_workload", in_ms(numbers.holding));
    put("srp.avg_backlog_calc", numbers.backlog);
    put("srp.time_since_token_last_received",
        std::uint64_t{in_ms(numbers.since_token.value_or(Duration{0}))});
    put("pg.msg_reserved", static_cast<std::uint32_t>(numbers.messages_waiting));
    put("pg.msg_queue_avail", static_cast<std::uint32_t>(numbers.messages_room));

    const auto failures = values.try_emplace(std::string(kSendFailures), Value::of(0U)).first;
    const bool suspect = now.continuous_gather > kGathersTolerated ||
                         failures->second.as<std::uint32_t>().value_or(0) > kSendFailuresTolerated;
    put("srp.firewall_enabled_or_nic_failure", std::uint8_t{suspect});
}

Statistics::Values Statistics::collect() const {
    Values values;
    outside_.statistics([&](std::string key, Value value) {
        values.insert_or_assign(std::move(key), std::move(value));
    });
    add_ring(values);
    return values;
}

Map& Statistics::read(TimePoint now) {
    if (read_at_ && now - *read_at_ < kStatisticsAge) return map_;
    read_at_ = now;
    const Values values = collect();
    std::vector<std::string> gone;
    map_.for_each("", [&](const Map::Entry& entry) {
        if (!values.contains(entry.key)) gone.emplace_back(entry.key);
    });
    for (const std::string& key : gone) map_.remove(key);
    for (const auto& [key, value] : values) map_.set(key, value);
    return map_;
}

Statistics::Clearing Statistics::clear(std::string_view key) {
    using What = ClearStatistics::What;
    if (!key.starts_with(kClear)) return {CsError::access, {}};
    const std::string_view group = key.substr(kClear.size());
    constexpr std::pair<std::string_view, What> kGroups[] = {{"knet", What::knet},
                                                             {"ipc", What::ipc},
                                                             {"totem", What::totem},
                                                             {"schedmiss", What::schedmiss},
                                                             {"all", What::all}};
    const auto* found =
        std::ranges::find(kGroups, group, [](const auto& each) { return each.first; });
    if (found == std::end(kGroups)) return {CsError::not_supported, {}};
    if (found->second == What::totem || found->second == What::all) base_ = ring_().counters;
    forget();
    return {CsError::ok, found->second};
}

CsError Statistics::refuse_change(std::string_view key) {
    return key.starts_with(kClear) ? CsError::not_supported : CsError::access;
}

} // namespace baton::cmap
