// test/unit/sync/synchroniser_test.cc - node 1 synchronises with node 2, whose part the test plays.
#include "unit/sync/bench.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton {
namespace {

using namespace test;
using Services = std::vector<std::uint16_t>;

constexpr NodeId kSelf{1}, kPeer{2};
constexpr RingId kRing{kSelf, 8}, kNextRing{kSelf, 12};
const TimePoint kStart{std::chrono::hours(1)};

struct Pair {
    explicit Pair(const Services& services) : self(services) {}

    void install(RingId ring, TimePoint now = kStart) {
        const std::vector<NodeId> members{kSelf, kPeer};
        self.synchroniser->on_view(now, transitional_view(ring, {kSelf}));
        self.synchroniser->on_view(now, regular_view(ring, members));
    }
    void own(TimePoint now = kStart) { // what node 1 has sent comes back to it
        for (; !self.sent.empty(); self.sent.pop_front())
            self.synchroniser->on_message(now, kSelf, self.sent.front());
    }
    void build(RingId ring, const Services& services, NodeId from = kPeer) {
        self.synchroniser->on_message(kStart, from, sync_bytes(wire::ServiceBuild{ring, services}));
    }
    void barrier(RingId ring, NodeId from = kPeer) {
        self.synchroniser->on_message(kStart, from, sync_bytes(wire::Barrier{ring}));
    }
    void past_builds(const Services& services) {
        install(kRing);
        own();
        build(kRing, services);
    }
    [[nodiscard]] long count(const std::string& line) const {
        return std::count(self.lines.begin(), self.lines.end(), line);
    }
    SyncNode self;
};

void the_build_goes_out_apart_before_any_service_begins(void**) {
    Pair pair({2, 5});
    pair.install(kRing);
    assert_true((pair.self.lines == Lines{"build apart", "2 begin", "5 begin"}));
    assert_true(pair.self.good_prefixes);
}

void services_take_turns_in_ascending_order(void**) {
    Pair pair({5, 0});
    pair.past_builds({0, 5});
    pair.own();
    pair.barrier(kRing);
    pair.own();
    pair.barrier(kRing);
    const Lines expected{"build apart", "0 begin",    "5 begin",    "0 send",
                         "barrier",     "0 activate", "5 send",     "barrier",
                         "5 activate",  "completed",  "0 complete", "5 complete"};
    assert_true(pair.self.lines == expected);
    assert_false(pair.self.synchroniser->running());
}

void nothing_is_sent_before_all_builds_have_come(void**) {
    Pair pair({2});
    pair.install(kRing);
    pair.own();
    assert_int_equal(pair.count("2 send"), 0);
    assert_int_equal(pair.count("barrier"), 0);
}

void no_barrier_before_the_round_is_complete(void**) {
    Pair pair({0, 2});
    pair.past_builds({0, 2});
    pair.own(); // our own barrier alone
    assert_int_equal(pair.count("barrier"), 1);
    assert_int_equal(pair.count("0 activate"), 0);
}

void a_service_that_only_others_have_gets_its_barrier(void**) {
    Pair pair({2});
    pair.past_builds({0, 2, 3, 5});
    for (int i = 0; i < 4; ++i) {
        pair.own();
        pair.barrier(kRing);
    }
    assert_int_equal(pair.count("barrier"), 4);
    assert_int_equal(pair.count("2 send"), 1);
    assert_int_equal(pair.count("completed"), 1);
}

void without_any_service_it_ends_with_the_builds(void**) {
    Pair pair({});
    pair.past_builds({});
    assert_true((pair.self.lines == Lines{"build apart", "completed"}));
}

void services_hear_who_came_along_and_is_still_here(void**) {
    Pair pair({2});
    const RingId old{kSelf, 7};
    pair.self.synchroniser->on_view(kStart,
                                    transitional_view(old, {kSelf, kPeer, NodeId{3}, NodeId{9}}));
    pair.self.synchroniser->on_view(kStart, regular_view(kRing, {kSelf, kPeer, NodeId{4}}));
    assert_true((pair.self.service(0).trans == std::vector<NodeId>{kSelf, kPeer}));
}

void messages_of_another_ring_are_ignored(void**) {
    Pair pair({2});
    pair.install(kNextRing);
    pair.own();
    pair.build(kRing, {2});
    pair.barrier(kRing);
    assert_int_equal(pair.count("2 send"), 0);
    assert_int_equal(pair.self.synchroniser->statistics().foreign, 2);
}

void who_is_no_member_has_no_voice(void**) {
    Pair pair({2});
    pair.install(kRing);
    pair.own();
    pair.build(kRing, {2}, NodeId{3});
    assert_int_equal(pair.count("2 send"), 0);
    pair.build(kRing, {2});
    pair.own();
    pair.barrier(kRing, NodeId{3});
    assert_int_equal(pair.count("2 activate"), 0);
}

void a_second_build_of_a_member_counts_for_nothing(void**) {
    Pair pair({2});
    pair.install(kRing);
    pair.build(kRing, {2});
    pair.build(kRing, {2, 7});
    pair.own();
    pair.own();
    pair.barrier(kRing);
    assert_int_equal(pair.count("barrier"), 1);
    assert_int_equal(pair.count("completed"), 1);
}

void a_new_membership_aborts_what_was_not_activated(void**) {
    Pair pair({0, 2, 5});
    pair.past_builds({0, 2, 5});
    pair.own();
    pair.barrier(kRing); // 0 is active, 2 waits at its barrier
    pair.self.lines.clear();
    pair.install(kNextRing);
    const Lines expected{"2 abort", "5 abort", "build apart", "0 begin", "2 begin", "5 begin"};
    assert_true(pair.self.lines == expected);
    assert_int_equal(pair.self.synchroniser->statistics().aborted, 1);
}

void after_an_abort_the_left_over_barrier_counts_for_nothing(void**) {
    Pair pair({2});
    pair.past_builds({2});
    const SyncBytes left_over = pair.self.sent.front(); // our barrier, not sent in time
    pair.self.sent.clear();
    pair.install(kNextRing);
    pair.own();
    pair.build(kNextRing, {2});
    pair.barrier(kNextRing);
    pair.self.synchroniser->on_message(kStart, kSelf, left_over);
    const long before = pair.count("completed");
    pair.own();
    assert_int_equal(before, 0);
    assert_int_equal(pair.count("completed"), 1);
}

void services_of_an_aborted_round_are_forgotten(void**) {
    Pair pair({2});
    pair.past_builds({0, 2, 7});
    pair.self.sent.clear();
    pair.install(kNextRing);
    pair.own();
    pair.build(kNextRing, {2}); // the peer came back without 0 and 7
    pair.own();
    pair.barrier(kNextRing);
    assert_int_equal(pair.count("completed"), 1);
}

void a_service_that_is_not_done_is_asked_again(void**) {
    Pair pair({2});
    pair.self.service(0).not_yet = 3;
    pair.past_builds({2});
    const auto again = pair.self.synchroniser->next_deadline();
    pair.self.synchroniser->advance(kStart + milliseconds(10));
    const long early = pair.count("barrier");
    pair.self.synchroniser->advance(kStart + milliseconds(20));
    assert_true(again == kStart + sync::Synchroniser::kAskAgain);
    assert_int_equal(early, 0);
    assert_int_equal(pair.count("barrier"), 1);
    assert_int_equal(pair.count("2 send"), 3);
}

void a_barrier_that_comes_while_we_are_sending_counts(void**) {
    Pair pair({2});
    pair.self.service(0).not_yet = 2;
    pair.past_builds({2});
    pair.barrier(kRing);
    pair.self.synchroniser->advance(kStart + milliseconds(10));
    pair.own();
    assert_int_equal(pair.count("completed"), 1);
}

void a_barrier_in_our_name_does_not_end_our_sending(void**) {
    Pair pair({2});
    pair.self.service(0).not_yet = 2;
    pair.past_builds({2});
    pair.barrier(kRing);
    pair.barrier(kRing, kSelf);
    assert_int_equal(pair.count("2 activate"), 0);
    assert_true(pair.self.synchroniser->running());
}

void a_barrier_is_not_taken_for_a_lost_build(void**) {
    Pair pair({0, 2});
    pair.install(kRing);
    pair.own();
    pair.barrier(kRing);
    pair.barrier(kRing);
    assert_int_equal(pair.count("0 send"), 0);
    assert_int_equal(pair.self.logged.size(), 1);
    assert_non_null(
        std::strstr(pair.self.logged[0].c_str(), "no service build has come from node 2"));
}

void a_missing_build_is_reported_with_its_node_and_the_membership_formed_again(void**) {
    Pair pair({2});
    pair.install(kRing);
    pair.own();
    const auto deadline = pair.self.synchroniser->next_deadline();
    pair.self.synchroniser->advance(*deadline - milliseconds(1));
    const long early = pair.count("gather");
    pair.self.synchroniser->advance(*deadline);
    assert_true(deadline == kStart + sync::Synchroniser::kStepPatience);
    assert_int_equal(early, 0);
    assert_int_equal(pair.count("gather"), 1);
    assert_string_equal(pair.self.logged.at(0).c_str(),
                        "synchronisation of ring 1.8: no answer from node 2 to the service build "
                        "within 10 s; forming the membership again");
}

void a_missing_barrier_is_reported_with_its_service(void**) {
    Pair pair({2});
    pair.past_builds({2});
    pair.own();
    pair.self.synchroniser->advance(*pair.self.synchroniser->next_deadline());
    assert_int_equal(pair.count("gather"), 1);
    assert_non_null(
        std::strstr(pair.self.logged.at(0).c_str(), "node 2 to the barrier of service 2"));
}

void a_service_of_ours_that_is_never_done_is_reported_as_ours(void**) {
    Pair pair({2});
    pair.self.service(0).not_yet = 1000;
    pair.past_builds({2});
    pair.self.synchroniser->advance(kStart + sync::Synchroniser::kStepPatience);
    assert_int_equal(pair.count("gather"), 1);
    assert_non_null(
        std::strstr(pair.self.logged.at(0).c_str(), "this node to the sending of service 2"));
}

void each_failure_in_a_row_doubles_the_patience(void**) {
    Pair pair({2});
    pair.install(kRing);
    pair.self.synchroniser->advance(*pair.self.synchroniser->next_deadline());
    pair.install(kNextRing);
    const auto second = pair.self.synchroniser->next_deadline();
    pair.build(kNextRing, {2});
    pair.own();
    pair.own();
    pair.barrier(kNextRing); // completed
    pair.install(kRing);
    assert_true(second == kStart + 2 * sync::Synchroniser::kStepPatience);
    assert_int_equal(pair.count("completed"), 1);
    assert_true(pair.self.synchroniser->next_deadline() ==
                kStart + sync::Synchroniser::kStepPatience);
}

void votequorum_may_wait_for_its_device(void**) {
    Pair pair({5});
    pair.past_builds({5});
    assert_true(pair.self.synchroniser->next_deadline() ==
                kStart + sync::Synchroniser::kVotequorumPatience);
}

void without_a_synchronisation_there_is_no_deadline(void**) {
    Pair pair({2});
    const auto before = pair.self.synchroniser->next_deadline();
    pair.past_builds({2});
    pair.own();
    pair.barrier(kRing);
    const auto after = pair.self.synchroniser->next_deadline();
    assert_false(before.has_value());
    assert_false(after.has_value());
}

void malformed_messages_are_counted_and_logged_once(void**) {
    Pair pair({2});
    pair.install(kRing);
    const SyncBytes rubbish(40, std::byte{0xFF});
    for (int i = 0; i < 100; ++i) pair.self.synchroniser->on_message(kStart, kPeer, rubbish);
    assert_int_equal(pair.self.synchroniser->statistics().malformed, 100);
    assert_int_equal(pair.self.logged.size(), 1);
}

// Also beyond what patience grows to by itself; else it would be cut short for ever.
void a_service_may_ask_for_more_patience(void**) {
    Pair pair({5});
    pair.self.service(0).wait = std::chrono::seconds(300);
    pair.past_builds({5});
    assert_true(pair.self.synchroniser->next_deadline() ==
                kStart + std::chrono::seconds(300) + sync::Synchroniser::kStepPatience);
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_build_goes_out_apart_before_any_service_begins),
        cmocka_unit_test(services_take_turns_in_ascending_order),
        cmocka_unit_test(nothing_is_sent_before_all_builds_have_come),
        cmocka_unit_test(no_barrier_before_the_round_is_complete),
        cmocka_unit_test(a_service_that_only_others_have_gets_its_barrier),
        cmocka_unit_test(without_any_service_it_ends_with_the_builds),
        cmocka_unit_test(services_hear_who_came_along_and_is_still_here),
        cmocka_unit_test(messages_of_another_ring_are_ignored),
        cmocka_unit_test(who_is_no_member_has_no_voice),
        cmocka_unit_test(a_second_build_of_a_member_counts_for_nothing),
        cmocka_unit_test(a_new_membership_aborts_what_was_not_activated),
        cmocka_unit_test(after_an_abort_the_left_over_barrier_counts_for_nothing),
        cmocka_unit_test(services_of_an_aborted_round_are_forgotten),
        cmocka_unit_test(a_service_that_is_not_done_is_asked_again),
        cmocka_unit_test(a_barrier_that_comes_while_we_are_sending_counts),
        cmocka_unit_test(a_barrier_in_our_name_does_not_end_our_sending),
        cmocka_unit_test(a_barrier_is_not_taken_for_a_lost_build),
        cmocka_unit_test(a_missing_build_is_reported_with_its_node_and_the_membership_formed_again),
        cmocka_unit_test(a_missing_barrier_is_reported_with_its_service),
        cmocka_unit_test(a_service_of_ours_that_is_never_done_is_reported_as_ours),
        cmocka_unit_test(each_failure_in_a_row_doubles_the_patience),
        cmocka_unit_test(votequorum_may_wait_for_its_device),
        cmocka_unit_test(without_a_synchronisation_there_is_no_deadline),
        cmocka_unit_test(malformed_messages_are_counted_and_logged_once),
        cmocka_unit_test(a_service_may_ask_for_more_patience),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
