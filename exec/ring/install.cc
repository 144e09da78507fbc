// exec/ring/install.cc - see install.h.
#include "ring/install.h"

#include "wire/multicast_view.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::ring {

namespace {

bool held_back(const wire::Multicast& message, MessageSeq stable) {
    return message.guarantee == static_cast<std::int32_t>(wire::Guarantee::safe_held) &&
           before(stable, message.seq);
}

// Recovery messages of the ring have numbers like all others, and are passed over.
void deliver(Context& context, const wire::Multicast& message, const Slice& datagram) {
    if (context.probe != nullptr) context.probe->delivered(message);
    if (message.encapsulation != wire::Encapsulation::ordinary) return;
    context.out->emplace_back(
        Deliver{message.sender, message.ring, message.seq,
                message.guarantee == static_cast<std::int32_t>(wire::Guarantee::safe_held),
                datagram.from(wire::kMulticastHeaderSize)});
}

// What is left of the old ring, after the transitional configuration. Behind the first gap only
// messages whose sender is obliged to have shown us everything before them.
void deliver_rest(Context& context, const NodeSet& obliged) {
    MessageStore& store = context.installed.store;
    bool gap = false;
    for (MessageSeq seq = next(store.delivered()); !before(store.high(), seq); seq = next(seq)) {
        const Slice* datagram = store.find(seq);
        gap = gap || datagram == nullptr;
        if (datagram == nullptr) continue;
        const auto message = wire::decode_multicast(datagram->bytes());
        if (!message || (gap && !obliged.contains(message->sender))) continue;
        deliver(context, *message, *datagram);
        store.set_delivered(seq);
    }
}

void hand_up(Context& context, View view, RingId from) {
    if (context.probe != nullptr) context.probe->installed(view, from);
    context.out->push_back(InstallView{std::move(view), context.cause});
}

void log_membership(Context& context, const NodeSet& joined, const NodeSet& left) {
    std::string text =
        fmt::format("A new membership ({}) was formed. Members", text_of(context.ring));
    if (!joined.empty()) text += " joined: " + text_of(joined);
    if (!left.empty()) text += " left: " + text_of(left);
    context.log(LogLevel::notice, std::move(text));
    if (!left.empty() && context.cause.kind != GatherCause::Kind::leave)
        context.log(LogLevel::notice,
                    "Failed to receive the leave message. failed: " + text_of(left));
}

std::string text_of(const BrokenPair& pair) {
    if (!pair.mutual)
        return fmt::format("node {} does not hear node {}", pair.one.value, pair.other.value);
    return fmt::format("node {} and node {} do not hear each other", pair.one.value,
                       pair.other.value);
}

// Why some of those that live are not in this ring.
void log_broken_pairs(Context& context) {
    constexpr std::size_t kNamed = 4;
    const std::vector<BrokenPair> pairs = context.hearing.broken_pairs(context.installed.members);
    std::string text;
    for (std::size_t i = 0; i < std::min(kNamed, pairs.size()); ++i)
        text += (i == 0 ? "" : ", ") + text_of(pairs[i]);
    if (pairs.empty()) return;
    if (pairs.size() > kNamed) text += fmt::format(" and {} more", pairs.size() - kNamed);
    context.log(LogLevel::warning,
                text + ": they cannot be in one ring, check the network between them");
}

} // namespace

void deliver_ready(Context& context, MessageStore& store, MessageSeq stable) {
    while (before(store.delivered(), store.aru())) {
        const MessageSeq seq = next(store.delivered());
        const Slice* datagram = store.find(seq);
        const auto message = wire::read_multicast(datagram->bytes());
        if (message && held_back(*message, stable)) return;
        if (message) deliver(context, *message, *datagram);
        store.set_delivered(seq);
    }
}

void install(Context& context, Recovery& recovery) {
    recovery.keep_recovered(context);
    InstalledRing& old = context.installed;
    const bool had_ring = !old.members.empty();
    // A safe message that some member delivered was stable, so it is delivered by all here. Others
    // wait for the transitional configuration, whose members are known to have them.
    // A process starts with the id of a ring that never was: who speaks of that one is a stranger.
    if (had_ring) deliver_ready(context, old.store, recovery.high_delivered());

    const NodeSet& members = recovery.members();
    const NodeSet joined = members.without(recovery.trans());
    const NodeSet left = old.members.without(recovery.trans());
    RingId between;
    if (had_ring) {
        between = {recovery.trans().lowest(), context.ring.seq - 1};
        hand_up(context, {true, between, recovery.trans().list(), {}, left.list()}, old.id);
        deliver_rest(context, old.exchanged ? old.obliged : recovery.trans());
    }
    hand_up(context, {false, context.ring, members.list(), joined.list(), {}}, between);
    log_membership(context, joined, left);

    old = {context.ring, members, std::move(recovery.store()), false, false, {}};
    context.hearing.installed(members, context.fail, context.cause.when);
    log_broken_pairs(context);
    context.proc = members;
    context.fail = {};
    context.heard = {};
    context.cause = {};
    context.statistics.continuous_gather = 0;
}

} // namespace baton::ring
