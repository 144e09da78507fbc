// exec/services/cpg/requests.cc - what clients ask, but for multicasts.
// Accepted is not ordered: a join or leave takes effect when its message comes back to us.
#include "base/assert.h"
#include "services/cpg/limits.h"
#include "services/cpg/state.h"

#include <algorithm>

namespace baton::cpg {
namespace {

constexpr std::uint32_t kFirstTotemFlag = 1;

CsError by_state(JoinState state) {
    switch (state) {
    case JoinState::none:
        return CsError::ok;
    case JoinState::leaving:
        return CsError::busy; // the library asks again, by itself
    case JoinState::joining:
    case JoinState::joined:
        return CsError::exist;
    }
    return CsError::library;
}

} // namespace

Connection& CpgService::State::find_connection(ClientId client) {
    const auto found = connections.find(client);
    ASSERT(found != connections.end());
    return found->second;
}

// Whether this process is in the group through another connection, or a trace of it is left there.
CsError CpgService::State::is_taken(const Connection& from, const JoinRequest& request) {
    for (const auto& [client, other] : connections) {
        if (client == from.client || !other.is_in(request.group, request.pid)) continue;
        const bool ends = other.finalized || other.state == JoinState::leaving;
        return ends ? CsError::try_again : CsError::exist;
    }
    const bool is_going = std::find(going.begin(), going.end(),
                                    PidInGroup(request.pid, request.group)) != going.end();
    if (is_going || groups.has(self, request.pid, request.group)) return CsError::try_again;
    return CsError::ok;
}

CsError CpgService::State::may_join(const Connection& from, const JoinRequest& request) {
    if (request.name_too_long) return CsError::name_too_long;
    if (from.state != JoinState::none) return by_state(from.state);
    const CsError taken = is_taken(from, request);
    if (taken != CsError::ok) return taken;
    const bool full =
        groups.processes() >= kProcessesMax || local_processes() >= kLocalProcessesMax;
    return full ? CsError::no_memory : CsError::ok;
}

// Those that join or are in a group. They are counted by connection: what is gone leaves soon.
std::size_t CpgService::State::local_processes() const {
    const auto in_group = [](const auto& entry) { return entry.second.state != JoinState::none; };
    const auto count = std::count_if(connections.begin(), connections.end(), in_group);
    return static_cast<std::size_t>(count) + going.size();
}

void CpgService::State::request(Connection& from, const JoinRequest& request, Effects& effects) {
    if (outbox.must_wait(effects) || !effects.room_for(wire::kCpgProcessSize)) {
        effects.reply(from.client, StatusReply{ReplyTo::refused, CsError::try_again});
        return;
    }
    const CsError error = from.finalized ? CsError::bad_handle : may_join(from, request);
    if (error == CsError::ok) {
        from.state = JoinState::joining;
        from.group = request.group;
        from.pid = request.pid;
        from.header = wire::CpgMulticastHeader({.group = from.group,
                                                .pid = from.pid,
                                                .source_node = self,
                                                .source_handle = from.client.value,
                                                .data = {}});
        from.wants_first_totem = (request.flags & kFirstTotemFlag) != 0;
        const auto join = wire::encode(wire::CpgProcessJoin{request.group, request.pid});
        outbox.send({Bytes(join)}, false, effects);
    }
    effects.reply(from.client, StatusReply{ReplyTo::join, error});
}

// The name in the request is not looked at: a connection can leave only the group that it is in.
void CpgService::State::request(Connection& from, const LeaveRequest&, Effects& effects) {
    if (outbox.must_wait(effects) || !effects.room_for(wire::kCpgProcessSize)) {
        effects.reply(from.client, StatusReply{ReplyTo::refused, CsError::try_again});
        return;
    }
    CsError error = CsError::not_exist;
    if (from.state == JoinState::joining) error = CsError::busy;
    if (from.state == JoinState::joined) {
        send_leave(from, wire::CpgReason::leave, effects);
        from.state = JoinState::leaving;
        error = CsError::ok;
    }
    effects.reply(from.client, StatusReply{ReplyTo::leave, error});
}

void CpgService::State::send_leave(const Connection& connection, wire::CpgReason reason,
                                   Effects& effects) {
    const auto leave = wire::encode(wire::CpgProcessLeave{connection.group, connection.pid,
                                                          static_cast<std::uint32_t>(reason)});
    outbox.send({Bytes(leave)}, false, effects);
}

void CpgService::State::request(Connection& from, const MembershipRequest& request,
                                Effects& effects) {
    const Group* group = groups.find(request.group);
    MembershipReply reply;
    if (group != nullptr) reply.members = group->members;
    effects.reply(from.client, std::move(reply));
}

void CpgService::State::request(Connection& from, const LocalGetRequest&, Effects& effects) {
    effects.reply(from.client, LocalGetReply{self});
}

void CpgService::State::request(Connection& from, const IterationStartRequest& request,
                                Effects& effects) {
    effects.reply(from.client, from.iterations.start(request, groups, ++iteration_handles));
}

void CpgService::State::request(Connection& from, const IterationNextRequest& request,
                                Effects& effects) {
    effects.reply(from.client, from.iterations.next(request.handle));
}

void CpgService::State::request(Connection& from, const IterationEndRequest& request,
                                Effects& effects) {
    effects.reply(from.client,
                  StatusReply{ReplyTo::iteration_end, from.iterations.end(request.handle)});
}

// The leave itself waits until the connection closes. That needs no room in the ring, so neither
// does this: a library that is told to try again here would have forgotten its handle all the same.
void CpgService::State::request(Connection& from, const FinalizeRequest&, Effects& effects) {
    from.finalized = true;
    stop_hearing(from);
    from.iterations.clear();
    effects.reply(from.client, StatusReply{ReplyTo::finalize, CsError::ok});
}

void CpgService::State::stop_hearing(Connection& connection) {
    if (connection.state == JoinState::none) return;
    Group* group = groups.find(connection.group);
    if (group == nullptr) return;
    group->remove_local(connection);
    groups.forget_if_empty(*group);
}

void CpgService::State::disconnected(Connection& connection, Effects& effects) {
    stop_hearing(connection);
    if (!connection.will_have_to_leave()) return; // not in a group, or its leave is on the way
    send_leave(connection, wire::CpgReason::process_down, effects);
    going.emplace_back(connection.pid, connection.group);
}

} // namespace baton::cpg
