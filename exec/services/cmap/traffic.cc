// exec/services/cmap/traffic.cc - the table of services, and the keys made of it.
#include "services/cmap/traffic.h"

#include <string>

namespace baton::cmap {

namespace {

struct Known {
    std::string_view name;
    std::size_t kinds; // of messages on the ring
};

constexpr Known kKnown[] = {
    {"cmap", 1},  {"cfg", 5},        {"cpg", 7}, {"quorum", 0},
    {"pload", 2}, {"votequorum", 4}, {"mon", 0}, {"wd", 0},
};

const Known* known(wire::ServiceId service) {
    const auto number = static_cast<std::size_t>(service);
    return number < std::size(kKnown) ? &kKnown[number] : nullptr;
}

} // namespace

std::string_view name_of(wire::ServiceId service) {
    const Known* found = known(service);
    return found == nullptr ? std::string_view() : found->name;
}

void Traffic::show(wire::ServiceId service, Map& map) const {
    const Known* found = known(service);
    if (found == nullptr) return;
    const auto number = static_cast<std::uint16_t>(service);
    const std::string about = "internal_configuration.service." + std::to_string(number);
    map.set(about + ".name", std::string_view("corosync_" + std::string(found->name)));
    map.set(about + ".ver", std::uint32_t{0});
    const std::string prefix = "runtime.services." + std::string(found->name) + '.';
    map.set(prefix + "service_id", number);
    for (std::size_t kind = 0; kind < found->kinds; ++kind) {
        const Counts* counts = &counts_.at(number).at(kind);
        const std::string key = prefix + std::to_string(kind);
        map.set_live(key + ".rx", [counts] { return Value::of(counts->received); });
        map.set_live(key + ".tx", [counts] { return Value::of(counts->sent); });
    }
}

} // namespace baton::cmap
