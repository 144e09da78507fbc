// test/unit/transport/knet/nodes.h - nodes on the loopback interface, each with a libknet of its
// own. Node 2 has the address 127.0.0.2 on link 0 and 127.0.1.2 on link 1.
#pragma once

#include "loop/timer.h"
#include "transport/knet/knet.h"
#include "unit/transport/knet/addresses.h"
#include "wire/totem.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace baton::transport::test {

struct KnetNode {
    std::vector<std::string> received;
    std::vector<LogLine> lines;
    int links_changed = 0;
    std::unique_ptr<Knet> transport;

    [[nodiscard]] bool has_line(const std::string& part) const {
        return std::ranges::any_of(
            lines, [&](const LogLine& line) { return line.text.find(part) != std::string::npos; });
    }
};

class KnetNodes {
public:
    explicit KnetNodes(std::uint32_t count, std::uint8_t links = 1)
        : port(free_knet_port()), count_(count), links_(links) {
        for (std::uint32_t id = 1; id <= count; ++id) nodes.push_back(std::make_unique<KnetNode>());
    }

    [[nodiscard]] KnetConfig config(std::uint32_t self) const {
        KnetConfig made;
        made.self = {self};
        for (std::uint32_t id = 1; id <= count_; ++id)
            if (id != self) made.peers.push_back(peer(self, id));
        made.small_buffers_will_do = true;
        return made;
    }
    [[nodiscard]] KnetConfig::Peer peer(std::uint32_t self, std::uint32_t other) const {
        KnetConfig::Peer made{.node = {other}, .links = {}};
        for (std::uint8_t number = 0; number < links_; ++number)
            made.links.push_back(knet_link(number, self, other, port));
        return made;
    }

    KnetNode& make(const KnetConfig& of) {
        KnetNode& made = node(of.self.value);
        made.transport = std::make_unique<Knet>(
            loop, pool, of,
            Events{.received =
                       [&made](std::vector<Slice>& datagrams) {
                           for (const Slice& each : datagrams)
                               made.received.emplace_back(
                                   reinterpret_cast<const char*>(each.data()), each.size());
                       },
                   .log = [&made](LogLine line) { made.lines.push_back(std::move(line)); },
                   .links_changed = [&made] { ++made.links_changed; }});
        return made;
    }
    bool start(const KnetConfig& of) {
        return make(of).transport->check_interface().value_or(false);
    }
    // All of them, until each hears each other on every link.
    bool start_all(const std::function<void(KnetConfig&)>& change = [](KnetConfig&) {}) {
        bool started = true;
        for (std::uint32_t id = 1; id <= count_; ++id) {
            KnetConfig of = config(id);
            change(of);
            started = start(of) && started;
        }
        return started && run_until([&] { return all_connected(); });
    }
    // libknet sends to a node a moment after a link has come up, no sooner.
    [[nodiscard]] bool all_connected() const {
        return std::ranges::all_of(nodes, [&](const auto& each) {
            return connected(*each->transport) == (count_ - 1) * links_ &&
                   std::ranges::all_of(each->transport->peers(), &PeerState::reachable);
        });
    }
    // Links that hear their node.
    [[nodiscard]] static std::size_t connected(const Knet& transport) {
        std::size_t count = 0;
        for (const PeerState& each : transport.peers())
            count += static_cast<std::size_t>(std::ranges::count_if(
                each.links, [](const LinkState& link) { return link.connected; }));
        return count;
    }

    KnetNode& node(std::uint32_t id) { return *nodes[id - 1]; }
    Knet& transport(std::uint32_t id) { return *node(id).transport; }
    std::vector<std::string>& received(std::uint32_t id) { return node(id).received; }

    // A Totem message of so many bytes, 13 at least; to all if no target is named.
    static std::string message(std::size_t size, NodeId target = {}, char filling = 'x') {
        std::array<std::byte, wire::kMulticastHeaderSize> header{};
        wire::Multicast multicast;
        multicast.sender = {1};
        multicast.target = target;
        wire::write_multicast_header(multicast, header);
        std::string all(reinterpret_cast<const char*>(header.data()), header.size());
        all.resize(size, filling);
        return all;
    }
    Slice frame(const std::string& text) { return pool.copy(std::as_bytes(std::span(text))); }
    void multicast(std::uint32_t from, const std::string& text) {
        transport(from).multicast(frame(text));
        transport(from).flush();
    }
    void unicast(std::uint32_t from, std::uint32_t to, const std::string& text) {
        transport(from).unicast({to}, frame(text));
        transport(from).flush();
    }

    // False: `done` did not come about, however long it took.
    bool run_until(const std::function<bool()>& done) {
        constexpr std::chrono::milliseconds kLook{3};
        constexpr int kLooksMax = 20000;
        int looks = 0;
        bool is_done = done();
        loop::Timer* again = nullptr;
        loop::Timer timer(loop, [&] {
            is_done = done();
            if (is_done || ++looks == kLooksMax) return loop.stop();
            again->fire_in(kLook);
        });
        again = &timer;
        if (is_done) return true;
        timer.fire_in(kLook);
        loop.run();
        return is_done;
    }

    BufferPool pool;
    loop::Loop loop;
    std::uint16_t port;
    std::vector<std::unique_ptr<KnetNode>> nodes;

private:
    std::uint32_t count_;
    std::uint8_t links_;
};

} // namespace baton::transport::test
