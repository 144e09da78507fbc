// exec/sync/synchroniser.h - after a membership change the services agree on their state.
//
// On every regular configuration each member multicasts which services it synchronises (service
// build). When all builds are here, the union of the services is walked in ascending order: a
// service sends what the others must know, then this node multicasts a barrier; when a barrier has
// come from every member the service takes the result over and the next one has its turn. Services
// that only others have get their barrier too, or the others would wait for ever.
//
// Messages of another ring are left-overs of an interrupted synchronisation and are ignored. A step
// that some member does not answer in time is reported with the names of those missing, and the
// membership is formed again: waiting for ever is what hung clients are made of.
#pragma once

#include "base/time.h"
#include "ring/view.h"
#include "services/service.h"

#include <bitset>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace baton::sync {

class SyncOut {
public:
    virtual ~SyncOut() = default;
    // A whole application message (group prefix included) to all; `apart`: it must begin a pack.
    virtual void multicast_sync(std::initializer_list<Bytes> pieces, bool apart) = 0;
    // All members are done. Switch packing and unpacking to ordinary traffic here: the services
    // hear sync_complete() after this, and what they send then is ordinary.
    virtual void sync_completed(const SyncView& view) = 0;
    // A member does not answer: form the membership again. The reason is logged already.
    virtual void request_gather() = 0;
    virtual void log_sync(LogLine line) = 0;
};

struct SyncStatistics {
    std::uint64_t completed = 0;
    std::uint64_t aborted = 0;
    std::uint64_t timed_out = 0;
    std::uint64_t foreign = 0; // messages of another ring, of no member, or of no use now
    std::uint64_t malformed = 0;
};

class Synchroniser {
public:
    // A service may hold its barrier back for a while: votequorum waits up to 30 s for a quorum
    // device, or longer if it says so. Each failure in a row doubles the patience, up to the last
    // of these.
    static constexpr Duration kStepPatience = std::chrono::seconds(10);
    static constexpr Duration kVotequorumPatience = std::chrono::seconds(45);
    static constexpr Duration kPatienceMax = std::chrono::seconds(120);
    static constexpr Duration kAskAgain = milliseconds(10); // a service that was not done sending

    // `services`: those that synchronise. They, `effects` and `out` must outlive this object.
    Synchroniser(std::vector<SyncService*> services, Effects& effects, SyncOut& out);

    // A configuration change, transitional or regular. Either ends a synchronisation that runs.
    void on_view(TimePoint now, const ring::View& view);
    // A message of the sync group, behind the group prefix.
    void on_message(TimePoint now, NodeId from, Bytes message);
    void advance(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> next_deadline() const;

    // From the transitional configuration on until all members are done; true before the first.
    [[nodiscard]] bool running() const { return phase_ != Phase::idle; }
    // This node has sent its last barrier: what it multicasts from now on may come after the end.
    [[nodiscard]] bool said_all() const;
    [[nodiscard]] std::vector<NodeId> waiting_for() const; // who has not answered the current step
    [[nodiscard]] const SyncStatistics& statistics() const { return statistics_; }

private:
    enum class Phase : std::uint8_t { between, build, sending, barrier, idle };
    struct Peer {
        NodeId id;
        bool answered = false; // the current step
    };
    static constexpr std::size_t kServices = 64;

    // synchroniser.cc
    void abort();
    void begin(TimePoint now, const ring::View& view);
    void send_build();
    void on_build(TimePoint now, Peer& sender, const std::vector<std::uint16_t>& services);
    void on_barrier(TimePoint now, Peer& sender);
    void next_service(TimePoint now);
    void go_on_sending(TimePoint now);
    void complete();
    void start_step(TimePoint now);
    [[nodiscard]] bool all_answered() const;
    [[nodiscard]] bool underway() const {
        return phase_ != Phase::between && phase_ != Phase::idle;
    }
    [[nodiscard]] Peer* peer(NodeId id);
    [[nodiscard]] SyncService* local_service() const; // the one whose turn it is, if we have it
    // patience.cc
    void give_up_step(TimePoint now);
    [[nodiscard]] Duration patience() const;
    [[nodiscard]] std::string step_name() const;
    static std::string names(const std::vector<NodeId>& nodes);
    void warn_once(std::string text);
    void log(LogLevel level, std::string text);

    std::vector<SyncService*> services_; // ascending
    Effects& effects_;
    SyncOut& out_;
    std::vector<NodeId> trans_; // of the last transitional configuration
    SyncView view_;
    std::vector<Peer> peers_; // ascending
    std::bitset<kServices> union_;
    std::size_t turn_ = 0;      // number of a service
    std::size_t activated_ = 0; // how many of services_, in order
    Phase phase_ = Phase::between;
    TimePoint deadline_{};
    TimePoint ask_again_{};
    unsigned failures_ = 0; // steps in a row that were given up
    bool warned_ = false;   // about this membership
    SyncStatistics statistics_;
};

} // namespace baton::sync
