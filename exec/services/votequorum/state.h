// exec/services/votequorum/state.h - what votequorum knows; one file per thing that it does.
#pragma once

#include "services/votequorum/options.h"
#include "services/votequorum/service.h"
#include "wire/votequorum.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::votequorum {

namespace flags = wire::node_info_flags;

struct Record { // what a node said of itself
    NodeState state = NodeState::dead;
    std::uint32_t votes = 0;
    std::uint32_t expected_votes = 0;
    std::uint32_t flags = 0;

    [[nodiscard]] bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
    void put(std::uint32_t flag, bool on) { flags = on ? flags | flag : flags & ~flag; }
    friend bool operator==(const Record&, const Record&) = default;
};

struct Report { // what a node said of itself when the membership formed
    std::uint32_t votes = 0;
    std::uint32_t expected = 0;
    bool quorate = false;
};

// Votes of those who are here.
struct Tally {
    std::uint64_t votes = 0;
    std::uint64_t highest_expected = 0;
    std::uint64_t voters = 0;
};

// What an interrupted synchronisation is forgotten to: what nodes said in it was not ordered to its
// end, and another one may have been told something else.
struct Settled {
    std::uint32_t expected_votes = 0;
    std::uint32_t device_votes = 0;
    std::uint64_t needed = 0;
    bool waiting_for_all = false;
};

struct Connection {
    bool tracking = false;
    std::uint64_t context = 0;
};

struct VotequorumService::State {
    State(NodeId its_self, cmap::Map& its_map, quorum::QuorumService& its_quorum,
          std::uint32_t stored);
    ~State();

    // configure.cc: settings come from the map, at the start and when they change
    void start(Effects& effects);
    void watch();
    void setting_changed(const cmap::Change& change);
    void reload_changed();
    void read_settings_again();
    void take(const Outcome& outcome);
    void log(const std::vector<Remark>& remarks, Effects& effects) const;
    [[nodiscard]] Circumstances circumstances() const;

    // publish.cc: what can be watched in the map
    void publish_settings();
    void publish_tie_breaker();
    void publish_barriers();
    void publish_extremes();

    // count.cc: how many votes are needed, and are they here?
    [[nodiscard]] Tally tally(bool with_device) const;
    [[nodiscard]] Tally tally() const { return tally(us().has(flags::kDeviceCastsVote)); }
    [[nodiscard]] std::uint64_t votes_needed(const Tally& tally, bool may_fall) const;
    void recalculate(bool may_fall, bool by_count, Effects& effects);
    void see_votes(Effects& effects);
    [[nodiscard]] std::uint64_t voters_or_votes() const;
    void expect_of_members(std::uint32_t votes);
    void decide(std::uint64_t votes, Effects& effects);
    void be(bool now_quorate, Effects& effects);
    void set_waiting(bool waiting);
    void report(Effects& effects);

    // tie.cc
    [[nodiscard]] bool tie_is_ours(std::uint64_t votes) const;
    [[nodiscard]] bool tie_node_is_here() const;
    [[nodiscard]] bool is_member(NodeId id) const;
    [[nodiscard]] bool device_master_is_here() const;

    // descent.cc: do we come from those who were quorate?
    void note_report(const wire::NodeInfo& info);
    [[nodiscard]] bool may_go_on(std::uint64_t votes) const;
    [[nodiscard]] bool most_came_along() const;

    // delivery.cc: what the nodes tell each other
    void deliver(NodeId from, const wire::NodeInfo& info, Effects& effects);
    void deliver(NodeId from, const wire::Reconfigure& change, Effects& effects);
    void deliver(NodeId from, const wire::DeviceRegistration& registration, Effects& effects);
    void deliver(NodeId from, const wire::DeviceRename& rename, Effects& effects);
    void device_info(NodeId from, const wire::NodeInfo& info, Effects& effects);
    void node_info(const wire::NodeInfo& info, Effects& effects);
    void note(Record& record, const wire::NodeInfo& info, Effects& effects);
    [[nodiscard]] Record* record_of(NodeId id);
    void malformed(NodeId from, const std::string& what, Effects& effects);
    void send_info(Effects& effects) const;
    void send_device_info(Effects& effects) const;
    void send_reconfigure(NodeId node, std::uint32_t value, wire::QuorumParameter parameter,
                          Effects& effects) const;

