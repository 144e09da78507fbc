// exec/services/cfg/service.cc - requests of local clients, and orders that came over the ring.
#include "services/cfg/service.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace baton::cfg {

namespace {

// What goes over the ring waits until it can: the tools ask again.
bool must_wait(const Effects& effects, std::size_t bytes) {
    return effects.synchronising() || !effects.room_for(bytes);
}

void status(ClientId client, ReplyTo to, CsError error, Effects& effects) {
    effects.reply(client, Reply{StatusReply{to, error}});
}

// As other implementations send it, a zero at the end may be counted.
std::string without_zero(std::string_view text) {
    return std::string(text.substr(0, text.find('\0')));
}

} // namespace

// ---- requests

void CfgService::on_request(ClientId client, const Request& request, Effects& effects) {
    std::visit([&](const auto& each) { this->request(client, each, effects); }, request);
}

void CfgService::on_disconnected(ClientId client, Effects& effects) {
    reload_.on_disconnected(client);
    if (shutdown_.disconnected(client, effects)) shut_down(effects);
}

void CfgService::request(ClientId client, const RingStatusRequest&, Effects& effects) {
    effects.reply(client, Reply{RingStatusReply{CsError::ok, outside_.links()}});
}

void CfgService::request(ClientId client, const RingReenableRequest&, Effects& effects) {
    status(client, ReplyTo::ring_reenable, CsError::not_supported, effects);
}

void CfgService::request(ClientId client, const KillNodeRequest& request, Effects& effects) {
    if (must_wait(effects, wire::kCfgKillNodeSize))
        return status(client, ReplyTo::kill_node, CsError::try_again, effects);
    if (!std::ranges::binary_search(members_, request.node))
        return status(client, ReplyTo::kill_node, CsError::not_exist, effects);
    const std::string reason = without_zero(request.reason).substr(0, wire::kCfgReasonMax - 1);
    const auto kill = wire::encode(wire::CfgKillNode{request.node, reason});
    effects.multicast({Bytes(kill)}, false);
    status(client, ReplyTo::kill_node, CsError::ok, effects);
}

void CfgService::request(ClientId client, const ShutdownRequest& request, Effects& effects) {
    if (must_wait(effects, wire::kCfgShutdownSize))
        return status(client, ReplyTo::shutdown, CsError::try_again, effects);
    if (shutdown_.ask(client, request.kind, effects)) shut_down(effects);
}

void CfgService::request(ClientId client, const ShutdownAnswer& request, Effects& effects) {
    if (shutdown_.answer(client, request.yes, effects)) shut_down(effects);
}

void CfgService::request(ClientId client, const AddressesRequest& request, Effects& effects) {
    AddressesReply reply;
    reply.addresses = outside_.addresses(request.node.value == 0 ? self_ : request.node);
    if (reply.addresses.empty()) reply.error = CsError::not_exist;
    effects.reply(client, Reply{std::move(reply)});
}

void CfgService::request(ClientId client, const LocalGetRequest&, Effects& effects) {
    effects.reply(client, Reply{LocalGetReply{self_}});
}

void CfgService::request(ClientId client, const ReloadRequest&, Effects& effects) {
    reload_.ask(client, effects);
}

// Only the shell knows how it went, so it answers.
void CfgService::request(ClientId client, const ReopenLogsRequest&, Effects& effects) {
    effects.command(ReopenLogs{client});
}

void CfgService::request(ClientId client, const NodeStatusRequest& request, Effects& effects) {
    constexpr std::uint32_t kVersion = 1;
    NodeStatusReply reply;
    reply.version = request.version;
    if (request.version != kVersion) {
        reply.error = CsError::not_supported;
    } else if (auto found = outside_.node_status(request.node)) {
        reply.status = std::move(*found);
    } else {
        reply.error = CsError::failed_operation;
    }
    effects.reply(client, Reply{std::move(reply)});
}

void CfgService::request(ClientId client, const TrackRequest&, Effects& effects) {
    status(client, ReplyTo::track, CsError::ok, effects);
    shutdown_.track(client, effects);
}

void CfgService::request(ClientId client, const UntrackRequest&, Effects& effects) {
    status(client, ReplyTo::untrack, CsError::ok, effects);
    if (shutdown_.untrack(client, effects)) shut_down(effects);
}

// ---- time, and what comes over the ring

void CfgService::advance(Effects& effects) {
    if (shutdown_.advance(effects)) shut_down(effects);
    key_change_.advance(effects);
}

std::optional<TimePoint> CfgService::next_deadline() const {
    const auto shutdown = shutdown_.next_deadline();
    const auto keys = key_change_.next_deadline();
    return shutdown && keys ? std::min(*shutdown, *keys) : shutdown ? shutdown : keys;
}

void CfgService::on_view(const ring::View& view, Effects&) {
    key_change_.on_view(view);
    if (!view.transitional) members_ = view.members;
}

// What is multicast during a synchronisation would belong to it.
void CfgService::shut_down(Effects& effects) {
    shutdown_waits_ = effects.synchronising();
    if (shutdown_waits_) return;
    const auto shutdown = wire::encode(wire::CfgShutdown{});
    effects.multicast({Bytes(shutdown)}, false);
}

void CfgService::on_synchronised(Effects& effects) {
    if (shutdown_waits_) shut_down(effects);
    key_change_.on_synchronised(effects);
}

void CfgService::on_message(NodeId from, const Slice& message, Effects& effects) {
    const auto decoded = wire::decode_cfg(message.bytes());
    if (!decoded) {
        // The 1st, 2nd, 4th, 8th ... is told: any number of them may come.
        if (std::has_single_bit(++malformed_))
            effects.log({LogLevel::warning, LogPart::cfg,
                         "dropped a message of node " + std::to_string(from.value) + ": " +
                             decoded.error().what});
        return;
    }
    std::visit([&](const auto& each) { deliver(from, each, effects); }, *decoded);
}

void CfgService::deliver(NodeId from, const wire::CfgKillNode& kill, Effects& effects) {
    if (kill.node != self_) return;
    effects.command(
        Die{"Killed by node " + std::to_string(from.value) + " : " + without_zero(kill.reason)});
}

void CfgService::deliver(NodeId from, const wire::CfgReload& reload, Effects& effects) {
    key_change_.on_order();
    reload_.on_plain_order(from, reload, effects);
}

// The others go on; the sender ends in order, and says so itself.
void CfgService::deliver(NodeId from, const wire::CfgShutdown&, Effects& effects) {
    const std::string text = "Node " + std::to_string(from.value) + " was shut down by sysadmin";
    if (from == self_) return effects.command(ShutDown{text});
    effects.log({LogLevel::notice, LogPart::cfg, text});
}

} // namespace baton::cfg
