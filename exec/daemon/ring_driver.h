// exec/daemon/ring_driver.h - what the node wants, done; what happened, told to the node.
//
// Datagrams, expired deadlines and client requests each make one step of the node, and what it
// returns is performed in order, at once, unless it is given up in between; multicasts of clients
// become part of the step that comes behind them, at the end of the turn at the latest. Frames go
// to the transport as a batch: it leaves with a token, and at the end of the loop's turn. What the
// node sends to itself comes back in the next pass, never within the step that sent it.
#pragma once

#include "daemon/exit_codes.h"
#include "daemon/ring_id_file.h"
#include "daemon/stall_history.h"
#include "daemon/stall_watch.h"
#include "daemon/trace_file.h"
#include "loop/clock.h"
#include "loop/timer.h"
#include "node/node.h"
#include "transport/transport.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>

namespace baton {

// Whom the driver tells. None of these may call the driver back.
class RingUser {
public:
    virtual ~RingUser() = default;
    virtual void on_reply(ClientId client, const ClientReply& reply) = 0;
    virtual void on_event(ClientId client, const ClientEvent& event) = 0;
    virtual void on_deliveries(const cpg::DeliveryRun& run) = 0;
    virtual void show_deliveries() = 0; // now; otherwise at the end of the turn
    // What they were shown they may see before the driver goes on.
    virtual void let_clients_run() = 0;
    virtual void on_membership(const MembershipChanged& change) = 0;
    virtual void on_synchronised(const Synchronised& ring) = 0;
    virtual void on_command(Command& command) = 0;
    virtual void on_log(LogLine line) = 0;
    virtual void on_fatal(ExitCode code, const std::string& what) = 0;
};

class RingDriver {
public:
    using MakeTransport =
        std::function<std::unique_ptr<transport::Transport>(transport::Events events)>;
    struct Settings {
        NodeConfig node;
        Duration downcheck{milliseconds{1000}};
        std::uint64_t random_seed = 0;
    };
    RingDriver(loop::Loop& loop, BufferPool& pool, const Settings& settings, RingIdFile ring_ids,
               const MakeTransport& make_transport, const Outside& outside, RingUser& user);

    // Record what the ring does, from now on. The trace must outlive the driver.
    void trace(TraceFile& trace);
    // The first step. An address that is not there yet is a warning; one that cannot be used, or
    // ring ids that cannot be kept, are errors.
    struct Refusal {
        ExitCode code;
        std::string what;
    };
    tl::expected<void, Refusal> start();
    void leave();
    // Nothing more from now on, and not a word to the others.
    void abandon();

    void prepare_to_leave();
    void reload(ClientId client, bool check_only);
    void configuration_read(std::uint64_t number, reload::ConfigurationRead read);
    // Who is on the network, and how often it and this process are looked after, from now on.
    void set_network(const transport::Network& network) { transport_->set_network(network); }
    std::vector<std::string> refusals(const transport::Network& network) {
        return transport_->refusals(network);
    }
    void set_timing(Duration downcheck, Duration token);
    // What the transport does about another encryption (transport.h).
    Result<void> use_new_key() { return transport_->use_new_key(); }
    void forget_old_key() { transport_->forget_old_key(); }

    void client_connected(wire::ServiceId service, ClientId client);
    void client_request(ClientId client, const ClientRequest& request);
    // What follows from it comes with the next step, or at the end of the turn. False: no more is
    // to be read for now.
    bool client_multicast(ClientId client, const cpg::MulticastRequest& request);
    bool client_multicasts(ClientId client, const cpg::MulticastRun& run);
    void client_disconnected(wire::ServiceId service, ClientId client);

    // Called once per turn of the loop, before it sleeps. True if there is more to do.
    bool end_of_turn();

    [[nodiscard]] const Node& node() const { return node_; }
    [[nodiscard]] const transport::Transport& transport() const { return *transport_; }
    [[nodiscard]] std::uint64_t stalls() const { return stalls_; }
    [[nodiscard]] const StallHistory& stall_history() const { return stall_history_; }
    void clear_stall_history() { stall_history_.clear(); }
    void clear_link_statistics() { transport_->clear_statistics(); }

private:
    template <class Step>
    void step(TimePoint now, Step step);
    template <class Step>
    void step(Step what) {
        step(loop::now(), std::move(what));
    }
    void perform(NodeAction& action);
    void perform(ring::SendMulticast& action);
    void perform(ring::SendToken& action);
    void perform(ring::StoreRingSeq& action);
    void perform(ring::DiscardReceived& action);
    void perform(ring::CheckInterface& action);
    void perform(ReplyToClient& action);
    void perform(SendEvent& action);
    void perform(DeliverToClients& action);
    void perform(MembershipChanged& action);
    void perform(Synchronised& action);
    void perform(Command& action);
    void perform(LogLine& action);

    void on_datagrams(std::vector<Slice>& datagrams);
    static std::size_t list_at(std::span<const Slice> datagrams);
    void on_deadline();
    void run_own_queue();
    void let_token_go();
    // Messages that clients get before the token leaves.
    static constexpr std::size_t kFewDeliveries = 4;
    void wake_for(std::optional<TimePoint> next);
    void check_interface();
    void tell_of_links();
    bool look_for_stall(); // true if there was one
    void log(LogLevel level, std::string text);
    template <class Hand>
    bool take_multicasts(Hand hand);

    // Datagrams in one step, at most.
    static constexpr std::size_t kListMax = 64;
    // Passes over what the node sent to itself, per turn: clients get their turn even if a ring of
    // one member is busy with itself.
    static constexpr int kPassesMax = 16;

    // Between two settings of a deadline that moves away.
    static constexpr Duration kSetAnew{milliseconds{5}};

    loop::Loop& loop_;
    RingUser& user_;
    const NodeId self_;
    Node node_;
    RingIdFile ring_ids_;
    std::unique_ptr<transport::Transport> transport_;
    Duration downcheck_;
    loop::Timer deadline_;
    TimePoint set_at_{};
    loop::Timer interface_timer_;
    StallWatch stall_watch_;
    TraceFile* trace_ = nullptr;
    NodeActions actions_;    // memory reused from step to step
    std::vector<Slice> own_; // from this node to this node
    std::vector<Slice> own_in_work_;
    bool in_step_ = false;
    std::optional<TimePoint> multicasts_; // have come since the last step, the first one then
    bool settling_ = false;               // what clients said in this turn
    bool started_ = false;
    bool left_ = false;
    bool interface_up_ = false;
    bool check_interface_ = false;
    bool links_changed_ = false;
    std::map<NodeId, bool> heard_; // nodes whose links were up once, and whether one still is
    bool discard_rest_ = false;    // of the datagrams in work
    bool token_waits_ = false;     // with what goes before it, for the end of the step at most
    std::size_t delivered_ = 0;    // behind it, in the present step
    bool token_sent_ = false;      // among them, and time has passed
    std::uint64_t stalls_ = 0;
    StallHistory stall_history_;
};

} // namespace baton
