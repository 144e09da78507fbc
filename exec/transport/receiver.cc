// exec/transport/receiver.cc - recvmmsg() into pooled areas; what is short is copied out of them.
//
// Why copy: what arrives is held by the ring until every node has it. A 64 KiB area with one
// datagram of 100 bytes in it would be held with it; a buffer of the right size costs one copy and
// holds what is needed, and the area is free for the next call at once. A train that fills an area
// by half stays where it is: it holds no more than twice its size, as buffers of the pool do.
#include "transport/receiver.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/udp.h>
#include <utility>

#ifndef SOL_UDP
#define SOL_UDP 17
#endif

namespace baton::transport {

Receiver::Receiver(BufferPool& pool, Counters& counters) : pool_(pool), counters_(counters) {}

void Receiver::prepare() {
    for (std::size_t index = 0; index < kAreas; ++index) {
        if (!areas_[index]) areas_[index] = pool_.take(kAreaSize);
        pieces_[index] = {areas_[index].bytes().data(), kAreaSize};
        msghdr& header = headers_[index].msg_hdr;
        header = {};
        header.msg_name = sources_[index].data();
        header.msg_namelen = SocketAddress::kCapacity;
        header.msg_iov = &pieces_[index];
        header.msg_iovlen = 1;
        header.msg_control = controls_[index].data();
        header.msg_controllen = controls_[index].size();
    }
}

Receiver::Notes Receiver::read_notes(msghdr& header) {
    Notes notes;
    for (cmsghdr* entry = CMSG_FIRSTHDR(&header); entry != nullptr;
         entry = CMSG_NXTHDR(&header, entry)) {
        if (entry->cmsg_level == SOL_UDP && entry->cmsg_type == UDP_GRO) {
            int segment = 0;
            std::memcpy(&segment, CMSG_DATA(entry), sizeof segment);
            if (segment > 0) notes.segment = static_cast<std::size_t>(segment);
        } else if (entry->cmsg_level == SOL_SOCKET && entry->cmsg_type == SO_RXQ_OVFL) {
            std::uint32_t drops = 0; // since the socket was made; wraps
            std::memcpy(&drops, CMSG_DATA(entry), sizeof drops);
            counters_.kernel_drops += drops - last_drops_;
            last_drops_ = drops;
        }
    }
    return notes;
}

Slice Receiver::keep(Buffer& area, std::size_t size) {
    if (size < kWorthAnArea) return pool_.copy(Bytes(area.bytes()).first(size));
    const Buffer filled = std::exchange(area, Buffer{});
    return filled.slice(0, size);
}

void Receiver::take(std::size_t index, const Accept& accept, std::vector<Slice>& out) {
    msghdr& header = headers_[index].msg_hdr;
    const std::size_t size = headers_[index].msg_len;
    const Notes notes = read_notes(header);
    if (!accept(sources_[index])) {
        ++counters_.refused_source;
        return;
    }
    if (size == 0 || size > kAreaSize || (header.msg_flags & MSG_TRUNC) != 0) {
        ++counters_.refused_datagram;
        return;
    }
    const Slice all = keep(areas_[index], size);
    const std::size_t segment = notes.segment == 0 ? size : notes.segment;
    for (std::size_t offset = 0; offset < size; offset += segment) {
        out.push_back(all.part(offset, std::min(segment, size - offset)));
        ++counters_.datagrams_received;
    }
    counters_.bytes_received += size;
}

bool Receiver::read(int socket, const Accept& accept, std::vector<Slice>& out) {
    for (int call = 0; call < kCallsMax; ++call) {
        prepare();
        const int count = recvmmsg(socket, headers_.data(), kAreas, MSG_DONTWAIT, nullptr);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return true; // nothing there, or an error that the next event repeats
        for (std::size_t index = 0; index < static_cast<std::size_t>(count); ++index)
            take(index, accept, out);
        if (static_cast<std::size_t>(count) < kAreas) return true;
    }
    return false;
}

void Receiver::discard(int socket) {
    constexpr int kMost = 65536; // a flood must not hold us here for ever
    for (int count = 0; count < kMost; ++count) {
        std::byte rest{};
        if (recv(socket, &rest, sizeof rest, MSG_DONTWAIT) < 0 && errno != EINTR) return;
    }
}

} // namespace baton::transport
