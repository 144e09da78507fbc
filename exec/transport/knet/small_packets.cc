// exec/transport/knet/small_packets.cc - in and out by libknet's MTU of its own.
#include "transport/knet/small_packets.h"

namespace baton::transport::knet {

namespace {

constexpr auto kPause = std::chrono::milliseconds{100}; // half of what its thread takes
constexpr unsigned kLooksMax = 50; // without a link that is up it has no size at all

} // namespace

bool SmallPackets::small() const {
    unsigned data = 0;
    return knet_handle_pmtud_get(handle_, &data) == 0 && data < kPacket;
}

// A run of probes that waits for an answer would go on waiting; only what needs libknet's lock ends
// it, and what it says meanwhile of the interval is what it has.
Result<void> SmallPackets::begin() {
    if (timer_.deadline() || small()) return {};
    unsigned interval_s = 0;
    if (knet_handle_pmtud_set(handle_, kPacket) != 0 ||
        knet_handle_pmtud_getfreq(handle_, &interval_s) != 0 ||
        knet_handle_pmtud_setfreq(handle_, interval_s) != 0)
        return tl::make_unexpected(Handle::error("cannot send small packets"));
    looks_ = 0;
    timer_.fire_in(kPause);
    return {};
}

void SmallPackets::look() {
    if (!small() && ++looks_ < kLooksMax) return timer_.fire_in(kPause);
    knet_handle_pmtud_set(handle_, mtu_());
}

} // namespace baton::transport::knet
