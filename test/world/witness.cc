// test/world/witness.cc - what the ring and clients do, as events. What comes most often, frames
// that are sent and delivered, allocates nothing.
#include "world/witness.h"

#include "world/digest.h"

namespace baton::world {

namespace {

oracle::Ring ring_of(RingId ring) { return {ring.seq, ring.representative.value}; }

template <class List>
oracle::Nodes nodes_of(const List& list) {
    oracle::Nodes nodes;
    nodes.reserve(list.size());
    for (const NodeId node : list) nodes.push_back(node.value);
    return nodes;
}

oracle::Service service_of(const wire::Multicast& message) {
    constexpr auto kSafe = static_cast<std::int32_t>(wire::Guarantee::safe_held);
    if (message.encapsulation == wire::Encapsulation::old_ring) return oracle::Service::internal;
    return message.guarantee == kSafe ? oracle::Service::safe : oracle::Service::agreed;
}

oracle::Reason reason_of(wire::CpgReason reason) {
    switch (reason) {
    case wire::CpgReason::join:
        return oracle::Reason::join;
    case wire::CpgReason::leave:
        return oracle::Reason::leave;
    case wire::CpgReason::node_down:
        return oracle::Reason::node_down;
    case wire::CpgReason::node_up:
        return oracle::Reason::node_up;
    case wire::CpgReason::process_down:
        return oracle::Reason::process_down;
    case wire::CpgReason::undefined:
        break;
    }
    return oracle::Reason::none;
}

oracle::Clients clients_of(const std::vector<cpg::Address>& addresses) {
    oracle::Clients clients;
    clients.reserve(addresses.size());
    for (const cpg::Address& address : addresses)
        clients.push_back({address.node.value, address.pid});
    return clients;
}

oracle::View view_of(const Client& client, const cpg::ConfigurationEvent& event) {
    oracle::View view{client.pid,
                      client.group,
                      clients_of(event.members),
                      clients_of(event.joined),
                      clients_of(event.left),
                      {}};
    for (const cpg::Address& one : event.joined) view.why.push_back(reason_of(one.reason));
    for (const cpg::Address& one : event.left) view.why.push_back(reason_of(one.reason));
    return view;
}

oracle::Message message_of(const Client& client, const cpg::DeliverEvent& event) {
    const Bytes bytes = event.data.bytes();
    return {client.pid,
            client.group,
            {event.node.value, event.pid},
            number_of(bytes),
            without_number(bytes).size(),
            digest(bytes)};
}

} // namespace

std::unique_ptr<Witness::Probe> Witness::probe(std::uint32_t id) {
    return std::make_unique<Probe>(*this, id);
}

// ---- the ring

void Witness::Probe::started(std::uint64_t stored_seq) {
    caught_up_ = false;
    tell(oracle::Start{stored_seq});
    if (rules_) tell(*rules_);
    if (version_ != 0) tell(oracle::Configuration{version_, {}});
}

void Witness::Probe::left() { tell(oracle::Leave{}); }

void Witness::Probe::gathering(const ring::NodeSet& proc, const ring::NodeSet& fail) {
    caught_up_ = false;
    tell(oracle::Gather{nodes_of(proc), nodes_of(fail)});
}

void Witness::Probe::committing(const wire::CommitToken& token, const wire::CommitMember& own) {
    tell(oracle::Commit{ring_of(token.ring), nodes_of(token.members), ring_of(own.old_ring),
                        own.aru.value, own.high_delivered.value, own.received});
}

void Witness::Probe::recovering(RingId ring, RingId old, const ring::NodeSet& trans,
                                MessageSeq high) {
    tell(oracle::Recover{ring_of(ring), ring_of(old), nodes_of(trans), high.value});
}

void Witness::Probe::exchanged(RingId ring, const ring::NodeSet& obliged) {
    tell(oracle::Exchanged{ring_of(ring), nodes_of(obliged)});
}

void Witness::Probe::installed(const ring::View& view, RingId from) {
    if (view.transitional)
        tell(oracle::Transitional{ring_of(view.ring), nodes_of(view.members), ring_of(from)});
    else
        tell(oracle::Regular{ring_of(view.ring), nodes_of(view.members), ring_of(from),
                             from.seq == 0});
}

void Witness::Probe::originated(const wire::Multicast& message, MessageSeq delivered) {
    witness_.oracle_.originate(witness_.time(), id_,
                               {ring_of(message.ring), message.seq.value, service_of(message),
                                digest(message.payload), delivered.value});
}

void Witness::Probe::delivered(const wire::Multicast& message) {
    witness_.oracle_.deliver(witness_.time(), id_,
                             {ring_of(message.ring), message.seq.value, message.sender.value,
                              service_of(message), digest(message.payload)});
}

void Witness::Probe::resent(RingId ring, MessageSeq seq) {
    tell(oracle::Resend{ring_of(ring), seq.value});
}

void Witness::Probe::passed_token(const wire::Token& token) {
    caught_up_ = token.seq == token.aru;
    tell(oracle::Token{ring_of(token.ring), token.seq.value, token.aru.value,
                       token.token_seq.value});
}

// ---- votes

void Witness::quorum(std::uint32_t id, const quorum::QuorumEvent& event) {
    tell(id, oracle::Quorum{ring_of(event.ring), nodes_of(event.members), event.quorate});
}

void Witness::members(std::uint32_t id, const quorum::NodeListEvent& event) {
    tell(id, oracle::NodeList{ring_of(event.ring), nodes_of(event.members), nodes_of(event.joined),
                              nodes_of(event.left)});
}

void Witness::tally(std::uint32_t id, const votequorum::InfoReply& reply) {
    tell(id, oracle::Tally{reply.highest_expected, reply.total_votes, reply.quorum,
                           (reply.flags & votequorum::info_flags::kQuorate) != 0});
}

void Witness::synchronised(std::uint32_t id, RingId ring) {
    tell(id, oracle::Synchronised{ring_of(ring)});
}

// ---- clients

void Witness::joined(std::uint32_t id, const Client& client) {
    tell(id, oracle::ClientJoin{client.pid, client.group});
}

void Witness::left(std::uint32_t id, const Client& client) {
    tell(id, oracle::ClientLeave{client.pid, client.group});
}

void Witness::died(std::uint32_t id, const Client& client) {
    tell(id, oracle::ClientDied{client.pid, client.group});
}

void Witness::sent(std::uint32_t id, const Client& client, Bytes message, bool safe) {
    tell(id, oracle::ClientSend{client.pid, client.group, number_of(message),
                                without_number(message).size(), digest(message),
                                safe ? oracle::Service::safe : oracle::Service::agreed});
}

void Witness::saw(std::uint32_t id, const Client& client, const cpg::Event& event) {
    if (const auto* change = std::get_if<cpg::ConfigurationEvent>(&event))
        tell(id, view_of(client, *change));
    else if (const auto* message = std::get_if<cpg::DeliverEvent>(&event))
        tell(id, message_of(client, *message));
}

} // namespace baton::world
