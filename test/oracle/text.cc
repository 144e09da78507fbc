// test/oracle/text.cc - see text.h.
#include "oracle/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

std::string text(const Ring& ring) {
    if (ring == Ring{}) return "-";
    return fmt::format("{}.{}", ring.representative, ring.seq);
}

std::string text(const Nodes& nodes) {
    std::string all;
    for (const Node node : nodes) all += fmt::format("{}{}", all.empty() ? "" : ",", node);
    return "{" + all + "}";
}

const char* text(Service service) {
    switch (service) {
    case Service::agreed:
        return "agreed";
    case Service::safe:
        return "safe";
    case Service::internal:
        break;
    }
    return "internal";
}

bool contains(const Nodes& nodes, Node node) {
    return std::binary_search(nodes.begin(), nodes.end(), node);
}

bool within(const Nodes& part, const Nodes& whole) {
    return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

} // namespace oracle
