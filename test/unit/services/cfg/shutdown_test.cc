// test/unit/services/cfg/shutdown_test.cc - who is asked before a node is shut down, and what the
// answers mean.
#include "unit/services/cfg/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cfg;
using cfg::testing::Bench;

namespace {

constexpr std::uint64_t kAsker = 1;
constexpr int kOk = 1;
constexpr int kBusy = 10;
constexpr int kAccess = 11;
constexpr int kExist = 14;
constexpr int kTryAgain = 6;

void ask(Bench& bench, ShutdownKind kind = ShutdownKind::request, std::uint64_t client = kAsker) {
    bench.ask(client, ShutdownRequest{kind});
}

// Clients 2 and 3 want to be asked.
struct Asked : Bench {
    Asked() {
        for (const std::uint64_t client : {2U, 3U}) ask(client, TrackRequest{});
    }
    using Bench::ask;
};

void an_immediate_shutdown_asks_nobody(void**) {
    Asked bench;
    ask(bench, ShutdownKind::immediate);
    assert_int_equal(bench.error(kAsker), kOk);
    assert_int_equal(bench.sent.size(), 1);
    assert_true(bench.asked.empty());
}

void without_trackers_it_is_decided_at_once(void**) {
    Bench bench;
    ask(bench);
    assert_int_equal(bench.error(kAsker), kOk);
    assert_int_equal(bench.sent.size(), 1);
}

void all_trackers_are_asked_but_the_asker(void**) {
    Asked bench;
    bench.ask(kAsker, TrackRequest{});
    ask(bench);
    assert_int_equal(bench.answers(kAsker), 1); // to the tracking
    assert_int_equal(bench.asked.size(), 2);
    assert_true(bench.asked[2] == std::vector{ShutdownKind::request});
    assert_true(bench.sent.empty());
}

void all_must_say_yes(void**) {
    Asked bench;
    ask(bench);
    bench.ask(2, ShutdownAnswer{true});
    const bool early = bench.answers(kAsker) != 0;
    bench.ask(3, ShutdownAnswer{true});
    assert_false(early);
    assert_int_equal(bench.error(2), kOk);
    assert_int_equal(bench.error(kAsker), kOk);
    assert_int_equal(bench.sent.size(), 1);
}

void one_no_refuses(void**) {
    Asked bench;
    ask(bench);
    bench.ask(2, ShutdownAnswer{false});
    bench.ask(3, ShutdownAnswer{true});
    assert_int_equal(bench.error(kAsker), kBusy);
    assert_true(bench.sent.empty());
    assert_int_equal(bench.logged.size(), 1);
}

void regardless_of_a_no_it_goes_on(void**) {
    Asked bench;
    ask(bench, ShutdownKind::regardless);
    bench.ask(2, ShutdownAnswer{false});
    const bool early = bench.answers(kAsker) != 0;
    bench.ask(3, ShutdownAnswer{false});
    assert_false(early);
    assert_int_equal(bench.error(kAsker), kOk);
    assert_int_equal(bench.sent.size(), 1);
}

void silence_is_a_no_after_five_seconds(void**) {
    Asked bench;
    ask(bench);
    bench.ask(2, ShutdownAnswer{true});
    bench.pass(milliseconds(4999));
    const bool early = bench.answers(kAsker) != 0;
    bench.pass(milliseconds(1));
    assert_false(early);
    assert_int_equal(bench.error(kAsker), kBusy);
    assert_false(bench.service.next_deadline().has_value());
}

void the_time_is_the_map_s(void**) {
    Asked bench;
    bench.map.set("cfg.shutdown_timeout", std::uint32_t{200});
    ask(bench, ShutdownKind::regardless);
    const auto due = bench.service.next_deadline();
    bench.pass(milliseconds(200));
    assert_true(due == bench.time);
    assert_int_equal(bench.error(kAsker), kOk);
    assert_int_equal(bench.sent.size(), 1);
}

void a_second_question_has_to_wait(void**) {
    Asked bench;
    ask(bench);
    ask(bench, ShutdownKind::regardless, 4);
    assert_int_equal(bench.error(4), kExist);
    assert_int_equal(bench.answers(kAsker), 0);
}

void who_stops_tracking_agrees_whatever_it_said(void**) {
    Asked bench;
    ask(bench);
    bench.ask(2, ShutdownAnswer{false});
    bench.ask(2, UntrackRequest{});
    bench.ask(3, ShutdownAnswer{true});
    assert_int_equal(bench.error(kAsker), kOk);
}

void who_hangs_up_agrees(void**) {
    Asked bench;
    ask(bench);
    bench.ask(2, ShutdownAnswer{true});
    bench.hang_up(3);
    assert_int_equal(bench.error(kAsker), kOk);
    assert_int_equal(bench.sent.size(), 1);
}

void a_newcomer_is_asked_too(void**) {
    Asked bench;
    ask(bench);
    bench.ask(5, TrackRequest{});
    for (const std::uint64_t client : {2U, 3U}) bench.ask(client, ShutdownAnswer{true});
    const bool early = bench.answers(kAsker) != 0;
    bench.ask(5, ShutdownAnswer{true});
    assert_false(early);
    assert_int_equal(bench.asked[5].size(), 1);
    assert_int_equal(bench.error(kAsker), kOk);
}

void tracking_twice_asks_once(void**) {
    Asked bench;
    ask(bench);
    bench.ask(2, TrackRequest{});
    assert_int_equal(bench.error(2), kOk);
    assert_int_equal(bench.asked[2].size(), 1);
}

void when_the_asker_hangs_up_the_question_is_gone(void**) {
    Asked bench;
    ask(bench);
    bench.hang_up(kAsker);
    bench.ask(2, ShutdownAnswer{true});
    bench.ask(3, ShutdownAnswer{true});
    assert_int_equal(bench.error(2), kAccess);
    assert_true(bench.sent.empty());
    assert_false(bench.service.next_deadline().has_value());
}

void who_was_not_asked_cannot_answer(void**) {
    Asked bench;
    bench.ask(2, ShutdownAnswer{true});
    const int without_question = bench.error(2);
    ask(bench);
    for (int i = 0; i < 2; ++i) bench.ask(9, ShutdownAnswer{true});
    assert_int_equal(without_question, kAccess);
    assert_int_equal(bench.error(9), kAccess);
    assert_int_equal(bench.answers(kAsker), 0);
}

void one_voice_counts_once_and_its_last_word(void**) {
    Asked bench;
    ask(bench);
    bench.ask(2, ShutdownAnswer{true});
    bench.ask(2, ShutdownAnswer{false});
    const bool early = bench.answers(kAsker) != 0;
    bench.ask(3, ShutdownAnswer{true});
    assert_false(early);
    assert_int_equal(bench.error(kAsker), kBusy);
}

void while_services_synchronise_the_asker_is_to_try_again(void**) {
    Bench bench;
    bench.in_sync = true;
    ask(bench);
    assert_int_equal(bench.error(kAsker), kTryAgain);
    assert_true(bench.sent.empty());
}

void what_is_decided_during_synchronisation_is_sent_after_it(void**) {
    Asked bench;
    ask(bench);
    bench.in_sync = true;
    bench.hang_up(2);
    bench.hang_up(3);
    const bool early = !bench.sent.empty();
    bench.in_sync = false;
    for (int i = 0; i < 2; ++i) bench.service.on_synchronised(bench);
    assert_false(early);
    assert_int_equal(bench.error(kAsker), kOk);
    assert_int_equal(bench.sent.size(), 1);
}

void the_sender_stops_and_the_others_say_so(void**) {
    Bench bench;
    ask(bench);
    bench.receive(2, bench.sent[0]);
    const bool by_another = !bench.commands.empty();
    bench.receive(1, bench.sent[0]);
    const auto* order = bench.last_command<ShutDown>();
    assert_false(by_another);
    assert_string_equal(bench.logged[0].c_str(), "Node 2 was shut down by sysadmin");
    assert_true(order != nullptr && order->exit_code == 0);
    assert_string_equal(order->why.c_str(), "Node 1 was shut down by sysadmin");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_immediate_shutdown_asks_nobody),
        cmocka_unit_test(without_trackers_it_is_decided_at_once),
        cmocka_unit_test(all_trackers_are_asked_but_the_asker),
        cmocka_unit_test(all_must_say_yes),
        cmocka_unit_test(one_no_refuses),
        cmocka_unit_test(regardless_of_a_no_it_goes_on),
        cmocka_unit_test(silence_is_a_no_after_five_seconds),
        cmocka_unit_test(the_time_is_the_map_s),
        cmocka_unit_test(a_second_question_has_to_wait),
        cmocka_unit_test(who_stops_tracking_agrees_whatever_it_said),
        cmocka_unit_test(who_hangs_up_agrees),
        cmocka_unit_test(a_newcomer_is_asked_too),
        cmocka_unit_test(tracking_twice_asks_once),
        cmocka_unit_test(when_the_asker_hangs_up_the_question_is_gone),
        cmocka_unit_test(who_was_not_asked_cannot_answer),
        cmocka_unit_test(one_voice_counts_once_and_its_last_word),
        cmocka_unit_test(while_services_synchronise_the_asker_is_to_try_again),
        cmocka_unit_test(what_is_decided_during_synchronisation_is_sent_after_it),
        cmocka_unit_test(the_sender_stops_and_the_others_say_so),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
