// test/oracle/change_count.h - L5: a node does not install configuration after configuration while
// nothing happens to the cluster.
#pragma once

#include "oracle/checker.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace oracle {

class ChangeCount {
public:
    // `since`: when the count began, for people. A limit of 0: nothing is counted.
    ChangeCount(Report& report, std::uint32_t limit, std::string_view since)
        : report_(report), limit_(limit), since_(since) {}

    void begin() { counts_.clear(); }
    void forget(Node node) { counts_.erase(node); } // it started anew
    // The first configuration of a process is none that it changed to.
    void add(Time time, Node node, const Regular& event);

private:
    Report& report_;
    const std::uint32_t limit_;
    const std::string_view since_;
    std::unordered_map<Node, std::uint32_t> counts_;
};

} // namespace oracle
