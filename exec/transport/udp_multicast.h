// exec/transport/udp_multicast.h - IP multicast, or broadcast: transport "udp".
//
// Three sockets: (multicast address, port) hears the multicasts of all, (own address, port) the
// tokens, (own address, port - 1) sends everything. Sources are not checked against the node list.
#pragma once

#include "loop/watch.h"
#include "transport/udp_common.h"

namespace baton::transport {

class UdpMulticast final : public UdpCommon {
public:
    UdpMulticast(loop::Loop& loop, BufferPool& pool, UdpConfig config, Events events);
    [[nodiscard]] bool up() const override { return static_cast<bool>(sending_); }
    void discard_received() override;

private:
    Result<void> open(const FoundInterface& on) override;
    Result<void> open_sockets(const FoundInterface& on);
    Result<void> watch();
    void close() override;
    [[nodiscard]] int sending_socket() const override { return sending_.number(); }
    void peers_changed() override {} // all hear a multicast
    void on_readable();

    UdpSocket hearing_; // multicasts
    UdpSocket token_;
    UdpSocket sending_;
    std::unique_ptr<loop::Watch> hearing_watch_;
    std::unique_ptr<loop::Watch> token_watch_;
    Receiver token_receiver_;
    std::vector<Slice> tokens_;
};

} // namespace baton::transport
