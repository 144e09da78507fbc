// tools/names.h - what the nodes are called.
#pragma once

#include "status_report.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace baton::tool {

class NodeNames {
public:
    // Without a report nobody has a name.
    explicit NodeNames(const std::optional<StatusReport>& report);
    // "beta"; "2" where there is no name.
    [[nodiscard]] std::string of(std::uint32_t node) const;
    // "beta:4711"
    [[nodiscard]] std::string process(std::uint32_t node, std::uint32_t pid) const;

private:
    std::map<std::uint32_t, std::string> names_;
};

} // namespace baton::tool
