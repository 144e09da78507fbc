// test/unit/oracle/recovery_test.cc - R: ways from ring to ring that are wrong, each in one way.
#include "unit/oracle/spoilt.h"

#include "unit/cmocka.h"

using namespace oracle;

namespace {

std::size_t entry(const Story& story, Node node, const Ring& ring) {
    return place_of(story.events, node, [&](const What& what) {
        const auto* commit = std::get_if<Commit>(&what);
        return commit != nullptr && commit->ring == ring;
    });
}

std::size_t recovery(const Story& story, Node node, const Ring& ring) {
    return place_of(story.events, node, [&](const What& what) {
        const auto* recover = std::get_if<Recover>(&what);
        return recover != nullptr && recover->ring == ring;
    });
}

std::size_t token(const Story& story, Node node, const Ring& ring) {
    return place_of(story.events, node, [&](const What& what) {
        const auto* passed = std::get_if<Token>(&what);
        return passed != nullptr && passed->ring == ring;
    });
}

void a_node_that_starts_with_somebody_elses_past_breaks_r1(void**) {
    Story story = good_story();
    at<Commit>(story, entry(story, 2, {5, 2})).old = {1, 1};
    assert_string_equal(blamed(story).c_str(), "R1");
}

void a_node_that_starts_in_a_ring_with_others_breaks_r1(void**) {
    Story story;
    for (const Node node : {1U, 2U}) story.start(node, 0);
    story.form({5, 1}, {1, 2});
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "R1");
}

void a_ring_whose_number_is_not_on_the_disk_breaks_r2(void**) {
    Story story = good_story();
    erase(story, nth<Store>(story, 2, 2));
    assert_string_equal(blamed(story).c_str(), "R2");
}

void a_start_that_forgets_a_ring_breaks_r2(void**) {
    Story story = good_story();
    at<Start>(story, nth<Start>(story, 3, 2)).stored = 8;
    assert_string_equal(blamed(story).c_str(), "R2");
}

void a_node_that_lost_its_disk_may_forget(void**) {
    Story story;
    for (int life = 0; life < 2; ++life) {
        story.start(1, 0);
        story.form({5, 1}, {1});
        story.crash(1);
        story.tell(1, Amnesia{});
    }
    assert_string_equal(blamed(story).c_str(), "");
}

void a_number_that_does_not_grow_breaks_r3(void**) {
    Story story = good_story();
    for (const Node node : {1U, 2U, 3U})
        at<Commit>(story, entry(story, node, kFirst)).ring = {5, 1};
    assert_string_equal(blamed(story).c_str(), "R3");
}

void a_transitional_id_of_a_stranger_breaks_r3(void**) {
    Story story = good_story();
    at<Transitional>(story, passage(story, 2, {5, 2})).ring = {8, 7};
    assert_string_equal(blamed(story).c_str(), "R3");
}

void a_set_that_shrinks_breaks_r4(void**) {
    Story story = good_story();
    const std::size_t second = nth<Gather>(story, 1, 4);
    at<Gather>(story, second).proc = {1, 2};
    assert_string_equal(blamed(story).c_str(), "R4");
}

void a_failed_node_that_is_taken_back_breaks_r4(void**) {
    Story story = good_story();
    at<Gather>(story, nth<Gather>(story, 1, 4)).fail = {2, 3};
    assert_string_equal(blamed(story).c_str(), "R4");
}

void a_failed_node_that_is_forgotten_breaks_r4(void**) {
    Story story = good_story();
    at<Gather>(story, nth<Gather>(story, 1, 5)).fail = {};
    assert_string_equal(blamed(story).c_str(), "R4");
}

void who_put_itself_out_may_begin_anew(void**) {
    Story story;
    story.start(1, 0);
    story.form({5, 1}, {1});
    story.gather(1, {1, 2}, {1});
    story.gather(1, {1}, {});
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "");
}

void a_node_that_gathers_without_itself_breaks_r4(void**) {
    Story story = good_story();
    at<Gather>(story, nth<Gather>(story, 1, 2)).proc = {2, 3};
    assert_string_equal(blamed(story).c_str(), "R4");
}

void a_recovery_without_an_entry_breaks_r6(void**) {
    Story story = good_story();
    erase(story, entry(story, 2, kFirst));
    assert_string_equal(blamed(story).c_str(), "R6");
}

void an_entry_that_names_another_ring_breaks_r6(void**) {
    Story story = good_story();
    at<Commit>(story, entry(story, 2, kSecond)).old = {5, 2};
    assert_string_equal(blamed(story).c_str(), "R6");
}

