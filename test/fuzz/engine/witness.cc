// test/fuzz/engine/witness.cc - see witness.h.
#include "fuzz/engine/witness.h"

#include "base/sequence_reserve.h"
#include "fuzz/round_trip.h"
#include "oracle/writer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace baton::fuzz {

namespace {

oracle::Ring ring_of(RingId ring) { return {ring.seq, ring.representative.value}; }

template <class List>
oracle::Nodes nodes_of(const List& list) {
    oracle::Nodes nodes;
    for (const NodeId node : list) nodes.push_back(node.value);
    return nodes;
}

oracle::Service service_of(const wire::Multicast& message) {
    if (message.encapsulation != wire::Encapsulation::ordinary) return oracle::Service::internal;
    const bool safe = message.guarantee == static_cast<std::int32_t>(wire::Guarantee::safe_held);
    return safe ? oracle::Service::safe : oracle::Service::agreed;
}

// FNV-1a of a few bytes: enough to tell messages of this bed apart.
oracle::Digest digest_of(Bytes payload) {
    constexpr std::size_t kEnough = 64;
    oracle::Digest digest = 0xCBF29CE484222325U ^ payload.size();
    for (const std::byte byte : payload.first(std::min(payload.size(), kEnough)))
        digest = (digest ^ std::to_integer<unsigned>(byte)) * 0x100000001B3U;
    return digest;
}

} // namespace

Witness::Witness(NodeId self)
    : self_(self), oracle_({.scope = oracle::Scope::one_node, .bounds = {}}),
      prints_(std::getenv("BATON_FUZZ_TRACE") != nullptr) {}

void Witness::tell(oracle::What what) {
    const oracle::Event event{time(), self_.value, std::move(what)};
    print(event);
    oracle_.take(event);
}

void Witness::print(const oracle::Event& event) const {
    if (prints_) std::fprintf(stderr, "%s\n", oracle::text_of(event).c_str());
}

void Witness::finish() {
    oracle_.finish(false);
    require_good();
}

void Witness::require_good() {
    if (oracle_.violations().empty()) return;
    for (const oracle::Violation& violation : oracle_.violations())
        std::fprintf(stderr, "violated %s: %s\n", violation.property.c_str(),
                     violation.text.c_str());
    require(false);
}

void Witness::started(std::uint64_t stored_seq) {
    tell(oracle::Start{SequenceReserve::believable(stored_seq) ? stored_seq : 0});
}

void Witness::gathering(const ring::NodeSet& proc, const ring::NodeSet& fail) {
    tell(oracle::Gather{nodes_of(proc), nodes_of(fail)});
}

void Witness::committing(const wire::CommitToken& token, const wire::CommitMember& own) {
    tell(oracle::Commit{ring_of(token.ring), nodes_of(token.members), ring_of(own.old_ring),
                        own.aru.value, own.high_delivered.value, own.received});
}

void Witness::recovering(RingId ring, RingId old, const ring::NodeSet& trans, MessageSeq high) {
    tell(oracle::Recover{ring_of(ring), ring_of(old), nodes_of(trans), high.value});
}

void Witness::exchanged(RingId ring, const ring::NodeSet& obliged) {
    tell(oracle::Exchanged{ring_of(ring), nodes_of(obliged)});
}

void Witness::installed(const ring::View& view, RingId from) {
    if (view.transitional)
        tell(oracle::Transitional{ring_of(view.ring), nodes_of(view.members), ring_of(from)});
    else
        tell(oracle::Regular{ring_of(view.ring), nodes_of(view.members), ring_of(from),
                             from.seq == 0});
}

void Witness::originated(const wire::Multicast& message, MessageSeq delivered) {
    const oracle::Originate event{ring_of(message.ring), message.seq.value, service_of(message),
                                  digest_of(message.payload), delivered.value};
    print({time(), self_.value, event});
    oracle_.originate(time(), self_.value, event);
}

void Witness::delivered(const wire::Multicast& message) {
    const oracle::Deliver event{ring_of(message.ring), message.seq.value, message.sender.value,
                                service_of(message), digest_of(message.payload)};
    print({time(), self_.value, event});
    oracle_.deliver(time(), self_.value, event);
}

void Witness::resent(RingId ring, MessageSeq seq) {
    tell(oracle::Resend{ring_of(ring), seq.value});
}

void Witness::passed_token(const wire::Token& token) {
    tell(oracle::Token{ring_of(token.ring), token.seq.value, token.aru.value,
                       token.token_seq.value});
}

} // namespace baton::fuzz
