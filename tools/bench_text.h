// tools/bench_text.h - what was measured, as a table and as JSON.
#pragma once

#include "latency.h"

#include <cstdint>
#include <string>
#include <vector>

namespace baton::tool {

constexpr std::uint32_t kBenchSizeMin = 16;
constexpr std::uint32_t kBenchSizeMax = 1047552;
constexpr unsigned kBenchSendersMax = 100;

struct BenchPlan {
    unsigned senders = 1;
    std::vector<std::uint32_t> sizes{1000};
    double rate = 0; // messages per second of each sender; 0: as fast as it goes
    double seconds = 5;
    bool safe = false;
};

// One sender's view of one run, and, added up, that of all of them.
struct BenchFigures {
    std::uint64_t sent = 0;
    std::uint64_t delivered = 0;  // to this member: its own and those of the others
    std::uint64_t elapsed_ns = 0; // from the start to the last delivery
    std::uint64_t refused = 0;    // times that the daemon said "try again"
    Latencies own;                // from sending to the own delivery
};

struct BenchRun {
    std::uint32_t size = 0;
    std::vector<BenchFigures> senders{};
};

// Messages per second that every member got, the mean of the members.
double messages_per_second(const BenchRun& run);

std::string bench_text(const BenchPlan& plan, const std::vector<BenchRun>& runs);
std::string bench_json(const BenchPlan& plan, const std::vector<BenchRun>& runs);

} // namespace baton::tool
