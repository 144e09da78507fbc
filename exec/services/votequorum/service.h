// exec/services/votequorum/service.h - who has how many votes, and whether ours suffice.
//
// Nodes tell each other their votes, how many they expect in all and how they feel (flags) when a
// membership forms and when something changes; the rest is each node's own reckoning. It is done
// as Corosync does it, so that a mixed ring is of one opinion, except where that could make two
// clusters of one: a tie is broken only in favour of those who were quorate just before, it keeps
// quorum and never gives it; who goes on as the last man must come from those who were quorate;
// what was heard in a synchronisation that was cut short is forgotten; a reload that leaves
// expected votes as they were configured leaves a cluster that has shrunk as it is; and expected
// votes that were tracked are never less than those that are configured.
#pragma once

#include "services/cmap/map.h"
#include "services/quorum/service.h"
#include "services/service.h"
#include "services/votequorum/messages.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace baton::votequorum {

class VotequorumService final : public SyncService {
public:
    // `map` and `quorum` must outlive the service. `stored` is what was on disk of expected votes
    // tracking, 0 if there was nothing yet.
    VotequorumService(NodeId self, cmap::Map& map, quorum::QuorumService& quorum,
                      std::uint32_t stored);
    ~VotequorumService() override;

    [[nodiscard]] wire::ServiceId id() const override { return wire::ServiceId::votequorum; }
    // `effects` must outlive the service: settings change when keys change.
    void on_start(Effects& effects) override;
    void on_stop(Effects& effects) override;
    void on_message(NodeId from, const Slice& message, Effects& effects) override;
    void advance(Effects& effects) override;
    [[nodiscard]] std::optional<TimePoint> next_deadline() const override;
    void sync_begin(const SyncView& view, Effects& effects) override;
    bool sync_send(Effects& effects) override;
    void sync_activate(Effects& effects) override;
    void sync_abort() override {}
    void sync_complete(Effects& effects) override;
    [[nodiscard]] Duration sync_wait() const override;

    void on_connected(ClientId client);
    void on_request(ClientId client, const Request& request, Effects& effects);
    void on_disconnected(ClientId client);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace baton::votequorum
