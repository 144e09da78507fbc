// exec/services/votequorum/service.cc - the doors of votequorum. What is behind: state.h.
#include "services/votequorum/service.h"

#include "base/assert.h"
#include "services/votequorum/state.h"

namespace baton::votequorum {

VotequorumService::VotequorumService(NodeId self, cmap::Map& map, quorum::QuorumService& quorum,
                                     std::uint32_t stored)
    : state_(std::make_unique<State>(self, map, quorum, stored)) {}
VotequorumService::~VotequorumService() = default;

void VotequorumService::on_start(Effects& effects) { state_->start(effects); }

// Where votes may fall with those who go in good order, the others must hear that it is one.
void VotequorumService::on_stop(Effects& effects) {
    if (!state_->options.allow_downscale) return;
    state_->us().put(flags::kLeaving, true);
    state_->send_info(effects);
}

void VotequorumService::on_message(NodeId from, const Slice& message, Effects& effects) {
    const auto decoded = wire::decode_votequorum(message.bytes());
    if (!decoded) return state_->malformed(from, decoded.error().what, effects);
    std::visit([&](const auto& each) { state_->deliver(from, each, effects); }, *decoded);
}

void VotequorumService::advance(Effects& effects) { state_->advance(effects); }

std::optional<TimePoint> VotequorumService::next_deadline() const {
    // It ends when nodes have changed over, if that is later.
    const auto window = state_->synchronising ? std::nullopt : state_->window_end;
    const auto& device = state_->device_deadline;
    if (window && device) return std::min(*window, *device);
    return window ? window : device;
}

void VotequorumService::sync_begin(const SyncView& view, Effects& effects) {
    state_->begin(view, effects);
}

bool VotequorumService::sync_send(Effects& effects) { return state_->send(effects); }

void VotequorumService::sync_activate(Effects& effects) { state_->activate(effects); }

void VotequorumService::sync_complete(Effects&) {}

// All nodes have the same configuration, so this is what another one may wait for its device.
Duration VotequorumService::sync_wait() const {
    return state_->options.device ? milliseconds(state_->options.device_sync_timeout_ms)
                                  : milliseconds(0);
}

void VotequorumService::on_connected(ClientId client) {
    const bool is_new = state_->connections.try_emplace(client).second;
    ASSERT(is_new);
}

void VotequorumService::on_request(ClientId client, const Request& request, Effects& effects) {
    ASSERT(state_->connections.contains(client));
    std::visit([&](const auto& each) { state_->request(client, each, effects); }, request);
}

void VotequorumService::on_disconnected(ClientId client) { state_->disconnected(client); }

} // namespace baton::votequorum
