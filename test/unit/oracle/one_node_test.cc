// test/unit/oracle/one_node_test.cc - one process is judged by itself, with a liar on the network.
#include "unit/oracle/spoilt.h"

#include "unit/cmocka.h"

#include <utility>

using namespace oracle;

namespace {

// What node 2 does in the good story.
Story own() {
    Story story = good_story();
    std::erase_if(story.events, [](const Event& event) { return event.node != 2; });
    return story;
}

std::string blamed_alone(const Story& story) {
    return first_violation(story.events, {Scope::one_node, {}, true});
}

void others_need_not_be_heard_of(void**) { assert_string_equal(blamed_alone(own()).c_str(), ""); }

// A liar sends a message in somebody's name, or a commit token that never was.
void what_a_liar_can_do_is_not_blamed_on_the_node(void**) {
    Story story = own();
    at<Deliver>(story, delivery(story, 2, kFirst, 3)).digest ^= 1;
    at<Deliver>(story, delivery(story, 2, kFirst, 4)).sender = 2;
    at<Transitional>(story, passage(story, 2, kSecond)).members = {1, 2, 3};
    at<Commit>(story, nth<Commit>(story, 2, 2)).members = {2, 9};
    at<Token>(story, nth<Token>(story, 2, 5)).seq = 0;
    assert_string_equal(blamed_alone(story).c_str(), "");
}

void another_message_under_an_own_number_counts_as_the_own(void**) {
    Story story = own();
    at<Deliver>(story, delivery(story, 2, kFirst, kBehind)).digest ^= 1;
    at<Deliver>(story, delivery(story, 2, kFirst, kBehind)).sender = 1;
    assert_string_equal(blamed_alone(story).c_str(), "");
}

void an_own_message_that_is_forgotten_breaks_d1(void**) {
    Story story = own();
    erase(story, delivery(story, 2, kFirst, kBehind));
    assert_string_equal(blamed_alone(story).c_str(), "D1");
}

void a_hole_breaks_f2(void**) {
    Story story = own();
    erase(story, delivery(story, 2, kFirst, 3));
    assert_string_equal(blamed_alone(story).c_str(), "F2");
}

void neighbours_in_the_wrong_order_break_f1(void**) {
    Story story = own();
    const std::size_t first = delivery(story, 2, kFirst, kBehind);
    std::swap(story.events[first].what, story.events[first + 1].what);
    assert_string_equal(blamed_alone(story).c_str(), "F1");
}

void a_message_delivered_again_breaks_b2(void**) {
    Story story = own();
    const std::size_t place = delivery(story, 2, kFirst, 3);
    insert(story, place + 1, 2, story.events[place].what);
    assert_string_equal(blamed_alone(story).c_str(), "B2");
}

void a_message_of_another_ring_breaks_b3(void**) {
    Story story = own();
    at<Deliver>(story, delivery(story, 2, kFirst, 3)).ring = kSecond;
    assert_string_equal(blamed_alone(story).c_str(), "B3");
}

void a_message_sent_in_a_transitional_configuration_breaks_b4(void**) {
    Story story = own();
    insert(story, passage(story, 2, kFirst) + 1, 2, Originate{kFirst, 8, Service::agreed, 1, 4});
    assert_string_equal(blamed_alone(story).c_str(), "B4");
}

void a_ring_number_that_returns_breaks_w4(void**) {
    Story story = own();
    at<Regular>(story, installation(story, 2, kSecond)).ring = {9, 1};
    assert_string_equal(blamed_alone(story).c_str(), "W4");
}

void two_regular_configurations_in_a_row_break_w3(void**) {
    Story story = own();
    erase(story, passage(story, 2, {5, 2}));
    assert_string_equal(blamed_alone(story).c_str(), "W3");
}

void a_configuration_without_the_node_breaks_w2(void**) {
    Story story = own();
    at<Regular>(story, installation(story, 2, kFirst)).members = {1, 3};
    assert_string_equal(blamed_alone(story).c_str(), "W2");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(others_need_not_be_heard_of),
        cmocka_unit_test(what_a_liar_can_do_is_not_blamed_on_the_node),
        cmocka_unit_test(another_message_under_an_own_number_counts_as_the_own),
        cmocka_unit_test(an_own_message_that_is_forgotten_breaks_d1),
        cmocka_unit_test(a_hole_breaks_f2),
        cmocka_unit_test(neighbours_in_the_wrong_order_break_f1),
        cmocka_unit_test(a_message_delivered_again_breaks_b2),
        cmocka_unit_test(a_message_of_another_ring_breaks_b3),
        cmocka_unit_test(a_message_sent_in_a_transitional_configuration_breaks_b4),
        cmocka_unit_test(a_ring_number_that_returns_breaks_w4),
        cmocka_unit_test(two_regular_configurations_in_a_row_break_w3),
        cmocka_unit_test(a_configuration_without_the_node_breaks_w2),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
