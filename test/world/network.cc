// test/world/network.cc - see network.h.
#include "world/network.h"

namespace baton::world {

bool Network::takes(std::uint32_t from, std::uint32_t to, int type) {
    for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
        const bool matches = (fault->type < 0 || fault->type == type) &&
                             (fault->from == 0 || fault->from == from) &&
                             (fault->to == 0 || fault->to == to);
        if (!matches) continue;
        if (fault->skip > 0) {
            --fault->skip;
            continue;
        }
        if (--fault->count == 0) faults_.erase(fault);
        return true;
    }
    return false;
}

bool Network::loses(Link& link) {
    if (link.burst == 0 && chance(weather.burst, 100)) link.burst = weather.burst_length;
    if (link.burst > 0) {
        --link.burst;
        return true;
    }
    return chance(weather.loss, 100);
}

void Network::damage(std::span<std::byte> datagram) {
    if (datagram.empty()) return;
    std::byte& victim = datagram[random.below(datagram.size())];
    const auto value = static_cast<unsigned>(random.below(255)) + 1;
    const bool one_bit = random.below(2) == 0;
    victim ^= one_bit ? std::byte{1} << (value % 8) : static_cast<std::byte>(value);
}

Duration Network::delay(const Link& link) {
    constexpr std::uint64_t kLate = 1'000'000; // nanoseconds
    const auto spread = static_cast<std::uint64_t>((weather.delay_max - weather.delay_min).count());
    std::uint64_t more = spread == 0 ? 0 : random.below(spread + 1);
    if (chance(weather.reorder, 100)) more += random.below(kLate);
    return weather.delay_min + link.slow + Duration(static_cast<Duration::rep>(more));
}

} // namespace baton::world