void a_ring_that_a_member_did_not_recover_for_breaks_r6(void**) {
    Story story;
    for (const Node node : {1U, 2U}) {
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.commit({1, 2}, {9, 1}, {});
    story.recover({1}, {9, 1});
    story.rotate({1}, {9, 1});
    story.pass(1, {9, 1});
    story.install(1, {9, 1}, {1, 2});
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "R6");
}

void an_entry_that_tells_too_little_breaks_r7(void**) {
    Story story = good_story();
    at<Commit>(story, entry(story, 2, kSecond)).delivered = 3;
    assert_string_equal(blamed(story).c_str(), "R7");
}

void a_safe_message_delivered_after_the_entry_breaks_r7(void**) {
    Story story = good_story();
    const std::size_t place = recovery(story, 1, kSecond);
    insert(story, place, 1, story.events[delivery(story, 1, kFirst, kSafe)].what);
    at<Deliver>(story, place).seq = kHole;
    assert_string_equal(blamed(story).c_str(), "B1"); // nobody sent such a one;
    Story sent = good_story();
    at<Originate>(sent, place_of(sent.events, 3,
                                 [](const What& what) {
                                     const auto* one = std::get_if<Originate>(&what);
                                     return one != nullptr && one->seq == kHole &&
                                            one->ring == kFirst;
                                 }))
        .service = Service::safe;
    at<Deliver>(sent, delivery(sent, 3, kFirst, kHole)).service = Service::safe;
    const What late = sent.events[delivery(sent, 3, kFirst, kHole)].what;
    erase(sent, delivery(sent, 3, kFirst, kHole));
    at<Recover>(sent, recovery(sent, 1, kFailed)).high = kHole; // it may, but not yet
    insert(sent, recovery(sent, 1, kFailed) + 1, 1, late);
    assert_string_equal(blamed(sent).c_str(), "R7");
}

void a_message_sent_while_gathering_breaks_r8(void**) {
    Story story = good_story();
    const std::size_t gathers = nth<Gather>(story, 1, 3);
    insert(story, gathers + 1, 1, Originate{kFirst, 8, Service::agreed, 88, 4});
    assert_string_equal(blamed(story).c_str(), "R8");
}

void a_repeated_message_outside_recovery_breaks_r8(void**) {
    Story story = good_story();
    const std::size_t place = delivery(story, 1, kFirst, 1);
    insert(story, place, 1, Originate{kFirst, 2, Service::internal, 88, 0});
    assert_string_equal(blamed(story).c_str(), "R8");
}

void what_one_had_and_another_does_not_deliver_breaks_r9(void**) {
    Story story = good_story();
    at<Commit>(story, entry(story, 1, kSecond)).aru = kSafeBehind; // it claims to have had the hole
    assert_string_equal(blamed(story).c_str(), "R9");
}

void a_ring_installed_before_all_have_all_breaks_r10(void**) {
    Story story = good_story();
    at<Token>(story, token(story, 2, kLast)).aru = 0;
    assert_string_equal(blamed(story).c_str(), "R10");
}

void a_ring_installed_after_one_token_breaks_r10(void**) {
    Story story = good_story();
    erase(story, token(story, 2, kLast));
    assert_string_equal(blamed(story).c_str(), "R10");
}

void a_message_that_waits_without_need_breaks_r11(void**) {
    Story story = good_story();
    move(story, delivery(story, 1, kSecond, kRepeated), passage(story, 1, kSecond));
    assert_string_equal(blamed(story).c_str(), "R11");
}

void a_delivered_message_that_comes_too_late_breaks_r12(void**) {
    Story story = good_story();
    at<Recover>(story, recovery(story, 1, kLast)).high = kRepeated + 1;
    assert_string_equal(blamed(story).c_str(), "R12");
}

void a_promise_to_less_than_all_breaks_r14(void**) {
    Story story = good_story();
    at<Exchanged>(story, nth<Exchanged>(story, 1)).obliged = {1};
    assert_string_equal(blamed(story).c_str(), "R14");
}

void a_promise_that_is_not_told_breaks_r14(void**) {
    Story story = good_story();
    at<Commit>(story, entry(story, 2, kSecond)).received = false;
    assert_string_equal(blamed(story).c_str(), "R14");
}

