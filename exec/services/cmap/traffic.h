// exec/services/cmap/traffic.h - which services this node has, and how many messages of each kind
// they sent and received on the ring. Counted in plain numbers, for every message is; the keys
// runtime.services.NAME.KIND.{rx,tx} are live.
#pragma once

#include "services/cmap/map.h"
#include "wire/service.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace baton::cmap {

// "cpg", as keys and logs name it; empty if Corosync does not know it.
std::string_view name_of(wire::ServiceId service);

class Traffic {
public:
    // The id of a message's service header.
    void received(std::int32_t id) { count(id, &Counts::received); }
    void sent(std::int32_t id) { count(id, &Counts::sent); }
    // The beginning of a message, with its id at least; anything else is not counted.
    void sent(Bytes message) {
        std::int32_t id = 0;
        if (message.size() < sizeof id) return;
        std::memcpy(&id, message.data(), sizeof id);
        sent(id);
    }

    // Several of a kind that came or went as one.
    void received(wire::ServiceId service, std::uint16_t kind, std::uint64_t messages) {
        of(service, kind).received += messages;
    }
    void sent(wire::ServiceId service, std::uint16_t kind, std::uint64_t messages) {
        of(service, kind).sent += messages;
    }

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
    void count(std::int32_t id, std::uint64_t Counts::*direction) {
        const std::size_t service = static_cast<std::uint32_t>(id) >> 16U;
        const std::size_t kind = static_cast<std::uint32_t>(id) & 0xFFFFU;
        if (service < kServices && kind < kKinds) ++(counts_[service][kind].*direction);
    }

    std::array<std::array<Counts, kKinds>, kServices> counts_{};
};

} // namespace baton::cmap
