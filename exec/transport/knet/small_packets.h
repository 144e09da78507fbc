// exec/transport/knet/small_packets.h - packets that pass everywhere, until probes have found more.
//
// libknet sends packets of one size over all links. It is given the smallest one by hand, and when
// it sends that, the choice is its own again: then it probes, and goes on as it was meanwhile.
#pragma once

#include "loop/timer.h"
#include "transport/knet/handle.h"

#include <cstdint>
#include <functional>

namespace baton::transport::knet {

class SmallPackets {
public:
    // `mtu` is what libknet is told in the end, 0 for probes.
    SmallPackets(loop::Loop& loop, knet_handle_t handle, std::function<std::uint32_t()> mtu)
        : handle_(handle), mtu_(std::move(mtu)), timer_(loop, [this] { look(); }) {}

    // An error: they have the size that they had.
    Result<void> begin();

    static constexpr unsigned kPacket = 576; // every IPv4 path takes it

private:
    [[nodiscard]] bool small() const;
    void look();

    knet_handle_t handle_;
    std::function<std::uint32_t()> mtu_;
    loop::Timer timer_;
    unsigned looks_ = 0;
};

} // namespace baton::transport::knet
