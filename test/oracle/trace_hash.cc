// test/oracle/trace_hash.cc - see trace_hash.h. Lists and texts count with their lengths, so that
// no two traces run into one.
#include "oracle/trace_hash.h"

namespace oracle {

namespace {

template <class What, std::size_t Index = 0>
constexpr std::size_t kind() {
    if constexpr (std::is_same_v<std::variant_alternative_t<Index, oracle::What>, What>)
        return Index;
    else
        return kind<What, Index + 1>();
}

std::uint64_t pair(std::uint32_t high, std::uint32_t low) {
    return (std::uint64_t{high} << 32U) | low;
}

} // namespace

void TraceHash::take(const Event& event) {
    begin(event.time, event.node, event.what.index());
    std::visit([this](const auto& what) { fields(what); }, event.what);
}

void TraceHash::originate(Time time, Node node, const Originate& event) {
    begin(time, node, kind<Originate>());
    fields(event);
}

void TraceHash::deliver(Time time, Node node, const Deliver& event) {
    begin(time, node, kind<Deliver>());
    fields(event);
}

void TraceHash::begin(Time time, Node node, std::size_t kind) {
    add(static_cast<std::uint64_t>(time));
    add(pair(node, static_cast<std::uint32_t>(kind)));
}

void TraceHash::add(Ring ring) {
    add(ring.seq);
    add(std::uint64_t{ring.representative});
}

void TraceHash::add(std::string_view text) {
    add(std::uint64_t{text.size()});
    for (const char letter : text) add(std::uint64_t{static_cast<unsigned char>(letter)});
}

void TraceHash::add(const Nodes& nodes) {
    add(std::uint64_t{nodes.size()});
    for (const Node node : nodes) add(std::uint64_t{node});
}

void TraceHash::add(const Clients& clients) {
    add(std::uint64_t{clients.size()});
    for (const Client& client : clients) add(pair(client.node, client.pid));
}

void TraceHash::fields(const Start& event) { add(event.stored); }

void TraceHash::fields(const Regular& event) {
    add(event.ring);
    add(event.members);
    add(event.from);
    add(std::uint64_t{event.first});
}

void TraceHash::fields(const Transitional& event) {
    add(event.ring);
    add(event.members);
    add(event.from);
}

void TraceHash::fields(const Originate& event) {
    add(event.ring);
    add(pair(event.seq, event.delivered));
    add(event.digest);
    add(static_cast<std::uint64_t>(event.service));
}

void TraceHash::fields(const Deliver& event) {
    add(event.ring);
    add(pair(event.seq, event.sender));
    add(event.digest);
    add(static_cast<std::uint64_t>(event.service));
}

void TraceHash::fields(const Resend& event) {
    add(event.ring);
    add(std::uint64_t{event.seq});
}

void TraceHash::fields(const Token& event) {
    add(event.ring);
    add(pair(event.seq, event.aru));
    add(std::uint64_t{event.turn});
}

void TraceHash::fields(const Gather& event) {
    add(event.proc);
    add(event.fail);
}

void TraceHash::fields(const Store& event) { add(event.seq); }

void TraceHash::fields(const Commit& event) {
    add(event.ring);
    add(event.members);
    add(event.old);
    add(pair(event.aru, event.delivered));
    add(std::uint64_t{event.received});
}

void TraceHash::fields(const Recover& event) {
    add(event.ring);
    add(event.old);
    add(event.trans);
    add(std::uint64_t{event.high});
}

void TraceHash::fields(const Exchanged& event) {
    add(event.ring);
    add(event.obliged);
}

void TraceHash::fields(const ClientJoin& event) {
    add(std::uint64_t{event.pid});
    add(event.group);
}

void TraceHash::fields(const ClientLeave& event) {
    add(std::uint64_t{event.pid});
    add(event.group);
}

void TraceHash::fields(const ClientDied& event) {
    add(std::uint64_t{event.pid});
    add(event.group);
}

void TraceHash::fields(const ClientSend& event) {
    add(pair(event.pid, static_cast<std::uint32_t>(event.service)));
    add(event.group);
    add(event.id);
    add(event.size);
    add(event.digest);
}

void TraceHash::fields(const View& event) {
    add(std::uint64_t{event.pid});
    add(event.group);
    add(event.members);
    add(event.joined);
    add(event.left);
    add(std::uint64_t{event.why.size()});
    for (const Reason reason : event.why) add(static_cast<std::uint64_t>(reason));
}

void TraceHash::fields(const Message& event) {
    add(pair(event.pid, event.from.node));
    add(std::uint64_t{event.from.pid});
    add(event.group);
    add(event.id);
    add(event.size);
    add(event.digest);
}

void TraceHash::fields(const Cut& event) { add(event.others); }

void TraceHash::fields(const Deaf& event) { add(event.others); }

void TraceHash::fields(const Rules& event) {
    add(std::uint64_t{event.votes.size()});
    for (const Share& share : event.votes) add(pair(share.node, share.votes));
    add(pair(std::uint32_t{event.two_node}, std::uint32_t{event.wait}));
    add(pair(static_cast<std::uint32_t>(event.tie), std::uint32_t{event.downscale}));
    add(event.order);
    add(static_cast<std::uint64_t>(event.window));
    add(std::uint64_t{event.device});
}

void TraceHash::fields(const Quorum& event) {
    add(event.ring);
    add(event.members);
    add(std::uint64_t{event.quorate});
}

void TraceHash::fields(const NodeList& event) {
    add(event.ring);
    add(event.members);
    add(event.joined);
    add(event.left);
}

void TraceHash::fields(const Tally& event) {
    add(pair(event.expected, event.total));
    add(pair(event.quorum, std::uint32_t{event.quorate}));
}

void TraceHash::fields(const Expect& event) { add(std::uint64_t{event.votes}); }

void TraceHash::fields(const Device& event) {
    add(event.ring);
    add(std::uint64_t{event.cast});
}

void TraceHash::fields(const Configuration& event) {
    add(event.version);
    add(event.ring);
}

void TraceHash::fields(const Outdated& event) { add(event.ring); }

void TraceHash::fields(const Reading& event) { add(std::uint64_t{event.alone}); }

void TraceHash::fields(const HasRead& event) { add(std::uint64_t{event.good}); }

void TraceHash::fields(const Synchronised& event) { add(event.ring); }

} // namespace oracle