// Node 2 did not see the end of the first exchange.
void a_promise_without_an_exchange_breaks_r14(void**) {
    Story story = good_story();
    erase(story, nth<Exchanged>(story, 2));
    assert_string_equal(blamed(story).c_str(), "R14");
}

void a_promise_ends_with_a_new_exchange(void**) {
    Story story;
    for (const Node node : {1U, 2U}) {
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.form({9, 1}, {1, 2});
    for (const std::uint64_t seq : {13U, 17U, 21U}) {
        for (const Node node : {1U, 2U}) story.gather(node, {1, 2}, {});
        const Nodes behind = seq == 13 ? Nodes{1, 2} : seq == 17 ? Nodes{2} : Nodes{1, 2};
        story.commit({1, 2}, {seq, 1}, behind);
        story.recover({1, 2}, {seq, 1});
        story.rotate({1, 2}, {seq, 1});
        if (seq == 13) story.tell(1, Exchanged{{seq, 1}, {1, 2}}); // 2 does not come so far
    }
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "");
}

void a_promise_may_fall_when_somebody_has_more(void**) {
    Story story = good_story();
    at<Commit>(story, entry(story, 2, kSecond)).received = false;
    at<Commit>(story, entry(story, 1, kSecond)).aru = 5;
    assert_string_equal(blamed(story).c_str(), "R9"); // and then everybody must have more
}

void an_attempt_that_loses_messages_breaks_r15(void**) {
    Story story = good_story();
    at<Commit>(story, entry(story, 1, kFailed)).aru = 5;
    assert_string_equal(blamed(story).c_str(), "R15");
}

void a_companion_that_comes_back_breaks_r16(void**) {
    Story story = good_story();
    at<Recover>(story, recovery(story, 2, kFailed)).trans = {2};
    at<Exchanged>(story, nth<Exchanged>(story, 2)).obliged = {2};
    assert_string_equal(blamed(story).c_str(), "R16");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_node_that_starts_with_somebody_elses_past_breaks_r1),
        cmocka_unit_test(a_node_that_starts_in_a_ring_with_others_breaks_r1),
        cmocka_unit_test(a_ring_whose_number_is_not_on_the_disk_breaks_r2),
        cmocka_unit_test(a_start_that_forgets_a_ring_breaks_r2),
        cmocka_unit_test(a_node_that_lost_its_disk_may_forget),
        cmocka_unit_test(a_number_that_does_not_grow_breaks_r3),
        cmocka_unit_test(a_transitional_id_of_a_stranger_breaks_r3),
        cmocka_unit_test(a_set_that_shrinks_breaks_r4),
        cmocka_unit_test(a_failed_node_that_is_taken_back_breaks_r4),
        cmocka_unit_test(a_failed_node_that_is_forgotten_breaks_r4),
        cmocka_unit_test(who_put_itself_out_may_begin_anew),
        cmocka_unit_test(a_node_that_gathers_without_itself_breaks_r4),
        cmocka_unit_test(a_recovery_without_an_entry_breaks_r6),
        cmocka_unit_test(an_entry_that_names_another_ring_breaks_r6),
        cmocka_unit_test(a_ring_that_a_member_did_not_recover_for_breaks_r6),
        cmocka_unit_test(an_entry_that_tells_too_little_breaks_r7),
        cmocka_unit_test(a_safe_message_delivered_after_the_entry_breaks_r7),
        cmocka_unit_test(a_message_sent_while_gathering_breaks_r8),
        cmocka_unit_test(a_repeated_message_outside_recovery_breaks_r8),
        cmocka_unit_test(what_one_had_and_another_does_not_deliver_breaks_r9),
        cmocka_unit_test(a_ring_installed_before_all_have_all_breaks_r10),
        cmocka_unit_test(a_ring_installed_after_one_token_breaks_r10),
        cmocka_unit_test(a_message_that_waits_without_need_breaks_r11),
        cmocka_unit_test(a_delivered_message_that_comes_too_late_breaks_r12),
        cmocka_unit_test(a_promise_to_less_than_all_breaks_r14),
        cmocka_unit_test(a_promise_that_is_not_told_breaks_r14),
        cmocka_unit_test(a_promise_without_an_exchange_breaks_r14),
        cmocka_unit_test(a_promise_ends_with_a_new_exchange),
        cmocka_unit_test(a_promise_may_fall_when_somebody_has_more),
        cmocka_unit_test(an_attempt_that_loses_messages_breaks_r15),
        cmocka_unit_test(a_companion_that_comes_back_breaks_r16),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
