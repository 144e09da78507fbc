// test/sim/report_line.cc - see report_line.h.
#include "sim/report_line.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>

namespace baton::sim {

void write_outcome(std::FILE* out, std::uint64_t seed, const Outcome& outcome) {
    for (const auto& [name, number] : outcome.counts)
        fmt::print(out, "count {} {}\n", number, name);
    const Finding& finding = outcome.finding;
    std::string text = finding.text;
    std::replace(text.begin(), text.end(), '\n', ' ');
    fmt::print(out, "end {} {:x} {} {}\n", seed, outcome.hash, finding ? finding.property : "-",
               text);
    std::fflush(out);
}

bool read_report(const std::string& line, Outcome& outcome) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind == "count") {
        std::uint64_t number = 0;
        std::string name;
        words >> number >> std::ws;
        std::getline(words, name);
        outcome.counts[name] += number;
    } else if (kind == "end") {
        std::uint64_t seed = 0;
        Finding& finding = outcome.finding;
        words >> seed >> std::hex >> outcome.hash >> finding.property >> std::ws;
        std::getline(words, finding.text);
        if (finding.property == "-") finding.property.clear();
        return true;
    }
    return false;
}

} // namespace baton::sim
