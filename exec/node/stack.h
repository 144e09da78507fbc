// exec/node/stack.h - the stations of one node and the wires between them (see node.h).
#pragma once

#include "node/node.h"
#include "packing/packer.h"
#include "packing/unpacker.h"
#include "ring/engine.h"
#include "services/capability/capability.h"
#include "services/cfg/service.h"
#include "services/cmap/map.h"
#include "services/cmap/service.h"
#include "services/cmap/traffic.h"
#include "services/cpg/service.h"
#include "services/quorum/service.h"
#include "services/reload/service.h"
#include "services/supervision/monitor.h"
#include "services/supervision/watchdog.h"
#include "services/votequorum/service.h"
#include "sync/synchroniser.h"

namespace baton {

// The send queue as the ring sees it: a frame asks for safe delivery only while every member of the
// ring is known to offer it.
class GatedFrames final : public ring::FrameSource {
public:
    explicit GatedFrames(packing::Packer& packer) : packer_(packer) {}
    [[nodiscard]] std::size_t backlog() const override { return packer_.backlog(); }
    std::optional<ring::OutgoingFrame> take() override {
        auto frame = packer_.take();
        if (frame) frame->safe = frame->safe && safe_;
        return frame;
    }
    void set_safe(bool safe) { safe_ = safe; }
    [[nodiscard]] bool safe() const { return safe_; }

private:
    packing::Packer& packer_;
    bool safe_ = false;
};

class Node::Stack final : private Effects, private packing::MessageSink, private sync::SyncOut {
public:
    Stack(const NodeConfig& config, BufferPool& pool, Random random, const Outside& outside);

    // Runs `what` on the engine, services or clients, and then everything that follows from it.
    template <class What>
    void step(TimePoint now, NodeActions& out, What what) {
        now_ = now;
        out_ = &out;
        what();
        settle();
    }

    // Without what follows.
    void client_multicast(TimePoint now, NodeActions& out, ClientId client,
                          const cpg::MulticastRequest& request) {
        now_ = now;
        out_ = &out;
        cpg_.on_multicast(client, request, *this);
    }
    void client_multicasts(TimePoint now, NodeActions& out, ClientId client,
                           const cpg::MulticastRun& run) {
        now_ = now;
        out_ = &out;
        cpg_.on_multicasts(client, run, *this);
    }

    // These happen within a step.
    void start(std::uint64_t stored_seq);
    void advance();
    void prepare_to_leave();
    void reload(ClientId client, bool check_only);
    void configuration_read(std::uint64_t number, reload::ConfigurationRead read);
    void client_connected(wire::ServiceId service, ClientId client);
    void client_request(ClientId client, const ClientRequest& request);
    void client_disconnected(wire::ServiceId service, ClientId client);

    ring::Engine& engine() { return engine_; }
    ring::Actions& ring_actions() { return ring_actions_; }
    [[nodiscard]] const sync::Synchroniser& synchroniser() const { return synchroniser_; }
    [[nodiscard]] const packing::Packer& packer() const { return packer_; }
    [[nodiscard]] std::optional<TimePoint> next_deadline() const;
    [[nodiscard]] bool serving() const { return serving_; }
    [[nodiscard]] const NodeStatus& status() const;
    [[nodiscard]] const cmap::Map& map() const { return map_; }
    void statistics_changed() { cmap_.on_statistics_changed(now_); }

private:
    // Effects, for the services
    void multicast(std::initializer_list<Bytes> pieces, bool safe) override;
    Ticket multicast_open(std::initializer_list<Bytes> pieces, bool safe,
                          std::size_t count) override;
    bool extend(Ticket ticket, std::initializer_list<Bytes> pieces, std::size_t count) override;
    [[nodiscard]] std::size_t room_to_open() const override;
    [[nodiscard]] std::size_t room_to_extend(Ticket ticket) const override {
        return packer_.room_to_extend(ticket);
    }
    [[nodiscard]] bool room_for(std::size_t bytes) const override;
    [[nodiscard]] bool synchronising() const override { return synchroniser_.running(); }
    void reply(ClientId client, ClientReply reply) override;
    void event(ClientId client, ClientEvent event) override;
    void deliver(cpg::Delivery&& delivery, std::span<const Slice> rest) override;
    void log(LogLine line) override;
    [[nodiscard]] TimePoint now() const override { return now_; }
    void command(Command command) override;
    void gather() override { gather_requested_ = true; }
    // MessageSink, for the unpacker
    void on_message(NodeId from, Bytes message, const Slice& holder) override;
    void on_cut_message(NodeId from, std::span<const Slice> pieces) override;
    // SyncOut, for the synchroniser
    void multicast_sync(std::initializer_list<Bytes> pieces, bool apart) override;
    void sync_completed(const SyncView& view) override;
    void request_gather() override { gather(); }
    void log_sync(LogLine line) override { log(std::move(line)); }

    void settle();
    void open_run();
    void release_kept();
    void count_multicasts(std::size_t count);
    void perform(ring::Action& action);
    void unpack(const ring::Deliver& message);
    void set_batches(bool on);
    void end_batches();
    void install(const ring::InstallView& install);
    void on_batch(NodeId from, Bytes message, const Slice& holder);
    void on_service_message(NodeId from, Bytes message, const Slice& holder);
    void note_change(const ring::InstallView& install);
    [[nodiscard]] std::unique_ptr<votequorum::VotequorumService>
    votequorum_of(const NodeConfig& config);
    [[nodiscard]] std::vector<SyncService*> sync_services();
    void show_services();
    [[nodiscard]] cmap::RingNumbers ring_numbers() const;
    void retune(const config::Timing& timing);

    packing::Packer packer_;
    GatedFrames frames_;
    packing::Unpacker unpacker_;
    ring::Engine engine_;
    cmap::Traffic traffic_;
    cmap::Map map_;
    cmap::CmapService cmap_;
    cpg::CpgService cpg_;
    quorum::QuorumService quorum_;
    std::unique_ptr<votequorum::VotequorumService> votequorum_; // if it is quorum's provider
    Capability capability_;
    cfg::KeyChange key_change_;
    reload::ReloadService reload_;
    cfg::CfgService cfg_;
    supervision::MonitorService monitor_;
    supervision::WatchdogService watchdog_;
    std::vector<Service*> services_; // all of them
    sync::Synchroniser synchroniser_;

    // What services multicast after this node's last barrier. Among the frames of the
    // synchronisation it could arrive when that has ended, in the middle of an ordinary message.
    struct Kept {
        std::vector<std::byte> bytes;
        bool safe;
    };
    std::vector<Kept> kept_;
    static constexpr std::size_t kKeptMax = 256; // then there is no room; the wait is short

    TimePoint now_{};
    NodeActions* out_ = nullptr;
    ring::Actions ring_actions_; // memory reused from step to step
    ring::Actions in_work_;
    using Run = Shared<cpg::DeliveryRun::List>;
    std::vector<Run> runs_;       // likewise; those that nobody else holds are free
    Run run_;                     // the last one
    std::vector<NodeId> members_; // of the regular configuration, ascending
    NodeId known_member_{};       // one of them; 0: none asked for yet
    std::vector<NodeId> trans_;   // of the last transitional configuration
    std::vector<NodeId> left_;
    bool serving_ = false;
    bool gather_requested_ = false;
    mutable NodeStatus status_;
};

} // namespace baton
