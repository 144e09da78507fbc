// exec/ipc/joint_server.cc - whose client it is.
#include "ipc/joint_server.h"

namespace baton::ipc {

// Without the direct channel clients come the other way.
Result<void> JointServer::listen() {
    if (auto listening = plain_.listen(); !listening) return listening;
    if (const auto listening = direct_.listen(); !listening)
        log_({LogLevel::warning, LogPart::ipc, listening.error().what});
    return {};
}

Server& JointServer::of(ClientId client) {
    if (direct_.has(client)) return direct_;
    return plain_;
}

void JointServer::set_reading(Reading how) {
    if (how == reading()) return;
    plain_.set_reading(how);
    direct_.set_reading(how);
}

void JointServer::disconnect_all() {
    plain_.disconnect_all();
    direct_.disconnect_all();
}

ConnectionCounts JointServer::counts(ClientId client) const {
    return direct_.has(client) ? direct_.counts(client) : plain_.counts(client);
}

void JointServer::clear_counts() {
    plain_.clear_counts();
    direct_.clear_counts();
}

} // namespace baton::ipc
