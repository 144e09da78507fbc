// exec/transport/trains.cc - grouping of equal-sized frames.
#include "transport/trains.h"

namespace baton::transport {

namespace {

bool takes(const Train& train, std::size_t frame, const TrainLimits& limits) {
    const bool still_equal = train.bytes == train.count * train.segment; // no shorter one yet
    return still_equal && frame <= train.segment && frame != 0 && train.segment <= limits.segment &&
           train.count < limits.count && frame <= limits.bytes - train.bytes;
}

} // namespace

void make_up_trains(std::span<const Slice> frames, const TrainLimits& limits,
                    std::vector<Train>& out) {
    Train train;
    for (std::size_t index = 0; index < frames.size(); ++index) {
        const std::size_t size = frames[index].size();
        if (train.count != 0 && train.bytes <= limits.bytes && takes(train, size, limits)) {
            ++train.count;
            train.bytes += size;
            continue;
        }
        if (train.count != 0) out.push_back(train);
        train = {.first = index, .count = 1, .bytes = size, .segment = size};
    }
    if (train.count != 0) out.push_back(train);
}

} // namespace baton::transport
