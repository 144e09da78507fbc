// test/unit/packing/unpacker_test.cc - what comes up from packs, good ones and bad ones.
#include "unit/packing/frames.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton {
namespace {

using packing::Unpacker;
using namespace test;
using Messages = std::vector<Message>;

constexpr NodeId kNode{7};

Message joined(const Message& a, const Message& b) {
    Message both = a;
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

struct Bench { // an unpacker, and messages to feed it with
    BufferPool pool;
    Unpacker unpacker;
    Collector up;
    Message a = message_of(100, 1), b = message_of(200, 2), c = message_of(300, 3),
            d = message_of(50, 4);

    void feed(std::uint8_t continuation, std::uint8_t fragmented, const Messages& parts,
              NodeId from = kNode) {
        unpacker.frame(from, pack_of(pool, continuation, fragmented, parts), up);
    }
};

void whole_messages_come_up_in_order(void**) {
    Bench bench;
    bench.feed(0, 0, {bench.a, bench.b});
    assert_true((bench.up.messages == Messages{bench.a, bench.b}));
}

class Where final : public packing::MessageSink { // does the message lie in the frame?
public:
    void on_message(NodeId, Bytes message, const Slice&) override { at = message.data(); }
    const std::byte* at = nullptr;
};

void a_message_within_one_frame_is_not_copied(void**) {
    Bench bench;
    const Slice pack = pack_of(bench.pool, 0, 0, {bench.a});
    Where where;
    bench.unpacker.frame(kNode, pack, where);
    assert_ptr_equal(where.at, pack.data() + 10);
}

void the_parts_of_a_cut_message_are_joined(void**) {
    Bench bench;
    bench.feed(0, 1, {bench.d, bench.a});
    bench.feed(1, 2, {bench.b});
    bench.feed(2, 0, {bench.c, bench.d});
    const Message whole = joined(joined(bench.a, bench.b), bench.c);
    assert_true((bench.up.messages == Messages{bench.d, whole, bench.d}));
}

void a_pack_may_end_one_message_and_begin_another(void**) {
    Bench bench;
    bench.feed(0, 1, {bench.a});
    bench.feed(1, 1, {bench.b, bench.c, bench.d});
    bench.feed(1, 0, {bench.a});
    const Messages expected{joined(bench.a, bench.b), bench.c, joined(bench.d, bench.a)};
    assert_true(bench.up.messages == expected);
}

class Places final : public packing::MessageSink { // where the parts of a cut message lie
public:
    void on_message(NodeId, Bytes, const Slice&) override { ++whole; }
    void on_cut_message(NodeId, std::span<const Slice> pieces) override {
        for (const Slice& each : pieces) at.push_back(each.data());
    }
    std::vector<const std::byte*> at;
    int whole = 0;
};

void the_parts_of_a_cut_message_are_not_copied(void**) {
    Bench bench;
    const Slice first = pack_of(bench.pool, 0, 1, {bench.a});
    const Slice second = pack_of(bench.pool, 1, 2, {bench.b});
    const Slice third = pack_of(bench.pool, 2, 0, {bench.c, bench.d});
    Places places;
    for (const Slice& each : {first, second, third}) bench.unpacker.frame(kNode, each, places);
    const std::vector<const std::byte*> expected{first.data() + 10, second.data() + 10,
                                                 third.data() + 12};
    assert_true(places.at == expected);
    assert_int_equal(places.whole, 1);
}

void what_was_handed_up_is_held_no_longer(void**) {
    Bench bench;
    bench.feed(0, 1, {bench.a});
    const std::size_t before = bench.unpacker.held();
    bench.feed(1, 0, {bench.b});
    assert_true(before > bench.a.size());
    assert_int_equal(bench.unpacker.held(), 0);
    assert_int_equal(bench.pool.outstanding(), 0);
}

// As a frame in a train of others is.
Slice in_a_long_buffer(BufferPool& pool, const Slice& frame) {
    Buffer buffer = pool.take(65536);
    std::memcpy(buffer.bytes().data(), frame.data(), frame.size());
    return buffer.slice(0, frame.size());
}

void short_parts_do_not_hold_long_buffers(void**) {
    Bench bench;
    Message all;
    std::size_t most = 0;
    for (std::uint8_t i = 0; i < 200; ++i) {
        const auto number = static_cast<std::uint8_t>(i + 1);
        const Slice pack = pack_of(bench.pool, i, i == 199 ? 0 : number, {bench.b});
        bench.unpacker.frame(kNode, in_a_long_buffer(bench.pool, pack), bench.up);
        all = joined(all, bench.b);
        most = std::max(most, bench.unpacker.held());
    }
    const std::size_t bound = packing::kHeldTimes * all.size() + packing::kHeldBeside;
    assert_true(most > 0 && most <= bound);
    assert_true((bench.up.messages == Messages{all}));
}

void parts_without_bytes_hold_nothing(void**) {
    Bench bench;
    bench.feed(0, 1, {{}});
    for (int i = 0; i < 100; ++i) bench.feed(1, 1, {{}});
    const std::size_t held = bench.unpacker.held();
    bench.feed(1, 0, {bench.a});
    assert_int_equal(held, 0);
    assert_true((bench.up.messages == Messages{bench.a}));
}

void senders_do_not_mix(void**) {
    Bench bench;
    bench.feed(0, 1, {bench.a}, NodeId{1});
    bench.feed(0, 1, {bench.b}, NodeId{2});
    bench.feed(1, 0, {bench.c}, NodeId{1});
    bench.feed(1, 0, {bench.d}, NodeId{2});
    assert_true(
        (bench.up.messages == Messages{joined(bench.a, bench.c), joined(bench.b, bench.d)}));
}

void the_two_contexts_do_not_mix(void**) {
    Bench bench;
    bench.unpacker.set_synchronising(false);
    bench.feed(0, 1, {bench.a});
    bench.unpacker.set_synchronising(true);
    bench.feed(0, 1, {bench.b});
    bench.unpacker.set_synchronising(false);
    bench.feed(1, 0, {bench.c});
    bench.unpacker.set_synchronising(true);
    bench.feed(1, 0, {bench.d});
    assert_true(
        (bench.up.messages == Messages{joined(bench.a, bench.c), joined(bench.b, bench.d)}));
}

void who_joins_inside_a_message_loses_only_that_one(void**) {
    Bench bench;
    bench.feed(4, 5, {bench.a});
    bench.feed(5, 6, {bench.a, bench.b, bench.c}); // ends inside the next message
    bench.feed(6, 0, {bench.d});
    assert_true((bench.up.messages == Messages{bench.b, joined(bench.c, bench.d)}));
    assert_int_equal(bench.unpacker.statistics().incomplete, 1);
}

void a_message_that_is_given_up_costs_nothing_else(void**) {
    Bench bench;
    bench.feed(0, 1, {bench.a});
    bench.feed(0, 0, {bench.b, bench.c});
    assert_true((bench.up.messages == Messages{bench.b, bench.c}));
    assert_int_equal(bench.unpacker.statistics().incomplete, 1);
}

void a_wrong_continuation_drops_what_was_begun_and_the_first_part(void**) {
    Bench bench;
    bench.feed(0, 1, {bench.a});
    bench.feed(3, 0, {bench.b, bench.c});
    assert_true((bench.up.messages == Messages{bench.c}));
}

void a_forgotten_sender_begins_anew(void**) {
    Bench bench;
    bench.feed(0, 1, {bench.a});
    bench.unpacker.forget(kNode);
    bench.feed(1, 0, {bench.b, bench.c});
    assert_true((bench.up.messages == Messages{bench.c}));
}

void those_who_are_kept_go_on(void**) {
    Bench bench;
    for (const std::uint32_t id : {1U, 2U, 3U}) bench.feed(0, 1, {bench.a}, NodeId{id});
    const std::vector<NodeId> members{NodeId{2}};
    bench.unpacker.keep_only(members);
    for (const std::uint32_t id : {1U, 2U, 3U}) bench.feed(1, 0, {bench.b}, NodeId{id});
    assert_int_equal(bench.up.messages.size(), 1);
    assert_int_equal(bench.up.senders[0].value, 2);
}

void a_message_may_have_1_MiB_and_64_KiB(void**) {
    Bench bench;
    const Message part = message_of(32768);
    bench.feed(0, 1, {part});
    for (int i = 1; i < 33; ++i) bench.feed(1, 1, {part});
    bench.feed(1, 0, {part});
    assert_int_equal(bench.up.messages.size(), 1);
    assert_int_equal(bench.up.messages[0].size(), packing::kReassembledMax);
    assert_int_equal(bench.unpacker.statistics().oversized, 0);
}

void a_longer_message_is_dropped_and_those_after_it_are_not(void**) {
    Bench bench;
    const Message part = message_of(32768);
    bench.feed(0, 1, {part});
    for (int i = 1; i < 38; ++i) bench.feed(1, 1, {part}); // 1.2 MiB
    bench.feed(1, 2, {bench.a, bench.b, bench.c});
    bench.feed(2, 0, {bench.d});
    assert_true((bench.up.messages == Messages{bench.b, joined(bench.c, bench.d)}));
    assert_int_equal(bench.unpacker.statistics().oversized, 1);
}

void an_endless_message_takes_no_more_memory_than_a_long_one(void**) {
    Bench bench;
    const Message part = message_of(32768);
    bench.feed(0, 1, {part});
    for (int i = 0; i < 2000; ++i) bench.feed(1, 1, {part});
    assert_int_equal(bench.pool.outstanding(), 0);
}

void a_malformed_pack_is_counted_and_changes_nothing(void**) {
    Bench bench;
    bench.feed(0, 1, {bench.a});
    bench.unpacker.frame(kNode, bench.pool.copy(message_of(64)), bench.up);
    bench.unpacker.frame(kNode, Slice{}, bench.up);
    bench.feed(1, 0, {bench.b});
    assert_true((bench.up.messages == Messages{joined(bench.a, bench.b)}));
    assert_int_equal(bench.unpacker.statistics().malformed, 2);
}

void more_senders_than_a_ring_has_cannot_fill_the_memory(void**) {
    Bench bench;
    for (std::uint32_t id = 1; id <= packing::kSendersMax; ++id)
        bench.feed(0, 1, {bench.a}, NodeId{id});
    const std::size_t full = bench.pool.outstanding();
    for (std::uint32_t id = 1001; id <= 2000; ++id)
        bench.feed(0, 1, {bench.b, bench.a}, NodeId{id});
    assert_int_equal(bench.pool.outstanding(), full);
    assert_int_equal(bench.up.messages.size(), 1000); // their whole messages are heard
    assert_int_equal(bench.unpacker.statistics().too_many_senders, 1000);
}

class Switching final : public packing::MessageSink { // as the last barrier does
public:
    explicit Switching(Unpacker& unpacker) : unpacker_(unpacker) {}
    void on_message(NodeId, Bytes, const Slice&) override {
        ++count;
        unpacker_.set_synchronising(false);
    }
    int count = 0;

private:
    Unpacker& unpacker_;
};

void a_frame_ends_in_the_context_it_began_in(void**) {
    Bench bench;
    Switching sink(bench.unpacker);
    bench.unpacker.frame(kNode, pack_of(bench.pool, 0, 1, {bench.a, bench.b}), sink);
    bench.feed(0, 0, {bench.d}); // ordinary: not the rest of b
    bench.unpacker.set_synchronising(true);
    bench.feed(1, 0, {bench.c});
    assert_int_equal(sink.count, 1);
    assert_true((bench.up.messages == Messages{bench.d, joined(bench.b, bench.c)}));
}

class Nothing final : public packing::MessageSink {
public:
    void on_message(NodeId, Bytes, const Slice&) override {}
};

void joining_messages_steadily_allocates_nothing(void**) {
    Bench bench;
    const Slice head = pack_of(bench.pool, 0, 1, {message_of(1400)});
    const Slice middle = pack_of(bench.pool, 1, 1, {message_of(1400)});
    const Slice tail = pack_of(bench.pool, 1, 0, {message_of(700)});
    Nothing nothing;
    const auto message = [&] {
        bench.unpacker.frame(kNode, head, nothing);
        for (int i = 0; i < 41; ++i) bench.unpacker.frame(kNode, middle, nothing);
        bench.unpacker.frame(kNode, tail, nothing);
    };
    message();
    const std::uint64_t warm = bench.pool.allocations();
    for (int i = 0; i < 200; ++i) message();
    assert_int_equal(bench.pool.allocations(), warm);
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(whole_messages_come_up_in_order),
        cmocka_unit_test(a_message_within_one_frame_is_not_copied),
        cmocka_unit_test(the_parts_of_a_cut_message_are_joined),
        cmocka_unit_test(a_pack_may_end_one_message_and_begin_another),
        cmocka_unit_test(the_parts_of_a_cut_message_are_not_copied),
        cmocka_unit_test(what_was_handed_up_is_held_no_longer),
        cmocka_unit_test(short_parts_do_not_hold_long_buffers),
        cmocka_unit_test(parts_without_bytes_hold_nothing),
        cmocka_unit_test(senders_do_not_mix),
        cmocka_unit_test(the_two_contexts_do_not_mix),
        cmocka_unit_test(who_joins_inside_a_message_loses_only_that_one),
        cmocka_unit_test(a_message_that_is_given_up_costs_nothing_else),
        cmocka_unit_test(a_wrong_continuation_drops_what_was_begun_and_the_first_part),
        cmocka_unit_test(a_forgotten_sender_begins_anew),
        cmocka_unit_test(those_who_are_kept_go_on),
        cmocka_unit_test(a_message_may_have_1_MiB_and_64_KiB),
        cmocka_unit_test(a_longer_message_is_dropped_and_those_after_it_are_not),
        cmocka_unit_test(an_endless_message_takes_no_more_memory_than_a_long_one),
        cmocka_unit_test(a_malformed_pack_is_counted_and_changes_nothing),
        cmocka_unit_test(more_senders_than_a_ring_has_cannot_fill_the_memory),
        cmocka_unit_test(a_frame_ends_in_the_context_it_began_in),
        cmocka_unit_test(joining_messages_steadily_allocates_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
