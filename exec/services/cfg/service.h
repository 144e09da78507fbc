// exec/services/cfg/service.h - what operators' tools ask of a node: its links, its peers, to end,
// to end another node, to read its configuration or open its log files again.
#pragma once

#include "services/cfg/key_change.h"
#include "services/cfg/shutdown.h"
#include "services/outside.h"
#include "services/reload/service.h"
#include "services/service.h"
#include "wire/cfg.h"

#include <vector>

namespace baton::cfg {

class CfgService final : public Service {
public:
    // All of them must outlive it.
    CfgService(NodeId self, const cmap::Map& map, const Outside& outside,
               reload::ReloadService& reload, KeyChange& key_change)
        : self_(self), outside_(outside), reload_(reload), key_change_(key_change), shutdown_(map) {
    }

    [[nodiscard]] wire::ServiceId id() const override { return wire::ServiceId::cfg; }
    void on_message(NodeId from, const Slice& message, Effects& effects) override;
    void on_view(const ring::View& view, Effects& effects) override;
    void advance(Effects& effects) override;
    [[nodiscard]] std::optional<TimePoint> next_deadline() const override;
    // The synchronisation has ended: what waited for that goes out.
    void on_synchronised(Effects& effects);
    // Another member has said what it can do.
    void on_capability(Effects& effects) { key_change_.on_capability(effects); }

    void on_request(ClientId client, const Request& request, Effects& effects);
    void on_disconnected(ClientId client, Effects& effects);

private:
    void request(ClientId client, const RingStatusRequest& request, Effects& effects);
    void request(ClientId client, const RingReenableRequest& request, Effects& effects);
    void request(ClientId client, const KillNodeRequest& request, Effects& effects);
    void request(ClientId client, const ShutdownRequest& request, Effects& effects);
    void request(ClientId client, const ShutdownAnswer& request, Effects& effects);
    void request(ClientId client, const AddressesRequest& request, Effects& effects);
    void request(ClientId client, const LocalGetRequest& request, Effects& effects);
    void request(ClientId client, const ReloadRequest& request, Effects& effects);
    void request(ClientId client, const ReopenLogsRequest& request, Effects& effects);
    void request(ClientId client, const NodeStatusRequest& request, Effects& effects);
    void request(ClientId client, const TrackRequest& request, Effects& effects);
    void request(ClientId client, const UntrackRequest& request, Effects& effects);

    void deliver(NodeId from, const wire::CfgKillNode& kill, Effects& effects);
    void deliver(NodeId from, const wire::CfgShutdown& shutdown, Effects& effects);
    void deliver(NodeId from, const wire::CfgReload& reload, Effects& effects);
    void deliver(NodeId from, const wire::CfgCryptoPhase& phase, Effects& effects) {
        key_change_.on_phase(from, phase, effects);
    }
    void deliver(NodeId, const wire::CfgRingReenable&, Effects&) {}

    void shut_down(Effects& effects);

    const NodeId self_;
    const Outside& outside_;
    reload::ReloadService& reload_;
    KeyChange& key_change_;
    Shutdown shutdown_;
    std::vector<NodeId> members_; // of the regular configuration, ascending
    std::uint64_t malformed_ = 0;
    bool shutdown_waits_ = false; // decided while a synchronisation ran
};

} // namespace baton::cfg
