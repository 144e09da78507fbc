// exec/transport/udpu.h - UDP unicast: a multicast is one datagram to every configured node.
// One socket, bound to (own address, port), sends and receives everything.
#pragma once

#include "loop/watch.h"
#include "transport/udp_common.h"

#include <set>

namespace baton::transport {

class Udpu final : public UdpCommon {
public:
    Udpu(loop::Loop& loop, BufferPool& pool, UdpConfig config, Events events);
    [[nodiscard]] bool up() const override { return static_cast<bool>(socket_); }
    void discard_received() override;

private:
    Result<void> open(const FoundInterface& on) override;
    void close() override;
    [[nodiscard]] int sending_socket() const override { return socket_.number(); }
    void peers_changed() override { fill_targets(); }
    void fill_targets();
    void on_readable();
    bool is_listed(const SocketAddress& from);

    UdpSocket socket_;
    std::unique_ptr<loop::Watch> watch_; // after the socket: it stops first
    std::set<IpAddress> listed_;         // without scopes
    TimePoint unlisted_logged_{};
};

} // namespace baton::transport
