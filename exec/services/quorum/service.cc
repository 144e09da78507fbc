// exec/services/quorum/service.cc - reports come in, clients hear of them.
#include "services/quorum/service.h"

#include "base/assert.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace baton::quorum {

namespace {

constexpr std::uint32_t kModels = 2;

std::vector<NodeId> without(const std::vector<NodeId>& all, const std::vector<NodeId>& some) {
    std::vector<NodeId> rest;
    std::ranges::set_difference(all, some, std::back_inserter(rest));
    return rest;
}

// "Members[2]: 1 3"
std::string listed(const char* what, const std::vector<NodeId>& nodes) {
    std::string text = std::string(what) + "[" + std::to_string(nodes.size()) + "]:";
    for (const NodeId node : nodes) text += " " + std::to_string(node.value);
    return text;
}

void notice(std::string text, Effects& effects) {
    effects.log({LogLevel::notice, LogPart::quorum, std::move(text)});
}

} // namespace

QuorumService::QuorumService(Provider provider, cmap::Map& map) : provider_(provider), map_(map) {
    view_.quorate = provider == Provider::none;
}

void QuorumService::on_start(Effects& effects) {
    map_.set("runtime.quorum.quorate", static_cast<std::uint8_t>(view_.quorate));
    if (provider_ == Provider::votequorum)
        notice("Using quorum provider corosync_votequorum", effects);
}

void QuorumService::on_message(NodeId, const Slice&, Effects&) {} // nodes have nothing to say here

// ---- synchronisation

// A node that was away and is back before a change is done counts as both left and joined.
void QuorumService::sync_begin(const SyncView& view, Effects& effects) {
    const auto left = without(settled_.members, view.trans);
    away_.insert(left.begin(), left.end());
    const std::vector<NodeId> away(away_.begin(), away_.end());
    const auto stayed = without(settled_.members, away);
    coming_ = {view.ring, view.members, without(view.members, stayed), away};
    notice(listed("Sync members", coming_.members), effects);
    if (!coming_.joined.empty()) notice(listed("Sync joined", coming_.joined), effects);
    if (!coming_.left.empty()) notice(listed("Sync left", coming_.left), effects);
}

bool QuorumService::sync_send(Effects&) { return true; }

void QuorumService::sync_activate(Effects& effects) {
    settled_ = coming_;
    away_.clear();
    for (const ClientId client : trackers_)
        if (connections_.at(client).model == 1)
            effects.event(client, NodeListEvent{settled_.ring, settled_.members, settled_.joined,
                                                settled_.left});
}

void QuorumService::sync_complete(Effects&) {}

// ---- the provider

void QuorumService::report(View view, Effects& effects) {
    const bool changed = view.quorate != view_.quorate;
    view_ = std::move(view);
    map_.set("runtime.quorum.quorate", static_cast<std::uint8_t>(view_.quorate));
    log_report(changed, effects);
    effects.command(QuorumChanged{view_.quorate, view_.ring, view_.members});
    for (const ClientId client : trackers_) tell_quorum(client, effects);
}

void QuorumService::log_report(bool changed, Effects& effects) const {
    if (changed)
        notice(view_.quorate
                   ? "This node is within the primary component and will provide service."
                   : "This node is within the non-primary component and will NOT provide any "
                     "services.",
               effects);
    notice(listed("Members", view_.members), effects);
}

// ---- clients

void QuorumService::on_connected(ClientId client) {
    const bool is_new = connections_.try_emplace(client).second;
    ASSERT(is_new);
}

void QuorumService::on_request(ClientId client, const Request& any, Effects& effects) {
    ASSERT(connections_.contains(client));
    std::visit([&](const auto& each) { request(client, each, effects); }, any);
}

void QuorumService::on_disconnected(ClientId client) {
    stop_tracking(client);
    const std::size_t known = connections_.erase(client);
    ASSERT(known == 1);
}

void QuorumService::request(ClientId client, const GetQuorateRequest&, Effects& effects) {
    effects.reply(client, Reply{QuorateReply{view_.quorate}});
}

// What is asked for at once goes out before the reply, also to those who track already.
void QuorumService::request(ClientId client, const TrackRequest& request, Effects& effects) {
    Connection& connection = connections_.at(client);
    if ((request.flags & (kTrackCurrent | kTrackChanges)) != 0) {
        if (connection.model == 1)
            effects.event(client, NodeListEvent{settled_.ring, settled_.members, {}, {}});
        tell_quorum(client, effects);
    }
    const bool twice = connection.tracking;
    if (!twice && (request.flags & (kTrackChanges | kTrackChangesOnly)) != 0) {
        connection.tracking = true;
        trackers_.insert(trackers_.begin(), client);
    }
    effects.reply(client, Reply{StatusReply{ReplyTo::track, twice ? CsError::exist : CsError::ok}});
}

void QuorumService::request(ClientId client, const UntrackRequest&, Effects& effects) {
    stop_tracking(client);
    effects.reply(client, Reply{StatusReply{ReplyTo::untrack, CsError::ok}});
}

void QuorumService::request(ClientId client, const GetTypeRequest&, Effects& effects) {
    effects.reply(client, Reply{TypeReply{type()}});
}

void QuorumService::request(ClientId client, const ModelGetTypeRequest& request, Effects& effects) {
    if (request.model >= kModels)
        return effects.reply(client, Reply{ModelTypeReply{CsError::invalid_param, 0}});
    connections_.at(client).model = request.model;
    effects.reply(client, Reply{ModelTypeReply{CsError::ok, type()}});
}

void QuorumService::tell_quorum(ClientId client, Effects& effects) const {
    effects.event(client, QuorumEvent{connections_.at(client).model, view_.quorate, view_.ring,
                                      view_.members});
}

void QuorumService::stop_tracking(ClientId client) {
    connections_.at(client).tracking = false;
    std::erase(trackers_, client);
}

std::uint32_t QuorumService::type() const { return provider_ == Provider::none ? 0 : 1; }

} // namespace baton::quorum
