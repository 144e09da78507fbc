// test/unit/oracle/timing_test.cc - L: each bound holds where it should, and is missed where not.
#include "oracle/timing.h"

#include "unit/cmocka.h"

using namespace oracle;

namespace {

constexpr Time kSecond = 1'000'000'000;
const Ring kRing{8, 1};
const Ring kNext{12, 1};

// What a checker with these bounds says of events at these times.
struct Watch {
    explicit Watch(Bounds bounds) : checker(report, bounds) {}

    void at(Time time, Node node, What what) { checker.take({time, node, std::move(what)}); }
    void install(Time time, const Ring& ring, const Nodes& members) {
        for (const Node node : members) at(time, node, Regular{ring, members, {1, 1}, false});
    }
    // Three nodes in one ring.
    void formed() {
        for (const Node node : {1U, 2U, 3U}) at(0, node, Start{});
        install(1, kRing, {1, 2, 3});
    }
    void send(Time time, Seq seq, Service service = Service::agreed) {
        checker.originate(time, 1, {kRing, seq, service, 0, 0});
    }
    void deliver(Time time, Node node, Seq seq, Service service = Service::agreed) {
        checker.deliver(time, node, {kRing, seq, 1, service, 0});
    }
    std::string violated(bool quiescent = true) {
        checker.finish(quiescent);
        std::string all;
        for (const Violation& each : report.violations()) all += each.property;
        return all;
    }

