// exec/transport/knet/outlet.cc - sendmmsg() until it is empty or the socket is full.
#include "transport/knet/outlet.h"

#include "loop/clock.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <poll.h>

namespace baton::transport::knet {

bool Outlet::add(const Slice& frame) {
    if (frames_.size() - next_ >= kFramesMax) return false;
    frames_.push_back(frame);
    return true;
}

void Outlet::clear() {
    frames_.clear();
    next_ = 0;
}

int Outlet::send(int socket, Counters& counters) {
    pieces_.resize(kPerCall);
    headers_.resize(kPerCall);
    int first_error = 0;
    while (!empty()) {
        const std::size_t count = std::min(frames_.size() - next_, kPerCall);
        for (std::size_t index = 0; index < count; ++index) {
            const Slice& frame = frames_[next_ + index]; // the kernel only reads
            pieces_[index] = {const_cast<std::byte*>(frame.data()), frame.size()};
            headers_[index] = {};
            headers_[index].msg_hdr.msg_iov = &pieces_[index];
            headers_[index].msg_hdr.msg_iovlen = 1;
        }
        const int done = sendmmsg(socket, headers_.data(), static_cast<unsigned>(count),
                                  MSG_DONTWAIT | MSG_NOSIGNAL);
        if (done > 0) {
            for (int index = 0; index < done; ++index) {
                Slice& frame = frames_[next_++];
                ++counters.datagrams_sent;
                counters.bytes_sent += frame.size();
                frame = {}; // give the buffer back
            }
            continue;
        }
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == ENOBUFS) break;
        if (first_error == 0) first_error = errno;
        ++counters.send_errors;
        frames_[next_++] = {};
    }
    if (empty())
        clear();
    else if (next_ >= kFramesMax) { // what has left goes, so that the list does not grow
        frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(next_));
        next_ = 0;
    }
    return first_error;
}

std::size_t Outlet::send_all(int socket, Counters& counters, milliseconds patience) {
    const TimePoint end = loop::now() + patience;
    for (;;) {
        send(socket, counters);
        const TimePoint now = loop::now();
        if (empty() || now >= end) return frames_.size() - next_;
        pollfd room{.fd = socket, .events = POLLOUT, .revents = 0};
        poll(&room, 1, static_cast<int>((end - now) / milliseconds{1}) + 1);
    }
}

} // namespace baton::transport::knet
