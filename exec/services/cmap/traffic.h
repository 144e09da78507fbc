// exec/services/cmap/traffic.h - which services this node has, and how many messages of each kind
// they sent and received on the ring. Counted in plain numbers, for every message is; the keys
// runtime.services.NAME.KIND.{rx,tx} are live.
#pragma once

#include "services/cmap/map.h"
#include "wire/service.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace baton::cmap {

// "cpg", as keys and logs name it; empty if Corosync does not know it.
std::string_view name_of(wire::ServiceId service);

class Traffic {
public:
    // `message` begins with the service header; anything else is not counted.
    void received(Bytes message) { count(message, &Counts::received); }
    void sent(Bytes message) { count(message, &Counts::sent); }

    // Several of a kind that came as one.
    void received(wire::ServiceId service, std::uint16_t kind, std::uint64_t messages) {
        of(service, kind).received += messages;
    }
    void sent(wire::ServiceId service, std::uint16_t kind) { ++of(service, kind).sent; }

    // Keys that tell of the service. This object must outlive the map's use of them.
    void show(wire::ServiceId service, Map& map) const;

private:
    struct Counts {
        std::uint64_t received = 0;
        std::uint64_t sent = 0;
    };
    static constexpr std::size_t kServices = 8;
    static constexpr std::size_t kKinds = 8;

    Counts& of(wire::ServiceId service, std::uint16_t kind) {
        return counts_.at(static_cast<std::size_t>(service)).at(kind);
    }
    void count(Bytes message, std::uint64_t Counts::*direction);

    std::array<std::array<Counts, kKinds>, kServices> counts_{};
};

} // namespace baton::cmap
