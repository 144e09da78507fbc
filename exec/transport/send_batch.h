// exec/transport/send_batch.h - what one turn of the loop sends, put on the wire together.
//
// For each destination the order of frames is kept, and all multicasts are out before a token that
// was added after them. One sendmmsg() carries everything, equal-sized frames as trains. What the
// kernel does not take is counted and dropped: the ring repairs it.
#pragma once

#include "transport/trains.h"
#include "transport/transport.h"
#include "transport/udp_socket.h"

#include <array>
#include <span>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace baton::transport {

class SendBatch {
public:
    // Trains from now on, as the socket can. Called for every new socket.
    void use_trains(bool yes);
    [[nodiscard]] const TrainLimits& limits() const { return limits_; }
    // Why some frames travel alone that could be in a train; empty: none does.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }

    void multicast(const Slice& frame) { add_frame(nullptr, frame); }
    // `to` must live until the batch is sent or cleared.
    void unicast(const SocketAddress& to, const Slice& frame) { add_frame(&to, frame); }
    [[nodiscard]] bool empty() const { return frames_.empty(); }
    void clear() {
        frames_.clear();
        targets_.clear();
    }

    // Sends all, multicasts once to each of `targets`. The number of the first error that lost
    // something, 0 if there was none.
    int send(int socket, std::span<const SocketAddress> targets, Counters& counters);

private:
    struct Message { // one entry for sendmmsg
        const SocketAddress* to;
        Train train; // of frames_
    };
    void add_frame(const SocketAddress* to, const Slice& frame) {
        frames_.push_back(frame);
        targets_.push_back(to);
    }
    void lay_out(std::span<const SocketAddress> targets);
    void lay_out_run(std::size_t begin, std::size_t end, std::span<const SocketAddress> targets);
    void add(const SocketAddress& to, const Train& train);
    void fill_headers();
    void lower_limit(int number, const Train& train);
    int send_singly(int socket, const Message& message, Counters& counters);
    int failed(int socket, int number, const Message& message, Counters& counters);
    void sent(std::span<const Message> messages, Counters& counters) const;

    // How long one batch may wait in all for room in the socket's buffer. A lost token costs a
    // token_retransmit, so a short wait is cheap; it is no loop that spins.
    static constexpr int kPatienceMs = 10;

    using Control = std::array<std::byte, CMSG_SPACE(sizeof(std::uint16_t))>;
    TrainLimits limits_;
    std::string refusal_;
    std::vector<Slice> frames_;                 // in the order in which they came
    std::vector<const SocketAddress*> targets_; // of each; null: to all
    std::vector<Train> trains_;                 // scratch of lay_out_run()
    std::vector<Message> messages_;
    std::vector<iovec> pieces_; // one per frame
    std::vector<mmsghdr> headers_;
    std::vector<Control> controls_;
    int patience_ms_ = 0;
};

} // namespace baton::transport
