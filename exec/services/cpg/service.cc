// exec/services/cpg/service.cc - the doors of the cpg service. What is behind: state.h.
#include "services/cpg/service.h"

#include "base/assert.h"
#include "services/cpg/state.h"

namespace baton::cpg {

CpgService::CpgService(NodeId self) : state_(std::make_unique<State>(self)) {}
CpgService::~CpgService() = default;

void CpgService::sync_begin(const SyncView& view, Effects&) {
    state_->view = view;
    state_->note_left_nodes();
}

bool CpgService::sync_send(Effects& effects) {
    state_->send_lists(effects);
    return true; // the queue for synchronisation has room for what a service sends in it
}

void CpgService::sync_activate(Effects& effects) { state_->activate(effects); }

void CpgService::sync_abort() { state_->listed.clear(); }

void CpgService::sync_complete(Effects& effects) { state_->outbox.flush(effects); }

void CpgService::on_message(NodeId from, const Slice& message, Effects& effects) {
    const auto decoded = wire::decode_cpg(message.bytes());
    if (!decoded) {
        state_->occasional.warn(Occasional::What::malformed, effects,
                                "dropped a message of node " + std::to_string(from.value) + ": " +
                                    decoded.error().what);
        return;
    }
    std::visit([&](const auto& kind) { state_->deliver(from, message, kind, effects); }, *decoded);
}

void CpgService::on_connected(ClientId client) {
    const bool is_new = state_->connections.try_emplace(client, client).second;
    ASSERT(is_new);
}

void CpgService::on_request(ClientId client, const Request& request, Effects& effects) {
    const auto found = state_->connections.find(client);
    ASSERT(found != state_->connections.end());
    std::visit([&](const auto& kind) { state_->request(found->second, kind, effects); }, request);
}

void CpgService::on_disconnected(ClientId client, Effects& effects) {
    const auto found = state_->connections.find(client);
    ASSERT(found != state_->connections.end());
    state_->disconnected(found->second, effects);
    state_->connections.erase(found);
}

} // namespace baton::cpg
