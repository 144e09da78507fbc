// test/unit/tools/bench_test.cc - percentiles, sums over senders, and the table.
#include "bench_text.h"
#include "text.h"
#include "unit/cmocka.h"

#include <limits>

using namespace baton::tool;

namespace {

// One sends and gets 3 messages in 1 s, the other gets the same 3 in 2 s.
BenchRun two_members() {
    BenchRun run{.size = 1000};
    BenchFigures& sender = run.senders.emplace_back();
    sender.sent = sender.delivered = 3;
    sender.elapsed_ns = 1'000'000'000;
    for (const std::uint64_t latency : {100'000U, 200'000U, 900'000U}) sender.own.add(latency);
    BenchFigures& listener = run.senders.emplace_back();
    listener.delivered = 3;
    listener.elapsed_ns = 2'000'000'000;
    listener.refused = 5;
    return run;
}

void small_values_are_exact(void**) {
    Latencies latencies;
    for (std::uint64_t value = 1; value <= 100; ++value) latencies.add(value);
    assert_int_equal(latencies.percentile(50), 50);
    assert_int_equal(latencies.percentile(99), 99);
    assert_int_equal(latencies.percentile(0), 1);
    assert_int_equal(latencies.max(), 100);
}

void no_percentile_is_too_low_or_more_than_a_64th_too_high(void**) {
    int wrong = 0;
    for (std::uint64_t value = 1; value < std::uint64_t{1} << 62U; value += value / 7 + 1) {
        Latencies latencies;
        latencies.add(value);
        latencies.add(std::numeric_limits<std::uint64_t>::max()); // the maximum hides nothing
        const std::uint64_t told = latencies.percentile(50);
        wrong += told < value || told - value > value / 64;
    }
    assert_int_equal(wrong, 0);
}

void the_highest_percentile_is_the_maximum(void**) {
    Latencies latencies;
    latencies.add(1'000'003);
    latencies.add(std::numeric_limits<std::uint64_t>::max() / 4);
    assert_true(latencies.percentile(100) == latencies.max());
}

void without_values_all_is_0(void**) {
    const Latencies latencies;
    assert_int_equal(latencies.percentile(50), 0);
    assert_true(latencies.mean() == 0);
}

void sums_are_as_if_one_had_measured_all(void**) {
    Latencies all;
    Latencies one;
    Latencies other;
    for (std::uint64_t value = 1; value < 5000; value += 3) {
        all.add(value * value);
        (value % 2 == 0 ? one : other).add(value * value);
    }
    one.add(other);
    assert_int_equal(one.count(), all.count());
    assert_int_equal(one.percentile(90), all.percentile(90));
    assert_int_equal(one.max(), all.max());
    assert_true(one.mean() == all.mean());
}

void throughput_is_the_mean_of_what_members_receive(void**) {
    assert_true(messages_per_second(two_members()) == 2.25); // of 3 and 1.5
}

void a_run_without_time_has_no_throughput(void**) {
    assert_true(messages_per_second({.size = 64, .senders = {BenchFigures{}}}) == 0);
}

void the_table_is_aligned(void**) {
    const BenchPlan plan{.senders = 2, .rate = 1.5, .seconds = 2};
    const std::string text = bench_text(plan, {two_members()});
    assert_string_equal(text.c_str(),
                        "2 senders, agreed order, 1.5 messages per second each, 2 s for each size\n"
                        "\n"
                        "bytes  messages/s  MB/s  p50 us  p90 us  p99 us  max us\n"
                        " 1000           2  0.00     201     900     900     900\n");
}

void the_json_has_the_sums(void**) {
    const auto json = Json::parse(bench_json({.safe = true}, {two_members()}));
    const auto& run = json.at("runs").at(0);
    assert_string_equal(json.at("order").get<std::string>().c_str(), "safe");
    assert_int_equal(run.at("sent").get<int>(), 3);
    assert_int_equal(run.at("delivered").get<int>(), 6);
    assert_int_equal(run.at("try_again").get<int>(), 5);
    assert_true(run.at("bytes_per_second").get<double>() == 2250);
    assert_true(run.at("latency_us").at("max").get<double>() == 900);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(small_values_are_exact),
        cmocka_unit_test(no_percentile_is_too_low_or_more_than_a_64th_too_high),
        cmocka_unit_test(the_highest_percentile_is_the_maximum),
        cmocka_unit_test(without_values_all_is_0),
        cmocka_unit_test(sums_are_as_if_one_had_measured_all),
        cmocka_unit_test(throughput_is_the_mean_of_what_members_receive),
        cmocka_unit_test(a_run_without_time_has_no_throughput),
        cmocka_unit_test(the_table_is_aligned),
        cmocka_unit_test(the_json_has_the_sums),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
