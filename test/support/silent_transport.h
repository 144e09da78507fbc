// test/support/silent_transport.h - a transport on which nobody else is.
#pragma once

#include "transport/transport.h"

#include <functional>
#include <utility>
#include <vector>

namespace baton::test {

struct SilentTransport final : transport::Transport {
    SilentTransport() = default;
    explicit SilentTransport(std::function<void()> looked_at) : on_look(std::move(looked_at)) {}

    Result<bool> check_interface() override {
        on_look();
        return is_up;
    }
    [[nodiscard]] bool up() const override { return is_up; }
    void multicast(const Slice&) override {}
    void unicast(NodeId, const Slice&) override {}
    void flush() override {}
    void set_network(const transport::Network&) override {}
    void discard_received() override {}
    [[nodiscard]] const transport::Counters& counters() const override { return none_sent; }
    [[nodiscard]] std::vector<std::string> warnings() const override { return {}; }
    [[nodiscard]] std::vector<transport::PeerState> peers() const override { return known; }

    std::function<void()> on_look = [] {};
    bool is_up = true;
    std::vector<transport::PeerState> known;
    transport::Counters none_sent;
};

} // namespace baton::test
