// test/unit/sim/plan_test.cc - plans that are drawn from seeds, and what playing them gives.
#include "sim/plan.h"
#include "sim/play.h"
#include "sim/vacuity.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <set>

using namespace baton::sim;

namespace {

constexpr std::uint64_t kSeeds = 400;

void a_seed_gives_the_same_plan_again(void**) {
    bool same = true;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
        same = same && draw_plan(seed, {}).commands == draw_plan(seed, {}).commands;
    assert_true(same);
}

void another_seed_gives_another_plan(void**) {
    std::set<Lines> plans;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) plans.insert(draw_plan(seed, {}).commands);
    assert_int_equal(plans.size(), kSeeds);
}

void a_range_of_nodes_is_kept(void**) {
    bool kept = true;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const Plan plan = draw_plan(seed, NodeRange{5, 9});
        kept = kept && plan.nodes >= 5 && plan.nodes <= 9;
    }
    assert_true(kept);
}

void clusters_of_all_sizes_are_drawn(void**) {
    std::set<std::uint32_t> sizes;
    for (std::uint64_t seed = 1; seed <= 20 * kSeeds; ++seed)
        sizes.insert(draw_plan(seed, {}).nodes);
    assert_int_equal(*sizes.begin(), 1);
    assert_int_equal(*sizes.rbegin(), 64);
}

void a_plan_gives_the_same_run_again(void**) {
    const Lines commands = draw_plan(7, {}).commands;
    const Outcome once = play(commands);
    const Outcome again = play(commands);
    assert_true(once.hash == again.hash && once.counts == again.counts);
    assert_true(once.hash != play(draw_plan(8, {}).commands).hash);
}

void what_is_shown_does_not_change_the_run(void**) {
    Lines commands = draw_plan(9, {}).commands;
    const Outcome dark = play(commands);
    commands.insert(commands.begin(), "show ring cpg sync replies lost time packets");
    const Outcome bright = play(commands);
    assert_true(dark.hash == bright.hash && bright.trace.size() > dark.trace.size());
}

void a_command_that_nobody_knows_is_a_finding(void**) {
    assert_string_equal(play({"start 1", "dance"}).finding.property.c_str(), "command");
}

void a_ring_that_is_late_is_a_finding(void**) {
    const Outcome outcome = play(
        {"bounds settle=1us", "start 1 2", "settle", "cut 1 | 2", "run 10s", "calm", "settle"});
    assert_string_equal(outcome.finding.property.c_str(), "L1");
}

void counts_that_are_nothing_are_named(void**) {
    assert_true(print_counts({}, 10).empty());
    assert_true(print_counts({}, 300).find("failed recovery") != std::string::npos);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_same_plan_again),
        cmocka_unit_test(another_seed_gives_another_plan),
        cmocka_unit_test(a_range_of_nodes_is_kept),
        cmocka_unit_test(clusters_of_all_sizes_are_drawn),
        cmocka_unit_test(a_plan_gives_the_same_run_again),
        cmocka_unit_test(what_is_shown_does_not_change_the_run),
        cmocka_unit_test(a_command_that_nobody_knows_is_a_finding),
        cmocka_unit_test(a_ring_that_is_late_is_a_finding),
        cmocka_unit_test(counts_that_are_nothing_are_named),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
