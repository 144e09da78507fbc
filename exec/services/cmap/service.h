// exec/services/cmap/service.h - the configuration map as clients use it, what this node tells
// about itself in it, keys that make it do something, and the agreement of all nodes about the
// configuration's version.
#pragma once

#include "services/cmap/map.h"
#include "services/cmap/messages.h"
#include "services/cmap/statistics.h"
#include "services/outside.h"
#include "services/service.h"

#include <memory>

namespace baton::cmap {

class CmapService final : public SyncService {
public:
    // `map` has the configuration already. It, `effects` and `outside` must outlive the service;
    // through `effects` goes what changes of the map lead to, whoever makes them.
    CmapService(NodeId self, Map& map, Statistics::Ring ring, const Outside& outside,
                Effects& effects);
    ~CmapService() override;

    [[nodiscard]] wire::ServiceId id() const override { return wire::ServiceId::cmap; }
    void sync_begin(const SyncView& view, Effects& effects) override;
    bool sync_send(Effects& effects) override;
    void sync_activate(Effects& effects) override;
    void sync_abort() override;
    void sync_complete(Effects& effects) override;
    void on_message(NodeId from, const Slice& message, Effects& effects) override;
    void on_view(const ring::View& view, Effects& effects) override;
    void advance(Effects& effects) override;
    [[nodiscard]] std::optional<TimePoint> next_deadline() const override;

    void on_connected(ClientId client);
    void on_request(ClientId client, const Request& request, Effects& effects);
    void on_disconnected(ClientId client);
    // A client of any service came or went, or a link: who watches statistics hears of it soon.
    void on_statistics_changed(TimePoint now);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace baton::cmap