    // change.cc: the membership changes
    void begin(const SyncView& view, Effects& effects);
    void remember_or_go_back();
    [[nodiscard]] bool bury_those_who_left(const std::vector<NodeId>& now);
    void start_window(bool somebody_left, std::size_t members, Effects& effects);
    bool send(Effects& effects);
    void activate(Effects& effects);
    void advance(Effects& effects);

    // device.cc: the quorum device of this node
    void wait_for_poll(Effects& effects);
    void device_is_silent(Effects& effects);
    void send_registration(wire::DeviceOperation operation, std::string_view name,
                           Effects& effects) const;
    void own_registration(std::string_view name, Effects& effects);
    void request(ClientId from, const DeviceRegisterRequest& request, Effects& effects);
    void request(ClientId from, const DeviceUnregisterRequest& request, Effects& effects);
    void request(ClientId from, const DeviceUpdateRequest& request, Effects& effects);
    void request(ClientId from, const DevicePollRequest& request, Effects& effects);
    void request(ClientId from, const DeviceMasterWinsRequest& request, Effects& effects);
    [[nodiscard]] CsError may_register(const std::string& name) const;
    [[nodiscard]] CsError may_poll(const DevicePollRequest& request) const;
    [[nodiscard]] CsError is_registered_as(const std::string& name) const;

    // requests.cc: what clients ask
    void request(ClientId from, const GetInfoRequest& request, Effects& effects);
    void request(ClientId from, const SetExpectedRequest& request, Effects& effects);
    void request(ClientId from, const SetVotesRequest& request, Effects& effects);
    void request(ClientId from, const TrackRequest& request, Effects& effects);
    void request(ClientId from, const UntrackRequest& request, Effects& effects);
    void disconnected(ClientId client);
    [[nodiscard]] InfoReply info_of(NodeId id, const Record& record) const;
    [[nodiscard]] std::uint32_t info_flags_of(const Record& record) const;
    [[nodiscard]] CsError may_set_expected(std::uint32_t votes) const;
    [[nodiscard]] CsError may_set_votes(NodeId node, std::uint32_t votes);

    // events.cc: what those who track are told
    void tell_quorum(Effects& effects) const;
    void tell_nodes(Effects& effects) const;
    void tell_expected(Effects& effects) const;
    [[nodiscard]] QuorumEvent quorum_event(const Connection& to) const;
    [[nodiscard]] NodeListEvent node_list_event(const Connection& to) const;

    [[nodiscard]] Record& us() { return nodes.at(self); }
    [[nodiscard]] const Record& us() const { return nodes.at(self); }

    const NodeId self;
    cmap::Map& map;
    quorum::QuorumService& quorum_service;
    Effects* watch_effects = nullptr; // for what changes of keys cause
    std::vector<cmap::Map::WatchId> watches;
    Options options;

    std::map<NodeId, Record> nodes; // ever heard of, this one always
    std::uint32_t device_votes = 0;
    std::uint64_t needed = 0; // votes for quorum
    bool majority_is_here = false;
    bool quorate = false;
    bool waiting_for_all = false;
    bool waited_for_all = false; // at any time: the key of it is there
    std::uint64_t waiting_told = 0;
    std::uint32_t barrier = 0;             // expected votes that downscaling may not undercut
    std::uint32_t tracked = 0;             // the highest expected votes ever, as on disk
    std::optional<NodeId> lowest, highest; // members when there was a majority last
    std::uint64_t malformed_messages = 0;

    RingId ring;
    std::vector<NodeId> members;      // ascending; of the synchronisation that runs, or ran last
    std::map<NodeId, Report> reports; // of that synchronisation
    Settled settled;                  // before that synchronisation, or the one it interrupted
    bool synchronising = false;
    bool sent = false; // our part of it
    // As the quorum service was told last.
    bool was_quorate = false;
    std::vector<NodeId> old_members;
    std::optional<TimePoint> window_end; // of last_man_standing

    std::string device_name; // registered here or anywhere; empty: none
    std::optional<ClientId> registering;
    std::string registering_name;
    bool awaiting_poll = false; // the synchronisation waits for it
    std::optional<TimePoint> device_deadline;

    std::map<ClientId, Connection> connections;
    std::vector<ClientId> trackers; // the newest first
};

} // namespace baton::votequorum
