// exec/services/quorum/service.h - whether this node may act, and in which company, for clients.
//
// The service decides nothing itself: a provider reports to it, and every report is the view from
// then on and goes to all who track, also when nothing changed. Without a provider the node is
// always quorate and the view stays empty. The node lists that clients of model 1 get come from the
// synchronisation, before the provider's report of the same change.
#pragma once

#include "services/cmap/map.h"
#include "services/quorum/messages.h"
#include "services/service.h"

#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace baton::quorum {

struct View {
    bool quorate = false;
    RingId ring;
    std::vector<NodeId> members; // ascending
};

class QuorumService final : public SyncService {
public:
    enum class Provider : std::uint8_t { none, votequorum };

    // `map` must outlive the service.
    QuorumService(Provider provider, cmap::Map& map);

    [[nodiscard]] wire::ServiceId id() const override { return wire::ServiceId::quorum; }
    void on_start(Effects& effects) override;
    void on_message(NodeId from, const Slice& message, Effects& effects) override;
    void sync_begin(const SyncView& view, Effects& effects) override;
    bool sync_send(Effects& effects) override;
    void sync_activate(Effects& effects) override;
    void sync_abort() override {}
    void sync_complete(Effects& effects) override;

    // From the provider.
    void report(View view, Effects& effects);
    [[nodiscard]] const View& view() const { return view_; }

    void on_connected(ClientId client);
    void on_request(ClientId client, const Request& request, Effects& effects);
    void on_disconnected(ClientId client);

private:
    struct Connection {
        std::uint32_t model = 0;
        bool tracking = false;
    };

    void request(ClientId client, const GetQuorateRequest& request, Effects& effects);
    void request(ClientId client, const TrackRequest& request, Effects& effects);
    void request(ClientId client, const UntrackRequest& request, Effects& effects);
    void request(ClientId client, const GetTypeRequest& request, Effects& effects);
    void request(ClientId client, const ModelGetTypeRequest& request, Effects& effects);
    void tell_quorum(ClientId client, Effects& effects) const;
    void stop_tracking(ClientId client);
    [[nodiscard]] std::uint32_t type() const;
    void log_report(bool changed, Effects& effects) const;

    const Provider provider_;
    cmap::Map& map_;
    View view_;
    std::map<ClientId, Connection> connections_;
    std::vector<ClientId> trackers_; // the newest first

    // Of the last synchronisation that ended, and of the one that runs.
    struct Change {
        RingId ring;
        std::vector<NodeId> members;
        std::vector<NodeId> joined;
        std::vector<NodeId> left;
    };
    Change settled_;
    Change coming_;
    std::set<NodeId> away_; // at any time since settled_
};

} // namespace baton::quorum
