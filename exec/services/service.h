// exec/services/service.h - what a service is, and what it can cause.
//
// A service is pure: messages come to every node in the same order, requests from this node's
// clients, and everything that follows goes out through Effects.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/time.h"
#include "ring/view.h"
#include "services/client.h"
#include "services/command.h"
#include "services/cpg/delivery_run.h"
#include "wire/service.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace baton {

class Effects {
public:
    virtual ~Effects() = default;
    // A service message of these pieces, in order, to all nodes, this one included. The pieces are
    // copied. `safe`: delivered when every member is known to have it, where the ring offers that.
    // Never fails: whoever accepts client requests asks room_for() first.
    virtual void multicast(std::initializer_list<Bytes> pieces, bool safe) = 0;
    // The same for a message that more may be added to as long as it is the last one and its frame
    // has room. 0, and nothing is sent, if this is not possible. `count`: how many multicasts it is
    // counted as.
    using Ticket = std::uint64_t;
    virtual Ticket multicast_open(std::initializer_list<Bytes> /*pieces*/, bool /*safe*/,
                                  std::size_t /*count*/) {
        return 0;
    }
    // True if the pieces are now at the end of that message.
    virtual bool extend(Ticket /*ticket*/, std::initializer_list<Bytes> /*pieces*/,
                        std::size_t /*count*/) {
        return false;
    }
    // The longest message that may be opened, and how much may be added to this one.
    [[nodiscard]] virtual std::size_t room_to_open() const { return 0; }
    [[nodiscard]] virtual std::size_t room_to_extend(Ticket /*ticket*/) const { return 0; }
    // Whether the send queue takes a message of this many bytes now.
    [[nodiscard]] virtual bool room_for(std::size_t bytes) const = 0;
    // A synchronisation is going on: what is multicast now belongs to it.
    [[nodiscard]] virtual bool synchronising() const = 0;
    virtual void reply(ClientId client, ClientReply reply) = 0;
    virtual void event(ClientId client, ClientEvent event) = 0;
    // What it is, for each client of its audience. `rest`: what follows the first piece of its
    // data.
    virtual void deliver(cpg::Delivery&& delivery, std::span<const Slice> rest) {
        cpg::for_each_message(delivery, [&](const cpg::Delivery& message) {
            for (const ClientId client : message.audience->clients)
                event(client, cpg::event_of(message, rest));
        });
    }
    void deliver(cpg::Delivery&& delivery) { deliver(std::move(delivery), {}); }
    virtual void log(LogLine line) = 0;
    // The time of this step.
    [[nodiscard]] virtual TimePoint now() const = 0;
    virtual void command(Command command) = 0;
    // Form a new membership, when this step is done.
    virtual void gather() = 0;
};

// A membership change as the services see it, after the ring has settled.
struct SyncView {
    RingId ring;
    std::vector<NodeId> members; // ascending
    std::vector<NodeId> trans;   // those that came along with this node from its last ring
};

class Service {
public:
    virtual ~Service() = default;
    [[nodiscard]] virtual wire::ServiceId id() const = 0;

    // Once, before anything else.
    virtual void on_start(Effects& /*effects*/) {}
    // A message of this service, from `from`, the service header first. Possibly malformed.
    virtual void on_message(NodeId from, const Slice& message, Effects& effects) = 0;
    // A new configuration of the ring is there, transitional or regular, before anything of it is
    // delivered.
    virtual void on_view(const ring::View& /*view*/, Effects& /*effects*/) {}
    // next_deadline() has come; earlier and later calls do no harm.
    virtual void advance(Effects& /*effects*/) {}
    [[nodiscard]] virtual std::optional<TimePoint> next_deadline() const { return std::nullopt; }
    // This node is about to leave in order: say what is to be said before.
    virtual void on_stop(Effects& /*effects*/) {}
};

// One whose state the nodes agree on after a membership change: begin() for all services, then for
// each in turn send() until it returns true (done), then, when all members are done with it,
// activate(). A new membership calls abort() first for whatever has not been activated.
class SyncService : public Service {
public:
    virtual void sync_begin(const SyncView& view, Effects& effects) = 0;
    virtual bool sync_send(Effects& effects) = 0;
    virtual void sync_activate(Effects& effects) = 0;
    virtual void sync_abort() = 0;
    // How long a member may hold its send() back, at most: the others have to wait for it.
    [[nodiscard]] virtual Duration sync_wait() const { return Duration::zero(); }
    // After the last service was activated.
    virtual void sync_complete(Effects& effects) = 0;
};

} // namespace baton
