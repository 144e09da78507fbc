// exec/services/cmap/service.cc - the doors of the cmap service. What is behind: state.h.
#include "services/cmap/service.h"

#include "base/assert.h"
#include "services/cmap/limits.h"
#include "services/cmap/state.h"
#include "wire/cmap.h"

#include <algorithm>
#include <utility>

namespace baton::cmap {

CmapService::State::State(NodeId its_self, Map& its_map, Statistics::Ring ring,
                          const Outside& its_outside, Effects& its_effects)
    : self(its_self), map(its_map), outside(its_outside), effects(its_effects),
      statistics(std::move(ring), its_outside),
      counts_votes(its_map.text("quorum.provider") == "corosync_votequorum") {
    watch_own_keys();
}

CmapService::CmapService(NodeId self, Map& map, Statistics::Ring ring, const Outside& outside,
                         Effects& effects)
    : state_(std::make_unique<State>(self, map, std::move(ring), outside, effects)) {}
CmapService::~CmapService() = default;

// ---- all nodes

void CmapService::sync_begin(const SyncView& view, Effects&) {
    state_->came_with_others = !view.trans.empty();
    state_->highest_version = 0;
    state_->malformed_told = false;
}

bool CmapService::sync_send(Effects& effects) {
    const auto message = wire::encode_config_version(wire::CmapReason::sync, state_->own_version());
    effects.multicast({Bytes(message)}, false);
    state_->version_unsent = false;
    return true;
}

void CmapService::sync_activate(Effects&) { state_->check_version(); }

void CmapService::sync_abort() {}

void CmapService::sync_complete(Effects&) {
    if (state_->version_unsent) state_->announce_version();
}

void CmapService::on_message(NodeId from, const Slice& message, Effects& effects) {
    const auto decoded = wire::decode_cmap(message.bytes());
    if (!decoded) {
        if (std::exchange(state_->malformed_told, true)) return;
        effects.log({LogLevel::warning, LogPart::cmap,
                     "dropped a message of node " + std::to_string(from.value) + ": " +
                         decoded.error().what});
        return;
    }
    if (const auto version = wire::config_version(*decoded)) state_->take_version(from, *version);
}

void CmapService::on_view(const ring::View& view, Effects&) {
    if (view.transitional)
        state_->note_left(view.left);
    else
        state_->note_ring(view);
}

void CmapService::advance(Effects&) { state_->advance(); }

std::optional<TimePoint> CmapService::next_deadline() const { return state_->next_deadline(); }

// ---- this node's clients

void CmapService::on_connected(ClientId client) {
    const bool is_new = state_->connections.try_emplace(client, client).second;
    ASSERT(is_new);
}

void CmapService::on_request(ClientId client, const Request& request, Effects&) {
    const auto found = state_->connections.find(client);
    ASSERT(found != state_->connections.end());
    std::visit([&](const auto& kind) { state_->request(found->second, kind); }, request);
}

void CmapService::on_disconnected(ClientId client) {
    const auto found = state_->connections.find(client);
    ASSERT(found != state_->connections.end());
    for (const auto& [handle, tracker] : found->second.trackers)
        state_->stop(found->second, tracker);
    state_->connections.erase(found);
}

void CmapService::on_statistics_changed(TimePoint now) {
    state_->statistics.forget();
    state_->statistics_due = std::min(state_->statistics_due, now + kChangeNoticed);
}

} // namespace baton::cmap
