// test/unit/oracle/order_test.cc - B, D, E and F: messages that go wrong, each in one way.
#include "unit/oracle/spoilt.h"

#include "unit/cmocka.h"

#include <utility>

using namespace oracle;

namespace {

Deliver& delivered(Story& story, Node node, const Ring& ring, Seq seq) {
    return at<Deliver>(story, delivery(story, node, ring, seq));
}

std::size_t origination(const Story& story, Node node, const Ring& ring, Seq seq) {
    return place_of(story.events, node, [&](const What& what) {
        const auto* originate = std::get_if<Originate>(&what);
        return originate != nullptr && originate->ring == ring && originate->seq == seq;
    });
}

// ---- B

void a_message_with_another_content_breaks_b1(void**) {
    Story story = good_story();
    delivered(story, 2, kFirst, 3).digest ^= 1;
    assert_string_equal(blamed(story).c_str(), "B1");
}

void a_message_in_the_name_of_another_breaks_b1(void**) {
    Story story = good_story();
    delivered(story, 2, kFirst, 3).sender = 1;
    assert_string_equal(blamed(story).c_str(), "B1");
}

void a_message_with_another_service_breaks_b1(void**) {
    Story story = good_story();
    delivered(story, 2, kFirst, 3).service = Service::internal;
    assert_string_equal(blamed(story).c_str(), "B1");
}

void a_message_that_nobody_sent_breaks_b1(void**) {
    Story story = good_story();
    erase(story, origination(story, 1, kLast, 1)); // what recovery repeated
    assert_string_equal(blamed(story).c_str(), "B1");
}

void the_order_of_traces_does_not_matter_to_b1(void**) {
    Story story = good_story();
    move(story, origination(story, 1, kFirst, 1), delivery(story, 1, kFirst, 1) + 1);
    assert_string_equal(blamed(story).c_str(), "");
}

void a_message_delivered_again_breaks_b2(void**) {
    Story story = good_story();
    const std::size_t place = delivery(story, 2, kFirst, 3);
    insert(story, place + 1, 2, story.events[place].what);
    assert_string_equal(blamed(story).c_str(), "B2");
}

void a_message_delivered_in_both_configurations_breaks_b2(void**) {
    Story story = good_story();
    const What again = story.events[delivery(story, 2, kFirst, 4)].what;
    insert(story, passage(story, 2, kFirst) + 1, 2, again);
    assert_string_equal(blamed(story).c_str(), "B2");
}

void a_message_of_the_old_ring_in_the_new_one_breaks_b3(void**) {
    Story story = good_story();
    move(story, delivery(story, 2, kFirst, kSafeBehind), installation(story, 2, kSecond));
    assert_string_equal(blamed(story).c_str(), "F3"); // it left without it,
    Story foreign = good_story();
    const What late = foreign.events[delivery(foreign, 2, kFirst, kSafeBehind)].what;
    insert(foreign, installation(foreign, 2, kSecond) + 1, 2, late);
    assert_string_equal(blamed(foreign).c_str(), "B3"); // and brought it along
}

void a_message_of_a_ring_that_was_never_installed_breaks_b3(void**) {
    Story story = good_story();
    insert(story, installation(story, 2, kSecond), 2,
           Deliver{kFailed, 1, 1, Service::internal, 0xA000 + 1300});
    assert_string_equal(blamed(story).c_str(), "B3");
}

void a_message_sent_in_a_transitional_configuration_breaks_b4(void**) {
    Story story = good_story();
    insert(story, passage(story, 1, kFirst) + 1, 1, Originate{kFirst, 8, Service::agreed, 1, 4});
    assert_string_equal(blamed(story).c_str(), "B4");
}

void a_message_sent_on_the_ring_before_breaks_b4(void**) {
    Story story = good_story();
    insert(story, installation(story, 1, kSecond) + 1, 1,
           Originate{kFirst, 8, Service::agreed, 1, 7});
    assert_string_equal(blamed(story).c_str(), "B4");
}

void a_number_given_twice_breaks_b5(void**) {
    Story story = good_story();
    insert(story, origination(story, 1, kFirst, 4), 3, Originate{kFirst, 4, Service::agreed, 1, 3});
    assert_string_equal(blamed(story).c_str(), "B5");
}

void the_number_zero_breaks_b5(void**) {
    Story story = good_story();
    insert(story, origination(story, 1, kFirst, 1), 1, Originate{kFirst, 0, Service::agreed, 1, 0});
    assert_string_equal(blamed(story).c_str(), "B5");
}

void a_token_that_takes_a_number_back_breaks_b5(void**) {
    Story story = good_story();
    const std::size_t place = place_of(story.events, 2, [](const What& what) {
        const auto* token = std::get_if<Token>(&what);
        return token != nullptr && token->ring == kFirst && token->seq == kSafe;
    });
    at<Token>(story, place).seq = 1;
    assert_string_equal(blamed(story).c_str(), "B5");
}

// ---- D

void an_own_message_that_is_forgotten_breaks_d1(void**) {
    Story story = good_story();
    erase(story, delivery(story, 1, kFirst, kSafeBehind));
    assert_string_equal(blamed(story).c_str(), "D1");
}

void an_own_message_not_delivered_at_the_end_breaks_d1(void**) {
    Story story = good_story();
    for (const Node node : {1U, 2U, 3U}) erase(story, delivery(story, node, kLast, 2));
    assert_string_equal(blamed(story).c_str(), "D1");
}

void who_dies_need_not_deliver_its_own(void**) {
    Story story = good_story();
    erase(story, delivery(story, 3, kFirst, kHole));
    assert_string_equal(blamed(story).c_str(), "");
}

void who_leaves_in_order_need_not_deliver_its_own(void**) {
    Story story = good_story();
    erase(story, delivery(story, 3, kFirst, kHole));
    story.events.at(nth<Fail>(story, 3)).what = Leave{};
    assert_string_equal(blamed(story).c_str(), "");
}

// ---- E

void a_message_on_different_sides_of_the_change_breaks_e1(void**) {
    Story story = good_story();
    move(story, delivery(story, 2, kSecond, kRepeated), passage(story, 2, kSecond));
    assert_string_equal(blamed(story).c_str(), "E1");
}

// A safe message of the dead node, so that it may wait for the transitional configuration.
void a_message_that_only_one_of_two_has_breaks_e1(void**) {
    Story story = good_story();
    at<Originate>(story, origination(story, 3, kFirst, kHole)).service = Service::safe;
    erase(story, delivery(story, 3, kFirst, kHole));
    What only = Deliver{kFirst, kHole, 3, Service::safe,
                        at<Originate>(story, origination(story, 3, kFirst, kHole)).digest};
    insert(story, delivery(story, 1, kFirst, kBehind), 1, only);
    assert_string_equal(blamed(story).c_str(), "E1");
}

void who_stays_to_the_end_has_all_that_the_others_have(void**) {
    Story story = good_story();
    erase(story, delivery(story, 2, kLast, 2));
    assert_string_equal(blamed(story).c_str(), "E1");
}

// ---- F

void two_neighbours_in_the_wrong_order_break_f1(void**) {
    Story story = good_story();
    const std::size_t first = delivery(story, 2, kFirst, kBehind);
    std::swap(story.events[first].what, story.events[first + 1].what);
    assert_string_equal(blamed(story).c_str(), "F1");
}

void a_hole_in_a_regular_configuration_breaks_f2(void**) {
    Story story = good_story();
    erase(story, delivery(story, 2, kFirst, 1));
    assert_string_equal(blamed(story).c_str(), "F2");
}

void a_ring_that_does_not_begin_with_its_first_message_breaks_f2(void**) {
    Story story = good_story();
    erase(story, delivery(story, 3, kLast, 1));
    assert_string_equal(blamed(story).c_str(), "F2");
}

// Each of three sees two of three messages, each in the order of its own. No two disagree about two
// messages that both have.
void a_circle_of_three_breaks_f2(void**) {
    Story story;
    for (const Node node : {1U, 2U, 3U}) {
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.form({9, 1}, {1, 2, 3});
    for (const Node node : {1U, 2U, 3U}) story.send(node);
    story.deliver(1, 1);
    story.deliver(1, 2);
    story.deliver(2, 2);
    story.deliver(2, 3);
    story.deliver(3, 3);
    story.deliver(3, 1);
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "F2");
}

void a_companions_message_that_is_missing_breaks_f3(void**) {
    Story story = good_story();
    erase(story, delivery(story, 2, kFirst, kSafeBehind));
    assert_string_equal(blamed(story).c_str(), "F3");
}

void a_message_older_than_what_its_sender_had_breaks_f4(void**) {
    Story story = good_story();
    at<Originate>(story, origination(story, 2, kFirst, kBehind)).delivered = kBehind;
    assert_string_equal(blamed(story).c_str(), "F4");
}

void a_message_without_what_its_sender_had_seen_breaks_f4(void**) {
    Story story = good_story();
    at<Originate>(story, origination(story, 2, kFirst, kBehind)).delivered = kHole;
    assert_string_equal(blamed(story).c_str(), "F4");
}

void a_strangers_message_behind_a_hole_breaks_f5(void**) {
    Story story = good_story();
    // A second message of the dead node, of which the others have only this one.
    insert(story, nth<Fail>(story, 3), 3, Originate{kFirst, 8, Service::agreed, 88, 5});
    for (const Node node : {1U, 2U})
        insert(story, delivery(story, node, kFirst, kSafeBehind) + 1, node,
               Deliver{kFirst, 8, 3, Service::agreed, 88});
    assert_string_equal(blamed(story).c_str(), "F5");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_message_with_another_content_breaks_b1),
        cmocka_unit_test(a_message_in_the_name_of_another_breaks_b1),
        cmocka_unit_test(a_message_with_another_service_breaks_b1),
        cmocka_unit_test(a_message_that_nobody_sent_breaks_b1),
        cmocka_unit_test(the_order_of_traces_does_not_matter_to_b1),
        cmocka_unit_test(a_message_delivered_again_breaks_b2),
        cmocka_unit_test(a_message_delivered_in_both_configurations_breaks_b2),
        cmocka_unit_test(a_message_of_the_old_ring_in_the_new_one_breaks_b3),
        cmocka_unit_test(a_message_of_a_ring_that_was_never_installed_breaks_b3),
        cmocka_unit_test(a_message_sent_in_a_transitional_configuration_breaks_b4),
        cmocka_unit_test(a_message_sent_on_the_ring_before_breaks_b4),
        cmocka_unit_test(a_number_given_twice_breaks_b5),
        cmocka_unit_test(the_number_zero_breaks_b5),
        cmocka_unit_test(a_token_that_takes_a_number_back_breaks_b5),
        cmocka_unit_test(an_own_message_that_is_forgotten_breaks_d1),
        cmocka_unit_test(an_own_message_not_delivered_at_the_end_breaks_d1),
        cmocka_unit_test(who_dies_need_not_deliver_its_own),
        cmocka_unit_test(who_leaves_in_order_need_not_deliver_its_own),
        cmocka_unit_test(a_message_on_different_sides_of_the_change_breaks_e1),
        cmocka_unit_test(a_message_that_only_one_of_two_has_breaks_e1),
        cmocka_unit_test(who_stays_to_the_end_has_all_that_the_others_have),
        cmocka_unit_test(two_neighbours_in_the_wrong_order_break_f1),
        cmocka_unit_test(a_hole_in_a_regular_configuration_breaks_f2),
        cmocka_unit_test(a_ring_that_does_not_begin_with_its_first_message_breaks_f2),
        cmocka_unit_test(a_circle_of_three_breaks_f2),
        cmocka_unit_test(a_companions_message_that_is_missing_breaks_f3),
        cmocka_unit_test(a_message_older_than_what_its_sender_had_breaks_f4),
        cmocka_unit_test(a_message_without_what_its_sender_had_seen_breaks_f4),
        cmocka_unit_test(a_strangers_message_behind_a_hole_breaks_f5),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
