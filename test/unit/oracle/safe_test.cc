// test/unit/oracle/safe_test.cc - G: safe messages that are not.
#include "unit/oracle/spoilt.h"

#include "unit/cmocka.h"

using namespace oracle;

namespace {

std::size_t token(const Story& story, Node node, const Ring& ring, Seq aru, int n) {
    return place_of(
        story.events, node,
        [&](const What& what) {
            const auto* passed = std::get_if<Token>(&what);
            return passed != nullptr && passed->ring == ring && passed->aru == aru;
        },
        n);
}

// Two nodes on a ring; the network parts them, and each goes on alone.
Story parted(bool safe_is_known) {
    Story story;
    for (const Node node : {1U, 2U}) {
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.form({9, 1}, {1, 2});
    story.send(1, Service::safe);
    if (safe_is_known) {
        for (int i = 0; i < 2; ++i)
            for (const Node node : {1U, 2U}) story.turn(node, {9, 1}, 1);
        story.deliver(1, 1);
    }
    return story;
}

void alone(Story& story, Node node, bool delivers) {
    const Ring ring{13 + node, node};
    story.gather(node, {1, 2}, {3 - node});
    story.commit({node}, ring, {});
    story.recover({node}, ring);
    story.rotate({node}, ring);
    story.pass(node, ring);
    if (delivers) story.deliver(node, 1);
    story.install(node, ring, {node});
    story.end(node);
}

void a_safe_message_that_a_member_left_without_breaks_g1(void**) {
    Story story = parted(true);
    alone(story, 1, false);
    alone(story, 2, false);
    assert_string_equal(blamed(story).c_str(), "G1");
}

void a_safe_message_after_a_member_left_without_it_breaks_g1(void**) {
    Story story = parted(true);
    const Event delivered = story.events.back();
    story.events.pop_back();
    alone(story, 2, false);
    story.tell(1, delivered.what);
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "G1");
}

void who_is_parted_delivers_it_in_its_own_transitional_configuration(void**) {
    Story story = parted(true);
    alone(story, 1, false);
    alone(story, 2, true);
    assert_string_equal(blamed(story).c_str(), "");
}

void a_member_that_died_need_not_have_it(void**) {
    Story story = parted(true);
    story.crash(2);
    alone(story, 1, false);
    assert_string_equal(blamed(story).c_str(), "");
}

void a_member_that_was_never_there_breaks_g2(void**) {
    Story story = good_story();
    // Node 3 dies in recovery, and all that it did on the last ring did not happen.
    const std::size_t last = installation(story, 3, kLast);
    std::size_t index = 0;
    std::erase_if(story.events, [&](const Event& event) {
        const auto* deliver = std::get_if<Deliver>(&event.what);
        const bool its_message = deliver != nullptr && deliver->ring == kLast && deliver->seq == 2;
        return index++ >= last - 1 &&
               (event.node == 3 || its_message || std::holds_alternative<End>(event.what));
    });
    story.crash(3);
    story.tell(1, Originate{kLast, 2, Service::safe, 99, 1});
    for (int i = 0; i < 2; ++i)
        for (const Node node : {1U, 2U}) story.turn(node, kLast, 2);
    for (const Node node : {1U, 2U}) story.tell(node, Deliver{kLast, 2, 1, Service::safe, 99});
    assert_string_equal(first_violation(story.events, {}, false).c_str(), "G2");
}

// Nodes 1, 2 and 3 declare that they hold everything; then 1 and 2 install the ring, and 3 does
// not.
Story promised(bool kept) {
    Story story;
    for (const Node node : {1U, 2U, 3U}) {
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.form({9, 1}, {1, 2, 3});
    story.send(1, Service::safe);
    for (const Node node : {1U, 2U, 3U}) story.gather(node, {1, 2, 3}, {});
    story.commit({1, 2, 3}, {13, 1}, {1, 2, 3});
    story.recover({1, 2, 3}, {13, 1});
    story.rotate({1, 2, 3}, {13, 1});
    story.exchanged({1, 2, 3}, {13, 1});
    for (const Node node : {1U, 2U}) {
        story.pass(node, {13, 1});
        story.deliver(node, 1);
        story.install(node, {13, 1}, {1, 2, 3});
    }
    story.gather(3, {1, 2, 3}, {1, 2});
    story.commit({3}, {17, 3}, {});
    story.recover({3}, {17, 3});
    story.rotate({3}, {17, 3});
    story.pass(3, {17, 3});
    if (kept) story.deliver(3, 1);
    story.install(3, {17, 3}, {3});
    return story;
}

void a_promise_that_is_not_kept_breaks_g3(void**) {
    assert_string_equal(first_violation(promised(false).events, {}, false).c_str(), "G3");
}

void a_promise_that_is_kept_is_good(void**) {
    assert_string_equal(first_violation(promised(true).events, {}, false).c_str(), "");
}

void a_safe_message_after_one_token_breaks_g4(void**) {
    Story story = good_story();
    erase(story, token(story, 2, kFirst, kSafe, 2));
    assert_string_equal(blamed(story).c_str(), "G4");
}

void a_safe_message_that_a_token_denies_breaks_g4(void**) {
    Story story = good_story();
    at<Token>(story, token(story, 2, kFirst, kSafe, 1)).aru = kSafe - 1;
    assert_string_equal(blamed(story).c_str(), "G4");
}

void the_same_token_passed_on_again_counts_once(void**) {
    Story story = good_story();
    const std::size_t second = token(story, 2, kFirst, kSafe, 2);
    at<Token>(story, second).turn = at<Token>(story, token(story, 2, kFirst, kSafe, 1)).turn;
    assert_string_equal(blamed(story).c_str(), "G4");
}

void what_recovery_tells_is_enough(void**) {
    Story story = parted(true);
    for (const Node node : {1U, 2U}) story.gather(node, {1, 2}, {});
    story.commit({1, 2}, {13, 1}, {2});
    at<Commit>(story, story.events.size() - 1).aru = 1; // it has it, and may not deliver it
    story.recover({1, 2}, {13, 1});
    story.rotate({1, 2}, {13, 1});
    story.exchanged({1, 2}, {13, 1});
    story.pass(1, {13, 1});
    story.install(1, {13, 1}, {1, 2});
    story.deliver(2, 1);
    story.pass(2, {13, 1});
    story.install(2, {13, 1}, {1, 2});
    for (const Node node : {1U, 2U}) story.end(node);
    assert_string_equal(blamed(story).c_str(), "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_safe_message_that_a_member_left_without_breaks_g1),
        cmocka_unit_test(a_safe_message_after_a_member_left_without_it_breaks_g1),
        cmocka_unit_test(who_is_parted_delivers_it_in_its_own_transitional_configuration),
        cmocka_unit_test(a_member_that_died_need_not_have_it),
        cmocka_unit_test(a_member_that_was_never_there_breaks_g2),
        cmocka_unit_test(a_promise_that_is_not_kept_breaks_g3),
        cmocka_unit_test(a_promise_that_is_kept_is_good),
        cmocka_unit_test(a_safe_message_after_one_token_breaks_g4),
        cmocka_unit_test(a_safe_message_that_a_token_denies_breaks_g4),
        cmocka_unit_test(the_same_token_passed_on_again_counts_once),
        cmocka_unit_test(what_recovery_tells_is_enough),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
