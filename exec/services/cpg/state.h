// exec/services/cpg/state.h - what the cpg service knows; one file per thing that it does.
#pragma once

#include "services/cpg/connection.h"
#include "services/cpg/groups.h"
#include "services/cpg/occasional.h"
#include "services/cpg/outbox.h"
#include "services/cpg/service.h"
#include "wire/cpg_batch.h"
#include "wire/cpg_view.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::cpg {

// A group as a log line may show it: bytes that are no plain text become dots.
std::string printable(std::string_view name);
inline std::string printable(const GroupName& name) { return printable(name.text()); }

struct CpgService::State {
    using Addresses = std::span<const Address>;
    using PidInGroup = std::pair<std::uint32_t, GroupName>;
    struct ListedProcess { // of the join list of another node
        NodeId node;
        std::uint32_t pid = 0;
        GroupName group;
    };

    explicit State(NodeId its_self) : self(its_self) {}

    // requests.cc: what clients ask
    [[nodiscard]] Connection& connection_of(ClientId client) {
        if (last_asked == nullptr || last_asked->client != client)
            last_asked = &find_connection(client);
        return *last_asked;
    }
    [[nodiscard]] Connection& find_connection(ClientId client);
    void request(Connection& from, const JoinRequest& request, Effects& effects);
    void request(Connection& from, const LeaveRequest& request, Effects& effects);
    void request(Connection& from, const MembershipRequest& request, Effects& effects);
    void request(Connection& from, const LocalGetRequest& request, Effects& effects);
    void request(Connection& from, const IterationStartRequest& request, Effects& effects);
    void request(Connection& from, const IterationNextRequest& request, Effects& effects);
    void request(Connection& from, const IterationEndRequest& request, Effects& effects);
    void request(Connection& from, const FinalizeRequest& request, Effects& effects);
    void disconnected(Connection& connection, Effects& effects);
    [[nodiscard]] CsError may_join(const Connection& from, const JoinRequest& request);
    [[nodiscard]] CsError is_taken(const Connection& from, const JoinRequest& request);
    [[nodiscard]] std::size_t local_processes() const;
    void send_leave(const Connection& connection, wire::CpgReason reason, Effects& effects);
    void stop_hearing(Connection& connection);

    // sending.cc: what clients multicast
    void request(Connection& from, const MulticastRequest& request, Effects& effects);
    void request(Connection& from, const MulticastRun& run, Effects& effects);
    void request(Connection& from, const PartialMulticastRequest& request, Effects& effects);
    [[nodiscard]] CsError may_multicast(const Connection& from, const MulticastRequest& request,
                                        const Effects& effects) const;
    [[nodiscard]] CsError may_multicast(Connection& from, const PartialMulticastRequest& request);
    void drop_multicast(CsError why, const Connection& from, Effects& effects);
    void send(Connection& from, const MulticastRequest& request, Effects& effects);
    void send(const Connection& from, const PartialMulticastRequest& request, Effects& effects);

    // batches.cc: many multicasts in one message
    void begin_batch(Effects::Ticket ticket, const Connection& from, bool safe);
    bool send_in_batch(const Connection& from, Bytes data, bool safe, Effects& effects);
    // How many bytes of these records went: whole ones, or none.
    std::size_t send_records_in_batch(const Connection& from, Bytes records, bool safe,
                                      Effects& effects);
    void singles(const wire::CpgBatch& batch, const TakeSingle& take) const;
    std::size_t deliver(NodeId from, const Slice& message, const wire::CpgBatch& batch, Effects&);

    // delivery.cc: what the nodes tell each other
    void deliver(NodeId from, const Slice& whole, const wire::CpgProcessJoin& join, Effects&);
    void deliver(NodeId from, const Slice& whole, const wire::CpgProcessLeave& leave, Effects&);
    void deliver(NodeId from, const Slice& whole, const wire::CpgJoinList& list, Effects&);
    void deliver(NodeId from, const Slice& whole, const wire::CpgMulticast& multicast, Effects&);
    void deliver(NodeId from, const Slice& whole, const wire::CpgMulticastView& multicast,
                 std::span<const Slice> rest, Effects&);
    void deliver(NodeId from, const Slice& whole, const wire::CpgDownList& list, Effects&);
    void deliver(NodeId from, const Slice& whole, const wire::CpgPartialMulticast& part, Effects&);
    // The group, if local members get a multicast of that node and size.
    [[nodiscard]] Group* heard_in(NodeId from, std::string_view name, bool too_long,
                                  Effects& effects) {
        Group* group = groups.find(name);
        const bool stranger = group == nullptr || !group->has_any_of(from);
        if (stranger || too_long) return not_heard(from, name, stranger, effects);
        return group->locals().empty() ? nullptr : group;
    }
    Group* not_heard(NodeId from, std::string_view name, bool stranger, Effects& effects);
    void warn_of_malformed(NodeId from, const Error& error, Effects& effects);

    // change.cc: processes come and go, and the members hear of it
    void add(const GroupName& name, Addresses joined, Effects& effects);
    void remove(Group& group, Addresses left, Effects& effects);
    void announce(Group& group, Addresses left, Addresses joined, Effects& effects);
    void note_joined(Group& group, Addresses joined);
    void note_left(Group& group, Addresses left);
    void send_first_totem(Group& group, Effects& effects);
    void send_totem(const Connection& connection, Effects& effects) const;

    // membership.cc: what the nodes agree on after a membership change
    void note_left_nodes();
    void send_lists(Effects& effects);
    void activate(Effects& effects);
    void remove_left_nodes(Effects& effects);
    void add_listed(Effects& effects);
    void remove_unlisted(Effects& effects);
    void forget_lists_of_strangers();
    [[nodiscard]] wire::CpgJoinList own_join_list();

    const NodeId self;
    Groups groups;
    Connections connections;
    Connection* last_asked = nullptr; // one of them; most requests are of the one before
    Outbox outbox;
    Occasional occasional;
    std::uint64_t iteration_handles = 0; // given out so far
    struct {
        Effects::Ticket ticket = 0;
        ClientId client{};
        bool safe = false;
    } batch;               // that may still grow
    bool batching = false; // all members know them
    // Leaves of clients that are gone, sent and not yet ordered: until then they can not be joined
    // again, or the old leave would hit the new member.
    std::vector<PidInGroup> going;

    RingId old_ring;                   // of the last synchronisation that was completed
    std::vector<NodeId> old_members;   // ascending
    SyncView view;                     // of the synchronisation that runs, or ran last
    std::vector<NodeId> left_nodes;    // old members that did not come along, since activation
    std::vector<ListedProcess> listed; // in the order of arrival
};

} // namespace baton::cpg
