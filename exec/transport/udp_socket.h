// exec/transport/udp_socket.h - one UDP socket with the options that a ring wants.
#pragma once

#include "base/result.h"
#include "loop/descriptor.h"
#include "transport/socket_address.h"

#include <cstddef>
#include <utility>

namespace baton::transport {

struct BufferSizes {
    std::size_t receive = 0; // what the kernel gave
    std::size_t send = 0;
};

class UdpSocket {
public:
    // Bound, non-blocking; `reuse`: others on this machine may bind the same multicast address.
    static Result<UdpSocket> bound_to(const SocketAddress& address, bool reuse = false);

    UdpSocket() = default;
    [[nodiscard]] int number() const { return descriptor_.number(); }
    explicit operator bool() const { return static_cast<bool>(descriptor_); }

    // Asks for kWantedBuffer, past the system's limit where we may. What we got.
    BufferSizes enlarge_buffers();
    static constexpr std::size_t kWantedBuffer = std::size_t{8} << 20U;
    // Below this a few rotations' worth of full frames do not fit.
    static constexpr std::size_t kSmallBuffer = std::size_t{1} << 20U;

    // The kernel tells with each datagram how many it dropped for want of buffer so far.
    void report_drops();
    // Several equal-sized datagrams of one sender may come in as one. False: the kernel cannot.
    bool accept_trains();
    // Whether the kernel cuts a large send into datagrams (UDP_SEGMENT).
    [[nodiscard]] bool can_send_trains() const;

    // Multicast (udp). `local` names the interface.
    Result<void> join(const IpAddress& group, const IpAddress& local, unsigned interface_index);
    Result<void> send_multicast_from(const IpAddress& local, unsigned interface_index, int ttl);
    Result<void> allow_broadcast();

private:
    explicit UdpSocket(loop::Descriptor descriptor, AddressFamily family)
        : descriptor_(std::move(descriptor)), family_(family) {}

    loop::Descriptor descriptor_;
    AddressFamily family_ = AddressFamily::none;
};

} // namespace baton::transport
