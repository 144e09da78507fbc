// exec/transport/knet/config.h - what transport knet wants to know.
#pragma once

#include "base/address.h"
#include "base/ids.h"
#include "base/secret.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::transport {

struct KnetConfig {
    // One way to one other node. Both ends use the same link number and port.
    struct Link {
        std::uint8_t number = 0; // 0..7
        IpAddress local;
        IpAddress remote;
        std::uint16_t port = 5405;
        bool sctp = false; // else UDP
        std::uint8_t priority = 1;
        std::uint32_t ping_interval_ms = 0;
        std::uint32_t ping_timeout_ms = 0;
        std::uint32_t ping_precision = 2048; // samples of the latency average
        std::uint32_t pong_count = 2;        // pongs until a link is up; above 255 as 255
        friend bool operator==(const Link&, const Link&) = default;
    };
    struct Peer {
        NodeId node; // 1..65535
        std::vector<Link> links;
    };
    enum class Mode : std::uint8_t { passive, active, round_robin };
    struct Compression {
        std::string model = "none";
        std::uint32_t threshold = 0; // 0: libknet's own
        std::int32_t level = 0;
        friend bool operator==(const Compression&, const Compression&) = default;
    };
    struct Encryption {
        std::string model = "nss"; // or openssl
        std::string cipher = "none";
        std::string hash = "none";
        Secret key; // 128..4096 bytes if it is on
        [[nodiscard]] bool on() const { return cipher != "none" || hash != "none"; }
        friend bool operator==(const Encryption&, const Encryption&) = default;
    };

    NodeId self;
    std::vector<Peer> peers; // the others
    Mode mode = Mode::passive;
    bool only_listed_sources = true;
    std::uint32_t pmtud_interval_s = 30;
    std::uint32_t mtu = 0; // 0: found out by probes
    Compression compression;
    Encryption encryption;
    std::optional<std::uint8_t> dscp;   // traffic class of its packets, if this libknet can set it
    bool debug = false;                 // what libknet says at its level debug, too
    bool small_buffers_will_do = false; // go on if the kernel does not give large ones
};

} // namespace baton::transport
