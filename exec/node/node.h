// exec/node/node.h - one node: the pure stations joined, from datagram to client and back.
//
//   datagram > ring > unpacking > synchronisation or service > client
//   client > service > packing > ring > datagram
//
// No I/O: what happened comes in with the time, what is to be done is appended to the caller's
// list. Perform the actions in order, all of them, before the next call. The daemon, the scenario
// tests and the simulator all run this class.
#pragma once

#include "base/buffer.h"
#include "base/random.h"
#include "base/time.h"
#include "config/encryption.h"
#include "node/status.h"
#include "ring/action.h"
#include "ring/config.h"
#include "ring/probe.h"
#include "services/client.h"
#include "services/cmap/value.h"
#include "services/command.h"
#include "services/cpg/delivery_run.h"
#include "services/outside.h"
#include "wire/capability.h"
#include "wire/service.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace baton {

struct ReplyToClient {
    ClientId client;
    ClientReply reply;
};
struct SendEvent {
    ClientId client;
    ClientEvent event;
};
struct DeliverToClients { // messages of process groups: their own kind of event
    cpg::DeliveryRun run;
};
// The ring has a new regular configuration; synchronisation begins.
struct MembershipChanged {
    ring::View regular;
    std::vector<NodeId> left; // of the last regular configuration, not in this one
};
// All services agree: clients may be accepted and served (sd_notify READY at the first one).
struct Synchronised {
    RingId ring;
    std::vector<NodeId> members;
};

using NodeAction =
    std::variant<ring::SendMulticast, ring::SendToken, ring::StoreRingSeq, ring::DiscardReceived,
                 ring::CheckInterface, ReplyToClient, SendEvent, DeliverToClients,
                 MembershipChanged, Synchronised, Command, LogLine>;
using NodeActions = std::vector<NodeAction>;

struct NodeConfig {
    ring::RingConfig ring;
    // The configuration as the map shows it at the start. Services read their settings there.
    std::vector<std::pair<std::string, cmap::Value>> keys{};
    // What was on disk of expected votes tracking.
    std::optional<std::uint32_t> stored_expected_votes{};
    // Of the ring's packets at the start. None: the transport cannot encrypt.
    std::optional<config::Encryption> encryption{};
    // What it can do, and says so, of what Batons agree on (wire/capability.h).
    std::uint64_t features = wire::kAllFeatures;
};

class Node {
public:
    // `pool` must outlive the node and every slice that leaves it; `outside` must outlive the node.
    Node(const NodeConfig& config, BufferPool& pool, Random random, const Outside& outside);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    // Somebody who looks on, from now on; it must outlive the node.
    void set_probe(ring::Probe* probe);

    // Once, when the transport is ready. `stored_seq` is the ring sequence from disk, 0 if none.
    void start(TimePoint now, std::uint64_t stored_seq, NodeActions& out);
    // One Totem message, from the network or from this node itself (SendMulticast.to_self,
    // SendToken to self). Anything malformed is counted and dropped.
    void receive(TimePoint now, const Slice& datagram, NodeActions& out) {
        receive(now, {&datagram, 1}, out);
    }
    // Some that came one behind the other, in one step: multicasts only (comes_in_lists()), as what
    // the others lead to has to be done before the next.
    void receive(TimePoint now, std::span<const Slice> datagrams, NodeActions& out);
    static bool comes_in_lists(const Slice& datagram);
    // Call when next_deadline() has come; earlier or later calls do no harm.
    void advance(TimePoint now, NodeActions& out);
    // The earliest time at which advance() has something to do.
    [[nodiscard]] std::optional<TimePoint> next_deadline() const;

    // The own address disappeared (false) or is there again (true).
    void interface_changed(TimePoint now, bool up, NodeActions& out);
    // Counters of the world outside (Outside::statistics) are not what they were: who watches them
    // is told soon. Without this, after a while.
    void statistics_changed(TimePoint now, NodeActions& out);
    // From now on some link of ours hears the node, or none does. Not for transports that do not
    // watch their links.
    void links_changed(TimePoint now, NodeId node, bool heard, NodeActions& out);
    // Say what is to be said before this node leaves; it goes on for as long as that takes.
    void prepare_to_leave(TimePoint now, NodeActions& out);
    // Leave in order: local groups were closed by disconnecting the clients; the leave message is
    // among the actions. The node is dead afterwards.
    void leave(TimePoint now, NodeActions& out);
    // Form a new membership now (an operator asked).
    void gather(TimePoint now, NodeActions& out);

    // An operator wants the configuration files read again, by all members: ends in ReloadDecided.
    // `client` is whoever asked, for the caller; 0: nobody who waits for it.
    void reload(TimePoint now, ClientId client, bool check_only, NodeActions& out);
    // The answer to ReadConfiguration.
    void configuration_read(TimePoint now, std::uint64_t number, reload::ConfigurationRead read,
                            NodeActions& out);

    // Client numbers are those of one service.
    void client_connected(TimePoint now, wire::ServiceId service, ClientId client,
                          NodeActions& out);
    void client_request(TimePoint now, ClientId client, const ClientRequest& request,
                        NodeActions& out);
    // What client_request() does with a multicast, but for what follows from it in the ring: that
    // comes with the next call of any other kind. So that many of them cost little, settle() is
    // called behind the last one, before the node is left to wait for something.
    void client_multicast(TimePoint now, ClientId client, const cpg::MulticastRequest& request,
                          NodeActions& out);
    void client_multicasts(TimePoint now, ClientId client, const cpg::MulticastRun& run,
                           NodeActions& out);
    void settle(TimePoint now, NodeActions& out);
    void client_disconnected(TimePoint now, wire::ServiceId service, ClientId client,
                             NodeActions& out);

    // Clients are served from the end of the first synchronisation on.
    [[nodiscard]] bool serving() const;
    // A synchronisation is going on: requests wait.
    [[nodiscard]] bool synchronising() const;
    // Used share of the send queue, 0 to 100. From kSendQueueHigh on read no requests; a message of
    // up to 1 MiB still fits then.
    [[nodiscard]] unsigned send_queue_percent() const;
    static constexpr unsigned kSendQueueHigh = 75;

    // Whether a process of this user and group may become a client, of whatever service.
    [[nodiscard]] bool allows(std::uint32_t user, std::uint32_t group) const;

    [[nodiscard]] const NodeStatus& status() const; // valid until the next call

private:
    class Stack;
    std::unique_ptr<Stack> stack_;
};

} // namespace baton
