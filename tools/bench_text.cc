// tools/bench_text.cc - see bench_text.h.
#include "bench_text.h"

#include "text.h"

#include <fmt/format.h>

namespace baton::tool {

namespace {

BenchFigures sum_of(const BenchRun& run) {
    BenchFigures all;
    for (const BenchFigures& one : run.senders) {
        all.sent += one.sent;
        all.delivered += one.delivered;
        all.refused += one.refused;
        all.own.add(one.own);
    }
    return all;
}

double microseconds(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1000; }

std::string cell(std::uint64_t nanoseconds) {
    return fmt::format("{:.0f}", microseconds(nanoseconds));
}

std::string heading(const BenchPlan& plan) {
    const std::string pace = plan.rate > 0 ? fmt::format("{:g} messages per second each", plan.rate)
                                           : std::string("as fast as it goes");
    return fmt::format("{} sender{}, {} order, {}, {:g} s for each size\n", plan.senders,
                       plan.senders == 1 ? "" : "s", plan.safe ? "safe" : "agreed", pace,
                       plan.seconds);
}

Json run_json(const BenchRun& run) {
    const BenchFigures all = sum_of(run);
    const double rate = messages_per_second(run);
    return {{"size", run.size},
            {"sent", all.sent},
            {"delivered", all.delivered},
            {"messages_per_second", rate},
            {"bytes_per_second", rate * run.size},
            {"try_again", all.refused},
            {"latency_us",
             {{"mean", all.own.mean() / 1000},
              {"p50", microseconds(all.own.percentile(50))},
              {"p90", microseconds(all.own.percentile(90))},
              {"p99", microseconds(all.own.percentile(99))},
              {"max", microseconds(all.own.max())}}}};
}

} // namespace

double messages_per_second(const BenchRun& run) {
    double sum = 0;
    for (const BenchFigures& one : run.senders)
        if (one.elapsed_ns > 0)
            sum += static_cast<double>(one.delivered) * 1e9 / static_cast<double>(one.elapsed_ns);
    return run.senders.empty() ? 0 : sum / static_cast<double>(run.senders.size());
}

std::string bench_text(const BenchPlan& plan, const std::vector<BenchRun>& runs) {
    Table table(std::vector<Align>(7, Align::right));
    table.row({"bytes", "messages/s", "MB/s", "p50 us", "p90 us", "p99 us", "max us"});
    for (const BenchRun& run : runs) {
        const BenchFigures all = sum_of(run);
        const double rate = messages_per_second(run);
        table.row({std::to_string(run.size), fmt::format("{:.0f}", rate),
                   fmt::format("{:.2f}", rate * run.size / 1e6), cell(all.own.percentile(50)),
                   cell(all.own.percentile(90)), cell(all.own.percentile(99)),
                   cell(all.own.max())});
    }
    return heading(plan) + "\n" + table.text();
}

std::string bench_json(const BenchPlan& plan, const std::vector<BenchRun>& runs) {
    Json all = Json::array();
    for (const BenchRun& run : runs) all.push_back(run_json(run));
    return json_line({{"schema_version", 1},
                      {"senders", plan.senders},
                      {"order", plan.safe ? "safe" : "agreed"},
                      {"rate_per_sender", plan.rate},
                      {"seconds", plan.seconds},
                      {"runs", std::move(all)}});
}

} // namespace baton::tool
