// exec/transport/knet/strangers.h - packets that cannot be decrypted: who sends them, told once in
// a while.
//
// libknet writes a line for each such packet, and its crypto module another one. Here they become
// one line a minute for each sender.
#pragma once

#include "base/address.h"
#include "base/log.h"
#include "base/time.h"
#include "transport/knet/config.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace baton::transport::knet {

class Strangers {
public:
    // Whether this record of libknet's log is about such a packet.
    static bool is_about(std::uint8_t subsystem, std::string_view text);
    // The sender, if the record names it.
    static std::optional<IpAddress> sender(std::string_view text);

    // A packet of this sender. What to tell about it, if it is time.
    std::optional<LogLine> came(TimePoint now, const IpAddress& from,
                                const std::vector<KnetConfig::Peer>& peers);

    static constexpr std::chrono::seconds kQuiet{60};
    static constexpr std::size_t kSendersMax = 256; // beyond it, the others are not told apart

private:
    struct Sender {
        TimePoint told{};
        std::uint64_t packets = 0; // since then
    };
    std::map<IpAddress, Sender> senders_;
};

} // namespace baton::transport::knet
