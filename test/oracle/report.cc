// test/oracle/report.cc - what was found. See checker.h.
#include "oracle/checker.h"

#include <utility>

namespace oracle {

void Report::violated(const char* property, Time time, std::string text) {
    count("violations");
    if (violations_.size() < kKept) violations_.push_back({property, std::move(text), time});
}

} // namespace oracle
