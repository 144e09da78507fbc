// test/unit/ring/hearing_test.cc - who goes together when not all hear each other, and when a node
// need not be waited for.
#include "ring/hearing.h"
#include "ring/together.h"
#include "unit/ring/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;
using ring::best_together;
using ring::Neighbours;
using ring::State;

namespace {

// All hear each other but these.
Neighbours all_but(unsigned nodes, const std::vector<std::pair<unsigned, unsigned>>& pairs) {
    Neighbours neighbours;
    const std::uint64_t all = (std::uint64_t{1} << nodes) - 1;
    for (unsigned i = 0; i < nodes; ++i) {
        neighbours.hears.push_back(all & ~(std::uint64_t{1} << i));
        neighbours.home.push_back(0);
    }
    for (const auto& [one, other] : pairs) {
        neighbours.hears[one] &= ~(std::uint64_t{1} << other);
        neighbours.hears[other] &= ~(std::uint64_t{1} << one);
    }
    return neighbours;
}

void the_largest_set_is_best(void**) {
    const Neighbours neighbours = all_but(4, {{0, 1}, {0, 2}, {0, 3}});
    assert_int_equal(best_together(neighbours, 0b1111), 0b1110);
}

void of_equal_ones_the_lowest_is_best(void**) {
    assert_int_equal(best_together(all_but(3, {{0, 2}}), 0b111), 0b011);
}

void a_newcomer_does_not_push_a_member_out(void**) {
    Neighbours neighbours = all_but(3, {{0, 2}});
    neighbours.home = {1, 0, 0};
    assert_int_equal(best_together(neighbours, 0b111), 0b110);
}

void the_others_go_on_by_themselves(void**) {
    const Neighbours neighbours = all_but(5, {{0, 3}, {1, 4}});
    const std::uint64_t first = best_together(neighbours, 0b11111);
    assert_int_equal(first, 0b00111);
    assert_int_equal(best_together(neighbours, 0b11111 & ~first), 0b11000);
}

void a_torn_cluster_does_not_take_for_ever(void**) {
    std::vector<std::pair<unsigned, unsigned>> pairs;
    for (unsigned i = 0; i < 32; ++i)
        for (unsigned k = 0; k < i; ++k)
            if ((i * 7 + k * 5) % 3 == 0) pairs.emplace_back(i, k);
    const std::uint64_t best = best_together(all_but(32, pairs), 0xFFFFFFFF);
    assert_true(best != 0);
}

// ---- the engine as node 1 in a ring with 2 and 3

void lose_token(Bench& bench) {
    bench.form_pair();
    bench.clear();
    bench.pass(bench.engine.next_deadline() ? milliseconds(3000) : milliseconds(0));
}

wire::Join told_join(std::uint32_t sender, std::vector<NodeId> proc,
                     const std::vector<std::byte>& told) {
    wire::Join join = join_from(sender, std::move(proc), {}, 9);
    join.rest = told;
    return join;
}

std::vector<std::byte> row(std::uint32_t node, std::vector<NodeId> missed) {
    return wire::encode(wire::Hearing{{{.node = {node},
                                        .age = Duration{0},
                                        .ring = kPairRing,
                                        .group = {{node}},
                                        .missed = std::move(missed),
                                        .heard = {}}}});
}

// A third node is a candidate, by hearsay, and never speaks.
void gather_with_a_silent_third(Bench& bench) {
    lose_token(bench);
    bench.receive(join_from(2, {kOne, kTwo, kThree}, {}, 9));
    bench.receive(join_from(2, {kOne, kTwo, kThree}, {}, 9));
}

void who_is_gone_for_all_is_not_waited_for(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    bench.engine.links_changed(bench.now, kThree, false, bench.actions);
    bench.clear();
    bench.receive(told_join(2, {kOne, kTwo, kThree}, row(2, {kThree})));
    const auto joins = bench.sent<wire::Join>();
    assert_true(!joins.empty() && (joins.back().fail == std::vector<NodeId>{kThree}));
}

void a_node_that_tells_nothing_keeps_it_plain(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    bench.engine.links_changed(bench.now, kThree, false, bench.actions);
    bench.clear();
    bench.receive(join_from(2, {kOne, kTwo, kThree}, {}, 9)); // as a Corosync does
    bench.pass(milliseconds(3000));
    const auto before = bench.sent<wire::Join>();
    bench.pass(milliseconds(700)); // the consensus time is over
    assert_true(before.back().fail.empty());
    assert_true((bench.sent<wire::Join>().back().fail == std::vector<NodeId>{kThree}));
}

void evidence_that_is_taken_back_is_none(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    bench.engine.links_changed(bench.now, kThree, false, bench.actions);
    bench.engine.links_changed(bench.now, kThree, true, bench.actions);
    bench.clear();
    bench.receive(told_join(2, {kOne, kTwo, kThree}, row(2, {kThree})));
    assert_true(bench.sent<wire::Join>().empty());
}

void a_sign_of_life_counts_for_the_tokens_time(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    bench.receive(wire::HoldCancel{kThree, {}, {kThree, 77}});
    bench.engine.links_changed(bench.now, kThree, false, bench.actions);
    bench.clear();
    bench.receive(told_join(2, {kOne, kTwo, kThree}, row(2, {kThree})));
    assert_true(bench.sent<wire::Join>().empty());
}

void nothing_is_added_to_a_join_while_nobody_is_missed(void**) {
    Bench bench(1);
    lose_token(bench);
    for (const wire::Join& join : bench.sent<wire::Join>()) assert_true(join.rest.empty());
    assert_false(bench.sent<wire::Join>().empty());
}

void on_a_ring_evidence_changes_nothing(void**) {
    Bench bench(1);
    bench.form_pair();
    bench.engine.links_changed(bench.now, kTwo, false, bench.actions);
    assert_int_equal(bench.engine.state(), State::operational);
}

// Node 2 tells this, and agrees with whatever node 1 says, until a ring is on its way.
void agree(Bench& bench, const std::vector<wire::HearingRow>& rows, bool third_speaks = false) {
    const auto told = wire::encode(wire::Hearing{rows});
    for (int i = 0; i < 80 && bench.engine.state() == State::gather; ++i) {
        bench.pass(milliseconds(50));
        if (third_speaks) bench.receive(wire::HoldCancel{kThree, {}, {kThree, 77}});
        const wire::Join join = bench.sent<wire::Join>().back();
        bench.receive(told_join(2, join.proc, told));
        bench.receive(join_from(2, join.proc, join.fail, 9));
    }
    assert_int_equal(bench.engine.state(), State::commit);
}

const wire::HearingRow kTwoHearsAll{{2}, Duration{0}, kPairRing, {kOne, kTwo}, {}, {kOne, kThree}};
const wire::HearingRow kThreeMissesOne{{3},    Duration{0}, {kThree, 5}, {kTwo, kThree},
                                       {kOne}, {kTwo}};

void a_broken_pair_does_not_get_into_one_ring(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    agree(bench, {kTwoHearsAll, kThreeMissesOne});
    assert_true(
        (bench.sent<wire::CommitToken>().back().members == std::vector<NodeId>{kOne, kTwo}));
}

// Node 3 says that it does not hear node 1, and node 2 can tell nothing: so nobody can conclude who
// belongs together. All agree, and node 1 does not wait longer than it would for silent nodes.
void with_a_node_that_tells_nothing_a_pair_keeps_nobody_waiting(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    const TimePoint begun = bench.now;
    for (int i = 0; i < 300 && bench.engine.state() == State::gather; ++i) {
        bench.pass(milliseconds(50));
        const wire::Join join = bench.sent<wire::Join>().back();
        bench.receive(told_join(3, join.proc, row(3, {kOne})));
        bench.receive(join_from(2, join.proc, {}, 9)); // as a Corosync does
    }
    assert_int_equal(bench.engine.state(), State::commit);
    assert_true(bench.now - begun <= milliseconds(3700)); // the consensus time
    assert_true((bench.sent<wire::CommitToken>().back().members ==
                 std::vector<NodeId>{kOne, kTwo, kThree}));
}

// ---- strangers

// The ring of 1 and 2, of which both tell what they hear.
void form_ring_without_the_third(Bench& bench) {
    gather_with_a_silent_third(bench);
    agree(bench, {kTwoHearsAll, kThreeMissesOne});
    bench.finish_pair(bench.sent<wire::CommitToken>().back().info.front());
}

// That ring hears a merge detect of 3, with these rows behind it.
State when_the_third_calls(const std::vector<wire::HearingRow>& rows) {
    Bench bench(1);
    form_ring_without_the_third(bench);
    bench.pass(milliseconds(200));
    const auto told = wire::encode(wire::Hearing{rows});
    bench.receive(wire::MergeDetect{kThree, {}, {kThree, 77}, told});
    return bench.engine.state();
}

void a_stranger_whom_somebody_misses_is_not_called(void**) {
    const wire::HearingRow second{{2}, Duration{0}, kPairRing, {kOne, kTwo}, {kThree}, {kOne}};
    const wire::HearingRow third{{3}, Duration{0}, {kThree, 77}, {kThree}, {}, {kOne, kTwo}};
    assert_int_equal(when_the_third_calls({second, third}), State::operational);
}

void nor_is_it_taken_in_by_a_ring_that_is_being_formed(void**) {
    Bench bench(1);
    form_ring_without_the_third(bench);
    bench.pass(milliseconds(3000));
    assert_int_equal(bench.engine.state(), State::gather);
    const auto told =
        wire::encode(wire::Hearing{{{{2}, Duration{0}, kPairRing, {kOne, kTwo}, {kThree}, {kOne}},
                                    {{3}, Duration{0}, {kThree, 77}, {kThree}, {}, {kOne, kTwo}}}});
    bench.receive(wire::MergeDetect{kTwo, {}, kPairRing, told});
    bench.clear();
    bench.receive(join_from(3, {kOne, kTwo, kThree}, {}, 9));
    bench.receive(wire::MergeDetect{kThree, {}, {kThree, 77}});
    bench.pass(milliseconds(50));
    const auto joins = bench.sent<wire::Join>();
    assert_int_equal(joins.size(), 1); // the one that is repeated
    assert_true((joins.back().proc == std::vector<NodeId>{kOne, kTwo}));
}

void a_stranger_comes_with_its_whole_ring(void**) {
    const NodeId four{4};
    const wire::HearingRow third{{3}, Duration{0}, {kThree, 77}, {kThree, four}, {four}, {kOne}};
    const wire::HearingRow fourth{{4}, Duration{0}, {kThree, 77}, {kThree, four}, {kOne}, {kThree}};
    assert_int_equal(when_the_third_calls({third, fourth}), State::operational);
}

void what_is_amiss_among_members_keeps_no_stranger_away(void**) {
    const wire::HearingRow second{{2}, Duration{0}, kPairRing, {kOne, kTwo}, {kOne}, {kThree}};
    const wire::HearingRow third{{3}, Duration{0}, {kThree, 77}, {kOne, kThree}, {}, {kOne, kTwo}};
    assert_int_equal(when_the_third_calls({second, third}), State::gather);
}

// A member that is missed is a member: nobody must think that we come without it.
void a_ring_is_told_of_as_it_is(void**) {
    ring::RingConfig config;
    config.consensus = milliseconds(1000);
    Bench bench(1, config);
    form_ring_without_the_third(bench);
    bench.pass(milliseconds(1100)); // no token comes; that is not yet long enough to lose it
    const auto others = wire::encode(wire::Hearing{{kTwoHearsAll, kThreeMissesOne}});
    bench.receive(wire::MergeDetect{kThree, {}, {kThree, 77}, others});
    bench.clear();
    bench.pass(milliseconds(400));
    const auto said = bench.sent<wire::MergeDetect>();
    assert_false(said.empty());
    const auto told = wire::decode_hearing(said.back().rest, [](NodeId, Duration) { return true; });
    assert_true(told && told->rows.front().node == kOne);
    assert_true((told->rows.front().missed == std::vector<NodeId>{kTwo}));
    assert_true((told->rows.front().group == std::vector<NodeId>{kOne, kTwo}));
}

// ---- what the log of a ring says

std::vector<std::string> warnings_of_the_ring(Bench& bench,
                                              const std::vector<wire::HearingRow>& rows,
                                              bool third_speaks = false) {
    agree(bench, rows, third_speaks);
    bench.finish_pair(bench.sent<wire::CommitToken>().back().info.front());
    assert_int_equal(bench.engine.state(), State::operational);
    assert_int_equal(bench.engine.members().size(), 2);
    return bench.warnings();
}

const std::string kCheck = ": they cannot be in one ring, check the network between them";

void it_names_the_pair_that_keeps_a_node_out(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    assert_true(warnings_of_the_ring(bench, {kTwoHearsAll, kThreeMissesOne}) ==
                std::vector<std::string>{"node 1 and node 3 do not hear each other" + kCheck});
}

void it_names_the_member_that_does_not_hear(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    wire::HearingRow third = kThreeMissesOne;
    third.missed = {};
    assert_true(warnings_of_the_ring(bench, {kTwoHearsAll, third}) ==
                std::vector<std::string>{"node 1 does not hear node 3" + kCheck});
}

void it_names_the_member_that_is_not_heard(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    wire::HearingRow second = kTwoHearsAll;
    second.missed = {};
    wire::HearingRow third = kThreeMissesOne;
    third.missed = {kTwo};
    assert_true(warnings_of_the_ring(bench, {second, third}, true) ==
                std::vector<std::string>{"node 3 does not hear node 2" + kCheck});
}

void it_names_four_pairs_and_counts_the_rest(void**) {
    Bench bench(1);
    lose_token(bench);
    std::vector<NodeId> all;
    for (std::uint32_t id = 1; id <= 7; ++id) all.push_back({id});
    const std::vector<NodeId> others(all.begin() + 2, all.end());
    std::vector<wire::HearingRow> rows{{{2}, Duration{0}, kPairRing, {kTwo}, others, {kOne}}};
    for (const NodeId each : others)
        rows.push_back({each, Duration{0}, {kThree, 5}, others, {kOne, kTwo}, others});
    bench.receive(join_from(2, all, {}, 9));
    bench.receive(join_from(2, all, {}, 9));
    assert_true(warnings_of_the_ring(bench, rows) ==
                std::vector<std::string>{"node 1 and node 3 do not hear each other, "
                                         "node 1 and node 4 do not hear each other, "
                                         "node 1 and node 5 do not hear each other, "
                                         "node 1 and node 6 do not hear each other and 6 more" +
                                         kCheck});
}

void it_says_nothing_of_pairs_when_a_node_is_dead(void**) {
    Bench bench(1);
    gather_with_a_silent_third(bench);
    wire::HearingRow second = kTwoHearsAll;
    second.missed = {kThree};
    assert_true(warnings_of_the_ring(bench, {second}).empty());
}

// ---- what this node tells

// On a ring nobody need speak. Silence counts from when there is reason to.
void a_calm_is_no_silence(void**) {
    ring::RingConfig config;
    config.self = kOne;
    TimePoint now{std::chrono::hours(1)};
    ring::Hearing hearing(config, now);
    const ring::NodeSet all({kOne, kTwo, kThree});
    hearing.expect(all);
    hearing.heard(kTwo);
    hearing.heard(kThree);
    hearing.told(row(3, {kTwo})); // some trouble, that is over
    hearing.installed(all, {}, now);
    now += std::chrono::minutes(1);
    hearing.told(row(3, {kTwo})); // there is another
    hearing.expect(all);
    const auto told = wire::decode_hearing(hearing.tell(kPairRing, all),
                                           [](NodeId node, Duration) { return node == kOne; });
    assert_true(told && told->rows.size() == 1);
    assert_true(told->rows[0].missed.empty());
}

// What is known of node 1's own hearing.
std::vector<NodeId> missed_by_one(ring::Hearing& hearing, const ring::NodeSet& group) {
    const auto told = wire::decode_hearing(hearing.tell(kPairRing, group),
                                           [](NodeId node, Duration) { return node == kOne; });
    return told && !told->rows.empty() ? told->rows[0].missed : std::vector<NodeId>{};
}

// It may have the commit token, and nobody sends joins then.
void who_agrees_may_be_silent_for_the_tokens_time(void**) {
    ring::RingConfig config;
    config.self = kOne;
    TimePoint now{std::chrono::hours(1)};
    ring::Hearing hearing(config, now);
    const ring::NodeSet all({kOne, kTwo, kThree});
    hearing.expect(all);
    hearing.heard(kTwo);
    hearing.agreed({kOne, kTwo});
    now += config.consensus;
    const auto soon = missed_by_one(hearing, all);
    now += config.token;
    const auto late = missed_by_one(hearing, all);
    assert_true(soon == std::vector<NodeId>{kThree});
    assert_true((late == std::vector<NodeId>{kTwo, kThree}));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_set_is_best),
        cmocka_unit_test(of_equal_ones_the_lowest_is_best),
        cmocka_unit_test(a_newcomer_does_not_push_a_member_out),
        cmocka_unit_test(the_others_go_on_by_themselves),
        cmocka_unit_test(a_torn_cluster_does_not_take_for_ever),
        cmocka_unit_test(who_is_gone_for_all_is_not_waited_for),
        cmocka_unit_test(a_node_that_tells_nothing_keeps_it_plain),
        cmocka_unit_test(evidence_that_is_taken_back_is_none),
        cmocka_unit_test(a_sign_of_life_counts_for_the_tokens_time),
        cmocka_unit_test(nothing_is_added_to_a_join_while_nobody_is_missed),
        cmocka_unit_test(on_a_ring_evidence_changes_nothing),
        cmocka_unit_test(a_broken_pair_does_not_get_into_one_ring),
        cmocka_unit_test(with_a_node_that_tells_nothing_a_pair_keeps_nobody_waiting),
        cmocka_unit_test(a_stranger_whom_somebody_misses_is_not_called),
        cmocka_unit_test(nor_is_it_taken_in_by_a_ring_that_is_being_formed),
        cmocka_unit_test(a_stranger_comes_with_its_whole_ring),
        cmocka_unit_test(what_is_amiss_among_members_keeps_no_stranger_away),
        cmocka_unit_test(a_ring_is_told_of_as_it_is),
        cmocka_unit_test(it_names_the_pair_that_keeps_a_node_out),
        cmocka_unit_test(it_names_the_member_that_does_not_hear),
        cmocka_unit_test(it_names_the_member_that_is_not_heard),
        cmocka_unit_test(it_names_four_pairs_and_counts_the_rest),
        cmocka_unit_test(it_says_nothing_of_pairs_when_a_node_is_dead),
        cmocka_unit_test(a_calm_is_no_silence),
        cmocka_unit_test(who_agrees_may_be_silent_for_the_tokens_time),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
