// exec/services/reload/service.h - the configuration is read again while the daemon runs.
//
// While all members can do it, in two phases: a question goes round; each node reads and checks its
// own files and answers; the node that asked orders all to apply or to drop what they have read. A
// new membership ends that, as does a node that does not answer in time or the death of the one
// that asked: then nobody who stays has applied anything. In a ring with a member that cannot do
// it, each node reads and applies for itself at the same place in the order, as Corosync does.
//
// The decision is a safe message, and one that is ordered before the new membership counts even in
// the transitional configuration: nodes that stay together do the same. Of those who are lost just
// then nobody can know whether they have heard it; the report says so.
//
// One attempt at a time in the whole ring. What is asked meanwhile waits for its end, at the node
// where it was asked; requests that wait together are one attempt then.
#pragma once

#include "services/capability/capability.h"
#include "services/reload/applying.h"
#include "services/reload/round.h"
#include "services/service.h"
#include "wire/cfg.h"

#include <optional>
#include <vector>

namespace baton::reload {

class ReloadService final : public Service {
public:
    // How long a node may take to read its files: names are looked up, and servers may be silent.
    static constexpr Duration kAnswerPatience = std::chrono::seconds(30);
    // How long after a synchronisation members are given to say what they can do.
    static constexpr Duration kCapabilityPatience = std::chrono::seconds(1);
    static constexpr std::size_t kRequestsMax = 256; // that wait or are being served

    ReloadService(NodeId self, cmap::Map& map, const Outside& outside, const Capability& capability,
                  cfg::KeyChange& key_change, Applying::Retune retune, Effects& effects);

    [[nodiscard]] wire::ServiceId id() const override { return wire::ServiceId::reload; }
    void on_message(NodeId from, const Slice& message, Effects& effects) override;
    void on_view(const ring::View& view, Effects& effects) override;
    void advance(Effects& effects) override;
    [[nodiscard]] std::optional<TimePoint> next_deadline() const override;
    void on_synchronised(Effects& effects);
    // Another member has said what it can do.
    void on_capability(Effects& effects) { start(effects); }
    // Another implementation's way: one order, each node for itself.
    void on_plain_order(NodeId from, const wire::CfgReload& order, Effects& effects);

    // Of a client of cfg: answered when it is decided.
    void ask(ClientId client, Effects& effects);
    // Of an operator: ends in ReloadDecided. A client 0 is told nothing.
    void ask_for_report(ClientId client, bool check_only, Effects& effects);
    void on_disconnected(ClientId cfg_client);

    void on_read(std::uint64_t number, ConfigurationRead read, Effects& effects);

private:
    struct Asked {
        ClientId client;
        bool by_cfg = false; // else an operator, who wants a report
        bool check_only = false;
    };
    using AllAsked = std::vector<Asked>;
    // An attempt of this node, from when it was sent to the end.
    struct Underway {
        std::uint64_t number = 0;
        AllAsked asked;
    };
    // This node reads for itself.
    struct Plain {
        bool check_only = false;
        AllAsked asked;
        bool reading = false;
        bool wanted = false; // once (more)
        AllAsked next;       // what was asked after it had begun
    };

    void take(Asked asked, Effects& effects);
    void start(Effects& effects);
    [[nodiscard]] bool may_start() const;
    [[nodiscard]] bool all_can() const { return capability_.all(wire::Feature::two_phase_reload); }
    void start_plain(AllAsked asked, bool check_only, Effects& effects);
    void go_on_with_plain(Effects& effects);
    void put_first(Underway underway);
    void read(Effects& effects);

    void deliver(NodeId from, const wire::ReloadQuestion& question, Effects& effects);
    void deliver(NodeId from, const wire::ReloadAnswer& answer, Effects& effects);
    void deliver(NodeId from, const wire::ReloadDecision& decision, Effects& effects);
    void answer(ConfigurationRead read, Effects& effects);
    void read_for_round(Effects& effects);
    void decide(Effects& effects);
    enum class Outcome : std::uint8_t { applied, dropped, interrupted };
    void finish(Outcome outcome, Effects& effects);
    void go_on(Effects& effects);
    static void log_doubts(const Report& report, Effects& effects);
    static void log_refusal(const Report& report, Effects& effects);
    void finish_plain(const ConfigurationRead& read, Effects& effects);
    void tell(const AllAsked& asked, const Report& report, CsError error, Effects& effects);
    void name_nodes(Report& report) const;
    [[nodiscard]] Report plain_report(const ConfigurationRead& read, bool check_only) const;
    [[nodiscard]] wire::ReloadAnswer answer_of(const ConfigurationRead& read) const;

    const NodeId self_;
    const cmap::Map& map_;
    const Capability& capability_;
    Applying applying_;
    RingId ring_;
    std::vector<NodeId> members_; // of the regular configuration, ascending
    bool settled_ = false;        // synchronised, and no change since
    TimePoint settled_since_{};
    std::uint64_t questions_ = 0; // asked by this node
    std::uint64_t reads_ = 0;
    bool reading_for_round_ = false;
    AllAsked waiting_;
    std::optional<Underway> underway_;
    std::optional<Round> round_;
    Plain plain_;
    std::uint64_t malformed_ = 0;
};

} // namespace baton::reload