    Report report;
    TimeChecker checker;
};

Bounds settle() {
    Bounds bounds;
    bounds.settle = 10 * kSecond;
    return bounds;
}
Bounds delivery() {
    Bounds bounds;
    bounds.agreed = kSecond;
    bounds.safe = 2 * kSecond;
    return bounds;
}
Bounds detection() {
    Bounds bounds;
    bounds.detection = 2 * kSecond;
    return bounds;
}

// ---- L1

void l1_one_ring_of_all_in_time(void** /*state*/) {
    Watch watch(settle());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.at(20 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

void l1_a_node_that_stays_apart(void** /*state*/) {
    Watch watch(settle());
    watch.formed();
    watch.install(2, kNext, {1, 2});
    watch.at(3, 0, Calm{});
    watch.at(20 * kSecond, 1, Store{1});
    assert_string_equal("L1", watch.violated().c_str());
}

void l1_a_ring_that_comes_too_late(void** /*state*/) {
    Watch watch(settle());
    watch.formed();
    watch.install(2, kNext, {1, 2});
    watch.at(3, 0, Calm{});
    watch.install(11 * kSecond, {16, 1}, {1, 2, 3});
    assert_true(watch.violated().find("L1") == 0);
}

void l1_is_decided_at_a_quiet_end_before_that_time(void** /*state*/) {
    Watch watch(settle());
    watch.formed();
    watch.install(2, kNext, {1, 2});
    watch.at(3, 0, Calm{});
    assert_string_equal("L1", watch.violated().c_str());
}

void l1_a_foreign_node_belongs_to_the_ring(void** /*state*/) {
    Watch watch(settle());
    watch.at(0, 4, Foreign{});
    for (const Node node : {1U, 2U}) watch.at(0, node, Start{});
    for (const Node node : {1U, 2U}) watch.at(1, node, Regular{kRing, {1, 2, 4}, {1, 1}, false});
    watch.at(2, 0, Calm{});
    assert_string_equal("", watch.violated().c_str());
}

void nothing_is_said_without_a_bound(void** /*state*/) {
    Watch watch({});
    watch.formed();
    watch.install(2, kNext, {1, 2});
    watch.at(3, 0, Calm{});
    watch.at(100 * kSecond, 3, Fail{});
    watch.at(200 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

// ---- L2

void l2_delivered_in_time(void** /*state*/) {
    Watch watch(delivery());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.send(3, 1);
    for (const Node node : {1U, 2U, 3U}) watch.deliver(kSecond / 2, node, 1);
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

void l2_one_member_is_late(void** /*state*/) {
    Watch watch(delivery());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.send(3, 1);
    for (const Node node : {1U, 2U}) watch.deliver(kSecond / 2, node, 1);
    watch.deliver(3 * kSecond, 3, 1);
    assert_string_equal("L2", watch.violated().c_str());
}

// Three nodes, of which one lacks the last of two messages when calm begins.
void begin_calm_with_a_loss(Watch& watch) {
    watch.formed();
    watch.send(2, 1);
    watch.send(2, 2);
    for (const Node node : {1U, 2U}) watch.deliver(3, node, 1), watch.deliver(3, node, 2);
    watch.deliver(3, 3, 1);
    watch.at(4, 0, Calm{});
}

void l2_says_nothing_of_a_ring_that_is_about_to_end(void** /*state*/) {
    Watch watch(delivery());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.at(3, 2, Gather{{1, 2, 3}, {}});
    watch.send(4, 1);
    watch.deliver(5, 1, 1);
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

void l2_what_was_lost_before_it_was_calm_comes_in_time(void** /*state*/) {
    Watch watch(delivery());
    begin_calm_with_a_loss(watch);
    watch.deliver(kSecond, 3, 2);
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

void l2_what_was_lost_before_it_was_calm_comes_too_late(void** /*state*/) {
    Watch watch(delivery());
    begin_calm_with_a_loss(watch);
    watch.deliver(5 * kSecond, 3, 2);
    assert_string_equal("L2", watch.violated().c_str());
}

void l2_what_was_lost_before_it_was_calm_never_comes(void** /*state*/) {
    Watch watch(delivery());
    begin_calm_with_a_loss(watch);
    assert_string_equal("L2", watch.violated().c_str());
}

void l2_what_was_lost_on_a_ring_that_ends_is_not_asked_for(void** /*state*/) {
    Watch watch(delivery());
    begin_calm_with_a_loss(watch);
    watch.install(kSecond, kNext, {1, 2, 3});
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

void l2_a_ring_that_has_the_name_of_an_earlier_one_owes_nothing(void** /*state*/) {
    Watch watch(delivery());
    watch.at(1, 1, Start{});
    watch.install(1, kRing, {1});
    watch.send(1, 1);
    watch.at(2, 1, Fail{});
    watch.at(3, 1, Start{});
    watch.install(3, kRing, {1});
    watch.at(4, 0, Calm{});
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

void l2_a_safe_message_has_a_time_of_its_own(void** /*state*/) {
    Watch watch(delivery());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.send(3, 1, Service::safe);
    for (const Node node : {1U, 2U, 3U}) watch.deliver(kSecond * 3 / 2, node, 1, Service::safe);
    assert_string_equal("", watch.violated().c_str());
}

void l2_a_safe_message_is_late(void** /*state*/) {
    Watch watch(delivery());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.send(3, 1, Service::safe);
    for (const Node node : {1U, 2U, 3U}) watch.deliver(3 * kSecond, node, 1, Service::safe);
    assert_string_equal("L2", watch.violated().c_str());
}

void l2_says_nothing_once_something_happens(void** /*state*/) {
    Watch watch(delivery());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.send(3, 1);
    watch.at(4, 0, Fault{});
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

// ---- L3

void l3_a_change_though_nothing_happened(void** /*state*/) {
    Watch watch(settle());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.install(20 * kSecond, kNext, {1, 2, 3});
    assert_string_equal("L3L3L3", watch.violated().c_str());
}

void l3_a_change_after_a_fault(void** /*state*/) {
    Watch watch(settle());
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.at(19 * kSecond, 0, Fault{});
    watch.install(20 * kSecond, kNext, {1, 2});
    assert_string_equal("", watch.violated().c_str());
}

// ---- L4

void l4_a_failure_is_noticed_in_time(void** /*state*/) {
    Watch watch(detection());
    watch.formed();
    watch.at(kSecond, 3, Fail{});
    watch.install(2 * kSecond, kNext, {1, 2});
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

void l4_a_failure_is_noticed_too_late(void** /*state*/) {
    Watch watch(detection());
    watch.formed();
    watch.at(kSecond, 3, Fail{});
    watch.install(5 * kSecond, kNext, {1, 2});
    assert_string_equal("L4L4", watch.violated().c_str());
}

void l4_both_sides_of_a_cut_notice_it(void** /*state*/) {
    Watch watch(detection());
    watch.formed();
    watch.at(kSecond, 3, Cut{{1, 2}});
    watch.install(2 * kSecond, kNext, {1, 2});
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("L4L4", watch.violated().c_str()); // node 3 still has both
}

void l4_a_node_that_is_back_need_not_be_noticed(void** /*state*/) {
    Watch watch(detection());
    watch.formed();
    watch.at(kSecond, 3, Fail{});
    watch.at(2 * kSecond, 3, Start{});
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

void l4_does_not_count_while_the_network_fails(void** /*state*/) {
    Watch watch(detection());
    watch.formed();
    watch.at(2, 0, Fault{});
    watch.at(kSecond, 3, Fail{});
    watch.at(9 * kSecond, 1, Store{1});
    assert_string_equal("", watch.violated().c_str());
}

// ---- L5

void l5_more_rings_than_allowed(void** /*state*/) {
    Bounds bounds;
    bounds.changes = 1;
    Watch watch(bounds);
    watch.formed();
    watch.at(2, 0, Calm{});
    watch.install(3, kNext, {1, 2});
    const std::string before = watch.violated();
    watch.install(4, {16, 1}, {1, 2, 3});
    assert_string_equal("", before.c_str());
    assert_string_equal("L5L5", watch.violated().c_str());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(l1_one_ring_of_all_in_time),
        cmocka_unit_test(l1_a_node_that_stays_apart),
        cmocka_unit_test(l1_a_ring_that_comes_too_late),
        cmocka_unit_test(l1_is_decided_at_a_quiet_end_before_that_time),
        cmocka_unit_test(l1_a_foreign_node_belongs_to_the_ring),
        cmocka_unit_test(nothing_is_said_without_a_bound),
        cmocka_unit_test(l2_delivered_in_time),
        cmocka_unit_test(l2_one_member_is_late),
        cmocka_unit_test(l2_says_nothing_of_a_ring_that_is_about_to_end),
        cmocka_unit_test(l2_what_was_lost_before_it_was_calm_comes_in_time),
        cmocka_unit_test(l2_what_was_lost_before_it_was_calm_comes_too_late),
        cmocka_unit_test(l2_what_was_lost_before_it_was_calm_never_comes),
        cmocka_unit_test(l2_what_was_lost_on_a_ring_that_ends_is_not_asked_for),
        cmocka_unit_test(l2_a_ring_that_has_the_name_of_an_earlier_one_owes_nothing),
        cmocka_unit_test(l2_a_safe_message_has_a_time_of_its_own),
        cmocka_unit_test(l2_a_safe_message_is_late),
        cmocka_unit_test(l2_says_nothing_once_something_happens),
        cmocka_unit_test(l3_a_change_though_nothing_happened),
        cmocka_unit_test(l3_a_change_after_a_fault),
        cmocka_unit_test(l4_a_failure_is_noticed_in_time),
        cmocka_unit_test(l4_a_failure_is_noticed_too_late),
        cmocka_unit_test(l4_both_sides_of_a_cut_notice_it),
        cmocka_unit_test(l4_a_node_that_is_back_need_not_be_noticed),
        cmocka_unit_test(l4_does_not_count_while_the_network_fails),
        cmocka_unit_test(l5_more_rings_than_allowed),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
