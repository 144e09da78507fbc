// exec/transport/transport.h - datagrams to and from the other nodes.
//
// Sending only collects; flush() puts everything on the wire, in order for each destination:
// multicasts are there before the token that counts them. Own copies are the driver's business, no
// transport gives a node its own datagrams back.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/result.h"
#include "transport/network.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton::transport {

// Since the start.
struct Counters {
    std::uint64_t datagrams_sent = 0; // as Totem counts: a train of ten is ten
    std::uint64_t bytes_sent = 0;
    std::uint64_t send_dropped = 0; // the kernel had no room: the ring repairs it
    std::uint64_t send_errors = 0;
    std::uint64_t datagrams_received = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t refused_source = 0;   // not in the node list
    std::uint64_t refused_datagram = 0; // cut short by the kernel
    std::uint64_t kernel_drops = 0;     // our receive buffer was full
};

// Many datagrams of one size through the kernel in one go (UDP_SEGMENT, UDP_GRO).
struct TrainUse {
    bool sent = false;
    bool received = false;
    std::string why; // it is not so, or not for all of them; empty: it is
};

struct Events {
    // What came in, oldest first. The callee may discard what else waits, but not close: it must
    // not call check_interface() in here.
    std::function<void(std::vector<Slice>& datagrams)> received;
    std::function<void(LogLine line)> log;
    // A link went up or down, or a node can be reached or no more: see peers(). May be empty.
    std::function<void()> links_changed = nullptr;
};

// One link to another node, as seen from here.
struct LinkState {
    std::uint8_t link = 0;
    bool enabled = false;
    bool connected = false; // it hears the other node
    bool dynamic = false;   // the other node's address was learned from its datagrams
    std::uint32_t mtu = 0;  // payload of one datagram, bytes
    std::string source;     // addresses as text
    std::string destination;
};
struct PeerState {
    NodeId node;
    bool reachable = false; // by one link at least
    bool remote = false;
    bool external = false;
    std::uint8_t onwire_min = 0; // of libknet's protocol: what that node speaks; 0: not known
    std::uint8_t onwire_max = 0;
    std::uint8_t onwire_used = 0;
    std::vector<LinkState> links; // ascending
};
using Number = std::variant<std::uint8_t, std::uint32_t, std::uint64_t>;
using TakeNumber = std::function<void(std::string name, Number value)>;

class Transport {
public:
    virtual ~Transport() = default;

    // Whether the own address is on this machine, seen now. Opens the sockets if it is and they are
    // closed, closes them if it is not. An error: the address is there but cannot be used.
    virtual Result<bool> check_interface() = 0;
    [[nodiscard]] virtual bool up() const = 0; // the sockets are open

    virtual void multicast(const Slice& frame) = 0;          // to all nodes but me
    virtual void unicast(NodeId to, const Slice& frame) = 0; // a token; an unknown node gets none
    virtual void flush() = 0;
    // The same for the last words of this node: waits a short time for room if there is none.
    virtual void flush_and_end() { flush(); }

    // What is configured from now on. udp and udpu: nodes came or went; who stays keeps its
    // address, and so do we, and nothing else is looked at.
    virtual void set_network(const Network& network) = 0;

    // Why it could not do what this says, for people; nothing changes.
    virtual std::vector<std::string> refusals(const Network& /*network*/) { return {}; }

    // Throws away what waits in the receive buffers.
    virtual void discard_received() = 0;

    [[nodiscard]] virtual const Counters& counters() const = 0;
    // What an operator should know: small buffers. Empty if all is well.
    [[nodiscard]] virtual std::vector<std::string> warnings() const = 0;

    // None: that is not decided here, or not yet.
    [[nodiscard]] virtual std::optional<TrainUse> trains() const { return std::nullopt; }

    // Every configured node but this one, ascending. Empty: this transport has no links of its own.
    [[nodiscard]] virtual std::vector<PeerState> peers() const { return {}; }
    // Numbers of its links, under their names in the statistics map (stats.knet.).
    virtual void statistics(const TakeNumber& /*take*/) const {}
    virtual void clear_statistics() {}

    // A change of the key that set_network() brought: both are accepted, and the old one is used
    // until the first of these is called. An error: it stays in use.
    virtual Result<void> use_new_key() { return {}; }
    virtual void forget_old_key() {}
};

} // namespace baton::transport
