// test/unit/oracle/oracle_test.cc - the door: digests of traces, and what is kept.
#include "unit/oracle/spoilt.h"

#include "oracle/order.h"

#include "unit/cmocka.h"

using namespace oracle;

namespace {

std::uint64_t hash(const Story& story) {
    Oracle oracle;
    for (const Event& event : story.events) oracle.take(event);
    oracle.finish(true);
    return oracle.hash();
}

void equal_traces_have_equal_hashes(void**) {
    assert_true(hash(good_story()) == hash(good_story()));
}

// On another machine it must be the same: it stands in reports of runs that somebody repeats.
void the_hash_is_the_same_everywhere(void**) {
    Oracle oracle;
    oracle.take({1, 2, Store{3}});
    oracle.take({4, 5, ClientSend{6, "red", 7, 8, 9, Service::safe}});
    assert_true(oracle.hash() == 0x26f29afda7173f5bU);
}

void another_digest_makes_another_hash(void**) {
    Story story = good_story();
    at<Deliver>(story, delivery(story, 2, kFirst, 3)).digest ^= 1;
    assert_true(hash(story) != hash(good_story()));
}

void another_time_makes_another_hash(void**) {
    Story story = good_story();
    ++story.events.back().time;
    assert_true(hash(story) != hash(good_story()));
}

void both_doors_for_a_message_make_the_same_hash(void**) {
    const Originate sent{kFirst, 1, Service::agreed, 7, 0};
    const Deliver got{kFirst, 1, 1, Service::agreed, 7};
    Oracle by_events;
    by_events.take({5, 1, sent});
    by_events.take({6, 1, got});
    Oracle by_hand;
    by_hand.originate(5, 1, sent);
    by_hand.deliver(6, 1, got);
    assert_true(by_events.hash() == by_hand.hash());
}

void violations_are_kept_up_to_a_bound_and_counted_beyond(void**) {
    Oracle oracle;
    for (int i = 0; i < 1000; ++i) oracle.take({i, 1, Fail{}});
    assert_int_equal(oracle.violations().size(), 100);
    assert_int_equal(oracle.counts().at("violations"), 1000);
}

void a_text_names_nodes_rings_and_numbers(void**) {
    Story story = good_story();
    erase(story, delivery(story, 2, kFirst, 1));
    Oracle oracle;
    for (const Event& event : story.events) oracle.take(event);
    assert_string_equal(oracle.violations().front().text.c_str(),
                        "node 2 delivers 1.9/2 of node 2 after 0");
}

// What a long run needs must not grow with it.
void rings_that_all_have_left_are_forgotten(void**) {
    Story story;
    story.start(1, 1000000);
    for (std::uint64_t i = 0; i < 2000; ++i) {
        story.form({1000005 + i * 4, 1}, {1});
        story.tell(1, Store{1000105 + i * 4});
        story.deliver(1, story.send(1));
    }
    Track track;
    for (const Event& event : story.events) {
        track.prepare(event);
        track.apply(event);
        track.forget();
    }
    assert_int_equal(track.rings().size(), 1);
}

void messages_that_all_have_are_forgotten(void**) {
    Report report;
    Track track;
    Order order(report, track, false);
    Story story;
    for (const Node node : {1U, 2U}) {
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.form({9, 1}, {1, 2});
    for (const Event& event : story.events) {
        track.prepare(event);
        track.apply(event);
        track.forget();
    }
    for (Seq seq = 1; seq <= 100000; ++seq) {
        const Originate sent{{9, 1}, seq, Service::agreed, seq, seq - 1};
        order.originate(0, 1, sent);
        track.originated(track.process(1), sent);
        for (const Node node : {1U, 2U}) {
            const Deliver got{{9, 1}, seq, 1, Service::agreed, seq};
            order.deliver(0, node, got);
            track.delivered(track.process(node), got);
        }
    }
    const Origins& kept = track.rings().rbegin()->second->origins;
    assert_true(report.violations().empty());
    assert_in_range(kept.end() - kept.first(), 1, 3 * Origins::kPiece);
}

void a_number_far_ahead_takes_no_memory(void**) {
    Origins origins;
    assert_null(origins.at(UINT32_MAX));
    assert_non_null(origins.at(Origins::kAhead - 1));
}

void what_was_dropped_is_gone_and_the_rest_stays(void**) {
    Origins origins;
    origins.at(1)->digest = 11;
    origins.at(Origins::kPiece)->digest = 22;
    origins.drop_piece();
    origins.at(3 * Origins::kPiece)->digest = 33;
    assert_null(origins.at(1));
    assert_int_equal(origins.find(Origins::kPiece)->digest, 22);
    assert_int_equal(origins.find(2 * Origins::kPiece + 1)->digest, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(equal_traces_have_equal_hashes),
        cmocka_unit_test(the_hash_is_the_same_everywhere),
        cmocka_unit_test(another_digest_makes_another_hash),
        cmocka_unit_test(another_time_makes_another_hash),
        cmocka_unit_test(both_doors_for_a_message_make_the_same_hash),
        cmocka_unit_test(violations_are_kept_up_to_a_bound_and_counted_beyond),
        cmocka_unit_test(a_text_names_nodes_rings_and_numbers),
        cmocka_unit_test(rings_that_all_have_left_are_forgotten),
        cmocka_unit_test(messages_that_all_have_are_forgotten),
        cmocka_unit_test(a_number_far_ahead_takes_no_memory),
        cmocka_unit_test(what_was_dropped_is_gone_and_the_rest_stays),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
