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
    on_message(from, message.bytes(), message, effects);
}

void CpgService::on_message(NodeId from, Bytes message, const Slice& whole, Effects& effects) {
    if (const auto multicast = wire::read_cpg_multicast(message))
        return state_->deliver(from, whole, *multicast, {}, effects);
    const auto decoded = wire::decode_cpg(message);
    if (!decoded) return state_->warn_of_malformed(from, decoded.error(), effects);
    std::visit([&](const auto& kind) { state_->deliver(from, whole, kind, effects); }, *decoded);
}

// All that can stand behind the front of such a multicast is its data; what a stranger has put
// there beside it is cut off elsewhere.
bool CpgService::on_message(NodeId from, Bytes begin, const Slice& whole,
                            std::span<const Slice> rest, Effects& effects) {
    const std::size_t size = Pieces(begin, rest).size();
    const auto front = wire::begin_cpg_multicast(begin, size);
    if (!front || front->length != size - wire::kCpgMulticastHeaderSize) return false;
    state_->deliver(from, whole,
                    {front->group, front->pid, begin.subspan(wire::kCpgMulticastHeaderSize)}, rest,
                    effects);
    return true;
}

std::size_t CpgService::on_batch(NodeId from, Bytes message, const Slice& whole, Effects& effects) {
    const auto batch = wire::decode_cpg_batch(message);
    if (batch) return state_->deliver(from, whole, *batch, effects);
    state_->warn_of_malformed(from, batch.error(), effects);
    return 0;
}

void CpgService::set_batching(bool on) {
    state_->batching = on;
    state_->batch = {};
}

bool CpgService::singles(Bytes batch, const TakeSingle& take) const {
    const auto decoded = wire::decode_cpg_batch(batch);
    if (decoded) state_->singles(*decoded, take);
    return decoded.has_value();
}

void CpgService::on_connected(ClientId client) {
    const bool is_new = state_->connections.try_emplace(client, client).second;
    ASSERT(is_new);
}

void CpgService::on_request(ClientId client, const Request& request, Effects& effects) {
    Connection& from = state_->connection_of(client);
    std::visit([&](const auto& kind) { state_->request(from, kind, effects); }, request);
}

void CpgService::on_multicast(ClientId client, const MulticastRequest& request, Effects& effects) {
    state_->request(state_->connection_of(client), request, effects);
}

void CpgService::on_multicasts(ClientId client, const MulticastRun& run, Effects& effects) {
    state_->request(state_->connection_of(client), run, effects);
}

void CpgService::on_disconnected(ClientId client, Effects& effects) {
    const auto found = state_->connections.find(client);
    ASSERT(found != state_->connections.end());
    state_->disconnected(found->second, effects);
    state_->last_asked = nullptr;
    state_->connections.erase(found);
}

} // namespace baton::cpg
