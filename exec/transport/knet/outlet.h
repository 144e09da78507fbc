// exec/transport/knet/outlet.h - frames on their way into libknet's data socket, in order.
//
// libknet takes them out in a thread of its own. When its socket is full they wait here, and the
// loop tells when there is room again; what exceeds the limit is dropped, as a full network would.
#pragma once

#include "base/buffer.h"
#include "base/time.h"
#include "transport/transport.h"

#include <cstddef>
#include <sys/socket.h>
#include <vector>

namespace baton::transport::knet {

class Outlet {
public:
    // Some windows of full frames: more than a ring sends while it waits for one token.
    static constexpr std::size_t kFramesMax = 1024;

    // False: there is no room, it was dropped.
    bool add(const Slice& frame);
    [[nodiscard]] bool empty() const { return next_ == frames_.size(); }
    // Writes as much as the socket takes. The error number of a frame that was not taken for
    // another reason than want of room, and is dropped; else 0.
    int send(int socket, Counters& counters);
    // The same, waiting for room where there is none, as long as this in all. How many are left.
    std::size_t send_all(int socket, Counters& counters, milliseconds patience);
    void clear();

private:
    static constexpr std::size_t kPerCall = 64;

    std::vector<Slice> frames_;
    std::size_t next_ = 0; // the first that has not left
    std::vector<iovec> pieces_;
    std::vector<mmsghdr> headers_;
};

} // namespace baton::transport::knet
