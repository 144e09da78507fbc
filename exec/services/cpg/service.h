// exec/services/cpg/service.h - closed process groups: who is in which group, and their messages.
#pragma once

#include "services/cpg/messages.h"
#include "services/service.h"

#include <functional>
#include <memory>
#include <span>

namespace baton::cpg {

class CpgService final : public SyncService {
public:
    explicit CpgService(NodeId self);
    ~CpgService() override;

    [[nodiscard]] wire::ServiceId id() const override { return wire::ServiceId::cpg; }
    void sync_begin(const SyncView& view, Effects& effects) override;
    bool sync_send(Effects& effects) override;
    void sync_activate(Effects& effects) override;
    void sync_abort() override;
    void sync_complete(Effects& effects) override;
    void on_message(NodeId from, const Slice& message, Effects& effects) override;
    // The same, of a message that is somewhere in `whole`.
    void on_message(NodeId from, Bytes message, const Slice& whole, Effects& effects);
    // The same of a message that stands in several pieces, of which the first is in `whole`. False,
    // and nothing is done: it is needed in one piece.
    bool on_message(NodeId from, Bytes begin, const Slice& whole, std::span<const Slice> rest,
                    Effects& effects);
    // Many multicasts in one (wire/cpg_batch.h). How many they were.
    std::size_t on_batch(NodeId from, Bytes message, const Slice& whole, Effects& effects);
    // Whether all members know such messages.
    void set_batching(bool on);
    // Header and data of each single message that says the same as a part of this batch; from one
    // that this node made and has not sent. False if it is no batch.
    using TakeSingle = std::function<void(Bytes header, Bytes data)>;
    bool singles(Bytes batch, const TakeSingle& take) const;

    void on_connected(ClientId client);
    void on_request(ClientId client, const Request& request, Effects& effects);
    // The request that comes most often, by itself.
    void on_multicast(ClientId client, const MulticastRequest& request, Effects& effects);
    void on_multicasts(ClientId client, const MulticastRun& run, Effects& effects);
    void on_disconnected(ClientId client, Effects& effects);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace baton::cpg
