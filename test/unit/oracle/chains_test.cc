// test/unit/oracle/chains_test.cc - W and C: configurations that are wrong, each in one way.
#include "unit/oracle/spoilt.h"

#include <cstring>

#include "unit/cmocka.h"

using namespace oracle;

namespace {

void an_event_after_the_death_of_a_node_breaks_w1(void**) {
    Story story = good_story();
    insert(story, nth<Fail>(story, 3) + 1, 3, Gather{{3}, {}});
    assert_string_equal(blamed(story).c_str(), "W1");
}

void a_start_without_an_end_breaks_w1(void**) {
    Story story = good_story();
    erase(story, nth<Fail>(story, 3));
    assert_string_equal(blamed(story).c_str(), "W1");
}

void a_message_after_the_end_breaks_w1(void**) {
    Story story = good_story();
    const std::size_t place = delivery(story, 3, kLast, 1);
    insert(story, nth<End>(story, 3) + 1, 3, story.events[place].what);
    assert_string_equal(blamed(story).c_str(), "W1");
}

void a_configuration_without_the_own_node_breaks_w2(void**) {
    Story story = good_story();
    at<Regular>(story, installation(story, 2, kFirst)).members = {1, 3};
    assert_string_equal(blamed(story).c_str(), "W2");
}

void two_regular_configurations_in_a_row_break_w3(void**) {
    Story story = good_story();
    erase(story, passage(story, 2, {5, 2}));
    assert_string_equal(blamed(story).c_str(), "W3");
}

void two_transitional_configurations_in_a_row_break_w3(void**) {
    Story story = good_story();
    const std::size_t place = passage(story, 2, {5, 2});
    insert(story, place, 2, story.events[place].what);
    assert_string_equal(blamed(story).c_str(), "W3");
}

void a_transitional_configuration_at_the_start_breaks_w3(void**) {
    Story story = good_story();
    insert(story, installation(story, 1, {5, 1}), 1, Transitional{{4, 1}, {1}, {1, 1}});
    assert_string_equal(blamed(story).c_str(), "W3");
}

void an_id_with_two_memberships_breaks_w4(void**) {
    Story story = good_story();
    at<Regular>(story, installation(story, 2, kFirst)).members = {1, 2};
    assert_string_equal(blamed(story).c_str(), "W4");
}

void a_transitional_id_that_ends_two_rings_breaks_w4(void**) {
    Story story = good_story();
    at<Transitional>(story, passage(story, 3, {5, 3})).ring = {8, 2};
    assert_string_equal(blamed(story).c_str(), "W4");
}

void a_ring_id_of_an_earlier_life_breaks_w4(void**) {
    Story story;
    story.start(1, 0);
    story.form({5, 1}, {1});
    story.crash(1);
    story.start(1, 100);
    story.install(1, {5, 1}, {1});
    assert_string_equal(blamed(story).c_str(), "W4");
}

void a_ring_id_may_return_to_a_node_that_forgot_it(void**) {
    Story story;
    for (const Nodes& members : {Nodes{1}, Nodes{1, 2}}) {
        for (const Node node : members) {
            story.start(node, 0);
            story.form({5, node}, {node});
        }
        story.form({9, 1}, members);
        for (const Node node : members) {
            story.crash(node);
            story.tell(node, Amnesia{});
        }
    }
    assert_string_equal(blamed(story).c_str(), "");
}

// Node 2 is still on the ring whose id nodes 1 and 3 forgot: nothing that follows can be judged.
void a_forgotten_ring_id_in_two_places_ends_the_judgement(void**) {
    Story story;
    for (const Node node : {1U, 2U, 3U}) {
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.form({9, 1}, {1, 2});
    for (const Node node : {1U, 3U}) {
        story.crash(node);
        story.tell(node, Amnesia{});
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.form({9, 1}, {1, 3});
    story.form({13, 1}, {1, 2, 3});
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "");
}

void a_transitional_number_beside_the_rings_breaks_w4(void**) {
    Story story = good_story();
    at<Transitional>(story, passage(story, 1, {5, 1})).ring = {4, 1};
    assert_string_equal(blamed(story).c_str(), "W4");
}

void a_message_before_the_first_configuration_breaks_w5(void**) {
    Story story = good_story();
    insert(story, nth<Start>(story, 1) + 2, 1, Deliver{{5, 1}, 1, 1, Service::agreed, 1});
    assert_string_equal(blamed(story).c_str(), "W5");
}

void a_companion_that_is_not_named_breaks_c2(void**) {
    Story story = good_story();
    for (const Node node : {1U, 2U})
        at<Transitional>(story, passage(story, node, kSecond)).members = {node};
    at<Transitional>(story, passage(story, 2, kSecond)).ring = {108, 2};
    assert_string_equal(blamed(story).c_str(), "C2");
}

void a_companion_from_another_ring_breaks_c2(void**) {
    Story story = good_story();
    at<Transitional>(story, passage(story, 3, {105, 3})).members = {1, 3};
    assert_string_equal(blamed(story).c_str(), "C2");
}

// The commit tokens are not needed to see it.
void companions_that_come_through_two_configurations_break_c2(void**) {
    Story story = good_story();
    std::erase_if(story.events,
                  [](const Event& event) { return std::holds_alternative<Commit>(event.what); });
    for (const Node node : {1U, 2U})
        at<Transitional>(story, passage(story, node, kSecond)).members = {node};
    at<Transitional>(story, passage(story, 2, kSecond)).ring = {108, 2};
    at<Regular>(story, installation(story, 2, kLast)).from = {108, 2};
    Oracle oracle;
    for (const Event& event : story.events) oracle.take(event);
    std::string found;
    for (const Violation& one : oracle.violations()) found += one.property + " ";
    assert_non_null(std::strstr(found.c_str(), "C2"));
}

void something_between_the_two_configurations_breaks_c4(void**) {
    Story story = good_story();
    insert(story, passage(story, 1, kFirst) + 1, 1, Gather{{1, 2}, {}});
    assert_string_equal(blamed(story).c_str(), "C4");
}

void a_transitional_configuration_of_another_ring_breaks_c4(void**) {
    Story story = good_story();
    for (const Node node : {1U, 2U})
        at<Transitional>(story, passage(story, node, kSecond)).from = kFirst;
    assert_string_equal(blamed(story).c_str(), "C4");
}

void a_regular_configuration_behind_another_one_breaks_c4(void**) {
    Story story = good_story();
    at<Regular>(story, installation(story, 1, kSecond)).from = {15, 1};
    assert_string_equal(blamed(story).c_str(), "C4");
}

void a_death_between_the_two_configurations_is_nobodys_fault(void**) {
    Story story = good_story();
    story.events.resize(passage(story, 2, kSecond) + 1);
    story.crash(2);
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "");
}

void a_member_that_is_elsewhere_at_the_end_breaks_c5(void**) {
    Story story = good_story();
    erase(story, nth<End>(story, 3));
    story.crash(3);
    assert_string_equal(blamed(story).c_str(), "C5");
}

void a_member_that_is_not_heard_of_at_the_end_breaks_c5(void**) {
    Story story = good_story();
    erase(story, nth<End>(story, 3));
    assert_string_equal(blamed(story).c_str(), "C5");
}

void nothing_is_said_of_the_end_if_it_was_not_quiet(void**) {
    Story story = good_story();
    erase(story, nth<End>(story, 3));
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "");
}

