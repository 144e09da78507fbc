// test/unit/transport/nodes.h - transports of several nodes on the loopback interface.
#pragma once

#include "loop/timer.h"
#include "transport/udpu.h"
#include "unit/address.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace baton::transport::test {

struct NodeOnLoopback {
    std::vector<std::string> received;
    std::vector<LogLine> lines;
    std::unique_ptr<Udpu> transport;
    std::function<void()> on_received = [] {};
};

class Loopback {
public:
    // A port that nobody uses, found by binding to it.
    static std::uint16_t free_port(const IpAddress& on) {
        auto probe = UdpSocket::bound_to(SocketAddress(on, 0));
        if (!probe) return 0;
        SocketAddress got;
        socklen_t size = SocketAddress::kCapacity;
        getsockname(probe->number(), got.data(), &size);
        return got.port();
    }

    UdpConfig config(NodeId self, const std::vector<UdpConfig::Peer>& peers) const {
        UdpConfig made;
        made.self = self;
        made.peers = peers;
        made.port = port;
        return made;
    }
    NodeOnLoopback& add(const UdpConfig& of) {
        nodes.push_back(std::make_unique<NodeOnLoopback>());
        NodeOnLoopback& node = *nodes.back();
        node.transport = std::make_unique<Udpu>(
            loop, pool, of,
            Events{.received =
                       [&node](std::vector<Slice>& datagrams) {
                           for (const Slice& each : datagrams)
                               node.received.emplace_back(
                                   reinterpret_cast<const char*>(each.data()), each.size());
                           node.on_received();
                       },
                   .log = [&node](LogLine line) { node.lines.push_back(std::move(line)); }});
        return node;
    }
    Slice frame(const std::string& text) { return pool.copy(std::as_bytes(std::span(text))); }
    // Until `done`, or two seconds.
    void run_until(const std::function<bool()>& done) {
        loop::Timer end(loop, [&] { loop.stop(); });
        end.fire_in(std::chrono::seconds{2});
        std::function<void()> look = [&] {
            if (done()) loop.stop();
        };
        for (auto& node : nodes) node->on_received = look;
        if (!done()) loop.run();
        for (auto& node : nodes) node->on_received = [] {};
    }

    BufferPool pool;
    loop::Loop loop;
    std::uint16_t port = 0;
    std::vector<std::unique_ptr<NodeOnLoopback>> nodes;
};

} // namespace baton::transport::test
