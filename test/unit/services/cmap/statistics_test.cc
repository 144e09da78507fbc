// test/unit/services/cmap/statistics_test.cc - the map of counters: what is in it, who may clear
// it, and how changes are found that nobody reports.
#include "services/cmap/limits.h"
#include "unit/services/cmap/bench.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton::cmap {
namespace {

using testing::Bench;

constexpr unsigned kAll = kAdd | kModify | kDelete;

struct Reader {
    Bench bench;
    Reader() {
        bench.connect(1);
        bench.choose_statistics(1);
        bench.story.clear();
    }
    GetReply get(const std::string& key) { return bench.ask<GetReply>(1, GetRequest{key, 100}); }
    // 99 stands for: no number of this type.
    template <class Number>
    Number number(const std::string& key) {
        const auto got = get(key);
        return Value{got.type, got.bytes}.as<Number>().value_or(Number{99});
    }
    std::uint64_t counter(const std::string& key) {
        return number<std::uint64_t>("stats.srp." + key);
    }
    std::string told() { return std::exchange(bench.story, {}); }
    void put(const std::string& key, std::uint64_t number) {
        bench.outside.counters[key] = Value::of(number);
    }
};

void the_ring_tells_its_counters(void**) {
    Reader reader;
    reader.bench.numbers.counters.token_sent = 10;
    reader.bench.numbers.counters.token_repeated = 3;
    reader.bench.numbers.counters.token_received = 11;
    reader.bench.numbers.counters.multicasts_resent = 4;
    reader.bench.numbers.counters.token_lost_recovery = 5;
    assert_int_equal(reader.counter("orf_token_tx"), 13);
    assert_int_equal(reader.counter("orf_token_rx"), 11);
    assert_int_equal(reader.counter("mcast_retx"), 4);
    assert_int_equal(reader.counter("recovery_token_lost"), 5);
    assert_int_equal(reader.counter("gather_token_lost"), 0);
}

void the_pace_of_the_token_and_the_send_queue(void**) {
    Reader reader;
    RingNumbers& numbers = reader.bench.numbers;
    numbers.messages_waiting = 3;
    numbers.messages_room = 1000;
    numbers.backlog = 2;
    numbers.rotation = milliseconds(7);
    numbers.holding = milliseconds(50);
    numbers.since_token = milliseconds(120);
    assert_int_equal(reader.number<std::uint32_t>("stats.pg.msg_reserved"), 3);
    assert_int_equal(reader.number<std::uint32_t>("stats.pg.msg_queue_avail"), 1000);
    assert_int_equal(reader.number<std::uint32_t>("stats.srp.avg_backlog_calc"), 2);
    assert_int_equal(reader.number<std::uint32_t>("stats.srp.mtt_rx_token"), 7);
    assert_int_equal(reader.number<std::uint32_t>("stats.srp.avg_token_workload"), 50);
    assert_int_equal(reader.counter("time_since_token_last_received"), 120);
}

void a_network_that_lets_nothing_through_is_suspected(void**) {
    const std::string suspicion = "stats.srp.firewall_enabled_or_nic_failure";
    Reader good;
    good.bench.numbers.counters.continuous_gather = 3;
    good.bench.outside.counters["stats.srp.continuous_sendmsg_failures"] = Value::of(30U);
    Reader gathering;
    gathering.bench.numbers.counters.continuous_gather = 4;
    Reader failing;
    failing.bench.outside.counters["stats.srp.continuous_sendmsg_failures"] = Value::of(31U);
    assert_int_equal(good.number<std::uint8_t>(suspicion), 0);
    assert_int_equal(gathering.number<std::uint8_t>(suspicion), 1);
    assert_int_equal(gathering.number<std::uint32_t>("stats.srp.continuous_gather"), 4);
    assert_int_equal(failing.number<std::uint8_t>(suspicion), 1);
    assert_int_equal(gathering.number<std::uint32_t>("stats.srp.continuous_sendmsg_failures"), 0);
}

void what_the_outside_counts_is_there_too(void**) {
    Reader reader;
    reader.put("stats.ipcs.global.active", 5);
    const std::string names = reader.bench.walk(1, "stats.ipcs.");
    assert_int_equal(reader.number<std::uint64_t>("stats.ipcs.global.active"), 5);
    assert_string_equal(names.c_str(), "stats.ipcs.global.active ");
}

void a_walk_does_not_compute_all_at_each_step(void**) {
    Reader reader;
    for (int i = 0; i < 1000; ++i) reader.put("stats.knet.key" + std::to_string(i), 1);
    reader.bench.time += std::chrono::seconds(1);
    const int before = reader.bench.outside.asked;
    const std::string names = reader.bench.walk(1, "stats.knet.");
    const int once = reader.bench.outside.asked - before;
    reader.bench.time += std::chrono::seconds(1);
    reader.get("stats.knet.key1");
    assert_true(names.size() > 1000);
    assert_int_equal(once, 1);
    assert_int_equal(reader.bench.outside.asked - before, 2);
}

// ---- clearing

void nothing_else_can_be_changed(void**) {
    Reader reader;
    Bench& bench = reader.bench;
    assert_int_equal(bench.set(1, "stats.srp.mcast_tx", 1U), CsError::access);
    assert_int_equal(bench.set(1, "my.note", 1U), CsError::access);
    assert_int_equal(bench.set(1, "stats.clear.other", 1U), CsError::not_supported);
    assert_int_equal(bench.status(1, DeleteRequest{"stats.srp.mcast_tx"}), CsError::access);
    assert_int_equal(bench.status(1, DeleteRequest{"stats.clear.all"}), CsError::not_supported);
    assert_int_equal(bench.status(1, AdjustRequest{"stats.srp.mcast_tx", 1}), CsError::access);
    assert_int_equal(bench.status(1, AdjustRequest{"stats.clear.all", 1}), CsError::not_supported);
    assert_int_equal(bench.commands.size(), 0);
}

void clearing_begins_at_zero_at_once(void**) {
    Reader reader;
    auto& counters = reader.bench.numbers.counters;
    counters.multicasts_sent = 100;
    counters.continuous_gather = 2; // a state, not a counter
    const auto before = reader.counter("mcast_tx");
    const CsError error = reader.bench.set(1, "stats.clear.totem", std::string_view("any"));
    const auto cleared = reader.counter("mcast_tx");
    counters.multicasts_sent = 107;
    reader.bench.time += std::chrono::seconds(1);
    assert_int_equal(before, 100);
    assert_int_equal(error, CsError::ok);
    assert_int_equal(cleared, 0);
    assert_int_equal(reader.counter("mcast_tx"), 7);
    assert_int_equal(reader.number<std::uint32_t>("stats.srp.continuous_gather"), 2);
}

void each_group_is_cleared_by_whoever_has_it(void**) {
    Reader reader;
    reader.bench.numbers.counters.multicasts_sent = 100;
    using What = ClearStatistics::What;
    for (const char* group : {"knet", "ipc", "schedmiss"})
        reader.bench.set(1, std::string("stats.clear.") + group, 1U);
    const auto untouched = reader.counter("mcast_tx");
    reader.bench.set(1, "stats.clear.all", 1U);
    std::vector<What> whats;
    for (const Command& command : reader.bench.commands)
        whats.push_back(std::get<ClearStatistics>(command).what);
    const bool listed = reader.get("stats.clear.all").error == CsError::ok;
    assert_true((whats == std::vector{What::knet, What::ipc, What::schedmiss, What::all}));
    assert_int_equal(untouched, 100);
    assert_int_equal(reader.counter("mcast_tx"), 0);
    assert_false(listed);
}

// ---- tracking

void a_prefix_needs_both_coming_and_going(void**) {
    Reader reader;
    assert_int_equal(reader.bench.track(1, "stats.", kAdd | kPrefix).error, CsError::not_supported);
    assert_int_equal(reader.bench.track(1, "stats.", kModify | kPrefix).error,
                     CsError::not_supported);
    assert_int_equal(reader.bench.track(1, "stats.", kAdd | kDelete | kPrefix).error, CsError::ok);
    assert_int_equal(reader.bench.track(1, "stats.", 16).error, CsError::invalid_param);
}

void keys_that_come_and_go_are_told_with_their_value_twice(void**) {
    Reader reader;
    reader.bench.track(1, "stats.ipcs.", kAdd | kDelete | kPrefix);
    reader.told();
    reader.put("stats.ipcs.new", 5);
    reader.bench.pass(milliseconds(1499));
    const std::string early = reader.told();
    reader.bench.pass(milliseconds(1));
    const std::string came = reader.told();
    reader.put("stats.ipcs.new", 6);
    reader.bench.pass(milliseconds(1500));
    const std::string changed = reader.told();
    reader.bench.outside.counters.clear();
    reader.bench.pass(milliseconds(1500));
    assert_string_equal(early.c_str(), "");
    assert_string_equal(came.c_str(), "1:add(0) stats.ipcs.new ");
    assert_string_equal(changed.c_str(), "");
    assert_string_equal(reader.told().c_str(), "1:del(0) stats.ipcs.new ");
    const auto& events = reader.bench.events;
    assert_true(events[0].before == Value::of(std::uint64_t{5}));
    assert_true(events[0].after == Value::of(std::uint64_t{5}));
    assert_true(events[1].before == Value::of(std::uint64_t{6}));
    assert_true(events[1].after == Value::of(std::uint64_t{6}));
}

void a_single_key_is_compared_every_one_and_a_half_seconds(void**) {
    Reader reader;
    reader.put("stats.knet.mtu", 1);
    reader.bench.time += std::chrono::seconds(1);
    reader.bench.track(1, "stats.knet.mtu", kModify, 9);
    reader.told();
    reader.put("stats.knet.mtu", 2);
    const auto due = reader.bench.service->next_deadline();
    const TimePoint start = reader.bench.time;
    reader.bench.pass(milliseconds(1500));
    const std::string then = reader.told();
    reader.bench.pass(milliseconds(1500));
    assert_true(due == start + milliseconds(1500));
    assert_string_equal(then.c_str(), "1:mod(9) stats.knet.mtu ");
    assert_string_equal(reader.told().c_str(), "");
    assert_true(reader.bench.events[0].after == Value::of(std::uint64_t{2}));
}

void a_key_that_comes_later_is_compared_from_then_on(void**) {
    Reader reader;
    reader.bench.track(1, "stats.knet.mtu", kAll);
    reader.told();
    reader.put("stats.knet.mtu", 1);
    reader.bench.pass(milliseconds(1500));
    const std::string came = reader.told();
    reader.put("stats.knet.mtu", 2);
    reader.bench.pass(milliseconds(1500));
    const std::string changed = reader.told();
    reader.bench.outside.counters.clear();
    reader.bench.pass(milliseconds(1500));
    assert_string_equal(came.c_str(), "1:add(0) stats.knet.mtu ");
    assert_string_equal(changed.c_str(), "1:mod(0) stats.knet.mtu ");
    assert_string_equal(reader.told().c_str(), "1:del(0) stats.knet.mtu ");
}

void a_client_that_comes_is_noticed_soon(void**) {
    Reader reader;
    reader.bench.track(1, "stats.ipcs.", kAdd | kDelete | kPrefix);
    reader.told();
    reader.put("stats.ipcs.new", 5);
    reader.bench.service->on_statistics_changed(reader.bench.time);
    reader.bench.pass(kChangeNoticed);
    assert_string_equal(reader.told().c_str(), "1:add(0) stats.ipcs.new ");
}

void nobody_looks_when_nobody_tracks(void**) {
    Reader reader;
    const bool at_first = reader.bench.service->next_deadline().has_value();
    const auto handle = reader.bench.track(1, "stats.", kAdd | kDelete | kPrefix).handle;
    const bool tracking = reader.bench.service->next_deadline().has_value();
    reader.bench.ask<UntrackReply>(1, UntrackRequest{handle});
    const bool after = reader.bench.service->next_deadline().has_value();
    reader.bench.track(1, "stats.", kAdd | kDelete | kPrefix);
    reader.bench.disconnect(1);
    assert_false(at_first);
    assert_true(tracking);
    assert_false(after);
    assert_false(reader.bench.service->next_deadline().has_value());
}

void a_client_that_goes_is_not_told_of_its_own_going(void**) {
    Reader reader;
    reader.bench.track(1, "stats.ipcs.", kAdd | kDelete | kPrefix);
    reader.bench.track(1, "stats.ipcs.own", kAdd | kDelete);
    reader.told();
    reader.put("stats.ipcs.own", 5);
    reader.bench.service->on_statistics_changed(reader.bench.time);
    reader.bench.disconnect(1);
    reader.bench.pass(std::chrono::seconds(2));
    assert_string_equal(reader.told().c_str(), "");
}

} // namespace
} // namespace baton::cmap

int main() {
    using namespace baton::cmap;
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_ring_tells_its_counters),
        cmocka_unit_test(the_pace_of_the_token_and_the_send_queue),
        cmocka_unit_test(a_network_that_lets_nothing_through_is_suspected),
        cmocka_unit_test(what_the_outside_counts_is_there_too),
        cmocka_unit_test(a_walk_does_not_compute_all_at_each_step),
        cmocka_unit_test(nothing_else_can_be_changed),
        cmocka_unit_test(clearing_begins_at_zero_at_once),
        cmocka_unit_test(each_group_is_cleared_by_whoever_has_it),
        cmocka_unit_test(a_prefix_needs_both_coming_and_going),
        cmocka_unit_test(keys_that_come_and_go_are_told_with_their_value_twice),
        cmocka_unit_test(a_single_key_is_compared_every_one_and_a_half_seconds),
        cmocka_unit_test(a_key_that_comes_later_is_compared_from_then_on),
        cmocka_unit_test(a_client_that_comes_is_noticed_soon),
        cmocka_unit_test(nobody_looks_when_nobody_tracks),
        cmocka_unit_test(a_client_that_goes_is_not_told_of_its_own_going),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
