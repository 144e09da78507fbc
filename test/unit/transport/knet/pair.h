// test/unit/transport/knet/pair.h - two libknets, nodes 1 and 2, without a transport around them.
#pragma once

#include "transport/knet/handle.h"
#include "transport/knet/hosts.h"
#include "transport/knet/observer.h"
#include "unit/transport/knet/addresses.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace baton::transport::test {

struct KnetEnd {
    explicit KnetEnd(std::uint32_t id) {
        auto opened = knet::Handle::open({id}, true);
        if (opened) handle = std::move(*opened);
        hosts = std::make_unique<knet::Hosts>(handle.get());
    }
    // Its log, without which the pipe is full one day.
    std::vector<std::string> read_log() const {
        std::vector<std::string> all;
        knet_log_msg record{};
        while (read(handle.log(), &record, sizeof record) == sizeof record)
            all.emplace_back(record.msg);
        return all;
    }
    knet::Handle handle;
    std::unique_ptr<knet::Hosts> hosts;
};

struct KnetPair {
    std::uint16_t port = free_knet_port();
    KnetEnd one{1};
    KnetEnd two{2};
    std::uint32_t patience_ms = 0; // until a silent link is down; 0: as long as usual

    [[nodiscard]] KnetConfig::Link link(std::uint8_t number, std::uint32_t self,
                                        std::uint32_t other) const {
        KnetConfig::Link made = knet_link(number, self, other, port);
        if (patience_ms != 0) made.ping_timeout_ms = patience_ms;
        return made;
    }
    // Both know each other by so many links.
    std::size_t introduce(std::uint8_t links) {
        KnetConfig::Peer first{.node = {1}, .links = {}};
        KnetConfig::Peer second{.node = {2}, .links = {}};
        for (std::uint8_t number = 0; number < links; ++number) {
            first.links.push_back(link(number, 2, 1));
            second.links.push_back(link(number, 1, 2));
        }
        return one.hosts->set({second}, KnetConfig::Mode::passive).size() +
               two.hosts->set({first}, KnetConfig::Mode::passive).size();
    }
    [[nodiscard]] static bool connected(const KnetEnd& end, NodeId node, std::uint8_t number) {
        const auto status = knet::status_of(end.handle.get(), node, number);
        return status && status->connected != 0;
    }
    // False: it did not come about, however long it took.
    static bool wait_until(const std::function<bool()>& done) {
        for (int looks = 0; looks < 20000; ++looks) {
            if (done()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds{3});
        }
        return false;
    }
};

} // namespace baton::transport::test
