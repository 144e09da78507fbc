// exec/transport/trains.h - which frames can travel to a target in one piece.
// The kernel cuts one large send into datagrams of equal size, the last one perhaps shorter
// (UDP_SEGMENT): one way through the network stack for up to 64 datagrams.
#pragma once

#include "base/buffer.h"

#include <cstddef>
#include <span>
#include <vector>

namespace baton::transport {

struct Train {
    std::size_t first = 0; // index of the first frame
    std::size_t count = 0;
    std::size_t bytes = 0;   // of all frames
    std::size_t segment = 0; // size of all frames but perhaps the last
    friend bool operator==(const Train&, const Train&) = default;
};

struct TrainLimits {
    std::size_t segment = 65507; // longer frames travel alone; 0: all do
    std::size_t count = 64;      // what every kernel with UDP_SEGMENT takes
    std::size_t bytes = 65507;   // the largest UDP payload over IPv4
};

// Appends to `out` the trains that carry `frames`, each frame once, in their order.
void make_up_trains(std::span<const Slice> frames, const TrainLimits& limits,
                    std::vector<Train>& out);

} // namespace baton::transport
