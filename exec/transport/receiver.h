// exec/transport/receiver.h - reads all datagrams that wait at a socket.
#pragma once

#include "transport/transport.h"
#include "transport/udp_socket.h"

#include <array>
#include <functional>
#include <sys/socket.h>
#include <vector>

namespace baton::transport {

class Receiver {
public:
    using Accept = std::function<bool(const SocketAddress& from)>;

    Receiver(BufferPool& pool, Counters& counters);

    // Appends what waits, oldest first, to `out`: at most kCallsMax times kAreas datagrams or
    // trains. True if the socket is empty now.
    bool read(int socket, const Accept& accept, std::vector<Slice>& out);
    // Throws away what waits, as far as one go reaches.
    void discard(int socket);
    // A new socket counts its drops from 0.
    void new_socket() { last_drops_ = 0; }

private:
    // The kernel may put up to 64 KiB into each area. There are few of them, as memory once touched
    // stays resident: an idle ring touches the first page of each, no more.
    static constexpr std::size_t kAreas = 16;
    static constexpr std::size_t kAreaSize = 65536;
    static constexpr int kCallsMax = 4;
    // What fills an area by half is not copied: it takes the area with it.
    static constexpr std::size_t kWorthAnArea = kAreaSize / 2;
    using Control =
        std::array<std::byte, CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(std::uint32_t))>;
    struct Notes { // what the kernel says about one datagram
        std::size_t segment = 0;
    };

    void prepare();
    Notes read_notes(msghdr& header);
    void take(std::size_t index, const Accept& accept, std::vector<Slice>& out);
    Slice keep(Buffer& area, std::size_t size);

    BufferPool& pool_;
    Counters& counters_;
    std::array<Buffer, kAreas> areas_; // none: to be taken from the pool
    std::array<mmsghdr, kAreas> headers_{};
    std::array<iovec, kAreas> pieces_{};
    std::array<SocketAddress, kAreas> sources_{};
    std::array<Control, kAreas> controls_{};
    std::uint32_t last_drops_ = 0;
};

} // namespace baton::transport