void a_companion_that_stays_in_the_old_ring_breaks_e2(void**) {
    Story story = good_story();
    // Node 2 recovers for the last ring and never goes there.
    const std::size_t last = nth<Recover>(story, 2, 5);
    std::size_t index = 0;
    std::erase_if(story.events, [&](const Event& event) {
        return index++ > last && event.node == 2 && !std::holds_alternative<End>(event.what);
    });
    // Without its tokens no safe message is delivered on the last ring.
    std::erase_if(story.events, [](const Event& event) {
        const auto* deliver = std::get_if<Deliver>(&event.what);
        return deliver != nullptr && deliver->ring == kLast && deliver->seq == 2;
    });
    std::erase_if(story.events, [](const Event& event) {
        const auto* originate = std::get_if<Originate>(&event.what);
        return originate != nullptr && originate->ring == kLast && originate->seq == 2;
    });
    assert_string_equal(blamed(story).c_str(), "E2");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_event_after_the_death_of_a_node_breaks_w1),
        cmocka_unit_test(a_start_without_an_end_breaks_w1),
        cmocka_unit_test(a_message_after_the_end_breaks_w1),
        cmocka_unit_test(a_configuration_without_the_own_node_breaks_w2),
        cmocka_unit_test(two_regular_configurations_in_a_row_break_w3),
        cmocka_unit_test(two_transitional_configurations_in_a_row_break_w3),
        cmocka_unit_test(a_transitional_configuration_at_the_start_breaks_w3),
        cmocka_unit_test(an_id_with_two_memberships_breaks_w4),
        cmocka_unit_test(a_transitional_id_that_ends_two_rings_breaks_w4),
        cmocka_unit_test(a_ring_id_of_an_earlier_life_breaks_w4),
        cmocka_unit_test(a_ring_id_may_return_to_a_node_that_forgot_it),
        cmocka_unit_test(a_forgotten_ring_id_in_two_places_ends_the_judgement),
        cmocka_unit_test(a_transitional_number_beside_the_rings_breaks_w4),
        cmocka_unit_test(a_message_before_the_first_configuration_breaks_w5),
        cmocka_unit_test(a_companion_that_is_not_named_breaks_c2),
        cmocka_unit_test(a_companion_from_another_ring_breaks_c2),
        cmocka_unit_test(companions_that_come_through_two_configurations_break_c2),
        cmocka_unit_test(something_between_the_two_configurations_breaks_c4),
        cmocka_unit_test(a_transitional_configuration_of_another_ring_breaks_c4),
        cmocka_unit_test(a_regular_configuration_behind_another_one_breaks_c4),
        cmocka_unit_test(a_death_between_the_two_configurations_is_nobodys_fault),
        cmocka_unit_test(a_member_that_is_elsewhere_at_the_end_breaks_c5),
        cmocka_unit_test(a_member_that_is_not_heard_of_at_the_end_breaks_c5),
        cmocka_unit_test(nothing_is_said_of_the_end_if_it_was_not_quiet),
        cmocka_unit_test(a_companion_that_stays_in_the_old_ring_breaks_e2),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
