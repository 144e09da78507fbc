// exec/transport/send_batch.cc - one sendmmsg() for a turn's datagrams.
#include "transport/send_batch.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/udp.h>
#include <poll.h>

#ifndef SOL_UDP
#define SOL_UDP 17
#endif

namespace baton::transport {

namespace {

constexpr std::size_t kMessagesPerCall = 1024; // the kernel's own limit (UIO_MAXIOV)

void name_segment(msghdr& header, std::span<std::byte> control, std::size_t segment) {
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* entry = CMSG_FIRSTHDR(&header);
    entry->cmsg_level = SOL_UDP;
    entry->cmsg_type = UDP_SEGMENT;
    entry->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
    const auto size = static_cast<std::uint16_t>(segment);
    std::memcpy(CMSG_DATA(entry), &size, sizeof size);
}

} // namespace

void SendBatch::add(const SocketAddress& to, const Train& train) {
    messages_.push_back({&to, train});
}

// Frames [begin, end) go to all targets: train by train, for what was copied for one target is at
// hand for the next.
void SendBatch::lay_out_run(std::size_t begin, std::size_t end,
                            std::span<const SocketAddress> targets) {
    if (begin == end) return;
    trains_.clear();
    make_up_trains(std::span(frames_).subspan(begin, end - begin), limits_, trains_);
    for (Train& train : trains_) train.first += begin;
    for (const Train& train : trains_)
        for (const SocketAddress& target : targets) add(target, train);
}

void SendBatch::lay_out(std::span<const SocketAddress> targets) {
    messages_.clear();
    std::size_t run = 0; // where the present run of multicasts began
    for (std::size_t index = 0; index < frames_.size(); ++index) {
        if (targets_[index] == nullptr) continue;
        lay_out_run(run, index, targets);
        const std::size_t size = frames_[index].size();
        add(*targets_[index], {.first = index, .count = 1, .bytes = size, .segment = size});
        run = index + 1;
    }
    lay_out_run(run, frames_.size(), targets);
}

void SendBatch::fill_headers() {
    pieces_.resize(frames_.size());
    for (std::size_t index = 0; index < frames_.size(); ++index) // the kernel only reads
        pieces_[index] = {const_cast<std::byte*>(frames_[index].data()), frames_[index].size()};
    headers_.assign(messages_.size(), {});
    controls_.resize(messages_.size());
    for (std::size_t index = 0; index < messages_.size(); ++index) {
        const Message& message = messages_[index];
        msghdr& header = headers_[index].msg_hdr;
        header.msg_name = const_cast<sockaddr*>(message.to->data());
        header.msg_namelen = message.to->size();
        header.msg_iov = &pieces_[message.train.first];
        header.msg_iovlen = message.train.count;
        if (message.train.count > 1) name_segment(header, controls_[index], message.train.segment);
    }
}

void SendBatch::sent(std::span<const Message> messages, Counters& counters) const {
    for (const Message& message : messages) {
        counters.datagrams_sent += message.train.count;
        counters.bytes_sent += message.train.bytes;
    }
}

// The train was refused: its frames travel alone, in their order.
int SendBatch::send_singly(int socket, const Message& message, Counters& counters) {
    int first_error = 0;
    for (std::size_t index = 0; index < message.train.count; ++index) {
        const iovec& piece = pieces_[message.train.first + index];
        if (sendto(socket, piece.iov_base, piece.iov_len, 0, message.to->data(),
                   message.to->size()) >= 0) {
            ++counters.datagrams_sent;
            counters.bytes_sent += piece.iov_len;
            continue;
        }
        ++counters.send_errors;
        if (first_error == 0) first_error = errno;
    }
    return first_error;
}

void SendBatch::use_trains(bool yes) {
    limits_.segment = yes ? TrainLimits{}.segment : 0;
    refusal_ = yes ? "" : "this kernel does not cut trains into datagrams (UDP_SEGMENT)";
}

// EIO: the device cannot; otherwise a segment with its headers is above the MTU there.
void SendBatch::lower_limit(int number, const Train& train) {
    limits_.segment = number == EIO ? 0 : std::min(limits_.segment, train.segment - 1);
    refusal_ = number == EIO ? std::string("the network device does not take trains (")
                             : "frames above " + std::to_string(limits_.segment) +
                                   " bytes travel alone, for the MTU on their way is too small (";
    refusal_ += std::string(std::strerror(number)) + ')';
}

// What to do about the message that the kernel did not take: 0 if nothing is lost.
int SendBatch::failed(int socket, int number, const Message& message, Counters& counters) {
    const bool is_train = message.train.count > 1;
    if (is_train && (number == EINVAL || number == EMSGSIZE || number == EIO)) {
        lower_limit(number, message.train);
        return send_singly(socket, message, counters);
    }
    if (number == EAGAIN || number == ENOBUFS)
        counters.send_dropped += message.train.count;
    else
        counters.send_errors += message.train.count;
    return number;
}

int SendBatch::send(int socket, std::span<const SocketAddress> targets, Counters& counters) {
    lay_out(targets);
    fill_headers();
    patience_ms_ = kPatienceMs;
    int first_error = 0;
    for (std::size_t next = 0; next < messages_.size();) {
        const auto count = std::min(messages_.size() - next, kMessagesPerCall);
        const int done = sendmmsg(socket, &headers_[next], static_cast<unsigned>(count), 0);
        if (done > 0) {
            sent(std::span(messages_).subspan(next, static_cast<std::size_t>(done)), counters);
            next += static_cast<std::size_t>(done);
            continue;
        }
        const int number = errno;
        if (number == EINTR) continue;
        if (number == EAGAIN && patience_ms_ > 0) {
            pollfd room{.fd = socket, .events = POLLOUT, .revents = 0};
            poll(&room, 1, 1);
            --patience_ms_;
            continue;
        }
        const int lost = failed(socket, number, messages_[next], counters);
        if (first_error == 0) first_error = lost;
        ++next;
    }
    clear(); // gives the buffers back
    return first_error;
}

} // namespace baton::transport
