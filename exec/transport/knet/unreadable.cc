// exec/transport/knet/unreadable.cc - libknet's words for them, and ours.
#include "transport/knet/unreadable.h"

#include "transport/knet/library.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string>
#include <utility>

namespace baton::transport::knet {

namespace {

// "node 3 (10.0.0.3)", of all those that no link hears.
std::vector<std::string> silent_nodes(const std::vector<PeerState>& peers) {
    std::vector<std::string> all;
    for (const PeerState& peer : peers)
        if (!peer.links.empty() && std::ranges::none_of(peer.links, &LinkState::connected))
            all.push_back(
                fmt::format("node {} ({})", peer.node.value, peer.links.front().destination));
    return all;
}

std::string who(const Unreadable::Here& here) {
    std::vector<std::string> names = silent_nodes(here.peers);
    const std::size_t more = names.size() - std::min(names.size(), Unreadable::kNamedMax);
    names.resize(names.size() - more);
    if (more > 0) names.push_back(fmt::format("{} more", more));
    if (!here.only_listed_sources)
        names.emplace_back("somebody who is not in the nodelist (block_unlisted_ips is off)");
    if (names.empty()) return "somebody at the address of a listed node";
    return fmt::format("{}", fmt::join(names, " or "));
}

std::string what(Unreadable::Why why, bool encrypts, std::uint64_t packets) {
    const std::string times = fmt::format("({} since this was said last)", packets);
    if (why == Unreadable::Why::sender)
        return "sends packets of a node that is not in the nodelist " + times +
               ": its nodeid is probably another one in its own corosync.conf; compare the "
               "nodelists";
    if (encrypts)
        return "sends packets that are encrypted with our key and of no form that is known here " +
               times + ": its libknet is probably of another version";
    return "sends packets that are no clear knet packets " + times +
           ": it probably encrypts, and this node does not; compare crypto_cipher, crypto_hash and "
           "secauth in corosync.conf, and the key file";
}

} // namespace

std::optional<Unreadable::Why> Unreadable::why(std::uint8_t subsystem, std::string_view text) {
    if (subsystem != KNET_SUB_RX) return std::nullopt;
    if (text.starts_with("Packet version does not match") ||
        text.starts_with("Packet is too short"))
        return Why::form;
    if (text.starts_with("Unable to find source host for this packet")) return Why::sender;
    return std::nullopt;
}

void Unreadable::came(TimePoint now, Why why) {
    if (wrong_form_ + wrong_sender_ == 0) first_ = now;
    ++(why == Why::form ? wrong_form_ : wrong_sender_);
}

bool Unreadable::is_due(TimePoint now) const {
    return wrong_form_ + wrong_sender_ > 0 && now - first_ >= kPatience &&
           (!told_ || now - *told_ >= kQuiet);
}

// Of encrypted packets a few look as if they had a sender.
LogLine Unreadable::tell(TimePoint now, const Here& here) {
    const Why mostly = wrong_sender_ > wrong_form_ ? Why::sender : Why::form;
    const std::uint64_t packets = std::exchange(wrong_form_, 0) + std::exchange(wrong_sender_, 0);
    told_ = now;
    return {LogLevel::warning, LogPart::knet,
            who(here) + ' ' + what(mostly, here.encrypts, packets)};
}

} // namespace baton::transport::knet
