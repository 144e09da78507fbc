// exec/transport/knet/strangers.cc - from libknet's words to a line that helps.
#include "transport/knet/strangers.h"

#include "transport/knet/library.h"

#include <fmt/format.h>
#include <utility>

namespace baton::transport::knet {

namespace {

constexpr std::string_view kFrom = "Unable to decrypt packet from ";

std::string title(const IpAddress& address, const std::vector<KnetConfig::Peer>& peers) {
    for (const KnetConfig::Peer& peer : peers)
        for (const KnetConfig::Link& link : peer.links)
            if (link.remote == address)
                return fmt::format("node {} ({})", peer.node.value, address.text());
    return address.empty() ? "somebody" : address.text() + ", which is not in the nodelist,";
}

} // namespace

bool Strangers::is_about(std::uint8_t subsystem, std::string_view text) {
    if (subsystem == KNET_SUB_RX) return text.starts_with(kFrom);
    if (subsystem != KNET_SUB_NSSCRYPTO && subsystem != KNET_SUB_OPENSSLCRYPTO) return false;
    return text.find("Digest does not match") != std::string_view::npos ||
           text.find("decrypt") != std::string_view::npos;
}

// "... from 10.0.0.3:5405 (size 80)!"; an IPv6 address stands there without brackets.
std::optional<IpAddress> Strangers::sender(std::string_view text) {
    if (!text.starts_with(kFrom)) return std::nullopt;
    const std::string_view rest = text.substr(kFrom.size());
    const std::string_view both = rest.substr(0, rest.find(' '));
    const auto address = IpAddress::from_text(both.substr(0, both.rfind(':')));
    return address.value_or(IpAddress{});
}

std::optional<LogLine> Strangers::came(TimePoint now, const IpAddress& from,
                                       const std::vector<KnetConfig::Peer>& peers) {
    if (senders_.size() >= kSendersMax && !senders_.contains(from))
        std::erase_if(senders_, [&](const auto& each) { return now - each.second.told >= kQuiet; });
    const bool full = senders_.size() >= kSendersMax && !senders_.contains(from);
    const IpAddress known = full ? IpAddress{} : from;
    const auto [found, is_new] = senders_.try_emplace(known);
    Sender& sender = found->second;
    ++sender.packets;
    if (!is_new && now - sender.told < kQuiet) return std::nullopt;
    const std::uint64_t packets = std::exchange(sender.packets, 0);
    sender.told = now;
    return LogLine{
        LogLevel::warning, LogPart::knet,
        fmt::format("{} sends packets that cannot be decrypted ({} since this was said last): it "
                    "has another key, crypto_model, crypto_cipher or crypto_hash than this node; "
                    "compare corosync.conf and the key file",
                    title(known, peers), packets)};
}

} // namespace baton::transport::knet
