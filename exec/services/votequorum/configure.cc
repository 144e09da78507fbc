// exec/services/votequorum/configure.cc - settings come from the map, at the start and when they
// change.
#include "services/votequorum/state.h"

namespace baton::votequorum {

namespace {

constexpr int kServiceFailed = 20; // exit code
constexpr std::string_view kCancel = "quorum.cancel_wait_for_all";
constexpr std::string_view kReloading = "config.totemconfig_reload_in_progress";
constexpr std::string_view kReloadStatus = "config.reload_status";

} // namespace

VotequorumService::State::State(NodeId its_self, cmap::Map& its_map,
                                quorum::QuorumService& its_quorum, std::uint32_t stored)
    : self(its_self), map(its_map), quorum_service(its_quorum), tracked(stored) {
    nodes[self] = {NodeState::member, 1, 0, flags::kFirst};
}

VotequorumService::State::~State() {
    for (const auto id : watches) map.unwatch(id);
}

void VotequorumService::State::start(Effects& effects) {
    watch_effects = &effects;
    const Outcome outcome = read_at_start(map, circumstances());
    log(outcome.remarks, effects);
    if (outcome.fatal) {
        effects.log({LogLevel::error, LogPart::votequorum, *outcome.fatal});
        return effects.command(Die{*outcome.fatal, kServiceFailed});
    }
    take(outcome);
    if (options.wait_for_all) set_waiting(true);
    if (options.expected_votes_tracking) effects.command(StoreExpectedVotes{tracked});
    recalculate(false, false, effects);
    map.set("runtime.votequorum.this_node_id", self.value);
    publish_settings();
    if (options.tie_breaker != TieBreaker::none) publish_tie_breaker();
    watch();
}

void VotequorumService::State::log(const std::vector<Remark>& remarks, Effects& effects) const {
    for (const Remark& remark : remarks)
        effects.log(
            {remark.error ? LogLevel::error : LogLevel::warning, LogPart::votequorum, remark.text});
}

Circumstances VotequorumService::State::circumstances() const {
    return {us().has(flags::kDeviceRegistered), tracked};
}

void VotequorumService::State::take(const Outcome& outcome) {
    const std::uint32_t before = options.configured_votes;
    options = outcome.options;
    if (!outcome.complete) return;
    us().votes = options.votes;
    if (options.device_votes) device_votes = *options.device_votes;
    // A cluster that has shrunk goes on so: others may have been told the same configuration, and
    // be more than half of what it says.
    if (options.configured_votes == before) return;
    us().expected_votes = options.expected_votes;
    settled.expected_votes = options.expected_votes;
    barrier = options.expected_votes;
}

// ---- changes

void VotequorumService::State::watch() {
    const auto changed = [this](const cmap::Change& change) { setting_changed(change); };
    watches.push_back(map.watch("nodelist.", cmap::kAny | cmap::kPrefix, changed));
    watches.push_back(map.watch("quorum.", cmap::kAny | cmap::kPrefix, changed));
    watches.push_back(map.watch(kReloading, cmap::kAdd | cmap::kModify,
                                [this](const cmap::Change&) { reload_changed(); }));
}

// A reload changes many keys, one after the other: what they mean together shows at its end.
void VotequorumService::State::setting_changed(const cmap::Change& change) {
    if (map.number<std::uint8_t>(kReloading).value_or(0) != 0) return;
    if (change.key != kCancel) return read_settings_again();
    if (change.after == nullptr || change.after->as<std::uint8_t>().value_or(0) == 0) return;
    map.set(kCancel, std::uint8_t{0});
    send_reconfigure(self, 0, wire::QuorumParameter::cancel_wait_for_all, *watch_effects);
}

void VotequorumService::State::reload_changed() {
    if (map.number<std::uint8_t>(kReloading).value_or(0) != 0) return;
    const auto good = static_cast<std::int32_t>(CsError::ok);
    if (map.number<std::int32_t>(kReloadStatus).value_or(good) == good) read_settings_again();
}

void VotequorumService::State::read_settings_again() {
    const std::uint32_t votes_before = us().votes;
    const std::uint32_t configured_before = options.configured_votes;
    const Outcome outcome = read_again(map, options, circumstances());
    log(outcome.remarks, *watch_effects);
    take(outcome);
    if (options.wait_for_all_follows && !options.wait_for_all && waiting_for_all)
        set_waiting(false);
    publish_settings();
    publish_tie_breaker();
    send_info(*watch_effects);
    send_device_info(*watch_effects);
    if (us().votes != votes_before)
        send_reconfigure(self, us().votes, wire::QuorumParameter::node_votes, *watch_effects);
    if (options.configured_votes != configured_before)
        send_reconfigure(self, us().expected_votes, wire::QuorumParameter::expected_votes,
                         *watch_effects);
}

} // namespace baton::votequorum
