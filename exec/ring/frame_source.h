// exec/ring/frame_source.h - where the ring takes what it multicasts when it holds the token.
#pragma once

#include "base/buffer.h"

#include <cstddef>
#include <optional>

namespace baton::ring {

// A payload standing in its buffer with room in front for the multicast header.
struct OutgoingFrame {
    Buffer buffer;
    std::size_t offset = 0; // of the payload; at least wire::kMulticastHeaderSize
    std::size_t size = 0;   // of the payload; at most net_mtu
    bool safe = false;      // some message in it asks for safe delivery
};

class FrameSource {
public:
    virtual ~FrameSource() = default;
    // Frames that take() could hand out now, one after another.
    [[nodiscard]] virtual std::size_t backlog() const = 0;
    virtual std::optional<OutgoingFrame> take() = 0;
};

} // namespace baton::ring
