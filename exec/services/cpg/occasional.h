// exec/services/cpg/occasional.h - log lines about what can happen any number of times.
// The core has no clock, so the rate is limited by counting: the 1st, 2nd, 4th, 8th ... is told.
#pragma once

#include "services/service.h"

#include <array>
#include <bit>
#include <cstdint>
#include <string>

namespace baton::cpg {

class Occasional {
public:
    enum class What : std::uint8_t {
        malformed, // a message of another node
        stranger,  // a multicast of a node that has nobody in the group
        oversized, // a multicast that no client library can take
        too_many,  // processes
        refused,   // a client multicast that cannot be sent at all
        no_room,   // a client multicast that found no place
        crowded,   // a group that does not fit into an event
        last = crowded,
    };

    void warn(What what, Effects& effects, std::string text) {
        const std::uint64_t count = ++counts_[static_cast<std::size_t>(what)];
        if (!std::has_single_bit(count)) return;
        if (count > 1) text += " (" + std::to_string(count) + " times by now)";
        effects.log({LogLevel::warning, LogPart::cpg, std::move(text)});
    }

private:
    std::array<std::uint64_t, static_cast<std::size_t>(What::last) + 1> counts_{};
};

} // namespace baton::cpg
