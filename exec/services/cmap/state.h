// exec/services/cmap/state.h - what the cmap service knows; one file per thing that it does.
#pragma once

#include "services/cmap/connection.h"
#include "services/cmap/service.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace baton::cmap {

struct CmapService::State {
    State(NodeId its_self, Map& its_map, Statistics::Ring ring, const Outside& its_outside,
          Effects& its_effects);

    // requests.cc: what clients ask
    void request(Connection& from, const SetRequest& request);
    void request(Connection& from, const DeleteRequest& request);
    void request(Connection& from, const GetRequest& request);
    void request(Connection& from, const AdjustRequest& request);
    void request(Connection& from, const IterationStartRequest& request);
    void request(Connection& from, const IterationNextRequest& request);
    void request(Connection& from, const IterationEndRequest& request);
    void request(Connection& from, const ChooseMapRequest& request);
    [[nodiscard]] CsError set(const Connection& from, const SetRequest& request);
    [[nodiscard]] bool has_room_for(const SetRequest& request) const;
    [[nodiscard]] Map& map_of(const Connection& connection);
    void reply(const Connection& to, ReplyTo what, CsError error);

    // tracking.cc: who is told of what
    void request(Connection& from, const TrackRequest& request);
    void request(Connection& from, const UntrackRequest& request);
    [[nodiscard]] CsError may_track(const Connection& from, const TrackRequest& request) const;
    void track_statistics(ClientId client, Tracker& tracker, unsigned kinds);
    void stop(const Connection& connection, const Tracker& tracker);
    void look_at_statistics();
    void compare(const Connection& connection, Tracker& tracker, const Map& statistics_now);
    void advance();
    [[nodiscard]] std::optional<TimePoint> next_deadline() const;

    // version.cc: whose configuration is older
    [[nodiscard]] std::uint64_t own_version() const;
    void announce_version();
    void take_version(NodeId from, std::uint64_t version);
    void check_version();

    // members.cc: who is in the ring
    void note_left(const std::vector<NodeId>& left);
    void note_ring(const ring::View& view);
    void note_joined(NodeId node);

    // keys_that_act.cc
    void watch_own_keys();

    const NodeId self;
    Map& map;
    const Outside& outside;
    Effects& effects;
    Statistics statistics;
    const bool counts_votes;

    std::map<ClientId, Connection> connections;
    std::uint64_t handles = 0; // the last one given out, to any client

    std::size_t statistics_trackers = 0;
    TimePoint statistics_due{};
    TimePoint live_due{};

    std::set<NodeId> members;          // those whose keys say that they have joined
    bool malformed_told = false;       // since the last ring
    bool came_with_others = false;     // to the ring that is being synchronised, from its last one
    bool version_checked = false;      // once in the life of a node
    std::uint64_t highest_version = 0; // of the other nodes, in this synchronisation
    bool version_unsent = false;
    TimePoint announce_due{};
};

} // namespace baton::cmap
