// test/unit/services/cfg/key_change_test.cc - a new key on a running ring, among Batons and others.
#include "unit/services/cfg/key_ring.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cfg;
using namespace baton::cfg::testing;

namespace {

// ---- among Batons

void all_change_and_everybody_hears_everything(void**) {
    KeyRing ring(3);
    ring.take(2);
    assert_true(ring.node(1).has_both() && ring.node(1).key == 1);
    ring.run();
    assert_true(ring.all_have_only(2));
    assert_int_equal(ring.unreadable, 0);
    assert_string_equal(ring.node(2).done.c_str(), "use forget ");
}

void nobody_sends_under_the_new_key_before_all_have_it(void**) {
    KeyRing ring(3);
    ring.node(1).take(2);
    ring.node(2).take(2);
    ring.step();
    ring.step();
    assert_true(ring.node(1).key == 1 && ring.node(2).key == 1);
    ring.node(3).take(2); // whose answers are what it had
    ring.run();
    assert_true(ring.all_have_only(2));
    assert_int_equal(ring.unreadable, 0);
}

void a_node_alone_changes_at_its_own_messages(void**) {
    KeyRing ring(1);
    ring.take(2);
    ring.run();
    assert_true(ring.all_have_only(2));
}

void encryption_can_begin(void**) {
    KeyRing ring(2, 0);
    ring.take(1);
    ring.run();
    assert_true(ring.all_have_only(1));
    assert_int_equal(ring.unreadable, 0);
    assert_int_equal(ring.node(1).lines("Encryption is to begin"), 1);
}

void encryption_can_end_which_is_a_warning(void**) {
    KeyRing ring(2);
    ring.take(0);
    ring.run();
    assert_true(ring.all_have_only(0));
    assert_int_equal(ring.unreadable, 0);
    assert_int_equal(ring.node(1).lines("can read and forge"), 1);
    assert_true(ring.node(1).logged.back().level == LogLevel::warning);
}

void a_reload_without_a_new_key_says_nothing(void**) {
    KeyRing ring(2);
    ring.take(1);
    assert_int_equal(ring.waiting(), 0);
    assert_true(ring.node(1).logged.empty() && ring.node(1).done.empty());
}

void another_library_is_for_one_node_to_choose(void**) {
    KeyRing ring(3);
    ring.node(2).take(totem_with(1, "openssl"), 1);
    for (const std::uint32_t id : {1U, 3U}) ring.node(id).take(1);
    ring.run();
    assert_string_equal(ring.node(2).done.c_str(), "use forget ");
    assert_true(ring.node(1).done.empty() && ring.node(1).logged.empty());
}

// ---- a node that has not got the new key

// Node 3 has not got it.
struct OneWithout : KeyRing {
    OneWithout() : KeyRing(3) {
        node(1).take(2);
        node(2).take(2);
        node(3).take(1);
        run();
    }
};

void a_node_without_it_is_named_and_keeps_the_old_one_in_use(void**) {
    OneWithout ring;
    assert_true(ring.node(1).key == 1 && ring.node(1).has_both() && ring.node(3).has_only(1));
    assert_int_equal(ring.node(1).lines("node 3 has not the new encryption"), 1);
    assert_int_equal(ring.node(2).lines("node 3 has not the new encryption"), 1);
    assert_int_equal(ring.node(1).lines("node 2"), 0);
    assert_int_equal(ring.unreadable, 0);
}

void it_hears_itself_who_has_another_one(void**) {
    OneWithout ring;
    assert_int_equal(ring.node(3).lines("node 1 has another encryption"), 1);
    assert_int_equal(ring.node(3).lines("node 2 has another encryption"), 1);
}

void another_reload_brings_it_what_the_others_have(void**) {
    OneWithout ring;
    ring.take(2);
    ring.run();
    assert_true(ring.all_have_only(2));
    assert_int_equal(ring.unreadable, 0);
}

void another_reload_can_take_it_back(void**) {
    OneWithout ring;
    const std::string refused = ring.node(1).refusal(1);
    ring.take(1);
    ring.run();
    assert_true(refused.empty() && ring.all_have_only(1));
    assert_int_equal(ring.unreadable, 0);
    assert_string_equal(ring.node(1).done.c_str(), "forget ");
}

void another_reload_can_bring_a_third_one(void**) {
    OneWithout ring;
    const std::string refused = ring.node(1).refusal(3);
    ring.take(3);
    ring.run();
    assert_true(refused.empty() && ring.all_have_only(3));
    assert_int_equal(ring.unreadable, 0);
    assert_int_equal(ring.node(1).lines("has not the new encryption"), 1); // of before
}

void what_was_said_before_a_reload_does_not_count_after_it(void**) {
    OneWithout ring;
    ring.node(1).take(2);
    ring.node(2).take(1); // it had the new one
    ring.node(3).take(2);
    ring.run();
    assert_true(ring.node(1).key == 1 && ring.node(3).key == 1 && ring.node(2).has_only(1));
    assert_int_equal(ring.unreadable, 0);
    assert_int_equal(ring.node(1).lines("node 2 has not the new encryption"), 1);
}

void who_is_started_again_under_the_old_key_has_said_nothing(void**) {
    OneWithout ring;
    ring.restart(2, 1); // it had the new one
    ring.form({1, 2});
    assert_true(ring.node(1).key == 1 && ring.node(2).has_only(1));
    assert_int_equal(ring.unreadable, 0);
}

void when_it_goes_the_others_finish(void**) {
    OneWithout ring;
    ring.form({1, 2});
    assert_true(ring.all_have_only(2));
    assert_true(ring.node(3).has_only(1));
}

void which_one_is_in_use_is_known_meanwhile(void**) {
    KeyRing ring(2);
    assert_string_equal(ring.node(1).change.unfinished().c_str(), "");
    ring.take(2);
    const std::string old = ring.node(1).change.unfinished();
    ring.step();
    ring.step();
    const std::string fresh = ring.node(1).change.unfinished();
    ring.run();
    assert_true(old.find("not in use, the old one is; it waits for node 1, node 2") !=
                std::string::npos);
    assert_true(fresh.find("the old one is still accepted; it waits for node 1, node 2") !=
                std::string::npos);
    assert_string_equal(ring.node(1).change.unfinished().c_str(), "");
}

void while_somebody_has_not_got_it_that_is_said(void**) {
    OneWithout ring;
    const std::string there = ring.node(1).change.unfinished();
    assert_true(there.find("not in use, the old one is; it waits for node 3") != std::string::npos);
    assert_string_equal(ring.node(3).change.unfinished().c_str(), "");
    ring.take(1);
    ring.run();
    assert_string_equal(ring.node(1).change.unfinished().c_str(), "");
}

// ---- a second one meanwhile

void another_key_is_refused_while_one_is_being_changed(void**) {
    KeyRing ring(2);
    ring.take(2);
    assert_true(ring.node(1).refusal(3).find("waits for node 1, node 2;") != std::string::npos);
    assert_true(ring.node(1).refusal(1).find("being changed already") != std::string::npos);
    assert_true(ring.node(1).refusal(2).empty()); // nothing new
    ring.run();
    assert_true(ring.node(1).refusal(3).empty());
}

void it_is_refused_while_the_old_one_is_still_accepted(void**) {
    KeyRing ring(2);
    ring.take(2);
    ring.step();
    ring.step();
    assert_true(ring.node(1).key == 2 && ring.node(1).has_both());
    assert_false(ring.node(1).refusal(3).empty());
}

void a_file_for_another_transport_is_no_key(void**) {
    KeyRing ring(2);
    ring.take(2);
    config::Totem udpu = totem_with(0);
    udpu.transport = config::Transport::udpu;
    const std::string refused = ring.node(1).change.refusal(udpu, ring.now());
    ring.node(1).change.apply(udpu, ring.node(1));
    ring.run();
    assert_true(refused.empty() && ring.all_have_only(2));
}

// ---- the membership changes

void a_death_does_not_stop_the_others(void**) {
    KeyRing ring(3);
    ring.take(2);
    ring.step();
    ring.form({1, 2});
    assert_true(ring.all_have_only(2));
    assert_int_equal(ring.unreadable, 0);
}

void who_is_parted_finishes_in_its_own_ring(void**) {
    KeyRing ring(3);
    ring.take(2);
    ring.step();
    ring.form({3});
    assert_true(ring.node(3).has_only(2));
    ring.form({1, 2});
    ring.form_all();
    assert_true(ring.all_have_only(2));
    assert_int_equal(ring.unreadable, 0);
}

// At whatever message the ring breaks, and however its last messages are told.
void a_ring_that_breaks_anywhere_ends_with_one_key(void**) {
    for (std::size_t steps = 0; steps < 8; ++steps)
        for (const std::size_t between : {0U, 1U, 3U}) {
            KeyRing ring(3);
            ring.take(2);
            for (std::size_t i = 0; i < steps; ++i) ring.step();
            ring.transitional({1, 2, 3});
            for (std::size_t i = 0; i < between; ++i) ring.step();
            ring.regular({1, 2, 3});
            ring.run();
            assert_true(ring.all_have_only(2));
            assert_int_equal(ring.unreadable, 0);
        }
}

void between_two_rings_nothing_is_switched(void**) {
    KeyRing ring(2);
    ring.take(2);
    ring.transitional({1, 2});
    ring.step();
    ring.step();
    assert_true(ring.node(1).key == 1 && ring.node(2).key == 1);
}

void what_was_said_in_another_ring_moves_nobody(void**) {
    KeyRing ring(2);
    ring.node(1).take(2); // the other's file is the old one
    ring.transitional({1, 2});
    ring.regular({1, 2}); // what node 1 said comes first, before it is known who is a Baton
    ring.run();
    assert_true(ring.node(1).key == 1 && ring.node(2).has_only(1));
    assert_int_equal(ring.unreadable, 0);
}

void a_newcomer_with_the_new_key_only_is_waited_for_like_the_others(void**) {
    KeyRing ring(2);
    ring.take(2);
    ring.step();
    ring.step();
    ring.add(3, 2); // it hears them now, and they hear it
    ring.form_all();
    assert_true(ring.all_have_only(2));
    assert_true(ring.node(3).done.empty() && ring.node(3).logged.empty());
}

// ---- with another implementation

// Node 2 is none of ours.
struct Mixed : KeyRing {
    Mixed() : KeyRing(2) {
        node(2).is_baton = false;
        form_all();
        pass(KeyChange::kCapabilityPatience);
    }
    // In its bytes behind the phase is what happened to be there.
    void other_says(wire::CryptoPhase phase) {
        const auto bytes = wire::encode(wire::CfgCryptoPhase{phase, 0xDEADBEEF});
        send(node(2), {bytes.begin(), bytes.end()});
        run();
    }
};

void with_others_the_own_message_is_enough_to_send(void**) {
    Mixed ring;
    ring.node(1).change.on_order();
    ring.node(1).take(2);
    assert_true(ring.node(1).key == 1);
    ring.step();
    assert_true(ring.node(1).key == 2 && ring.node(1).has_both());
}

// They send under the new key by now, and do not hear us before we do.
void when_all_messages_are_lost_the_new_key_is_used_in_time(void**) {
    Mixed ring;
    ring.node(1).change.on_order();
    ring.node(1).take(2);
    ring.lose();
    const auto due = ring.node(1).change.next_deadline();
    assert_true(due == ring.now() + KeyChange::kHearingPatience);
    ring.pass(KeyChange::kHearingPatience - Duration{1});
    assert_true(ring.node(1).key == 1);
    ring.pass(Duration{1});
    assert_true(ring.node(1).key == 2 && ring.node(1).has_both());
}

void the_message_of_another_is_enough_too(void**) {
    Mixed ring;
    ring.node(1).change.on_order();
    ring.node(1).take(2);
    ring.node(1).change.on_phase(NodeId{2}, {wire::CryptoPhase::activate, 0}, ring.node(1));
    assert_true(ring.node(1).key == 2);
}

// It waits for nobody, and may have forgotten the old key before this node has read its files.
void what_another_has_said_meanwhile_counts_when_the_file_is_read(void**) {
    Mixed ring;
    ring.node(1).change.on_order();
    ring.other_says(wire::CryptoPhase::activate);
    ring.other_says(wire::CryptoPhase::clean_up);
    assert_true(ring.node(1).has_only(1));
    ring.node(1).take(2);
    assert_true(ring.node(1).key == 2 && ring.node(1).has_both()); // before it says a word
    ring.run();
    assert_true(ring.node(1).has_only(2));
    assert_string_equal(ring.node(1).done.c_str(), "use forget ");
}

void what_was_said_before_the_order_does_not(void**) {
    Mixed ring;
    ring.other_says(wire::CryptoPhase::activate);
    ring.node(1).change.on_order();
    ring.node(1).take(2);
    assert_true(ring.node(1).key == 1);
}

void the_old_key_is_accepted_until_all_send_under_the_new_one(void**) {
    Mixed ring;
    ring.node(1).change.on_order();
    ring.node(1).take(2);
    ring.run();
    ring.other_says(wire::CryptoPhase::activate);
    assert_true(ring.node(1).key == 2 && ring.node(1).has_both());
    ring.other_says(wire::CryptoPhase::clean_up);
    assert_true(ring.node(1).has_only(2));
}

void but_not_for_ever(void**) {
    Mixed ring;
    ring.node(1).change.on_order();
    ring.node(1).take(2);
    ring.run();
    ring.pass(KeyChange::kPatience - milliseconds(1));
    assert_true(ring.node(1).has_both());
    ring.pass(milliseconds(1));
    assert_true(ring.node(1).has_only(2));
    assert_false(ring.node(1).change.next_deadline().has_value());
}

void an_order_shows_at_once_that_there_are_others(void**) {
    Mixed ring;
    ring.form_all(); // and nobody has had the time to speak
    ring.node(1).change.on_order();
    ring.node(1).take(2);
    ring.run();
    assert_true(ring.node(1).key == 2);
}

void others_take_a_third_key_and_so_does_this_node(void**) {
    Mixed ring;
    ring.node(1).change.on_order();
    ring.node(1).take(2);
    ring.run();
    assert_true(ring.node(1).refusal(3).empty());
    ring.node(1).change.on_order();
    ring.node(1).take(3);
    ring.run();
    assert_true(ring.node(1).key == 3);
}

void a_change_that_a_new_ring_interrupts_goes_on_with_others(void**) {
    Mixed ring;
    ring.node(1).take(2);
    ring.form_all();
    assert_true(ring.node(1).key == 1); // who is there is not known yet
    const auto due = ring.node(1).change.next_deadline();
    assert_true(due == ring.now() + KeyChange::kCapabilityPatience);
    ring.pass(KeyChange::kCapabilityPatience);
    assert_true(ring.node(1).key == 2);
}

// ---- time, and what cannot encrypt

void a_member_that_says_nothing_is_named_in_time(void**) {
    KeyRing ring(2);
    ring.node(1).take(2);
    const bool busy = !ring.node(1).refusal(3).empty();
    ring.transitional({1, 2}); // and no other ring follows
    ring.pass(KeyChange::kPatience);
    assert_true(busy);
    assert_int_equal(ring.node(1).lines("waits for node 1, node 2;"), 1);
    assert_true(ring.node(1).refusal(3).empty());
    ring.pass(KeyChange::kPatience);
    assert_int_equal(ring.node(1).lines("waits for"), 1);
    assert_false(ring.node(1).change.next_deadline().has_value());
}

void without_a_change_there_is_no_deadline(void**) {
    KeyRing ring(2);
    assert_false(ring.node(1).change.next_deadline().has_value());
    ring.take(2);
    ring.run();
    assert_false(ring.node(1).change.next_deadline().has_value());
}

void a_transport_without_keys_takes_no_part(void**) {
    KeyRing ring(2);
    KeyChange none(NodeId{1}, ring.node(1).capability, std::nullopt);
    none.apply(totem_with(2), ring.node(1));
    none.on_phase(NodeId{2}, {wire::CryptoPhase::activate, 7}, ring.node(1));
    assert_true(ring.node(1).logged.empty() && ring.node(1).done.empty());
    assert_true(ring.waiting() == 0 && none.refusal(totem_with(3), ring.now()).empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_change_and_everybody_hears_everything),
        cmocka_unit_test(nobody_sends_under_the_new_key_before_all_have_it),
        cmocka_unit_test(a_node_alone_changes_at_its_own_messages),
        cmocka_unit_test(encryption_can_begin),
        cmocka_unit_test(encryption_can_end_which_is_a_warning),
        cmocka_unit_test(a_reload_without_a_new_key_says_nothing),
        cmocka_unit_test(another_library_is_for_one_node_to_choose),
        cmocka_unit_test(a_node_without_it_is_named_and_keeps_the_old_one_in_use),
        cmocka_unit_test(it_hears_itself_who_has_another_one),
        cmocka_unit_test(another_reload_brings_it_what_the_others_have),
        cmocka_unit_test(another_reload_can_take_it_back),
        cmocka_unit_test(another_reload_can_bring_a_third_one),
        cmocka_unit_test(what_was_said_before_a_reload_does_not_count_after_it),
        cmocka_unit_test(who_is_started_again_under_the_old_key_has_said_nothing),
        cmocka_unit_test(when_it_goes_the_others_finish),
        cmocka_unit_test(which_one_is_in_use_is_known_meanwhile),
        cmocka_unit_test(while_somebody_has_not_got_it_that_is_said),
        cmocka_unit_test(another_key_is_refused_while_one_is_being_changed),
        cmocka_unit_test(it_is_refused_while_the_old_one_is_still_accepted),
        cmocka_unit_test(a_file_for_another_transport_is_no_key),
        cmocka_unit_test(a_death_does_not_stop_the_others),
        cmocka_unit_test(who_is_parted_finishes_in_its_own_ring),
        cmocka_unit_test(a_ring_that_breaks_anywhere_ends_with_one_key),
        cmocka_unit_test(between_two_rings_nothing_is_switched),
        cmocka_unit_test(what_was_said_in_another_ring_moves_nobody),
        cmocka_unit_test(a_newcomer_with_the_new_key_only_is_waited_for_like_the_others),
        cmocka_unit_test(with_others_the_own_message_is_enough_to_send),
        cmocka_unit_test(when_all_messages_are_lost_the_new_key_is_used_in_time),
        cmocka_unit_test(the_message_of_another_is_enough_too),
        cmocka_unit_test(what_another_has_said_meanwhile_counts_when_the_file_is_read),
        cmocka_unit_test(what_was_said_before_the_order_does_not),
        cmocka_unit_test(the_old_key_is_accepted_until_all_send_under_the_new_one),
        cmocka_unit_test(but_not_for_ever),
        cmocka_unit_test(an_order_shows_at_once_that_there_are_others),
        cmocka_unit_test(others_take_a_third_key_and_so_does_this_node),
        cmocka_unit_test(a_change_that_a_new_ring_interrupts_goes_on_with_others),
        cmocka_unit_test(a_member_that_says_nothing_is_named_in_time),
        cmocka_unit_test(without_a_change_there_is_no_deadline),
        cmocka_unit_test(a_transport_without_keys_takes_no_part),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
