// test/unit/oracle/torn_test.cc - rings settle though some nodes do not hear each other.
#include "oracle/torn.h"

#include "unit/cmocka.h"

using namespace oracle;

namespace {

constexpr Time kSecond = 1'000'000'000;
const Ring kRing{8, 1};
const Ring kNext{12, 1};
const Ring kLone{12, 3};

// Three nodes; 1 and 3 do not hear each other.
struct Watch {
    Watch() : checker(report, Bounds{.settle = 10 * kSecond, .changes = 2}) {
        for (const Node node : {1U, 2U, 3U}) at(0, node, Start{});
        install(1, kRing, {1, 2, 3});
        at(2, 1, Deaf{{3}});
        at(2, 3, Deaf{{1}});
        at(2, 0, Still{});
    }
    void at(Time time, Node node, What what) { checker.take({time, node, std::move(what)}); }
    void install(Time time, const Ring& ring, const Nodes& members) {
        for (const Node node : members) at(time, node, Regular{ring, members, {1, 1}, false});
    }
    std::string violated() {
        at(20 * kSecond, 1, Store{1});
        checker.finish(true);
        std::string all;
        for (const Violation& each : report.violations()) all += each.property;
        return all;
    }

    Report report;
    TornChecker checker;
};

void rings_that_cannot_be_one_are_good(void**) {
    Watch watch;
    watch.install(3, kNext, {1, 2});
    watch.install(3, kLone, {3});
    const std::string violated = watch.violated();
    assert_string_equal("", violated.c_str());
    assert_int_equal(watch.report.counts().at("rings kept apart"), 1);
}

void a_ring_that_turns_all_the_same_is_good(void**) {
    Watch watch;
    const std::string violated = watch.violated();
    assert_string_equal("", violated.c_str());
}

void l1_rings_that_could_be_one(void**) {
    Watch watch;
    watch.install(3, {12, 1}, {1});
    watch.install(3, {12, 2}, {2});
    watch.install(3, kLone, {3});
    const std::string violated = watch.violated();
    assert_string_equal("L1", violated.c_str());
}

void l1_a_member_that_is_elsewhere(void**) {
    Watch watch;
    watch.install(3, kLone, {3});
    const std::string violated = watch.violated();
    assert_string_equal("L1", violated.c_str());
}

void l3_a_ring_after_all_has_settled(void**) {
    Watch watch;
    watch.install(11 * kSecond, {16, 1}, {1, 2, 3});
    const std::string violated = watch.violated();
    assert_true(violated.find("L3") == 0);
}

void l5_one_ring_after_the_other(void**) {
    Watch watch;
    for (const std::uint64_t seq : {12U, 16U, 20U}) watch.install(3, {seq, 1}, {1, 2, 3});
    const std::string violated = watch.violated();
    assert_string_equal("L5L5L5", violated.c_str());
}

void a_fault_ends_it(void**) {
    Watch watch;
    watch.install(3, kLone, {3});
    watch.at(4, 0, Fault{});
    const std::string violated = watch.violated();
    assert_string_equal("", violated.c_str());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(rings_that_cannot_be_one_are_good),
        cmocka_unit_test(a_ring_that_turns_all_the_same_is_good),
        cmocka_unit_test(l1_rings_that_could_be_one),
        cmocka_unit_test(l1_a_member_that_is_elsewhere),
        cmocka_unit_test(l3_a_ring_after_all_has_settled),
        cmocka_unit_test(l5_one_ring_after_the_other),
        cmocka_unit_test(a_fault_ends_it),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
